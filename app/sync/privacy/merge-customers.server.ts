// Shopify joined two customers: our rows follow, and the features that hold something of theirs are
// told.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import { survivorOf } from '../read.server.ts';

/**
 * Points everything of `fromId` to `keptId`, or to whom that was merged into since. Safe to repeat,
 * and the same in any order: a third customer that was merged into `fromId` before follows too.
 */
export async function mergeCustomers(
  sql: Sql,
  shopId: number,
  fromId: bigint,
  keptId: bigint,
): Promise<void> {
  const intoId = await survivorOf(sql, shopId, keptId);
  if (intoId === fromId) return;
  await sql.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, merged_into_id, deleted_at)
     VALUES ($1, $2, now(), now(), now(), $3, now())
     ON CONFLICT (shop_id, id) DO UPDATE SET merged_into_id = $3,
       deleted_at = COALESCE(customer.deleted_at, now()), tags = '{}', locale = NULL,
       country = NULL, email_marketing = NULL, email_marketing_at = NULL`,
    [shopId, fromId, intoId],
  );
  await sql.query(
    'UPDATE customer SET merged_into_id = $3 WHERE shop_id = $1 AND merged_into_id = $2',
    [shopId, fromId, intoId],
  );
  await sql.query('DELETE FROM customer_person WHERE shop_id = $1 AND customer_id = $2', [
    shopId,
    fromId,
  ]);
  const { rows } = await sql.query<{ id: bigint }>(
    `UPDATE orders SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2 RETURNING id`,
    [shopId, fromId, intoId],
  );
  await announce(sql, 'customer.merged', {
    shopId,
    fromId: String(fromId),
    intoId: String(intoId),
  });
  await announce(sql, 'customer.changed', {
    shopId,
    customerIds: [String(fromId), String(intoId)],
  });
  for (let at = 0; at < rows.length; at += 1000) {
    const orderIds = rows.slice(at, at + 1000).map(({ id }) => String(id));
    await announce(sql, 'order.changed', { shopId, orderIds });
  }
}
