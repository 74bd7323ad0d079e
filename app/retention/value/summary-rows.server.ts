// Rows of customer_summary: the one place that knows their columns.
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Day, dayOfNumber } from '../../basics/calendar.ts';
import type { Sql } from '../../db.server.ts';
import type { CustomerFigures } from './valuation.ts';

const COLUMNS = [
  'shop_id',
  'customer_id',
  'as_of',
  'orders',
  'net_sales',
  'first_day',
  'last_day',
  'x',
  'last_age',
  'age',
  'mean_value',
  'recency',
  'frequency',
  'monetary',
  'rfm_group',
  'alive',
  'orders_90',
  'orders_365',
  'sales_90',
  'sales_365',
  'clv_12',
  'clv_24',
  'clv_36',
  'next_due',
] as const;

const money = (value: number | null) => (value === null ? null : Math.round(value));

function valuesOf(shopId: number, asOf: Day, id: number, figures: CustomerFigures) {
  return [
    shopId,
    id,
    asOf,
    figures.orders,
    figures.netSales,
    dayOfNumber(figures.firstDay),
    dayOfNumber(figures.lastDay),
    figures.x,
    figures.lastAge,
    figures.age,
    figures.meanValue,
    figures.recency,
    figures.frequency,
    figures.monetary,
    figures.group,
    figures.alive,
    figures.orders90,
    figures.orders365,
    money(figures.sales90),
    money(figures.sales365),
    ...figures.clv.map(money),
    figures.nextDue === null ? null : dayOfNumber(figures.nextDue),
  ];
}

const ROWS_A_WRITE = 2000;

/** Replaces the summaries of a shop inside the caller's transaction. */
export async function replaceSummaries(
  sql: pg.PoolClient,
  shopId: number,
  asOf: Day,
  ids: Float64Array,
  count: number,
  figuresOf: (index: number) => CustomerFigures,
): Promise<void> {
  await sql.query('DELETE FROM customer_summary WHERE shop_id = $1', [shopId]);
  const stream = sql.query(copyFrom(`COPY customer_summary (${COLUMNS.join(', ')}) FROM STDIN`));
  for (let start = 0; start < count; start += ROWS_A_WRITE) {
    let text = '';
    for (let i = start; i < Math.min(count, start + ROWS_A_WRITE); i++) {
      const values = valuesOf(shopId, asOf, ids[i]!, figuresOf(i));
      text += `${values.map((value) => value ?? '\\N').join('\t')}\n`;
    }
    if (!stream.write(text)) await new Promise((resolve) => stream.once('drain', resolve));
  }
  stream.end();
  await finished(stream);
}

/**
 * Writes the summaries of some customers; null figures remove a customer who has no counted order
 * any more.
 */
export async function writeSummaries(
  sql: Sql,
  shopId: number,
  asOf: Day,
  customers: readonly { id: number; figures: CustomerFigures | null }[],
): Promise<void> {
  await sql.query('DELETE FROM customer_summary WHERE shop_id = $1 AND customer_id = ANY($2)', [
    shopId,
    customers.map(({ id }) => id),
  ]);
  for (const { id, figures } of customers) {
    if (!figures) continue;
    await sql.query(
      `INSERT INTO customer_summary (${COLUMNS.join(', ')})
       VALUES (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')})`,
      valuesOf(shopId, asOf, id, figures),
    );
  }
}
