// Brings an import on after an outage: each failed try waits longer for the next one, up to hours,
// and somebody may be looking at the import.
import { pool } from '../../db.server.ts';

const LONGEST_WAIT = '5 minutes';
const STEPS = ['sync/start-import', 'sync/advance-import', 'sync/read-part'];

/** Every waiting step of the shop's imports is tried again in five minutes at the latest. */
export async function hastenImport(shopId: number): Promise<void> {
  await pool.query(
    `SELECT FROM graphile_worker.reschedule_jobs(
       ARRAY(SELECT j.id FROM graphile_worker._private_jobs j
         JOIN graphile_worker._private_tasks t ON t.id = j.task_id
         WHERE t.identifier = ANY ($1) AND j.payload ->> 'shopId' = $2
           AND j.run_at > now() + $3::interval AND j.attempts < j.max_attempts),
       run_at := now() + $3::interval)`,
    [STEPS, String(shopId), LONGEST_WAIT],
  );
}
