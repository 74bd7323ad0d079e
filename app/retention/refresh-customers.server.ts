// Takes changed orders into the histories and cohort cells of their customers, and of nobody else.
import type pg from 'pg';
import { type Sql, sqlTransaction } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';
import { shopById } from '../sync/read.server.ts';
import { splitBucket } from './history/buckets.ts';
import { addToCohorts, cellsOf, emptyCohortSums } from './history/cohort-cells.ts';
import { DaySums } from './history/day-totals.ts';
import {
  type CustomerOrders,
  customerAt,
  type Histories,
  historiesOf,
} from './history/histories.ts';
import { packHistories } from './history/pack.ts';
import { UNITS } from './history/periods.ts';
import { readCustomers } from './history/read-customers.server.ts';
import {
  addToCells,
  boundsOf,
  lockState,
  readBucket,
  readExtent,
  removeBuckets,
  unlike,
  writeBuckets,
} from './history/store.server.ts';
import { addToDayTotals } from './history/store-day-totals.server.ts';
import { refreshSummaries } from './value/refresh-summaries.server.ts';
import { storeFigures } from './value/store-figures.server.ts';

/** A rebuild costs less than so many orders one by one, where they are a good part of the shop. */
const BULK_ORDERS = 200;
const BULK_SHARE = 0.1;
/** One rebuild for all who ask for it in this time; a busy shop must not push it away for ever. */
const GATHERING_MS = 5000;

export type Changed = {
  shopId: number;
  orderIds?: readonly bigint[];
  customerIds?: readonly bigint[];
};

/**
 * Brings the figures up to date after orders or customers changed. Doing it twice changes nothing
 * the second time. Orders of a good part of the customers, a shop seen for the first time, and a
 * new time zone or currency are left to a rebuild.
 */
export async function refreshCustomers(changed: Changed, now: Date): Promise<void> {
  const { shopId, orderIds = [], customerIds = [] } = changed;
  const shop = await shopById(shopId);
  if (!shop) return;
  await sqlTransaction(async (sql) => {
    if (await isBulk(sql, shopId, orderIds)) return askForRebuild(sql, shopId, now);
    const state = await lockState(sql, shopId);
    const isOfToday = state?.timezone === shop.timezone && state.currency === shop.currency;
    if (!isOfToday) return askForRebuild(sql, shopId, now);
    const customers = await affectedCustomers(sql, shopId, orderIds, customerIds);
    const present = await readCustomers(sql, shop, customers);
    const { isChanged, bounds } = await replaceCustomers(sql, shopId, present);
    // Orders of guests are in no history, but they are counted beside them; and a customer's tags
    // are in none, but lists and cohorts are split by them.
    const isOther = customerIds.length > 0 || (await hasGuests(sql, shopId, orderIds));
    if (!isChanged && !isOther) return;
    await sql.query('UPDATE retention_state SET version = version + 1 WHERE shop_id = $1', [
      shopId,
    ]);
    if (await refreshSummaries(sql, shop, present, now)) await storeFigures(sql, shopId, bounds);
  });
}

async function isBulk(sql: Sql, shopId: number, orderIds: readonly bigint[]): Promise<boolean> {
  if (orderIds.length < BULK_ORDERS) return false;
  const extent = await readExtent(sql, shopId);
  return orderIds.length > (extent?.customers ?? 0) * BULK_SHARE;
}

async function askForRebuild(sql: Sql, shopId: number, now: Date): Promise<void> {
  const runAt = new Date(now.getTime() + GATHERING_MS);
  const once = { key: 'rebuild', runAt, keepRunAt: true };
  await enqueue(sql, 'retention/rebuild', { shopId }, once);
}

/** The customers of the orders, those named, and whom they were merged into or with. */
async function affectedCustomers(
  sql: Sql,
  shopId: number,
  orderIds: readonly bigint[],
  customerIds: readonly bigint[],
): Promise<bigint[]> {
  const { rows } = await sql.query<{ id: bigint }>(
    `WITH named AS (
       SELECT customer_id AS id FROM orders
       WHERE shop_id = $1 AND id = ANY($2) AND customer_id IS NOT NULL
       UNION SELECT unnest($3::bigint[]))
     SELECT id FROM named
     UNION SELECT merged_into_id FROM customer WHERE shop_id = $1 AND merged_into_id IS NOT NULL
       AND id IN (SELECT id FROM named)
     ORDER BY id`,
    [shopId, orderIds, customerIds],
  );
  return rows.map(({ id }) => id);
}

async function hasGuests(sql: Sql, shopId: number, orderIds: readonly bigint[]): Promise<boolean> {
  const { rowCount } = await sql.query(
    'SELECT FROM orders WHERE shop_id = $1 AND id = ANY($2) AND customer_id IS NULL LIMIT 1',
    [shopId, orderIds],
  );
  return rowCount !== 0;
}

/**
 * Puts the customers into their buckets and the difference into the cohort cells; says whether
 * anything differs, and the first numbers of the buckets that they are in.
 */
async function replaceCustomers(
  sql: pg.PoolClient,
  shopId: number,
  present: readonly CustomerOrders[],
): Promise<{ isChanged: boolean; bounds: number[] }> {
  const boundOf = await boundsOf(
    sql,
    shopId,
    present.map(({ id }) => id),
  );
  const byBucket = Map.groupBy(present, ({ id }) => boundOf.get(id)!);
  const bounds = [...byBucket.keys()];
  let isChanged = false;
  for (const [from, customers] of byBucket) {
    const stored = await readBucket(sql, shopId, from);
    const all = new Map(stored ? membersOf(stored) : []);
    const before = customers.flatMap(({ id }) => all.get(id) ?? []);
    for (const customer of customers) all.set(customer.id, customer);
    const members = [...all.values()]
      .filter(({ orders }) => orders.length > 0)
      .sort((a, b) => a.id - b.id);
    if (members.length === 0) {
      if (!stored) continue;
      await removeBuckets(sql, shopId, [from]);
    } else {
      const fresh = splitBucket(from, members).map((part) => ({
        from: part.from,
        packed: packHistories(historiesOf(part.customers)),
      }));
      const wrong = await unlike(sql, shopId, fresh);
      if (wrong.length === 0) continue;
      await writeBuckets(sql, shopId, wrong);
      bounds.push(...fresh.slice(1).map((part) => part.from));
    }
    isChanged = true;
    await addDifferences(sql, shopId, historiesOf(before), historiesOf(customers));
  }
  return { isChanged, bounds };
}

function* membersOf(histories: Histories): Generator<[number, CustomerOrders]> {
  for (let i = 0; i < histories.ids.length; i++) {
    yield [histories.ids[i]!, customerAt(histories, i)];
  }
}

/** Changes the sums over customers by what some histories are now other than before. */
async function addDifferences(
  sql: Sql,
  shopId: number,
  before: Histories,
  after: Histories,
): Promise<void> {
  const days = [...before.days, ...after.days];
  if (days.length === 0) return;
  // One customer may have more orders than a call can have arguments.
  const first = days.reduce((least, day) => Math.min(least, day));
  const last = days.reduce((most, day) => Math.max(most, day));
  const cells = UNITS.flatMap((unit) => {
    const sums = emptyCohortSums(first, last, unit);
    addToCohorts(sums, before, -1);
    addToCohorts(sums, after, 1);
    return cellsOf(sums);
  });
  await addToCells(sql, shopId, cells);
  const totals = new DaySums(first, last);
  totals.add(before, -1);
  totals.add(after, 1);
  await addToDayTotals(sql, shopId, totals.totals());
}
