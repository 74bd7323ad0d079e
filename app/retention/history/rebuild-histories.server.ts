// Works out all histories and cohort cells of a shop anew from its orders, and says what that
// changed. The orders come customer by customer, so memory does not grow with the shop.
import type pg from 'pg';
import { dayNumbering } from '../../basics/calendar.ts';
import { ownConnection, sqlTransaction } from '../../db.server.ts';
import { BucketBatch } from './bucket-batch.ts';
import { BucketBuilder } from './buckets.ts';
import { addToCohorts, type CohortCell, cellsOf, emptyCohortSums } from './cohort-cells.ts';
import { type CopiedOrder, copyCountedOrders, extentOfOrders } from './copy-orders.server.ts';
import { DaySums } from './day-totals.ts';
import { firstProducts, hasLines, LabelBook } from './first-orders.server.ts';
import { FIRST_KINDS } from './histories.ts';
import { UNITS } from './periods.ts';
import {
  lockState,
  readBounds,
  readCells,
  removeBuckets,
  unlike,
  writeBuckets,
  writeCells,
} from './store.server.ts';
import { replaceDayTotals } from './store-day-totals.server.ts';

export type Rebuild = {
  customers: number;
  orders: number;
  /**
   * False where there was nothing to compare with, or it was made for another time zone or
   * currency.
   */
  compared: boolean;
  /**
   * Buckets whose bytes, and sums (cohort cells and totals of days) whose figures, were not what
   * the orders say.
   */
  differences: { buckets: number; cells: number };
};

type Shop = { id: number; timezone: string; currency: string };

/**
 * Rebuilds in one transaction that holds the shop's state row. What is already right is not written
 * again. Figures kept up to date by refreshCustomers give no differences.
 */
export function rebuildHistories(shop: Shop, now: Date): Promise<Rebuild> {
  return sqlTransaction(async (sql) => {
    const before = await lockState(sql, shop.id);
    // The orders come in over a second connection, while this one compares and writes. What is
    // committed after the lock was taken is refreshed when the lock is free again.
    const { cells, days, ...built } = await ownConnection((orders) =>
      rebuildBuckets(sql, orders, shop),
    );
    const differences = {
      buckets: built.differences,
      cells:
        (await replaceCells(sql, shop.id, cells)) + (await replaceDayTotals(sql, shop.id, days)),
    };
    const compared = before?.timezone === shop.timezone && before.currency === shop.currency;
    const isChanged = !compared || differences.buckets > 0 || differences.cells > 0;
    await sql.query(
      `INSERT INTO retention_state (shop_id, version, timezone, currency, rebuilt_at)
       VALUES ($1, 1, $2, $3, $4)
       ON CONFLICT (shop_id) DO UPDATE SET timezone = $2, currency = $3, rebuilt_at = $4,
         version = retention_state.version + $5`,
      [shop.id, shop.timezone, shop.currency, now, isChanged ? 1 : 0],
    );
    return { customers: built.customers, orders: built.orders, compared, differences };
  });
}

/** Buckets compared and written in one statement: some megabytes. */
const BUCKETS_AT_ONCE = 128;
/**
 * Buckets that wait for the products of their customers' first orders. Each look-up passes along
 * the index of lines, so a large shop has few of them; the first ones are early.
 */
const [FEWEST_WAITING, MOST_WAITING] = [256, 2048];

async function rebuildBuckets(sql: pg.PoolClient, stream: pg.Client, shop: Shop) {
  const bounds = await readBounds(sql, shop.id);
  const store = await storer(sql, shop.id);
  // One snapshot: an order older than the extent would have no place in the sums.
  await stream.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { cohorts, days } = await emptySums(stream, shop);
  const stale = new Set(bounds);
  const found = { customers: 0, orders: 0, differences: 0 };
  const full: BucketBatch[] = [];
  let batch = new BucketBatch();
  let most = FEWEST_WAITING;
  const builder = new BucketBuilder(bounds, (bucket) => {
    const { from, histories } = bucket;
    stale.delete(from);
    found.customers += histories.ids.length;
    found.orders += histories.days.length;
    for (const sums of cohorts) addToCohorts(sums, histories);
    days.add(histories);
    batch.add(bucket);
    if (batch.size < most) return;
    full.push(batch);
    batch = new BucketBatch();
    most = Math.min(most * 2, MOST_WAITING);
  });
  const numberDay = dayNumbering(shop.timezone);
  const takeOrder = (order: CopiedOrder) => {
    if (!builder.add(order.customerId, numberDay(order.instant), order.amount)) return;
    builder.setFirstOrder(order.orderId());
    for (const [text, place] of TEXTS) {
      builder.setFirst(place, batch.numberOf(place, order.text(text)));
    }
  };
  const storeNext = async (next: BucketBatch, connections: readonly pg.ClientBase[]) => {
    found.differences += await store(next, connections);
  };
  // While some buckets are stored, the next ones are read.
  let storing = Promise.resolve();
  const storeMeanwhile = () => {
    const next = full.shift();
    if (!next) return;
    const before = storing;
    storing = before.then(() => storeNext(next, [sql]));
    // Thrown where it is waited for, and not before.
    storing.catch(() => {});
    return before;
  };
  try {
    await copyCountedOrders(stream, shop, takeOrder, storeMeanwhile);
  } finally {
    // Nothing may be written after the caller has rolled back.
    await storing;
  }
  builder.end();
  // Nothing is read any more, so both connections have time for the rest.
  for (const last of [...full, batch]) await storeNext(last, [sql, stream]);
  await removeBuckets(sql, shop.id, [...stale]);
  found.differences += stale.size;
  return { ...found, cells: cohorts.flatMap(cellsOf), days: days.totals() };
}

/** The texts of a copied order, and where they lie in FIRST_KINDS. */
const TEXTS = (['code', 'channel', 'country'] as const).map(
  (kind, text) => [text as 0 | 1 | 2, FIRST_KINDS.indexOf(kind)] as const,
);

async function emptySums(stream: pg.Client, shop: Shop) {
  const extent = await extentOfOrders(stream, shop);
  const numberDay = dayNumbering(shop.timezone);
  const [first, last] = extent ? [numberDay(extent.first), numberDay(extent.last)] : [0, 0];
  return {
    cohorts: UNITS.map((unit) => emptyCohortSums(first, last, unit)),
    days: new DaySums(first, last),
  };
}

/** Stores batches of buckets: writes those that are not as they should be, and says how many. */
async function storer(sql: pg.PoolClient, shopId: number) {
  const labels = new LabelBook(sql, shopId);
  const isProductKnown = await hasLines(sql, shopId);
  return async (batch: BucketBatch, connections: readonly pg.ClientBase[]): Promise<number> => {
    if (isProductKnown && batch.size > 0) {
      batch.setProducts(await firstProducts(connections, shopId, batch.firstOrders()));
    }
    const codes: Uint32Array[] = [];
    for (const [place, words] of batch.words.entries()) {
      codes.push(await labels.codesOf(FIRST_KINDS[place]!, words));
    }
    const buckets = batch.packed(codes);
    let differences = 0;
    for (let start = 0; start < buckets.length; start += BUCKETS_AT_ONCE) {
      const wrong = await unlike(sql, shopId, buckets.slice(start, start + BUCKETS_AT_ONCE));
      await writeBuckets(sql, shopId, wrong);
      differences += wrong.length;
    }
    return differences;
  };
}

/** Writes the cohort cells unless they are right already; returns how many were not. */
async function replaceCells(sql: pg.PoolClient, shopId: number, fresh: readonly CohortCell[]) {
  const stored = new Map((await readCells(sql, shopId)).map((cell) => [keyOf(cell), cell]));
  let differences = 0;
  for (const cell of fresh) {
    const known = stored.get(keyOf(cell));
    if (JSON.stringify(known) !== JSON.stringify(cell)) differences++;
    stored.delete(keyOf(cell));
  }
  differences += stored.size;
  if (differences > 0) await writeCells(sql, shopId, fresh);
  return differences;
}

const keyOf = ({ unit, cohort, age }: CohortCell) => `${unit}/${cohort}/${age}`;
