// An order that was read before its customer was merged or forgotten, and is written after it,
// follows suit.
import type { Sql } from '../../db.server.ts';
import { idArray } from '../read.server.ts';

const FOLLOW = `UPDATE orders o SET customer_id = COALESCE(c.merged_into_id, o.customer_id),
    tags = CASE WHEN c.redacted_at IS NULL THEN o.tags ELSE '{}' END,
    country = CASE WHEN c.redacted_at IS NULL THEN o.country END
  FROM customer c WHERE o.shop_id = $1 AND c.shop_id = $1 AND c.id = o.customer_id
    AND (c.merged_into_id IS NOT NULL OR c.redacted_at IS NOT NULL)`;

/** Sets right the orders `ids`. */
export async function followCustomers(
  sql: Sql,
  shopId: number,
  ids: readonly bigint[],
): Promise<void> {
  await sql.query(`${FOLLOW} AND o.id = ANY ($2::text::bigint[])`, [shopId, idArray(ids)]);
}

/** Sets right every order that an import wrote. */
export async function followCustomersOfImport(
  sql: Sql,
  shopId: number,
  readAt: Date,
): Promise<void> {
  await sql.query(`${FOLLOW} AND o.read_at = $2`, [shopId, readAt]);
}
