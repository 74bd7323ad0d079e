// Figures of the CDNOW sample against those of an independent program (tests/fixtures/cdnow).
import { beforeAll, describe, expect, it } from 'vitest';
import { addOrders, addShop, cdnowExpected, cdnowOrders } from '../../tests/factories/cdnow.ts';
import { pool } from '../db.server.ts';
import { rebuildHistories } from './history/rebuild-histories.server.ts';
import {
  readCohorts,
  readMeasures,
  readOverview,
  readRetention,
  readRetentionSeries,
} from './read.server.ts';
import { forgetAnswers, remember, rememberedBytes } from './remember.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
const expected = cdnowExpected.retention;
let shop: { id: number; timezone: string; currency: string };

beforeAll(async () => {
  shop = { id: await addShop(pool, 'cdnow.myshopify.com'), timezone: 'UTC', currency: 'USD' };
  await addOrders(pool, shop.id, cdnowOrders());
  await rebuildHistories(shop, now);
});

describe('the CDNOW sample', () => {
  it('has the monthly retention rates of the independent program', async () => {
    const overview = await readOverview(shop, now);
    const series = await readRetentionSeries(shop, overview!, 'month', null);
    const rows = series.slice(1).map((period) => ({
      period: period.start.slice(0, 7),
      B: period.atStart,
      E: period.atEnd,
      N: period.fresh,
      retained_strict: period.kept,
      reactivated: period.wonBack,
      crr_formula: period.rate,
      crr_strict: period.strictRate,
    }));
    expect(rows).toEqual(expected.monthlyRate_W_is_the_period);
    expect(series[0]).toMatchObject({ start: '1997-01-01', atStart: 0, rate: null, fresh: 781 });
  });

  it('has no figures in a currency or time zone that they were not worked out in', async () => {
    expect(await readOverview({ ...shop, currency: 'JPY' }, now)).toBeNull();
    expect(await readOverview({ ...shop, timezone: 'Asia/Tokyo' }, now)).toBeNull();
  });

  it('looks back from a month over the month before, in a range as in the series', async () => {
    const overview = (await readOverview(shop, now))!;
    const series = await readRetentionSeries(shop, overview, 'month', null);
    for (const { start, end, atStart, atEnd, kept } of series.slice(1)) {
      const parts = await readRetention(shop, { start, end }, null);
      expect({ start, ...parts }).toMatchObject({ start, atStart, atEnd, kept });
    }
  });

  it('has its orders, sales and cohorts', async () => {
    const overview = (await readOverview(shop, now))!;
    const range = { start: overview.firstDay, end: overview.asOf.day };
    const measures = await readMeasures(shop, range);
    const cohorts = await readCohorts(shop, overview, 'month');
    expect(overview).toMatchObject({
      customers: 2357,
      orders: expected.orders,
      asOf: { day: '1998-07-01', isPast: true },
    });
    expect(measures.netSales).toBe(24_409_194);
    expect(measures.averageOrderValue! / 100).toBeCloseTo(expected.averageOrderValue, 4);
    expect(measures.purchaseFrequency).toBeCloseTo(expected.ordersPerCustomer, 6);
    expect(measures.repeatPurchaseRate).toBeCloseTo(expected.repeatPurchaseRateByOrders, 6);
    expect(
      cohorts
        .filter(({ size }) => size > 0)
        .map(({ cohort, size, active, orders, netSales }) => ({
          cohort: cohort.slice(0, 7),
          size,
          active,
          rate: active.map((count) => Math.round((count / size) * 1e6) / 1e6),
          orders,
          revenue: netSales.map((amount) => amount / 100),
        })),
    ).toEqual(expected.cohortsActiveByMonth);
  });
});

describe('a shop on the day of its very first order', () => {
  it.each([
    ['week', '2026-06-01'],
    ['month', '2026-06-01'],
    ['quarter', '2026-07-01'],
    ['year', '2026-01-01'],
  ] as const)('has one period that has begun, though the %s does so too', async (unit, day) => {
    const id = await addShop(pool, `first-${unit}.myshopify.com`);
    const fresh = { id, timezone: 'UTC', currency: 'USD' };
    await addOrders(pool, id, [{ customerId: 1, at: `${day}T08:00:00Z`, netSales: 900 }]);
    const today = new Date(`${day}T10:00:00Z`);
    await rebuildHistories(fresh, today);
    const overview = (await readOverview(fresh, today))!;
    const series = await readRetentionSeries(fresh, overview, unit, 365);
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({ start: day, atStart: 0, rate: null, isFinished: false });
  });
});

it('keeps answers up to a size, and those that were asked for last', async () => {
  forgetAnswers();
  const megabyte = 2 ** 20;
  let computed = 0;
  const ask = (question: number) =>
    remember(shop.id, `question ${question}`, async () => {
      computed++;
      return new Float64Array(megabyte / 8);
    });
  for (let question = 0; question < 60; question++) await ask(question);
  await ask(0);
  expect(computed).toBe(60);
  for (let question = 60; question < 100; question++) await ask(question);
  expect(computed).toBe(100);
  expect(rememberedBytes()).toBeGreaterThan(60 * megabyte);
  expect(rememberedBytes()).toBeLessThanOrEqual(64 * megabyte);
  await ask(0);
  expect(computed).toBe(100);
  await ask(1);
  expect(computed).toBe(101);
});
