// Works out all histories and cohort cells of a shop anew from its orders, and says what that
// changed. The orders come customer by customer, so memory does not grow with the shop.
import type pg from 'pg';
import { dayNumbering } from '../../basics/calendar.ts';
import { ownConnection, sqlTransaction } from '../../db.server.ts';
import { BucketBuilder, type BuiltBucket } from './buckets.ts';
import {
  addToCohorts,
  type CohortCell,
  type CohortSums,
  cellsOf,
  emptyCohortSums,
} from './cohort-cells.ts';
import { type CopiedOrder, copyCountedOrders, extentOfOrders } from './copy-orders.server.ts';
import { firstProducts, hasLines, LabelBook } from './first-orders.server.ts';
import { FIRST_KINDS } from './histories.ts';
import { packHistories } from './pack.ts';
import { UNITS } from './periods.ts';
import {
  lockState,
  type PackedBucket,
  readBounds,
  readCells,
  removeBuckets,
  unlike,
  writeBuckets,
  writeCells,
} from './store.server.ts';

export type Rebuild = {
  customers: number;
  orders: number;
  /**
   * False where there was nothing to compare with, or it was made for another time zone or
   * currency.
   */
  compared: boolean;
  /** Buckets whose bytes, and cohort cells whose figures, were not what the orders say. */
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
    const { cells, ...built } = await ownConnection((orders) => rebuildBuckets(sql, orders, shop));
    const differences = {
      buckets: built.differences,
      cells: await replaceCells(sql, shop.id, cells),
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

async function rebuildBuckets(sql: pg.PoolClient, stream: pg.Client, shop: Shop) {
  const bounds = await readBounds(sql, shop.id);
  const stale = new Set(bounds);
  const labels = new LabelBook(sql, shop.id);
  const builder = new BucketBuilder(bounds);
  // One snapshot: an order older than the extent would have no place in the sums.
  await stream.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const sums = await emptySums(stream, shop);
  const isProductKnown = await hasLines(sql, shop.id);
  const found = { customers: 0, orders: 0, differences: 0 };
  const store = async (built: readonly BuiltBucket[]) => {
    for (const { from, histories } of built) {
      stale.delete(from);
      found.customers += histories.ids.length;
      found.orders += histories.days.length;
      for (const sum of sums) addToCohorts(sum, histories);
    }
    if (isProductKnown) await setProducts(sql, shop.id, built);
    await setCodes(labels, built);
    found.differences += await replaceBuckets(sql, shop.id, built);
  };
  // While some buckets are stored, the next ones are read.
  let storing = Promise.resolve();
  try {
    for await (const _ of copyCountedOrders(stream, shop, taker(shop, builder))) {
      if (builder.ready < BUCKETS_AT_ONCE) continue;
      await storing;
      storing = store(builder.take());
      // Thrown where it is waited for, and not before.
      storing.catch(() => {});
    }
  } finally {
    // Nothing may be written after the caller has rolled back.
    await storing;
  }
  await store(builder.take(true));
  await removeBuckets(sql, shop.id, [...stale]);
  found.differences += stale.size;
  return { ...found, cells: sums.flatMap(cellsOf) };
}

async function emptySums(stream: pg.Client, shop: Shop): Promise<CohortSums[]> {
  const extent = await extentOfOrders(stream, shop);
  if (!extent) return [];
  const numberDay = dayNumbering(shop.timezone);
  const [first, last] = [numberDay(extent.first), numberDay(extent.last)];
  return UNITS.map((unit) => emptyCohortSums(first, last, unit));
}

const [CODE, CHANNEL, COUNTRY, PRODUCT] = (['code', 'channel', 'country', 'product'] as const).map(
  (kind) => FIRST_KINDS.indexOf(kind),
) as [number, number, number, number];

/** Puts an order into its bucket, with the facts of a first one. */
function taker(shop: Shop, builder: BucketBuilder) {
  const numberDay = dayNumbering(shop.timezone);
  return (order: CopiedOrder) => {
    const day = numberDay(order.instant);
    if (!builder.add(order.customerId, day, order.amount)) return;
    builder.setFirstOrder(order.orderId());
    builder.setWord(CODE, order.text(0));
    builder.setWord(CHANNEL, order.text(1));
    builder.setWord(COUNTRY, order.text(2));
  };
}

async function setProducts(
  sql: pg.PoolClient,
  shopId: number,
  built: readonly BuiltBucket[],
): Promise<void> {
  const orders = built.flatMap(({ firstOrders }) => [...firstOrders]);
  const products: string[] = Array(orders.length).fill('');
  await firstProducts(sql, shopId, orders, (place, product) => {
    products[place] = product;
  });
  let next = 0;
  for (const { words } of built) {
    const { length } = words[PRODUCT]!;
    words[PRODUCT] = products.slice(next, next + length);
    next += length;
  }
}

/** Turns the words of the buckets into codes, kind by kind. */
async function setCodes(labels: LabelBook, built: readonly BuiltBucket[]): Promise<void> {
  for (const [place, kind] of FIRST_KINDS.entries()) {
    const codes = await labels.codesOf(
      kind,
      built.flatMap(({ words }) => words[place]!),
    );
    let next = 0;
    for (const { histories } of built) {
      const { firsts } = histories;
      for (let at = place; at < firsts.length; at += FIRST_KINDS.length) {
        firsts[at] = codes[next++]!;
      }
    }
  }
}

/** Writes the buckets that are not as they should be; returns how many that were. */
async function replaceBuckets(
  sql: pg.PoolClient,
  shopId: number,
  built: readonly BuiltBucket[],
): Promise<number> {
  if (built.length === 0) return 0;
  const fresh: PackedBucket[] = built.map(({ from, histories }) => ({
    from,
    packed: packHistories(histories),
  }));
  const wrong = await unlike(sql, shopId, fresh);
  await writeBuckets(sql, shopId, wrong);
  return wrong.length;
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
