// Rows of customer_summary: the one place that knows their columns.
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { CopyWriter } from '../history/copy-rows.server.ts';
import type { Customers } from './customers.ts';
import type { CustomerFigures } from './valuation.ts';

const COLUMNS = [
  'shop_id',
  'customer_id',
  'as_of',
  'orders',
  'net_sales',
  'first_day',
  'last_day',
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

/** `asOf`: the day number that the figures hold for; of later orders, the day after them. */
export type Summaries = { shopId: number; asOf: number };

/** One row, in the order of COLUMNS. */
function writeRow(
  to: CopyWriter,
  { shopId, asOf }: Summaries,
  id: number,
  figures: CustomerFigures,
): void {
  const orNull = (value: number | null, write: (value: number) => void) =>
    value === null ? to.null() : write(value);
  const money = (value: number) => to.int8(Math.round(value));
  const float = (value: number) => to.float8(value);
  to.row(COLUMNS.length);
  to.int4(shopId);
  to.int8(id);
  to.date(Math.max(asOf, figures.lastDay + 1));
  to.int4(figures.orders);
  to.int8(figures.netSales);
  to.date(figures.firstDay);
  to.date(figures.lastDay);
  to.int4(figures.recency);
  to.int4(figures.frequency);
  to.int4(figures.monetary);
  to.text(figures.group);
  // As float4 has it; a chance too small for that is none.
  orNull(figures.alive, (alive) => to.float4(alive < LEAST_CHANCE ? 0 : alive));
  orNull(figures.orders90, float);
  orNull(figures.orders365, float);
  orNull(figures.sales90, money);
  orNull(figures.sales365, money);
  for (const value of figures.clv) money(value);
  orNull(figures.nextDue, (day) => to.date(day));
}

const LEAST_CHANCE = 1e-30;
const ROWS_A_WRITE = 2000;

/**
 * Replaces the summaries of the customers with numbers in [from, until) inside the caller's
 * transaction.
 */
export async function replaceSummaries(
  sql: pg.PoolClient,
  all: Summaries,
  { from, until }: { from: number; until: number | null },
  { ids, count }: Pick<Customers, 'ids' | 'count'>,
  figuresOf: (index: number) => CustomerFigures,
): Promise<void> {
  await sql.query(
    `DELETE FROM customer_summary WHERE shop_id = $1 AND customer_id >= $2
       AND ($3::bigint IS NULL OR customer_id < $3)`,
    [all.shopId, from, until],
  );
  const stream = sql.query(copyFrom(COPY));
  const rows = new CopyWriter();
  for (let start = 0; start < count; start += ROWS_A_WRITE) {
    const end = Math.min(count, start + ROWS_A_WRITE);
    for (let i = start; i < end; i++) writeRow(rows, all, ids[i]!, figuresOf(i));
    if (!stream.write(rows.take())) await new Promise((resolve) => stream.once('drain', resolve));
  }
  stream.end(rows.take(true));
  await finished(stream);
}

/**
 * Writes the summaries of some customers; null figures remove a customer who has no counted order
 * any more.
 */
export async function writeSummaries(
  sql: pg.PoolClient,
  all: Summaries,
  customers: readonly { id: number; figures: CustomerFigures | null }[],
): Promise<void> {
  await sql.query('DELETE FROM customer_summary WHERE shop_id = $1 AND customer_id = ANY($2)', [
    all.shopId,
    customers.map(({ id }) => id),
  ]);
  const stream = sql.query(copyFrom(COPY));
  const rows = new CopyWriter();
  for (const { id, figures } of customers) if (figures) writeRow(rows, all, id, figures);
  stream.end(rows.take(true));
  await finished(stream);
}

const COPY = `COPY customer_summary (${COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`;
