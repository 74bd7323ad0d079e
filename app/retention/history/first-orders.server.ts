// Facts of each customer's first counted order, as codes: what cohorts can be split by.
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { assert } from '../../basics/assert.ts';
import { copyRows } from './copy-rows.server.ts';
import { FIRST_KINDS } from './histories.ts';

/**
 * The first order of every customer (or of `customerIds`), one row each. The product is that of the
 * first line that names one; the code is the first one entered. Equal instants are told apart by
 * Shopify's order number. The earliest instants are found by hashing, because sorting all orders of
 * a large shop takes longer than all the rest of a rebuild.
 */
function firstOrdersSql(shopId: number, customerIds?: readonly bigint[]): string {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  const some =
    customerIds === undefined
      ? ''
      : `AND customer_id = ANY('{${customerIds.join(',')}}'::bigint[])`;
  return `CREATE TEMP TABLE first_order ON COMMIT DROP AS
    WITH earliest AS (
      SELECT customer_id, min(processed_at) AS processed_at FROM orders
      WHERE shop_id = ${shopId} AND is_counted ${some} GROUP BY customer_id),
    chosen AS (
      SELECT DISTINCT ON (customer_id) customer_id, id, discount_codes[1] AS code, channel, country
      FROM orders JOIN earliest USING (customer_id, processed_at)
      WHERE shop_id = ${shopId} AND is_counted ORDER BY customer_id, id)
    SELECT customer_id, code, channel, country,
      (SELECT line.product_id::text FROM order_line line
        WHERE line.shop_id = ${shopId} AND line.order_id = chosen.id
          AND line.product_id IS NOT NULL ORDER BY line.id LIMIT 1) AS product
    FROM chosen`;
}

/**
 * Calls `each` with every customer's number and codes in the order of FIRST_KINDS. Words not seen
 * before get the next code; codes never change, so a rebuild finds what was there. Runs inside the
 * caller's transaction, which holds the shop's state row.
 */
export async function firstOrderCodes(
  sql: pg.ClientBase,
  shopId: number,
  each: (customerId: number, codes: number[]) => void,
  customerIds?: readonly bigint[],
): Promise<void> {
  await sql.query('DROP TABLE IF EXISTS pg_temp.first_order');
  await sql.query(firstOrdersSql(shopId, customerIds));
  for (const kind of FIRST_KINDS) {
    await sql.query(
      `INSERT INTO history_label (shop_id, kind, code, label)
       SELECT $1, $2, row_number() OVER (ORDER BY fresh.label)
         + coalesce((SELECT max(code) FROM history_label WHERE shop_id = $1 AND kind = $2), 0),
         fresh.label
       FROM (SELECT DISTINCT ${kind} AS label FROM first_order WHERE ${kind} <> ''
             EXCEPT SELECT label FROM history_label WHERE shop_id = $1 AND kind = $2) fresh`,
      [shopId, kind],
    );
  }
  const columns = FIRST_KINDS.map((kind) => `coalesce(${kind}_label.code, 0)`);
  const joins = FIRST_KINDS.map(
    (kind) => `LEFT JOIN history_label ${kind}_label ON ${kind}_label.shop_id = ${shopId}
      AND ${kind}_label.kind = '${kind}' AND ${kind}_label.label = first_order.${kind}`,
  );
  const stream = sql.query(
    copyTo(`COPY (SELECT customer_id, ${columns.join(', ')} FROM first_order ${joins.join(' ')})
      TO STDOUT (FORMAT binary)`),
  );
  for await (const [id, ...codes] of copyRows(stream)) {
    each(
      Number(id!.readBigInt64BE()),
      codes.map((code) => code.readInt32BE()),
    );
  }
}
