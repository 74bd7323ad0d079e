// An order that was read before its customer was merged or forgotten, and is written after it,
// follows suit.
import type { Sql } from '../../db.server.ts';
import { idArray } from '../read.server.ts';

const MERGED = `UPDATE orders o SET customer_id = c.merged_into_id
  FROM customer c WHERE o.shop_id = $1 AND c.shop_id = $1 AND c.id = o.customer_id
    AND c.merged_into_id IS NOT NULL`;

// A file that is copied into empty tables brings also what was to be left out.
const FORGOTTEN = `SELECT o.id FROM orders o JOIN customer c ON c.shop_id = o.shop_id
    AND c.id = o.customer_id AND c.redacted_at IS NOT NULL
  WHERE o.shop_id = $1 AND WHICH
  UNION SELECT o.id FROM redacted_order r JOIN orders o ON o.shop_id = r.shop_id
    AND o.id = r.order_id
  WHERE r.shop_id = $1 AND WHICH`;

/** Sets right the orders `ids`. */
export const followCustomers = (sql: Sql, shopId: number, ids: readonly bigint[]): Promise<void> =>
  follow(sql, shopId, 'o.id = ANY ($2::text::bigint[])', idArray(ids));

/** Sets right every order that an import wrote since it began. */
export const followCustomersOfImport = (sql: Sql, shopId: number, since: Date): Promise<void> =>
  follow(sql, shopId, 'o.read_at >= $2', since);

async function follow(sql: Sql, shopId: number, which: string, value: unknown): Promise<void> {
  await sql.query(`${MERGED} AND ${which}`, [shopId, value]);
  const { rows } = await sql.query<{ id: bigint }>(FORGOTTEN.replaceAll('WHICH', which), [
    shopId,
    value,
  ]);
  await emptyOrders(
    sql,
    shopId,
    rows.map(({ id }) => id),
  );
}

/**
 * Keeps orders empty whenever they are written again, also those that are not known yet. Orders of
 * a customer need it not: they follow the customer, and are another's once they moved.
 */
export async function rememberForgotten(
  sql: Sql,
  shopId: number,
  ids: readonly bigint[],
): Promise<void> {
  await sql.query(
    `INSERT INTO redacted_order (shop_id, order_id)
     SELECT $1, id FROM unnest($2::text::bigint[]) AS id ORDER BY id ON CONFLICT DO NOTHING`,
    [shopId, idArray(ids)],
  );
}

/**
 * Takes out of orders what a merchant or buyer wrote or what can point at a person: tags and the
 * titles of lines without a product are free text, a country stands beside a date and an amount.
 */
export async function emptyOrders(sql: Sql, shopId: number, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.query(
    `UPDATE orders SET tags = '{}', country = NULL, email_hash = NULL
     WHERE shop_id = $1 AND id = ANY ($2::text::bigint[])`,
    [shopId, idArray(ids)],
  );
  await sql.query(
    `UPDATE order_line SET title = ''
     WHERE shop_id = $1 AND order_id = ANY ($2::text::bigint[]) AND product_id IS NULL`,
    [shopId, idArray(ids)],
  );
}
