// Rows of history_bucket, cohort_cell and retention_state: the one place that knows their columns.
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { assert } from '../../basics/assert.ts';
import type { Day, Unit } from '../../basics/calendar.ts';
import type { Sql } from '../../db.server.ts';
import type { CohortCell } from './cohort-cells.ts';
import { CopyWriter, copyRows } from './copy-rows.server.ts';
import type { Histories } from './histories.ts';
import { type PackedColumns, type PackedHistories, unpackHistories } from './pack.ts';
import type { Column } from './scan.server.ts';

export type State = { version: bigint; timezone: string; currency: string };

/**
 * The shop's state, locked until the transaction ends: whoever changes histories holds it. Null
 * before the first rebuild.
 */
export async function lockState(sql: Sql, shopId: number): Promise<State | null> {
  // A row cannot be locked before it is there, so the first rebuild of a shop is guarded by an
  // advisory lock.
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('retention_state'), $1)`, [shopId]);
  const { rows } = await sql.query<State>(
    'SELECT version, timezone, currency FROM retention_state WHERE shop_id = $1 FOR UPDATE',
    [shopId],
  );
  return rows[0] ?? null;
}

/** The first customer numbers of a shop's buckets, ascending. */
export async function readBounds(sql: Sql, shopId: number): Promise<number[]> {
  const { rows } = await sql.query<{ from: number }>(
    `SELECT from_id::float8 AS "from" FROM history_bucket WHERE shop_id = $1 ORDER BY from_id`,
    [shopId],
  );
  return rows.map(({ from }) => from);
}

/** The bucket a customer belongs to, by its first number; 0 before there is one. */
export async function boundsOf(
  sql: Sql,
  shopId: number,
  ids: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await sql.query<{ id: number; from: number | null }>(
    `SELECT id::float8 AS id, (SELECT max(from_id) FROM history_bucket
       WHERE shop_id = $1 AND from_id <= id)::float8 AS "from" FROM unnest($2::bigint[]) AS id`,
    [shopId, ids],
  );
  return new Map(rows.map(({ id, from }) => [id, from ?? 0]));
}

export type Extent = { customers: number; orders: number; firstDay: Day; lastDay: Day };

/** How many customers and orders a shop's histories hold, and of which days; null without any. */
export async function readExtent(sql: Sql, shopId: number): Promise<Extent | null> {
  const { rows } = await sql.query<Extent>(
    `SELECT sum(customers)::int AS customers, sum(orders)::int AS orders,
       min(first_day)::text AS "firstDay", max(last_day)::text AS "lastDay"
     FROM history_bucket WHERE shop_id = $1 HAVING count(*) > 0`,
    [shopId],
  );
  return rows[0] ?? null;
}

/** One bucket with all its columns; null if the shop has no such bucket. */
export async function readBucket(
  sql: Sql,
  shopId: number,
  from: number,
): Promise<Histories | null> {
  const { rows } = await sql.query(
    `SELECT customers, orders, ids, days, amounts, firsts FROM history_bucket
     WHERE shop_id = $1 AND from_id = $2`,
    [shopId, from],
  );
  return rows[0] ? unpackHistories(rows[0]) : null;
}

/** At most `limit` buckets from a number on, their first numbers, and that of the one after. */
export async function readBuckets(
  sql: pg.ClientBase,
  shopId: number,
  from: number,
  limit: number,
): Promise<{ buckets: Histories[]; bounds: number[]; next: number | null }> {
  assert(Number.isInteger(shopId) && Number.isInteger(from), 'a bucket is known by whole numbers');
  const query = `SELECT from_id, customers, orders, ids, days, amounts FROM history_bucket
    WHERE shop_id = ${shopId} AND from_id >= ${from} ORDER BY from_id LIMIT ${limit + 1}`;
  const buckets: Histories[] = [];
  const bounds: number[] = [];
  let next: number | null = null;
  await copyRows(sql, query, ([begin, customers, orders, ids, days, amounts]) => {
    const bound = Number(begin!.readBigInt64BE());
    if (buckets.length === limit) {
      next = bound;
      return;
    }
    bounds.push(bound);
    const counts = { customers: customers!.readInt32BE(), orders: orders!.readInt32BE() };
    buckets.push(unpackHistories({ ...counts, ids: ids!, days: days!, amounts: amounts! }));
  });
  return { buckets, bounds, next };
}

/** Few enough for a flat memory: some megabytes. */
const BUCKETS_AT_ONCE = 200;

/** The buckets that hold some of the customers, with days always and at least `columns`. */
export async function* bucketsOf(
  sql: Sql,
  shopId: number,
  customerIds: readonly number[],
  columns: readonly Column[],
): AsyncGenerator<Histories> {
  const names = ['customers', 'orders', 'days', ...columns];
  const bounds = [...new Set((await boundsOf(sql, shopId, customerIds)).values())];
  for (let start = 0; start < bounds.length; start += BUCKETS_AT_ONCE) {
    const { rows } = await sql.query<PackedColumns>(
      `SELECT ${names.join(', ')} FROM history_bucket
       WHERE shop_id = $1 AND from_id = ANY($2::bigint[])`,
      [shopId, bounds.slice(start, start + BUCKETS_AT_ONCE)],
    );
    yield* rows.map((row) => unpackHistories(row));
  }
}

export type PackedBucket = { from: number; packed: PackedHistories };

const PACKED = ['ids', 'days', 'amounts', 'firsts'] as const;
const BUCKET_COLUMNS = [
  'shop_id',
  'from_id',
  'customers',
  'orders',
  'first_day',
  'last_day',
  ...PACKED,
] as const;

/** Those of the buckets (ascending) that are not stored as they are. */
export async function unlike(
  sql: Sql,
  shopId: number,
  buckets: readonly PackedBucket[],
): Promise<PackedBucket[]> {
  const { rows } = await sql.query(
    `SELECT from_id::float8 AS "from", ids, days, amounts, firsts FROM history_bucket
     WHERE shop_id = $1 AND from_id BETWEEN $2 AND $3`,
    [shopId, buckets[0]!.from, buckets.at(-1)!.from],
  );
  const stored = new Map(rows.map((row) => [row.from, row]));
  return buckets.filter(({ from, packed }) => {
    const row = stored.get(from);
    return !row || PACKED.some((name) => !row[name].equals(packed[name]));
  });
}

/** Writes buckets, replacing those of the same first number. */
export async function writeBuckets(
  sql: pg.ClientBase,
  shopId: number,
  buckets: readonly PackedBucket[],
): Promise<void> {
  if (buckets.length === 0) return;
  const bounds = buckets.map(({ from }) => from);
  await removeBuckets(sql, shopId, bounds);
  const stream = sql.query(
    copyFrom(`COPY history_bucket (${BUCKET_COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`),
  );
  const rows = new CopyWriter();
  for (const { from, packed } of buckets) {
    rows.row(BUCKET_COLUMNS.length);
    rows.int4(shopId);
    rows.int8(from);
    rows.int4(packed.customers);
    rows.int4(packed.orders);
    rows.date(packed.firstDay);
    rows.date(packed.lastDay);
    for (const name of PACKED) rows.bytes(packed[name]);
  }
  stream.end(rows.take(true));
  await finished(stream);
}

/** Removes buckets by their first numbers. */
export async function removeBuckets(sql: Sql, shopId: number, bounds: readonly number[]) {
  if (bounds.length === 0) return;
  await sql.query('DELETE FROM history_bucket WHERE shop_id = $1 AND from_id = ANY($2::bigint[])', [
    shopId,
    bounds,
  ]);
}

const cellColumns = (cells: readonly CohortCell[]) => [
  cells.map(({ unit }) => unit),
  cells.map(({ cohort }) => cohort),
  cells.map(({ age }) => age),
  cells.map(({ active }) => active),
  cells.map(({ orders }) => orders),
  cells.map(({ netSales }) => netSales),
  cells.map(({ repurchased }) => repurchased),
];
const CELL_ROWS = `unnest($2::text[], $3::date[], $4::int[], $5::int[], $6::int[], $7::bigint[],
  $8::int[])
  AS delta (unit, cohort, age, active, orders, net_sales, repurchased)`;

/** Replaces all cohort cells of a shop. */
export async function writeCells(sql: Sql, shopId: number, cells: readonly CohortCell[]) {
  await sql.query('DELETE FROM cohort_cell WHERE shop_id = $1', [shopId]);
  await sql.query(
    `INSERT INTO cohort_cell (shop_id, unit, cohort, age, active, orders, net_sales, repurchased)
     SELECT $1, * FROM ${CELL_ROWS}`,
    [shopId, ...cellColumns(cells)],
  );
}

/** Adds differences to the cohort cells of a shop; cells that become all zero are removed. */
export async function addToCells(sql: Sql, shopId: number, cells: readonly CohortCell[]) {
  // Updated before inserted, because a negative difference would break the checks of a row that is
  // to be inserted.
  await sql.query(
    `WITH delta AS (SELECT * FROM ${CELL_ROWS}), updated AS (
       UPDATE cohort_cell cell SET active = cell.active + delta.active,
         orders = cell.orders + delta.orders, net_sales = cell.net_sales + delta.net_sales,
         repurchased = cell.repurchased + delta.repurchased
       FROM delta WHERE cell.shop_id = $1 AND cell.unit = delta.unit AND cell.cohort = delta.cohort
         AND cell.age = delta.age
       RETURNING cell.unit, cell.cohort, cell.age)
     INSERT INTO cohort_cell (shop_id, unit, cohort, age, active, orders, net_sales, repurchased)
     SELECT $1, * FROM delta WHERE (unit, cohort, age) NOT IN (SELECT * FROM updated)`,
    [shopId, ...cellColumns(cells)],
  );
  await sql.query(
    `DELETE FROM cohort_cell cell USING ${CELL_ROWS}
     WHERE cell.shop_id = $1 AND cell.unit = delta.unit AND cell.cohort = delta.cohort
       AND cell.age = delta.age AND cell.active = 0 AND cell.orders = 0 AND cell.net_sales = 0
       AND cell.repurchased = 0`,
    [shopId, ...cellColumns(cells)],
  );
}

/** All cohort cells of a shop, or those of one unit, in order. */
export async function readCells(sql: Sql, shopId: number, unit?: Unit): Promise<CohortCell[]> {
  const { rows } = await sql.query(
    `SELECT unit, cohort::text, age, active, orders, net_sales::float8 AS "netSales", repurchased
     FROM cohort_cell WHERE shop_id = $1 AND ($2::text IS NULL OR unit = $2)
     ORDER BY unit, cohort, age`,
    [shopId, unit ?? null],
  );
  return rows;
}
