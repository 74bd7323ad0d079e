// An order that was read before its customer was merged or forgotten, and is written after it,
// follows suit.
import type { Sql } from '../../db.server.ts';
import { idArray } from '../read.server.ts';

const MERGED = `UPDATE orders o SET customer_id = c.merged_into_id
  FROM customer c WHERE o.shop_id = $1 AND c.shop_id = $1 AND c.id = o.customer_id
    AND c.merged_into_id IS NOT NULL`;

const IS_FORGOTTEN = `o.shop_id = $1 AND r.shop_id = $1 AND r.order_id = o.id
  AND (r.is_named OR o.customer_id IS NULL OR o.customer_id = r.customer_id)`;

const KEPT = `UPDATE orders o SET customer_id = r.customer_id,
    is_counted = o.is_guest_counted, is_guest_counted = false
  FROM redacted_order r WHERE ${IS_FORGOTTEN}
    AND o.customer_id IS NULL AND r.customer_id IS NOT NULL`;

// A file that is copied into empty tables brings also what was to be left out.
const FORGOTTEN = `SELECT o.id, o.customer_id AS "customerId", false AS "isNamed"
  FROM orders o JOIN customer c ON c.shop_id = o.shop_id
    AND c.id = o.customer_id AND c.redacted_at IS NOT NULL
  WHERE o.shop_id = $1 AND WHICH
  UNION SELECT o.id, r.customer_id, r.is_named FROM redacted_order r, orders o
  WHERE ${IS_FORGOTTEN} AND WHICH`;

/** Sets right the orders `ids`. */
export const followCustomers = (sql: Sql, shopId: number, ids: readonly bigint[]): Promise<void> =>
  follow(sql, shopId, 'o.id = ANY ($2::text::bigint[])', idArray(ids));

/** Sets right every order that an import wrote since it began. */
export const followCustomersOfImport = (sql: Sql, shopId: number, since: Date): Promise<void> =>
  follow(sql, shopId, 'o.read_at >= $2', since);

async function follow(sql: Sql, shopId: number, which: string, value: unknown): Promise<void> {
  await sql.query(`${MERGED} AND ${which}`, [shopId, value]);
  await sql.query(`${KEPT} AND ${which}`, [shopId, value]);
  const { rows } = await sql.query<Forgotten>(FORGOTTEN.replaceAll('WHICH', which), [
    shopId,
    value,
  ]);
  if (rows.length === 0) return;
  await rememberForgotten(sql, shopId, rows);
  await emptyOrders(
    sql,
    shopId,
    rows.map(({ id }) => id),
  );
}

export type Forgotten = {
  id: bigint;
  /** Whose it was; null for a guest's. */
  customerId: bigint | null;
  /** It stays forgotten when it becomes another's. */
  isNamed: boolean;
};

/** Keeps orders empty whenever they are written again, also those that are not known yet. */
export async function rememberForgotten(
  sql: Sql,
  shopId: number,
  orders: readonly Forgotten[],
): Promise<void> {
  await sql.query(
    `INSERT INTO redacted_order (shop_id, order_id, customer_id, is_named)
     SELECT $1, id, max(customer_id), bool_or(is_named)
     FROM unnest($2::text::bigint[], $3::bigint[], $4::boolean[])
       AS given(id, customer_id, is_named)
     GROUP BY id ORDER BY id
     ON CONFLICT (shop_id, order_id) DO UPDATE SET is_named = true,
       customer_id = COALESCE(excluded.customer_id, redacted_order.customer_id)
     WHERE excluded.is_named AND NOT redacted_order.is_named`,
    [
      shopId,
      idArray(orders.map(({ id }) => id)),
      orders.map(({ customerId }) => customerId),
      orders.map(({ isNamed }) => isNamed),
    ],
  );
}

/**
 * Takes out of orders what a merchant or buyer wrote or what can point at a person: tags and the
 * titles of lines without a product are free text, a country stands beside a date and an amount.
 */
async function emptyOrders(sql: Sql, shopId: number, ids: readonly bigint[]): Promise<void> {
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
