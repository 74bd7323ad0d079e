// Rows of day_total: the one place that knows their columns.
import type { Period } from '../../basics/calendar.ts';
import type { Sql } from '../../db.server.ts';
import type { DayTotal } from './day-totals.ts';

const columns = (totals: readonly DayTotal[]) => [
  totals.map(({ day }) => day),
  totals.map(({ orders }) => orders),
  totals.map(({ netSales }) => netSales),
];
const ROWS = 'unnest($2::date[], $3::int[], $4::bigint[]) AS delta (day, orders, net_sales)';

/** Makes the totals of a shop these; returns how many days were not as they should be. */
export async function replaceDayTotals(
  sql: Sql,
  shopId: number,
  totals: readonly DayTotal[],
): Promise<number> {
  const values = [shopId, ...columns(totals)];
  const { rowCount: removed } = await sql.query(
    `DELETE FROM day_total WHERE shop_id = $1
       AND (day, orders, net_sales) NOT IN (SELECT * FROM ${ROWS})`,
    values,
  );
  const { rowCount: added } = await sql.query(
    `INSERT INTO day_total (shop_id, day, orders, net_sales) SELECT $1, * FROM ${ROWS}
     ON CONFLICT DO NOTHING`,
    values,
  );
  // A day that was wrong is taken out and put in.
  return Math.max(removed!, added!);
}

/** Adds differences to the totals of a shop; days that become empty are removed. */
export async function addToDayTotals(
  sql: Sql,
  shopId: number,
  totals: readonly DayTotal[],
): Promise<void> {
  // Updated before inserted: a negative difference would break the check of a row to be inserted.
  await sql.query(
    `WITH delta AS (SELECT * FROM ${ROWS}), updated AS (
       UPDATE day_total total SET orders = total.orders + delta.orders,
         net_sales = total.net_sales + delta.net_sales
       FROM delta WHERE total.shop_id = $1 AND total.day = delta.day RETURNING total.day)
     INSERT INTO day_total (shop_id, day, orders, net_sales)
     SELECT $1, * FROM delta WHERE day NOT IN (SELECT day FROM updated)`,
    [shopId, ...columns(totals)],
  );
  await sql.query(
    'DELETE FROM day_total WHERE shop_id = $1 AND orders = 0 AND day = ANY ($2::date[])',
    [shopId, totals.map(({ day }) => day)],
  );
}

/** Orders and net sales (minor units) of a range of days. */
export async function sumDays(
  sql: Sql,
  shopId: number,
  { start, end }: Period,
): Promise<{ orders: number; netSales: number }> {
  const { rows } = await sql.query<{ orders: number; netSales: number }>(
    `SELECT coalesce(sum(orders), 0)::int AS orders,
       coalesce(sum(net_sales), 0)::float8 AS "netSales"
     FROM day_total WHERE shop_id = $1 AND day >= $2::date AND day < $3::date`,
    [shopId, start, end],
  );
  return rows[0]!;
}
