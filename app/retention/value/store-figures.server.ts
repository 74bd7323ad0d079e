// Copies what lists are chosen by out of customer_summary into the buckets of the customers: a list
// of few among millions reads some columns, and not the rows of all.
import type { Sql } from '../../db.server.ts';
import { DO_FIT, FIGURE_NAMES, FIGURES } from '../history/figures.ts';

const AGGREGATES = [
  ...FIGURE_NAMES.map(
    (name) => `string_agg(${FIGURES[name]}, ''::bytea ORDER BY s.customer_id) AS ${name}`,
  ),
  `ARRAY[sum(s.clv_24)::float8, sum(s.clv_36)::float8, sum(s.orders_365),
    sum(s.sales_365)::float8] AS expected`,
];

const SET = [...FIGURE_NAMES, 'expected'].map(
  (name) => `${name} = CASE WHEN "isWhole" THEN found.${name} END`,
);

/**
 * Brings the figures of some buckets, known by their first numbers, up to date inside the caller's
 * transaction, which holds the shop's state row. A bucket with a customer who is not valued, or
 * is out of all bounds, has none: lists are then chosen from the rows.
 */
export async function storeFigures(
  sql: Sql,
  shopId: number,
  bounds: readonly number[],
): Promise<void> {
  // Bucket by bucket along the key, whatever the planner knows of rows that have just been written.
  await sql.query(
    `WITH bucket AS MATERIALIZED (
       SELECT from_id, customers, (SELECT min(next.from_id) FROM history_bucket next
         WHERE next.shop_id = $1 AND next.from_id > own.from_id) AS until
       FROM history_bucket own WHERE shop_id = $1 AND from_id = ANY($2::bigint[])
     )
     UPDATE history_bucket SET ${SET.join(', ')}
     FROM bucket CROSS JOIN LATERAL (
       SELECT bucket.customers = count(*) AND ${DO_FIT} AS "isWhole", ${AGGREGATES.join(', ')}
       FROM customer_summary s
       WHERE s.shop_id = $1 AND s.customer_id >= bucket.from_id
         AND s.customer_id < coalesce(bucket.until, ${2n ** 63n - 1n})
     ) AS found
     WHERE history_bucket.shop_id = $1 AND history_bucket.from_id = bucket.from_id`,
    [shopId, bounds],
  );
}
