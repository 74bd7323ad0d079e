// Works out all histories and cohort cells of a shop anew from its orders, and says what that
// changed.
import type pg from 'pg';
import { dayNumbering } from '../../basics/calendar.ts';
import { sqlTransaction } from '../../db.server.ts';
import { addToCohorts, type CohortCell, cellsOf, emptyCohortSums } from './cohort-cells.ts';
import { copyCountedOrders } from './copy-orders.server.ts';
import { firstProducts, LabelBook } from './first-orders.server.ts';
import { bucketsFor, Gathering, sliceOf } from './gather.ts';
import { customersOf, type Histories } from './histories.ts';
import { type PackedHistories, packHistories } from './pack.ts';
import { UNITS } from './periods.ts';
import { lockState, readCells, type State, writeBuckets, writeCells } from './store.server.ts';

export type Rebuild = {
  customers: number;
  orders: number;
  /**
   * False where there was nothing to compare with, or it was made for another time zone or number
   * of buckets.
   */
  compared: boolean;
  /** Buckets whose bytes, and cohort cells whose figures, were not what the orders say. */
  differences: { buckets: number; cells: number };
};

const BUCKETS_AT_ONCE = 128;

/**
 * Rebuilds in one transaction that holds the shop's state row. What is already right is not written
 * again. Figures kept up to date by refreshCustomers give no differences.
 */
export function rebuildHistories(
  shop: { id: number; timezone: string },
  now: Date,
): Promise<Rebuild> {
  return sqlTransaction(async (sql) => {
    const before = await lockState(sql, shop.id);
    const gathering = await gatherOrders(sql, shop);
    const buckets = suitableBuckets(before, gathering.customers);
    const { histories, from } = gathering.histories(buckets);
    const compared = before?.buckets === buckets && before.timezone === shop.timezone;
    const differences = {
      buckets: await replaceBuckets(sql, shop.id, histories, from),
      cells: await replaceCells(sql, shop.id, histories),
    };
    const isChanged = !compared || differences.buckets > 0 || differences.cells > 0;
    await sql.query(
      `INSERT INTO retention_state (shop_id, buckets, version, timezone, rebuilt_at)
       VALUES ($1, $2, 1, $3, $4)
       ON CONFLICT (shop_id) DO UPDATE SET buckets = $2, timezone = $3, rebuilt_at = $4,
         version = retention_state.version + $5`,
      [shop.id, buckets, shop.timezone, now, isChanged ? 1 : 0],
    );
    return { customers: gathering.customers, orders: gathering.orders, compared, differences };
  });
}

/**
 * The number of buckets stays unless it no longer fits at all: another number would rewrite
 * everything.
 */
function suitableBuckets(before: State | null, customers: number): number {
  const wanted = bucketsFor(customers);
  if (before && wanted <= before.buckets * 4 && before.buckets <= wanted * 8) return before.buckets;
  return wanted;
}

async function gatherOrders(
  sql: pg.PoolClient,
  shop: { id: number; timezone: string },
): Promise<Gathering> {
  const gathering = new Gathering();
  const numberDay = dayNumbering(shop.timezone);
  const labels = await LabelBook.read(sql, shop.id);
  await copyCountedOrders(sql, shop.id, (order) => {
    const { customerId, instant, amount, orderId } = order;
    const index = gathering.add(customerId, numberDay(instant), amount, instant, orderId);
    if (index < 0) return;
    const [code, channel, country] = order.texts();
    gathering.setFirst(index, 'code', labels.codeOf('code', code));
    gathering.setFirst(index, 'channel', labels.codeOf('channel', channel));
    gathering.setFirst(index, 'country', labels.codeOf('country', country));
  });
  const orders = gathering.firstOrders();
  const indexOf = new Map(Array.from(orders, (order, index) => [order, index]));
  await firstProducts(sql, shop.id, orders, (order, product) =>
    gathering.setFirst(indexOf.get(order)!, 'product', labels.codeOf('product', product)),
  );
  await labels.write(sql);
  return gathering;
}

/** Writes the buckets that are not as they should be; returns how many that were. */
async function replaceBuckets(
  sql: pg.PoolClient,
  shopId: number,
  histories: Histories,
  from: Uint32Array,
): Promise<number> {
  const buckets = from.length - 1;
  let differences = 0;
  for (let first = 0; first < buckets; first += BUCKETS_AT_ONCE) {
    const fresh: { bucket: number; packed: PackedHistories }[] = [];
    for (let b = first; b < Math.min(buckets, first + BUCKETS_AT_ONCE); b++) {
      fresh.push({
        bucket: b,
        packed: packHistories(sliceOf(histories, from[b]!, from[b + 1]!)),
      });
    }
    const wrong = await wrongBuckets(sql, shopId, fresh);
    differences += wrong.length;
    if (wrong.length > 0) await writeBuckets(sql, shopId, wrong);
  }
  await sql.query('DELETE FROM history_bucket WHERE shop_id = $1 AND bucket >= $2', [
    shopId,
    buckets,
  ]);
  return differences;
}

type Fresh = { bucket: number; packed: PackedHistories };

async function wrongBuckets(sql: pg.PoolClient, shopId: number, fresh: Fresh[]): Promise<Fresh[]> {
  const { rows } = await sql.query({
    text: `SELECT bucket, ids, days, amounts, firsts FROM history_bucket
      WHERE shop_id = $1 AND bucket BETWEEN $2 AND $3`,
    values: [shopId, fresh[0]!.bucket, fresh.at(-1)!.bucket],
  });
  const stored = new Map(rows.map((row) => [row.bucket, row]));
  return fresh.filter(({ bucket, packed }) => {
    const row = stored.get(bucket);
    return (
      !row ||
      (['ids', 'days', 'amounts', 'firsts'] as const).some(
        (name) => !row[name].equals(packed[name]),
      )
    );
  });
}

/** Writes the cohort cells unless they are right already; returns how many were not. */
async function replaceCells(sql: pg.PoolClient, shopId: number, histories: Histories) {
  const fresh = cohortCells(histories).sort(byKey);
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

/** The cohort cells of all units. */
export function cohortCells(histories: Histories): CohortCell[] {
  if (customersOf(histories) === 0) return [];
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of histories.days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return UNITS.flatMap((unit) => {
    const sums = emptyCohortSums(first, last, unit);
    addToCohorts(sums, histories);
    return cellsOf(sums);
  });
}

const keyOf = ({ unit, cohort, age }: CohortCell) => `${unit}/${cohort}/${age}`;
const byKey = (a: CohortCell, b: CohortCell) => (keyOf(a) < keyOf(b) ? -1 : 1);
