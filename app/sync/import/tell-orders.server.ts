// At the end of an import: the orders that it wrote follow their customers and are announced, all
// in one reading.
import type { Sql } from '../../db.server.ts';
import { announcements, definitionOf, type JobName } from '../../jobs/catalog.ts';
import { followCustomersOfImport } from '../store/follow-customers.server.ts';

/** Sets right and announces what the import `runId` wrote. */
export async function tellOrders(sql: Sql, shopId: number, runId: string): Promise<void> {
  const since = await begunAt(sql, shopId, runId);
  await followCustomersOfImport(sql, shopId, since);
  await announceOrders(sql, shopId, since);
}

/**
 * When the import began, with those before it that came to nothing: what they wrote, this one finds
 * unchanged and does not write again, and nobody was told of it.
 */
export async function begunAt(sql: Sql, shopId: number, runId: string): Promise<Date> {
  const { rows } = await sql.query<{ at: Date }>(
    `SELECT min(started_at) AS at FROM import_run r
     WHERE shop_id = $1 AND cause <> 'census' AND (id = $2 OR cancelled_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM import_run later WHERE later.shop_id = $1 AND later.id <> $2
         AND later.cause <> 'census' AND later.finished_at > r.started_at))`,
    [shopId, runId],
  );
  return rows[0]!.at;
}

/**
 * One job for every thousand orders that carry a discount code, for each reaction; made by the
 * database in one go, and none of them comes here.
 */
async function announceOrders(sql: Sql, shopId: number, since: Date): Promise<void> {
  const reactions = announcements['order.imported'].reactions as readonly JobName[];
  const jobs = reactions.map((task) => {
    const { maxAttempts, lane, priority } = definitionOf(task);
    return {
      task,
      queue: lane === undefined ? null : `${lane}:${shopId}`,
      attempts: maxAttempts,
      // After everything that somebody waits for.
      priority: (priority ?? 0) + 10,
    };
  });
  await sql.query(
    `WITH page AS MATERIALIZED (
       SELECT json_agg(id::text) AS ids FROM (
         SELECT id, (row_number() OVER () - 1) / 1000 AS number FROM orders
         WHERE shop_id = $1 AND read_at >= $3 AND cardinality(discount_codes) > 0
       ) AS numbered GROUP BY number)
     SELECT FROM jsonb_to_recordset($2::jsonb)
       AS job(task text, queue text, attempts integer, priority integer) CROSS JOIN page,
       graphile_worker.add_job(task, json_build_object('shopId', $1::int, 'orderIds', ids),
         queue_name := queue, max_attempts := attempts, priority := job.priority)`,
    [shopId, JSON.stringify(jobs), since],
  );
}
