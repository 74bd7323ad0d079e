// At the end of an import: the orders that it wrote follow their customers and are announced.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import { followCustomersOfImport } from '../store/follow-customers.server.ts';

/** Sets right and announces what the import `runId` wrote. */
export async function tellOrders(sql: Sql, shopId: number, runId: string): Promise<void> {
  const since = await begunAt(sql, shopId, runId);
  await followCustomersOfImport(sql, shopId, since);
  await announce(sql, 'order.imported', { shopId, since });
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
