// After the file of a part: refunds are read in full for the orders that have some, then the part
// is announced and closed.
import { type Sql, sqlTransaction } from '../../db.server.ts';
import { announcements, definitionOf, type JobName } from '../../jobs/catalog.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { followCustomersOfImport } from '../store/follow-customers.server.ts';
import type { ReadingPart } from './read-part.server.ts';
import { readRefunds } from './read-refunds.server.ts';

/** Brings a part whose file is read to its end; goes on where it was stopped. */
export async function finishPart(
  shop: CallableShop,
  part: ReadingPart,
  signal?: AbortSignal,
): Promise<void> {
  if (part.kind === 'orders') await readRefunds(shop, part, signal);
  await sqlTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE import_part SET state = 'done', finished_at = now(), bytes_total = bytes_done,
         objects_total = objects_done
       WHERE shop_id = $1 AND run_id = $2 AND name = $3 AND state = 'detailing'`,
      [shop.id, part.runId, part.name],
    );
    if (rowCount !== 1 || part.kind !== 'orders') return;
    const since = await begunAt(sql, shop.id, part.runId);
    await followCustomersOfImport(sql, shop.id, since);
    await announcePart(sql, shop.id, part, since);
  });
}

/**
 * When the import began that this part belongs to, with those before it that came to nothing: what
 * they wrote, this one finds unchanged and does not write again, and nobody was told of it.
 */
async function begunAt(sql: Sql, shopId: number, runId: string): Promise<Date> {
  const { rows } = await sql.query<{ at: Date }>(
    `SELECT min(started_at) AS at FROM import_run r
     WHERE shop_id = $1 AND cause <> 'census' AND (id = $2 OR cancelled_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM import_run later WHERE later.shop_id = $1
         AND later.cause <> 'census' AND later.finished_at > r.started_at))`,
    [shopId, runId],
  );
  return rows[0]!.at;
}

/**
 * One job for every thousand orders that this part wrote, for each reaction; made by the database
 * in one go.
 */
async function announcePart(
  sql: Sql,
  shopId: number,
  part: ReadingPart,
  since: Date,
): Promise<void> {
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
         SELECT id, (row_number() OVER (ORDER BY id) - 1) / 1000 AS number FROM orders
         WHERE shop_id = $1 AND read_at >= $3
           AND ($4::timestamptz IS NULL OR created_at >= $4)
           AND ($5::timestamptz IS NULL OR created_at < $5)
       ) AS numbered GROUP BY number)
     SELECT graphile_worker.add_job(task, json_build_object('shopId', $1::int, 'orderIds', ids),
       queue_name := queue, max_attempts := attempts, priority := job.priority)
     FROM jsonb_to_recordset($2::jsonb)
       AS job(task text, queue text, attempts integer, priority integer) CROSS JOIN page`,
    [shopId, JSON.stringify(jobs), since, part.rangeFrom, part.rangeTo],
  );
}
