import { beforeAll, describe, expect, it } from 'vitest';
import { addOrders, addShop, cdnowOrders } from '../../../tests/factories/cdnow.ts';
import { pool } from '../../db.server.ts';
import { rebuildHistories } from '../history/rebuild-histories.server.ts';
import { refreshCustomers } from '../refresh-customers.server.ts';
import { forgetAnswers } from '../remember.server.ts';
import { scoreShop } from '../value/score-shop.server.ts';
import type { Filter } from './filter.ts';
import {
  expectedOfRows,
  groupTotals,
  listCustomers,
  placeOf,
  segmentTotals,
  totalsByGroup,
} from './read.server.ts';
import { readChosenExpected, readChosenTotals, readFirstChosen } from './read-chosen.server.ts';

const now = new Date('1998-07-01T10:00:00Z');
const TODAY = '1998-07-01';
const SORTED = ['value', 'sales', 'orders', 'last-order', 'alive'] as const;
let shop: { id: number; timezone: string; currency: string };

const FILTERS: Filter[] = [
  { groups: ['champions', 'dormant'] },
  { minOrders: 2, maxOrders: 5 },
  { minQuietDays: 200, minAlive: 0.2 },
  { maxAlive: 0.7, minOrders: 2 },
  { isOverdue: true },
  { minOrders: 900 },
  {
    minOrders: 2,
    behind: {
      of: 'range',
      figure: 'lost',
      start: '1997-04-01',
      end: '1998-04-01',
      windowDays: 90,
    },
  },
  { behind: { of: 'movement', from: 'dormant', to: 'dormant' } },
];

beforeAll(async () => {
  shop = { id: await addShop(pool, 'chosen.myshopify.com'), timezone: 'UTC', currency: 'USD' };
  await addOrders(pool, shop.id, cdnowOrders());
  await rebuildHistories(shop, now);
  await scoreShop(shop.id, now);
});

/** Lists and totals of every filter: two pages in every order. */
async function answers() {
  forgetAnswers();
  const all: unknown[] = [];
  for (const filter of FILTERS) {
    all.push(await segmentTotals(shop, filter, now));
    for (const sort of SORTED) {
      const options = { sort, isAscending: sort === 'last-order', limit: 20 };
      const page = await listCustomers(shop, filter, options, now);
      const last = page.at(-1);
      const next = last && { ...options, after: placeOf(last, sort) };
      all.push(page, next && (await listCustomers(shop, filter, next, now)));
    }
  }
  return all;
}

/** Sums of fractions depend on the order in the last digit. */
function expectSame(told: object | null, rows: object) {
  const near = Object.entries(rows).map(([name, sum]) => [name, expect.closeTo(sum, 6)]);
  expect(told).toEqual(Object.fromEntries(near));
}

const areTold = async () => {
  const options = { sort: 'value', isAscending: false, limit: 1 } as const;
  const first = await readFirstChosen(shop.id, { minOrders: 1 }, options, TODAY);
  return first !== null && (await readChosenTotals(shop.id, {}, TODAY)) !== null;
};

describe('lists told from columns', () => {
  it('are those of the rows, also after orders changed', async () => {
    expect(await areTold()).toBe(true);
    const told = await answers();
    const byRows = await groupTotals(shop.id);
    expect([...(await totalsByGroup(shop, now)).keys()].sort()).toEqual([...byRows.keys()].sort());
    for (const [group, totals] of await totalsByGroup(shop, now)) {
      expect(byRows.get(group)).toMatchObject(totals);
    }
    await pool.query('UPDATE history_bucket SET worth = NULL, net_sales = NULL, rfm = NULL');
    expect(await areTold()).toBe(false);
    expect(told).toEqual(await answers());
    expectSame(await readChosenExpected(shop.id), await expectedOfRows(shop.id));

    // A customer who comes back, and one whose only order is not counted any more.
    await addOrders(pool, shop.id, [{ customerId: 2, at: '1998-06-29', netSales: 9900 }], 900_000);
    await pool.query(
      'UPDATE orders SET is_counted = false WHERE shop_id = $1 AND customer_id = 9',
      [shop.id],
    );
    await scoreShop(shop.id, now);
    await refreshCustomers({ shopId: shop.id, customerIds: [2n, 9n] }, now);
    expect(await areTold()).toBe(true);
    const changed = await answers();
    expect(changed).not.toEqual(told);
    const expected = await expectedOfRows(shop.id);
    expect(expected.orders365).toBeGreaterThan(0);
    expectSame(await readChosenExpected(shop.id), expected);
    await pool.query('UPDATE history_bucket SET expected = NULL WHERE from_id > 0');
    expect(await readChosenExpected(shop.id)).toBe(null);
    await pool.query('UPDATE history_bucket SET worth = NULL, net_sales = NULL, rfm = NULL');
    expect(changed).toEqual(await answers());
  });
});
