// Notes that Shopify has deleted customers or products. One that is not known yet gets a row too:
// an import under way may hold it, and must not bring it back.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import { idArray } from '../read.server.ts';
import { resolveGone } from '../record-issue.server.ts';

/** As many ids as one announcement may carry. */
const ANNOUNCED = 1000;

/** Marks customers as deleted and forgets the persons: Shopify keeps nothing of them either. */
export async function markCustomersDeleted(
  sql: Sql,
  shopId: number,
  ids: readonly bigint[],
): Promise<void> {
  await sql.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, deleted_at)
     SELECT $1, id, now(), now(), now(), now() FROM unnest($2::text::bigint[]) AS id ORDER BY id
     ON CONFLICT (shop_id, id) DO UPDATE SET deleted_at = now()
     WHERE customer.deleted_at IS NULL`,
    [shopId, idArray(ids)],
  );
  await sql.query(
    'DELETE FROM customer_person WHERE shop_id = $1 AND customer_id = ANY ($2::text::bigint[])',
    [shopId, idArray(ids)],
  );
  await resolveGone(sql, shopId, 'Customer', ids);
  for (let at = 0; at < ids.length; at += ANNOUNCED) {
    const customerIds = ids.slice(at, at + ANNOUNCED).map(String);
    await announce(sql, 'customer.changed', { shopId, customerIds });
  }
}

/** Marks products as deleted; they stay for the figures of the past. */
export async function markProductsDeleted(
  sql: Sql,
  shopId: number,
  ids: readonly bigint[],
): Promise<void> {
  await sql.query(
    `INSERT INTO product (shop_id, id, title, updated_at, read_at, deleted_at)
     SELECT $1, id, '', now(), now(), now() FROM unnest($2::text::bigint[]) AS id ORDER BY id
     ON CONFLICT (shop_id, id) DO UPDATE SET deleted_at = now()
     WHERE product.deleted_at IS NULL`,
    [shopId, idArray(ids)],
  );
  await resolveGone(sql, shopId, 'Product', ids);
}
