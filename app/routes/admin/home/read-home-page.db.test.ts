// The home page of a shop with the CDNOW sample, against an independent program (tests/fixtures).
import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { rebuildHistories } from '#app/retention/history/rebuild-histories.server.ts';
import { type Shop, shopByDomain } from '#app/sync/read.server.ts';
import {
  addOrders,
  addShop,
  cdnowExpected,
  cdnowOrders,
} from '../../../../tests/factories/cdnow.ts';
import { type HomePage, readHomePage } from './read-home-page.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
const expected = cdnowExpected.retention;
let shop: Shop;

beforeAll(async () => {
  await addShop(pool, 'cdnow.myshopify.com');
  shop = (await shopByDomain('cdnow.myshopify.com'))!;
  await addOrders(pool, shop.id, cdnowOrders());
  await rebuildHistories(shop, now);
});

const read = async (query = ''): Promise<HomePage> =>
  (await readHomePage(shop, new URLSearchParams(query), now))!;

describe('the home page with CDNOW', () => {
  it('tells the whole history of the quiet shop, equal to the independent program', async () => {
    const page = await read();
    expect(page.range.period).toEqual({ start: '1997-01-01', end: '1998-07-01' });
    expect(page.quietSince).toBe('1998-06-30');
    expect(page.now.orders).toBe(expected.orders);
    expect(page.now.netSales).toBe(expected.revenue);
    expect(page.now.averageOrderValue).toBe('35.28');
    expect(page.now.purchaseFrequency).toBeCloseTo(expected.ordersPerCustomer, 6);
    expect(page.now.repeatPurchaseRate).toBeCloseTo(expected.repeatPurchaseRateByOrders, 6);
  });

  it('measures the rate over the last year, since nobody was active before the first order', async () => {
    const { retention } = (await read()).now;
    expect(retention).toMatchObject({ start: '1997-07-01', end: '1998-07-01', atStart: 2357 });
    expect(retention.rate).toBe((retention.atEnd - retention.fresh) / retention.atStart);
  });

  it('compares a range only with a period that lies wholly in the history', async () => {
    expect((await read()).before).toBeNull();
    expect((await read('from=1997-02-01&to=1997-06-30')).before).toBeNull();
    const page = await read('from=1998-01-01&to=1998-06-30');
    expect(page.before).toMatchObject({ start: '1997-07-04', end: '1998-01-01' });
  });

  it('takes the orders a year from a whole year, however short the range is', async () => {
    const year = (await read('from=1997-07-01&to=1998-06-30')).now;
    const month = (await read('from=1998-06-01&to=1998-06-30')).now;
    expect(month.clv).toEqual(year.clv);
    expect(month.clv).toMatchObject({ start: '1997-07-01', end: '1998-07-01' });
    expect(month.clv!.yearlyFrequency).toBeCloseTo(year.orders / year.customers, 12);
    expect(month.purchaseFrequency).toBeLessThan(month.clv!.yearlyFrequency);
  });

  it('ends the curve of yearly rates with the rate on the card', async () => {
    const page = await read();
    expect(page.series.at(-1)).toMatchObject({ day: '1998-06-30', isFinished: true });
    expect(page.series.at(-1)!.rate).toBe(page.now.retention.rate);
  });

  it('leaves out cohorts that nobody belongs to', async () => {
    const { cohorts } = await read();
    expect(cohorts.map(({ start, size }) => [start, size])).toEqual([
      ['1997-01-01', 781],
      ['1997-02-01', 857],
      ['1997-03-01', 719],
    ]);
    expect(cohorts[0]!.cells[0]).toEqual({ value: 1, isUnfinished: false });
  });

  it('gives net sales a customer in units of money, not in cents', async () => {
    const { cohorts } = await read('view=netSales');
    expect(cohorts[0]!.cells[0]!.value).toBeGreaterThan(20);
    expect(cohorts[0]!.cells[0]!.value).toBeLessThan(60);
  });

  it('shows nothing of another shop, and null where nothing was sold', async () => {
    await addShop(pool, 'empty.myshopify.com');
    const empty = (await shopByDomain('empty.myshopify.com'))!;
    expect(await readHomePage(empty, new URLSearchParams(), now)).toBeNull();
  });
});
