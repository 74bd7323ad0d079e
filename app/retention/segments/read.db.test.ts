import { beforeAll, describe, expect, it } from 'vitest';
import { addOrders, addShop, cdnowOrders } from '../../../tests/factories/cdnow.ts';
import { pool } from '../../db.server.ts';
import { rebuildHistories } from '../history/rebuild-histories.server.ts';
import { readMeasures, readOverview, readRetention } from '../read.server.ts';
import { readRepurchase } from '../read-repurchase.server.ts';
import { readSplitCohorts } from '../read-splits.server.ts';
import { scoreShop } from '../value/score-shop.server.ts';
import { readValuation } from '../value/valuation-store.server.ts';
import type { ACTIVITY_FIGURES, Behind } from './behind.ts';
import { AT_RISK_AND_WORTH_MOST, SORTS } from './filter.ts';
import {
  countProspects,
  everyCustomer,
  type ListedCustomer,
  listCustomers,
  placeOf,
  readCustomerFigures,
  readSegments,
  segmentTotals,
} from './read.server.ts';
import { readBelonging, segmentsAmong } from './read-belonging.server.ts';
import { readMovement } from './read-movement.server.ts';
import { removeSegment, saveSegment } from './save-segment.server.ts';

const now = new Date('1998-07-01T10:00:00Z');
const first = { sort: 'value', isAscending: false, limit: 10 } as const;
let shop: { id: number; timezone: string; currency: string };
let other: { id: number; timezone: string; currency: string };

beforeAll(async () => {
  shop = { id: await addShop(pool, 'one.myshopify.com'), timezone: 'UTC', currency: 'USD' };
  other = { id: await addShop(pool, 'two.myshopify.com'), timezone: 'UTC', currency: 'USD' };
  const orders = cdnowOrders();
  await addOrders(pool, shop.id, orders);
  await addOrders(pool, other.id, orders.slice(0, 50));
  await pool.query(
    `UPDATE orders SET channel = CASE WHEN customer_id % 2 = 0 THEN 'pos' ELSE 'web' END,
       discount_codes = CASE WHEN customer_id = 1 THEN '{WELCOME,"SE,COND"}'::text[] ELSE '{}' END`,
  );
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, tags)
     SELECT $1, id, now(), now(), now(), CASE WHEN id <= 100 THEN '{vip}'::text[] ELSE '{}' END
     FROM generate_series(1, 2400) AS id`,
    [shop.id],
  );
  for (const each of [shop, other]) {
    await rebuildHistories(each, now);
    await scoreShop(each.id, now);
  }
});

describe('segments', () => {
  it('hold the customers of a filter, in order, in pages and as a whole', async () => {
    const filter = { groups: ['champions' as const], minOrders: 5 };
    const totals = await segmentTotals(shop, filter, now);
    const all = [];
    for await (const some of everyCustomer(shop, filter, now)) all.push(...some);
    expect(all).toHaveLength(totals.customers);
    expect(all.every(({ orders, group }) => orders >= 5 && group === 'champions')).toBe(true);
    const best = all.sort((a, b) => Number(b.clv12 - a.clv12)).map(({ clv12 }) => clv12);
    const top = await listCustomers(shop, filter, first, now);
    expect(top.map(({ clv12 }) => clv12)).toEqual(best.slice(0, 10));
  });

  it('are walked page by page, down and up, in every order', async () => {
    for (const sort of ['value', 'sales', 'orders', 'last-order', 'alive'] as const) {
      for (const isAscending of [true, false]) {
        const options = { sort, isAscending, limit: 97 };
        const filter = { minOrders: 2 };
        const seen: string[] = [];
        let page = await listCustomers(shop, filter, options, now);
        const pages: string[][] = [];
        while (page.length > 0) {
          pages.push(page.map(({ customerId }) => String(customerId)));
          seen.push(...pages.at(-1)!);
          const after = placeOf(page.at(-1)!, sort);
          page = await listCustomers(shop, filter, { ...options, after }, now);
        }
        expect(new Set(seen).size).toBe((await segmentTotals(shop, filter, now)).customers);
        const start = await listCustomers(shop, filter, options, now);
        const second = await listCustomers(
          shop,
          filter,
          { ...options, after: placeOf(start.at(-1)!, sort) },
          now,
        );
        const before = placeOf(second[0]!, sort);
        expect(await listCustomers(shop, filter, { ...options, before }, now)).toEqual(start);
      }
    }
  });

  it('have an index for every order that they can be walked in', async () => {
    const { rows } = await pool.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE tablename = 'customer_summary'`,
    );
    const columns = rows.map(({ indexdef }) => /\((.*)\)/.exec(indexdef)![1]);
    for (const { column } of Object.values(SORTS)) {
      expect(columns).toContain(`shop_id, ${column}, customer_id`);
    }
  });

  it('hold exactly the customers that each figure counts', async () => {
    // New customers come in it, and some of early January come back.
    const range = { start: '1997-03-01', end: '1997-04-26' };
    const windowDays = 56;
    const parts = await readRetention(shop, range, windowDays);
    const listed = async (figure: (typeof ACTIVITY_FIGURES)[number]) => {
      const behind = { of: 'range' as const, figure, ...range, windowDays };
      return (await segmentTotals(shop, { behind }, now)).customers;
    };
    expect(parts.wonBack).toBeGreaterThan(0);
    expect(parts.fresh).toBeGreaterThan(0);
    expect({
      atStart: await listed('active-at-start'),
      atEnd: await listed('active-at-end'),
      fresh: await listed('first-order'),
      kept: await listed('kept'),
      wonBack: await listed('won-back'),
      lost: await listed('lost'),
    }).toEqual({
      atStart: parts.atStart,
      atEnd: parts.atEnd,
      fresh: parts.fresh,
      kept: parts.kept,
      wonBack: parts.wonBack,
      lost: parts.lost,
    });
    const measures = await readMeasures(shop, range);
    const again = { of: 'range' as const, figure: 'ordered-again' as const, windowDays: null };
    const repeated = await segmentTotals(shop, { behind: { ...again, ...range } }, now);
    expect(repeated.customers).toBe(measures.repeatCustomers);
  });

  it('are found page by page, both ways, where a figure counts very many customers', async () => {
    const filter = { behind: { of: 'orders' as const, least: 1, until: '1997-03-20' } };
    const everybody: ListedCustomer[] = [];
    for await (const some of everyCustomer(shop, filter, now)) everybody.push(...some);
    // Neither so few that the database chooses, nor all of the 2,357.
    expect(everybody.length).toBeGreaterThan(2000);
    expect(everybody.length).toBeLessThan(2300);
    for (const [sort, sorted] of [
      ['value', ({ clv12 }: ListedCustomer) => Number(clv12)],
      ['orders', ({ orders }: ListedCustomer) => orders],
    ] as const) {
      const worstFirst = everybody.toSorted(
        (a, b) => sorted(a) - sorted(b) || Number(a.customerId - b.customerId),
      );
      for (const isAscending of [true, false]) {
        const expected = isAscending ? worstFirst : worstFirst.toReversed();
        const options = { sort, isAscending, limit: 1500 };
        const page = await listCustomers(shop, filter, options, now);
        expect(page).toEqual(expected.slice(0, 1500));
        const after = placeOf(page.at(-1)!, sort);
        const next = await listCustomers(shop, filter, { ...options, after }, now);
        expect(next).toEqual(expected.slice(1500));
        const before = placeOf(next[0]!, sort);
        expect(await listCustomers(shop, filter, { ...options, before }, now)).toEqual(page);
      }
    }
  });

  it('hold the customers of a cohort, of a split, and those who came back in a period', async () => {
    const overview = (await readOverview(shop, now))!;
    const split = { kind: 'channel' as const, value: 'pos' };
    const february = (await readSplitCohorts(shop, overview, 'month', split)).find(
      ({ cohort }) => cohort === '1997-02-01',
    )!;
    const base = {
      of: 'cohort' as const,
      unit: 'month' as const,
      cohort: '1997-02-01',
      figure: 'returning' as const,
      split,
    };
    const count = async (age: number | null) =>
      (await segmentTotals(shop, { behind: { ...base, age } }, now)).customers;
    expect(await count(null)).toBe(february.size);
    expect(await count(3)).toBe(february.active[3]);
    const everybody = [];
    for await (const some of everyCustomer(shop, { behind: { ...base, age: 3 } }, now)) {
      everybody.push(...some);
    }
    expect(everybody).toHaveLength(february.active[3]!);
  });

  it('hold the customers behind repurchase, steps, movement and the forecast check', async () => {
    const overview = (await readOverview(shop, now))!;
    const until = overview.asOf.day;
    const { within, steps, secondOrder } = await readRepurchase(shop, overview);
    const { valuation } = (await readValuation(shop.id))!;
    const movement = await readMovement(shop.id, valuation);
    const { byFrequency, byDecile } = valuation.check!;
    const half = within.find(({ days }) => days === 180)!;
    const year = { start: '1997-07-01', end: '1998-07-01' };
    const figures: [Behind, number][] = [
      [{ of: 'within', days: 180, figure: 'passed', until }, half.eligible],
      [{ of: 'within', days: 180, figure: 'returned', until }, half.returned],
      [{ of: 'orders', least: 3, until }, steps[1]!.reachedNext],
      [{ of: 'second-order', day: secondOrder[40]!.day, until }, secondOrder[40]!.atRisk],
      [{ of: 'movement', from: 'at-risk', to: 'at-risk' }, movement['at-risk']['at-risk']!],
      [{ of: 'forecast', by: 'frequency', place: 2 }, byFrequency[2]!.customers],
      [{ of: 'forecast', by: 'tenth', place: 0 }, byDecile[0]!.customers],
      [
        { of: 'range', figure: 'ordered', ...year, windowDays: null },
        (await readMeasures(shop, year)).customers,
      ],
    ];
    for (const [behind, count] of figures) {
      expect(count).toBeGreaterThan(0);
      const exported = [];
      for await (const some of everyCustomer(shop, { behind }, now)) exported.push(...some);
      expect({ behind, count: exported.length }).toEqual({ behind, count });
      expect((await segmentTotals(shop, { behind }, now)).customers).toBe(count);
    }
    const moved = Object.values(movement).flatMap((row) => Object.values(row));
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(2357);
  });

  it('of a shop whose forecast does not tell customers apart go by the groups', async () => {
    const filterOf = async (shopId: number) =>
      (await readSegments(shopId)).find(({ id }) => id === AT_RISK_AND_WORTH_MOST)!.filter;
    expect(await filterOf(shop.id)).toEqual({ minOrders: 2, maxAlive: 0.7 });
    const small = await filterOf(other.id);
    expect(small).toMatchObject({
      minOrders: 2,
      groups: ['needs-attention', 'at-risk', 'almost-lost'],
    });
    expect((await readValuation(other.id))!.valuation.basis).toBe('simple');
    expect((await segmentTotals(other, small, now)).customers).toBeGreaterThan(0);
  });

  it('count as prospects only people who are still known', async () => {
    const id = await addShop(pool, 'prospects.myshopify.com');
    await pool.query(
      `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, redacted_at)
       SELECT $1, id, now(), now(), now(), CASE WHEN id > 3 THEN now() END
       FROM generate_series(1, 5) AS id`,
      [id],
    );
    expect(await countProspects(id)).toBe(3);
  });

  it('tell of each customer what is expected over every horizon', async () => {
    const figures = (await readCustomerFigures(shop.id, 1n))!;
    expect(figures.orders365!).toBeGreaterThan(figures.orders90!);
    expect(figures.sales365!).toBeGreaterThan(figures.sales90!);
    expect(figures.clv36).toBeGreaterThan(figures.clv24);
    expect(figures.clv24).toBeGreaterThan(figures.clv12);
    for (const of of ['recency', 'frequency', 'monetary'] as const) {
      expect(figures[of]).toBeGreaterThanOrEqual(1);
    }
  });

  it('add up to the groups of the valuation', async () => {
    const { valuation } = (await readValuation(shop.id))!;
    const totals = await segmentTotals(shop, {}, now);
    const sum = Object.values(valuation.groups).reduce((all, { customers }) => all + customers, 0);
    expect([totals.customers, sum]).toEqual([2357, 2357]);
    // Values of customers are rounded to whole cents one by one.
    expect(Math.abs(totals.clv12 - valuation.totals.clv[0])).toBeLessThan(2357 / 2);
    for (const [group, { customers }] of Object.entries(valuation.groups)) {
      const found = await segmentTotals(shop, { groups: [group as 'champions'] }, now);
      expect(found.customers).toBe(customers);
    }
  });

  it('can be narrowed by quiet days, by being overdue and by tag', async () => {
    const quiet = await listCustomers(shop, { minQuietDays: 365 }, first, now);
    expect(quiet.every(({ lastDay }) => lastDay <= '1997-07-01')).toBe(true);
    const overdue = await listCustomers(shop, { isOverdue: true }, first, now);
    expect(overdue.every(({ nextDue }) => nextDue! < '1998-07-01')).toBe(true);
    expect((await segmentTotals(shop, { tags: ['vip'] }, now)).customers).toBe(100);
  });

  it('never reach into another shop', async () => {
    const totals = await segmentTotals(other, {}, now);
    expect(totals.customers).toBeLessThan(50);
    expect(await readCustomerFigures(other.id, 2000n)).toBeNull();
    expect((await readCustomerFigures(shop.id, 2000n))?.customerId).toBe(2000n);
  });

  it('are kept under a name that is taken once', async () => {
    const id = 'b7e6d9f4-6c1e-4a58-9f0e-0d4f2a1c7e11';
    const twin = 'b7e6d9f4-6c1e-4a58-9f0e-0d4f2a1c7e12';
    const filter = { maxOrders: 1 };
    expect(await saveSegment(shop.id, { id, name: ' Once ', filter }, now)).toMatchObject({
      ok: true,
    });
    expect(await saveSegment(shop.id, { id, name: 'Once', filter }, now)).toMatchObject({
      ok: true,
    });
    expect(await saveSegment(shop.id, { id: twin, name: 'Once', filter }, now)).toEqual({
      ok: false,
      reason: 'name-taken',
    });
    // A list of ours has it.
    expect(await saveSegment(shop.id, { id: twin, name: 'champions', filter }, now)).toEqual({
      ok: false,
      reason: 'name-taken',
    });
    const wrong = { id: twin, name: 'Wrong', filter: { minAlive: 7 } };
    expect(await saveSegment(shop.id, wrong, now)).toMatchObject({ reason: 'bad-input' });
    const saved = (await readSegments(shop.id)).filter(({ isBuiltIn }) => !isBuiltIn);
    expect(saved).toEqual([{ id, name: 'Once', filter, isBuiltIn: false }]);
    expect((await readSegments(other.id)).every(({ isBuiltIn }) => isBuiltIn)).toBe(true);
    await removeSegment(other.id, id);
    expect(await readSegments(shop.id)).toContainEqual(saved[0]);
    await removeSegment(shop.id, id);
    expect(await readSegments(shop.id)).not.toContainEqual(saved[0]);
  });
});

describe('who of some customers is in which segments', () => {
  const idOf = (n: number) => `0d4ad6b2-0000-4000-8000-00000000000${n}`;
  const cohort = {
    of: 'cohort',
    unit: 'month',
    cohort: '1997-01-01',
    age: 2,
    figure: 'returning',
  } as const;
  const filters = [
    { groups: ['champions' as const] },
    { tags: ['vip'], minOrders: 2 },
    { behind: cohort },
    { behind: { ...cohort, split: { kind: 'tag' as const, value: 'vip' } } },
    { behind: { ...cohort, split: { kind: 'channel' as const, value: 'pos' } }, minOrders: 3 },
    { behind: { of: 'movement' as const, from: 'loyal' as const, to: 'loyal' as const } },
    { behind: { of: 'forecast' as const, by: 'tenth' as const, place: 1 } },
    { behind: { of: 'orders' as const, least: 4, until: '1998-01-01' } },
  ];
  const ids = filters.map((_, i) => idOf(i + 1));

  it('is what the lists of the segments say', async () => {
    const expected = new Map<bigint, string[]>();
    for (const [i, filter] of filters.entries()) {
      await saveSegment(shop.id, { id: ids[i]!, name: `among ${i}`, filter }, now);
      const before = expected.size;
      for await (const some of everyCustomer(shop, filter, now)) {
        for (const { customerId } of some) {
          expected.set(customerId, [...(expected.get(customerId) ?? []), ids[i]!]);
        }
      }
      if (i < 3) expect(expected.size).toBeGreaterThan(before);
    }
    const everybody = Array.from({ length: 2400 }, (_, i) => BigInt(i + 1));
    const found = await segmentsAmong(pool, shop, [...ids, idOf(9)], everybody, now);
    expect(found).toEqual(expected);
    const some = everybody.filter((id) => id % 7n === 0n);
    expect(await segmentsAmong(pool, shop, ids, some, now)).toEqual(
      new Map([...expected].filter(([id]) => id % 7n === 0n)),
    );
    for (const [id, own] of [...expected].slice(0, 20)) {
      expect(
        (await readBelonging(shop, id, { segmentIds: ids, worth: false }, now)).segmentIds,
      ).toEqual(own);
    }
  });

  it('is nothing for a segment that is gone, a stranger and another shop', async () => {
    expect(await segmentsAmong(pool, shop, [idOf(9)], [1n], now)).toEqual(new Map());
    expect(await segmentsAmong(pool, shop, ['champions'], [99_999n], now)).toEqual(new Map());
    expect(await segmentsAmong(pool, other, ids, [1n, 2n, 3n], now)).toEqual(new Map());
  });
});
