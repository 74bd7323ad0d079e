// Facts of each customer's first counted order, as codes: what cohorts can be split by.
import type { Sql } from '../../db.server.ts';
import { FIRST_KINDS } from './histories.ts';

/**
 * The first order of every customer (or of `customerIds`), one row each. The product is that of the first line that
 * names one; the code is the first one entered. Equal instants are told apart by Shopify's order number.
 */
const FIRST_ORDERS = (onlySome: boolean) => `
  SELECT DISTINCT ON (customer_id) customer_id, discount_codes[1] AS code, channel, country,
    (SELECT line.product_id::text FROM order_line line
      WHERE line.shop_id = orders.shop_id AND line.order_id = orders.id
        AND line.product_id IS NOT NULL ORDER BY line.id LIMIT 1) AS product
  FROM orders WHERE shop_id = $1 AND is_counted ${onlySome ? 'AND customer_id = ANY($2)' : ''}
  ORDER BY customer_id, processed_at, id`;

/**
 * Customer number → codes in the order of FIRST_KINDS. Words not seen before get the next code; codes never change, so
 * a rebuild finds what was there. Runs inside the caller's transaction, which holds the shop's state row.
 */
export async function firstOrderCodes(
  sql: Sql,
  shopId: number,
  customerIds?: readonly bigint[],
): Promise<Map<number, number[]>> {
  await sql.query('DROP TABLE IF EXISTS pg_temp.first_order');
  await sql.query(
    `CREATE TEMP TABLE first_order ON COMMIT DROP AS ${FIRST_ORDERS(
      customerIds !== undefined,
    ).replace(/\$1|\$2/g, (name) =>
      name === '$1' ? String(Number(shopId)) : `'{${customerIds!.join(',')}}'::bigint[]`,
    )}`,
  );
  for (const kind of FIRST_KINDS) {
    await sql.query(
      `INSERT INTO history_label (shop_id, kind, code, label)
       SELECT $1, $2, row_number() OVER (ORDER BY fresh.label)
         + coalesce((SELECT max(code) FROM history_label WHERE shop_id = $1 AND kind = $2), 0), fresh.label
       FROM (SELECT DISTINCT ${kind} AS label FROM first_order WHERE ${kind} <> ''
             EXCEPT SELECT label FROM history_label WHERE shop_id = $1 AND kind = $2) fresh`,
      [shopId, kind],
    );
  }
  const columns = FIRST_KINDS.map((kind) => `coalesce(${kind}_label.code, 0)`);
  const joins = FIRST_KINDS.map(
    (kind) => `LEFT JOIN history_label ${kind}_label ON ${kind}_label.shop_id = $1
      AND ${kind}_label.kind = '${kind}' AND ${kind}_label.label = first_order.${kind}`,
  );
  const { rows } = await sql.query({
    text: `SELECT customer_id::float8, ${columns.join(', ')} FROM first_order ${joins.join(' ')}`,
    values: [shopId],
    rowMode: 'array',
  });
  return new Map(rows.map(([id, ...codes]: number[]) => [id!, codes]));
}
