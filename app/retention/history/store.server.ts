// Rows of history_bucket, cohort_cell and retention_state: the one place that knows their columns.

import type { Unit } from '../../basics/calendar.ts';
import type { Sql } from '../../db.server.ts';
import type { CohortCell } from './cohort-cells.ts';
import type { Histories } from './histories.ts';
import { type PackedHistories, unpackHistories } from './pack.ts';

export type State = { buckets: number; version: bigint; timezone: string };

/**
 * The shop's state, locked until the transaction ends: whoever changes histories holds it. Null
 * before the first rebuild.
 */
export async function lockState(sql: Sql, shopId: number): Promise<State | null> {
  // A row cannot be locked before it is there, so the first rebuild of a shop is guarded by an
  // advisory lock.
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('retention_state'), $1)`, [shopId]);
  const { rows } = await sql.query<State>(
    'SELECT buckets, version, timezone FROM retention_state WHERE shop_id = $1 FOR UPDATE',
    [shopId],
  );
  return rows[0] ?? null;
}

/** One bucket with all its columns; null if the shop has no such bucket. */
export async function readBucket(
  sql: Sql,
  shopId: number,
  bucket: number,
): Promise<Histories | null> {
  const { rows } = await sql.query(
    `SELECT customers, orders, ids, days, amounts, firsts FROM history_bucket
     WHERE shop_id = $1 AND bucket = $2`,
    [shopId, bucket],
  );
  return rows[0] ? unpackHistories(rows[0]) : null;
}

/** Writes buckets, replacing those of the same number. A few hundred at a time keep memory flat. */
export async function writeBuckets(
  sql: Sql,
  shopId: number,
  buckets: readonly { bucket: number; packed: PackedHistories }[],
): Promise<void> {
  const column = <T>(of: (packed: PackedHistories) => T) => buckets.map(({ packed }) => of(packed));
  const buffer = (of: (packed: PackedHistories) => Uint8Array) =>
    column((packed) => Buffer.from(of(packed)));
  await sql.query(
    `INSERT INTO history_bucket (shop_id, bucket, customers, orders, ids, days, amounts, firsts)
     SELECT $1, * FROM unnest($2::int[], $3::int[], $4::int[], $5::bytea[], $6::bytea[],
       $7::bytea[], $8::bytea[])
     ON CONFLICT (shop_id, bucket) DO UPDATE SET customers = excluded.customers,
       orders = excluded.orders, ids = excluded.ids, days = excluded.days,
       amounts = excluded.amounts, firsts = excluded.firsts`,
    [
      shopId,
      buckets.map(({ bucket }) => bucket),
      column(({ customers }) => customers),
      column(({ orders }) => orders),
      buffer(({ ids }) => ids),
      buffer(({ days }) => days),
      buffer(({ amounts }) => amounts),
      buffer(({ firsts }) => firsts),
    ],
  );
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
    `DELETE FROM cohort_cell WHERE shop_id = $1 AND active = 0 AND orders = 0
       AND net_sales = 0 AND repurchased = 0`,
    [shopId],
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
