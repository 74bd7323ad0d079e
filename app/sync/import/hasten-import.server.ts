// Brings an import on after an outage: each failed try waits longer for the next one, up to hours,
// and somebody may be looking at the import.
import { pool } from '../../db.server.ts';

const LONGEST_WAIT = '5 minutes';

// By their keys, which are indexed: the queue holds the work of all shops.
const STEPS = `
  WITH run AS (SELECT id::text FROM import_run
    WHERE shop_id = $1::int AND finished_at IS NULL AND cancelled_at IS NULL)
  SELECT name || ':' || $1 || ':' || key FROM (
    VALUES ('sync/start-import', 'import'), ('sync/start-import', 'scope')
    UNION ALL SELECT 'sync/advance-import', id FROM run
    UNION ALL SELECT 'sync/read-part', run.id || '/' || p.name
      FROM run JOIN import_part p ON p.shop_id = $1::int AND p.run_id::text = run.id
      WHERE p.state IN ('reading', 'detailing')
  ) AS step(name, key)`;

/** Every waiting step of the shop's imports is tried again in five minutes at the latest. */
export async function hastenImport(shopId: number): Promise<void> {
  await pool.query(
    `SELECT FROM graphile_worker.reschedule_jobs(
       ARRAY(SELECT id FROM graphile_worker._private_jobs
         WHERE key = ANY (ARRAY(${STEPS})) AND run_at > now() + $2::interval
           AND attempts < max_attempts),
       run_at := now() + $2::interval)`,
    [shopId, LONGEST_WAIT],
  );
}
