import { beforeAll, describe, expect, it } from 'vitest';
import { addOrders, addShop, cdnowExpected, cdnowOrders } from '../../tests/factories/cdnow.ts';
import { exponential, gamma, randomOf } from '../../tests/factories/simulate.ts';
import { numberOfDay } from '../basics/calendar.ts';
import { pool } from '../db.server.ts';
import { rebuildHistories } from './history/rebuild-histories.server.ts';
import { refreshCustomers } from './refresh-customers.server.ts';
import { scoreCustomers } from './score-customers.server.ts';
import { evaluateShop } from './value/evaluate-shop.server.ts';
import { scoreShop } from './value/score-shop.server.ts';
import { readValuation } from './value/valuation-store.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
const { bgnbd, gammaGamma, holdout39Weeks } = cdnowExpected;
let shop: { id: number; timezone: string; currency: string };

beforeAll(async () => {
  shop = { id: await addShop(pool, 'cdnow.myshopify.com'), timezone: 'UTC', currency: 'USD' };
  await addOrders(pool, shop.id, cdnowOrders());
  await rebuildHistories(shop, now);
});

describe('the value of the customers of the CDNOW sample', () => {
  it('follows the published parameters, and a better model is found by the hold-out', async () => {
    const { valuation } = await evaluateShop(shop.id, {
      asOf: '1998-07-01',
      firstDay: '1997-01-01',
      terms: { margin: 1, discountRate: 0.1 },
      clvYears: 1,
      unitDays: 7,
      split: { split: 10_135, end: 10_408 },
    });
    const check = valuation.check!;
    const fit = check.candidates.fits['bg-nbd']!;
    expect(Math.abs(fit.logLikelihood - bgnbd.logLikelihood)).toBeLessThan(0.001);
    for (const [name, value] of Object.entries(fit.model.parameters)) {
      expect(Math.abs(value / bgnbd[name] - 1)).toBeLessThan(0.001);
    }
    const { p, q, gamma } = check.value!.parameters;
    expect(p / gammaGamma.p).toBeCloseTo(1, 4);
    expect(q / gammaGamma.q).toBeCloseTo(1, 4);
    expect(gamma / 100 / gammaGamma.gamma).toBeCloseTo(1, 4);
    expect(check.value!.customers).toBe(bgnbd.repeatCustomers);
    const errors = check.errors['bg-nbd']!;
    expect(errors.actual).toBe(holdout39Weeks.actualTransactions);
    expect(errors.predicted).toBeCloseTo(holdout39Weeks.predicted, 1);
    expect(errors.rmse).toBeCloseTo(holdout39Weeks.rmse, 3);
    expect(errors.correlation).toBeCloseTo(holdout39Weeks.correlation, 4);
    expect(errors.bias).toBeCloseTo(holdout39Weeks.totalBias, 3);
    expect(check.chosen).toBe('pareto-nbd');
    const better = check.errors['pareto-nbd']!;
    expect(better.rmse).toBeLessThan(errors.rmse);
    expect(Math.abs(better.bias!)).toBeLessThan(Math.abs(errors.bias!));
    expect(check.weekly).toHaveLength(39);
    // The weeks before it, from the first repeat purchase on: the model expects nearly as many.
    // From the first customers' week on, though nobody came back in it.
    expect(check.weeklyBefore).toHaveLength(39);
    expect(check.weeklyBefore[0]!.actual).toBe(0);
    expect(check.weeklyBefore[0]!.predicted).toBeLessThan(check.weeklyBefore[1]!.predicted);
    const sumBefore = (of: 'actual' | 'predicted') =>
      check.weeklyBefore.reduce((sum, week) => sum + week[of], 0);
    expect(sumBefore('actual')).toBe(bgnbd.repeatTransactions);
    expect(sumBefore('predicted') / sumBefore('actual')).toBeCloseTo(1, 1);
    const total = check.weekly.reduce((sum, { predicted }) => sum + predicted, 0);
    expect(total).toBeCloseTo(better.predicted, 6);
  });

  it('is kept for every customer, and follows an order at once', async () => {
    expect(await scoreCustomers(shop.id, now)).toBe(2357);
    const { valuation } = (await readValuation(shop.id))!;
    const sums = async () => {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS customers, sum(orders)::int AS orders,
           sum(net_sales)::float8 AS sales, sum(orders_365) AS expected,
           min(clv_12)::int AS least, bool_and(alive BETWEEN 0 AND 1) AS sane
         FROM customer_summary WHERE shop_id = $1`,
        [shop.id],
      );
      return rows[0];
    };
    const before = await sums();
    expect(before).toMatchObject({ customers: 2357, orders: 6919, sales: 24_409_194, sane: true });
    expect(before.expected).toBeCloseTo(valuation.totals.orders365, 6);
    expect(before.least).toBeGreaterThanOrEqual(0);

    const order = { customerId: 7_000_000_000_001, at: '2026-11-22', netSales: 5000 };
    await addOrders(pool, shop.id, [order], 100_000);
    await refreshCustomers({ shopId: shop.id, orderIds: [100_000n] }, now);
    expect(await sums()).toMatchObject({ customers: 2358, orders: 6920, sales: 24_414_194 });
    await pool.query('UPDATE orders SET is_counted = false WHERE id = 100000');
    await refreshCustomers({ shopId: shop.id, orderIds: [100_000n] }, now);
    expect(await sums()).toMatchObject({ customers: 2357, orders: 6919 });
  });

  it('is right of everybody whose orders change while the others are valued', async () => {
    const changed = Array.from({ length: 30 }, (_, i) => BigInt(i * 78 + 1));
    const orders = changed.map((id) => ({
      customerId: Number(id),
      at: '2026-11-20',
      netSales: 700,
    }));
    await addOrders(pool, shop.id, orders, 200_000);
    const [valued] = await Promise.all([
      scoreShop(shop.id, now, 1),
      ...changed.map((_, i) =>
        refreshCustomers({ shopId: shop.id, orderIds: [BigInt(200_000 + i)] }, now),
      ),
    ]);
    expect(valued).toBe(2357);
    const { rows } = await pool.query(
      `SELECT count(*)::int AS customers, count(*) FILTER (WHERE (s.orders, s.net_sales, s.last_day)
         IS DISTINCT FROM (o.orders::int, o.net_sales::bigint, o.last_day))::int AS wrong
       FROM customer_summary s FULL JOIN (
         SELECT customer_id, count(*) AS orders, sum(net_sales) AS net_sales,
           max((processed_at AT TIME ZONE 'UTC')::date) AS last_day
         FROM orders WHERE shop_id = $1 AND is_counted GROUP BY customer_id) o
         ON o.customer_id = s.customer_id
       WHERE s.shop_id = $1`,
      [shop.id],
    );
    expect(rows[0]).toEqual({ customers: 2357, wrong: 0 });
  });
});

describe('the forecast check of a shop that is open today', () => {
  const today = '2026-11-22';
  /** Customers who order again and again, every few days up to the third hour of today. */
  const orders = Array.from({ length: 1200 }, (_, i) => ({
    customerId: 9000 + ((i * 7) % 60),
    at: new Date(Date.parse('2026-11-22T03:00:00Z') - i * 3 * 3_600_000).toISOString(),
    netSales: 1000,
  }));

  it('holds whole days out, however old one order is', async () => {
    const open = {
      id: await addShop(pool, 'open.myshopify.com'),
      timezone: 'UTC',
      currency: 'USD',
    };
    await addOrders(pool, open.id, orders);
    await addOrders(pool, open.id, [{ customerId: 1, at: '1970-01-01', netSales: 1 }], 5000);
    await rebuildHistories(open, now);
    await scoreShop(open.id, new Date('2026-11-22T03:30:00Z'));
    const { valuation } = (await readValuation(open.id))!;
    expect(valuation.asOf).toBe('2026-11-23');
    const end = numberOfDay(today);
    expect(valuation.check).toMatchObject({ split: { split: end - 35, end }, weeks: 5 });
    const actual = valuation.check!.weekly.reduce((sum, week) => sum + week.actual, 0);
    expect(actual).toBe(35 * 8);
  });

  it('values by a model that fits the whole history, where the winner of the check does not', async () => {
    const random = randomOf(3);
    const end = Date.parse('2026-11-22');
    const given = Array.from({ length: 120 }, (_, i) => {
      const rate = gamma(random, 2, 60);
      // Up to the split nobody leaves; of two customers one never comes again after it.
      const until = i % 2 === 0 ? end : end - 100 * 86_400_000;
      const mine = [];
      for (
        let at = end - 400 * 86_400_000;
        at < until;
        at += exponential(random, rate) * 86_400_000
      )
        mine.push({ customerId: i + 1, at: new Date(at).toISOString(), netSales: 1000 });
      return mine;
    }).flat();
    const left = {
      id: await addShop(pool, 'left.myshopify.com'),
      timezone: 'UTC',
      currency: 'USD',
    };
    await addOrders(pool, left.id, given);
    await rebuildHistories(left, now);
    await scoreShop(left.id, now);
    const { valuation } = (await readValuation(left.id))!;
    expect(valuation.check!.chosen).toBe('nbd');
    expect(valuation).toMatchObject({ noDropOut: false, choice: 'likelihood' });
    const [likeliest] = Object.entries(valuation.fits).sort(
      (a, b) => b[1].logLikelihood - a[1].logLikelihood,
    );
    expect(Object.keys(valuation.fits).sort()).toEqual(['bg-nbd', 'mbg-nbd', 'nbd', 'pareto-nbd']);
    expect(valuation.chosen).toBe(likeliest![0]);
  });
});
