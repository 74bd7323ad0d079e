// What has served its purpose goes: events that were worked on, files a merchant could have
// fetched, old imports.
import { pool } from '../../db.server.ts';

/** Days that things are kept; the access log longer, because it is asked for later. */
const KEPT = [
  ['webhook_event', 'worked_at', 7],
  ['sync_issue', 'resolved_at', 30],
  ['customer_data_file', 'requested_at', 30],
  ['person_access', 'at', 365],
] as const;

/** A notice that could not be used is not repeated, so nothing but time settles what it left. */
const NOTICE_DAYS = 30;

/** Removes what is older than it has to be kept at `now`. */
export async function cleanUp(shopId: number, now: Date): Promise<void> {
  for (const [table, column, days] of KEPT) {
    const before = new Date(now.getTime() - days * 86_400_000);
    await pool.query(`DELETE FROM ${table} WHERE shop_id = $1 AND ${column} < $2`, [
      shopId,
      before,
    ]);
  }
  await pool.query(
    `UPDATE sync_issue SET resolved_at = $2 WHERE shop_id = $1 AND source = 'webhook'
       AND resolved_at IS NULL AND subject NOT LIKE 'gid://%' AND last_seen_at < $3`,
    [shopId, now, new Date(now.getTime() - NOTICE_DAYS * 86_400_000)],
  );
  await pool.query(
    `WITH old AS (DELETE FROM import_run WHERE shop_id = $1
       AND COALESCE(finished_at, cancelled_at) < $2::timestamptz - interval '30 days' RETURNING id)
     DELETE FROM import_part WHERE shop_id = $1 AND run_id IN (SELECT id FROM old)`,
    [shopId, now],
  );
  // What a comparison left that was cancelled.
  await pool.query(
    `DELETE FROM census_line l WHERE shop_id = $1 AND NOT EXISTS (SELECT FROM import_run r
       WHERE r.shop_id = $1 AND r.id = l.run_id AND finished_at IS NULL AND cancelled_at IS NULL)`,
    [shopId],
  );
}
