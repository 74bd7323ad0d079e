import { describe, expect, it } from 'vitest';
import { asOf } from './as-of.ts';
import { cohortCurve, cohortFigures, cohortRows, cohortTable } from './cohorts.ts';
import { addToCohorts, cellsOf, emptyCohortSums } from './history/cohort-cells.ts';
import { historiesOf } from './history/histories.ts';
import { countRange, noCounts, rangeMeasures, simpleClv } from './measures.ts';
import { RepurchaseCount } from './repurchase.ts';
import { whatIf } from './what-if.ts';

const day = (text: string) => Date.parse(text) / 86_400_000;
const orders = (...all: [string, number][]) =>
  all.map(([at, amount]) => ({ day: day(at), amount }));
/** Three customers of January, one of February. */
const shop = historiesOf([
  { id: 1, orders: orders(['2026-01-05', 1000], ['2026-01-05', 500], ['2026-03-01', 700]) },
  { id: 2, orders: orders(['2026-01-31', 2000], ['2026-02-10', 300]) },
  { id: 3, orders: orders(['2026-01-20', 400]) },
  { id: 4, orders: orders(['2026-02-01', 900]) },
]);

describe('measures of a range', () => {
  const measured = (start: string, end: string) => {
    const counts = noCounts();
    countRange(counts, shop, day(start), day(end));
    return rangeMeasures(counts);
  };

  it('count the customers and orders inside it only', () => {
    expect(measured('2026-01-01', '2026-02-01')).toEqual({
      customers: 3,
      repeatCustomers: 1,
      orders: 4,
      netSales: 3900,
      repeatPurchaseRate: 1 / 3,
      purchaseFrequency: 4 / 3,
      averageOrderValue: 975,
    });
  });

  it('are undefined in an empty range', () => {
    expect(measured('2025-01-01', '2025-02-01')).toMatchObject({
      repeatPurchaseRate: null,
      purchaseFrequency: null,
      averageOrderValue: null,
    });
    expect(simpleClv(measured('2025-01-01', '2025-02-01'), 31, 1)).toBeNull();
  });

  it('give the simple CLV: AOV × F × t, with F of a year', () => {
    const measures = measured('2026-01-01', '2026-04-01');
    const year = simpleClv(measures, 365, 3)!;
    expect(year.value).toBeCloseTo((5800 / 7) * (7 / 4) * 3, 9);
    expect(simpleClv(measures, 730, 1)!.purchaseFrequency).toBeCloseTo(7 / 4 / 2, 9);
    // One day of orders says nothing about 365 of them.
    expect(simpleClv(measures, 1, 1)!.purchaseFrequency).toBeCloseTo(7 / 4, 9);
  });
});

describe('cohorts', () => {
  const sums = emptyCohortSums(day('2026-01-01'), day('2026-03-31'), 'month');
  addToCohorts(sums, shop);
  const rows = cohortRows(cellsOf(sums), 'month', '2026-03-15');

  it('follow the customers of a month', () => {
    expect(rows).toEqual([
      {
        cohort: '2026-01-01',
        size: 3,
        active: [3, 1, 1],
        repurchased: [1, 2, 2],
        orders: [4, 1, 1],
        netSales: [3900, 300, 700],
        finishedAges: 2,
      },
      {
        cohort: '2026-02-01',
        size: 1,
        active: [1, 0],
        repurchased: [0, 0],
        orders: [1, 0],
        netSales: [900, 0],
        finishedAges: 1,
      },
    ]);
  });

  it('show four views, and dashes for nobody', () => {
    const [january] = rows;
    expect(cohortFigures(january!, 'returning')).toEqual([1, 1 / 3, 1 / 3]);
    expect(cohortFigures(january!, 'repurchase')).toEqual([1 / 3, 2 / 3, 2 / 3]);
    expect(cohortFigures(january!, 'orders')).toEqual([4 / 3, 5 / 3, 2]);
    expect(cohortFigures(january!, 'netSales')).toEqual([1300, 1400, 4900 / 3]);
    expect(cohortFigures({ ...january!, size: 0 }, 'returning')).toEqual([null, null, null]);
  });

  it('together make a curve that adds up and does not fall where a good cohort ends', () => {
    const cell = (value: number, isUnfinished = false) => ({ value, isUnfinished });
    const cohorts = [
      { size: 10, cells: [cell(100), cell(120), cell(130, true)] },
      { size: 30, cells: [cell(900), cell(950, true)] },
    ];
    expect(cohortCurve(cohorts, 'netSales')).toEqual([
      { age: 0, value: 700, customers: 40 },
      { age: 1, value: 720, customers: 10 },
    ]);
    expect(cohortCurve(cohorts, 'returning')[1]).toMatchObject({ value: 120 });
    expect(cohortCurve([], 'orders')).toEqual([]);
  });

  it('are all in the curve, however few of them the table shows', () => {
    const rows = cohortRows(cellsOf(sums), 'month', '2026-04-01');
    const { cohorts, curve } = cohortTable(rows, 'returning', 1);
    expect(cohorts).toMatchObject([{ start: '2026-02-01', size: 1, cells: [{ value: 1 }] }]);
    expect(curve.map(({ customers }) => customers)).toEqual([4, 4, 3]);
  });

  it('finish an age on the day after it', () => {
    expect(cohortRows(cellsOf(sums), 'month', '2026-04-01')[0]!.finishedAges).toBe(3);
  });
});

describe('ordering again', () => {
  const count = new RepurchaseCount(day('2026-03-15'));
  count.add(shop);
  const found = count.result();

  it('asks for a later day, and only customers whose window has passed', () => {
    const [thirty, sixty] = found.within;
    expect(thirty).toEqual({ days: 30, eligible: 4, returned: 1, rate: 0.25 });
    // Of January 5, and of nobody else, 60 days have passed.
    expect(sixty).toEqual({ days: 60, eligible: 1, returned: 1, rate: 1 });
    expect(found.within.at(-1)!.rate).toBeNull();
  });

  it('tells how many reach the next order, and when', () => {
    expect(found.steps[0]).toEqual({
      from: 1,
      reachedFrom: 4,
      reachedNext: 2,
      share: 0.5,
      lowerQuartile: 2.5,
      median: 5,
      upperQuartile: 7.5,
    });
    expect(found.steps[1]).toMatchObject({ reachedFrom: 2, reachedNext: 1, median: 55 });
    expect(found.medianDaysBetweenOrders).toBe(10);
  });

  it('keeps those who are too new to tell in the curve as long as they were seen', () => {
    expect(found.secondOrder.map(({ day: at, atRisk }) => [at, atRisk])).toEqual([
      [0, 4],
      [10, 3],
    ]);
    expect(found.secondOrder.at(-1)!.survival).toBeCloseTo(0.5, 12);
  });
});

describe('what if', () => {
  const input = {
    customersAtStart: 200,
    rate: 0.3,
    gain: 0.05,
    averageOrderValue: 5000,
    purchaseFrequency: 2,
    margin: 0.4,
    discountRate: 0.1,
  };

  it('counts the customers more who stay and what they bring', () => {
    const effect = whatIf(input);
    expect(effect.customers).toBeCloseTo(10, 9);
    expect(effect.sales).toBeCloseTo(100_000, 6);
    expect(effect.margin).toBeCloseTo(40_000, 6);
    expect(effect.lifetimeBefore).toBeCloseTo((4000 * 1.1) / 0.8, 6);
    expect(effect.lifetimeAfter).toBeCloseTo((4000 * 1.1) / 0.75, 6);
  });

  it('cannot keep more customers than there are', () => {
    expect(whatIf({ ...input, rate: 0.98 }).rate).toBe(1);
    expect(whatIf({ ...input, rate: 1, discountRate: 0 }).lifetimeAfter).toBeNull();
  });
});

describe('the day of the figures', () => {
  it('is today, or the day after the last order of a shop that went quiet', () => {
    const today = day('2026-11-22');
    expect(asOf(today, day('2026-11-20'))).toMatchObject({ day: '2026-11-22', isPast: false });
    expect(asOf(today, day('1998-06-30'))).toMatchObject({ day: '1998-07-01', isPast: true });
    expect(asOf(today, null)).toMatchObject({ day: '2026-11-22', isPast: false });
  });
});
