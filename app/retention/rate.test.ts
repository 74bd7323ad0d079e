import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historiesOf } from './history/histories.ts';
import { RangesCount } from './ranges/ranges-count.ts';
import {
  activityPoints,
  noRatesYet,
  plottedRates,
  RetentionCount,
  retentionParts,
} from './rate.ts';

const customers = fc.array(
  fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 8 }),
  { maxLength: 12 },
);
const toHistories = (all: readonly number[][]) =>
  historiesOf(
    all.map((days, id) => ({ id: id + 1, orders: days.map((day) => ({ day, amount: 1 })) })),
  );

/** The definition, word by word. */
function byDefinition(all: readonly number[][], start: number, end: number, windows: number[]) {
  const [startFrom, endFrom] = windows as [number, number];
  const activeIn = (from: number, to: number) =>
    new Set(all.filter((days) => days.some((day) => day >= from && day < to)));
  const atStart = activeIn(startFrom, start);
  const atEnd = activeIn(endFrom, end);
  const fresh = all.filter((days) => Math.min(...days) >= start && Math.min(...days) < end);
  return retentionParts({
    atStart: atStart.size,
    atEnd: atEnd.size,
    fresh: fresh.length,
    freshLapsed: fresh.filter((customer) => !atEnd.has(customer)).length,
    kept: [...atStart].filter((customer) => atEnd.has(customer)).length,
  });
}

describe('the customer retention rate', () => {
  it('is 83.2 % in the worked example: B = 262, E = 371, N = 153', () => {
    const parts = retentionParts({
      atStart: 262,
      atEnd: 371,
      fresh: 153,
      freshLapsed: 0,
      kept: 200,
    });
    expect((parts.rate! * 100).toFixed(1)).toBe('83.2');
    expect(parts).toMatchObject({ wonBack: 18, lost: 62, strictRate: 200 / 262 });
    expect(parts.churn).toBeCloseTo(1 - 200 / 262, 12);
  });

  it('is undefined, not 0, where nobody was active at the start', () => {
    expect(
      retentionParts({ atStart: 0, atEnd: 5, fresh: 5, freshLapsed: 0, kept: 0 }),
    ).toMatchObject({
      rate: null,
      strictRate: null,
      churn: null,
    });
  });

  it('counts over more periods than sixteen bits can number', () => {
    const bounds = Array.from({ length: 70_000 }, (_, i) => i);
    const count = new RetentionCount(activityPoints(bounds, 1, 0));
    count.add(toHistories([[69_990, 69_991]]));
    expect(count.results()[69_990]).toMatchObject({ atStart: 0, atEnd: 1, fresh: 1 });
    expect(count.results()[69_991]).toMatchObject({ atStart: 1, atEnd: 1, kept: 1 });
  });

  it('counts as the definition does, for any periods and windows', () => {
    fc.assert(
      fc.property(
        customers,
        fc.uniqueArray(fc.integer({ min: 5, max: 130 }), { minLength: 2, maxLength: 6 }),
        fc.option(fc.integer({ min: 1, max: 90 }), { nil: null }),
        (all, days, window) => {
          const bounds = days.sort((a, b) => a - b);
          const lookBack = bounds[0]! - 20;
          const points = activityPoints(bounds, window, lookBack);
          const count = new RetentionCount(points);
          // In two parts, as buckets come.
          count.add(toHistories(all.slice(0, 5)));
          count.add(toHistories(all.slice(5)));
          count.results().forEach((parts, p) => {
            const [from, to] = [points[p]!, points[p + 1]!];
            expect(parts).toEqual(byDefinition(all, from.at, to.at, [from.from, to.from]));
          });
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });

  it('counts as the definition does, for any ranges and more of them than have bits', () => {
    const range = fc.record({
      start: fc.integer({ min: -20, max: 130 }),
      days: fc.integer({ min: 0, max: 90 }),
      window: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(customers, fc.array(range, { minLength: 1, maxLength: 70 }), (all, ranges) => {
        const points = ranges.map(({ start, days, window }) => {
          const end = start + days;
          return [
            { at: start, from: start - window },
            { at: end, from: end - window },
          ] as const;
        });
        const count = new RangesCount(points);
        count.add(toHistories(all.slice(0, 5)));
        count.add(toHistories(all.slice(5)));
        count.results().forEach(({ retention, customers: found }, r) => {
          const [from, to] = points[r]!;
          expect(retention).toEqual(byDefinition(all, from.at, to.at, [from.from, to.from]));
          const orders = all.map(
            (days) => days.filter((day) => day >= from.at && day < to.at).length,
          );
          expect(found).toEqual({
            customers: orders.filter((count) => count > 0).length,
            repeatCustomers: orders.filter((count) => count > 1).length,
          });
        });
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe('a plot of rates', () => {
  const rate = ({ value }: { value: number | null }) => value;
  it('leaves out those of a handful of customers, where others are of more', () => {
    const rows = [
      { atStart: 0, value: null },
      { atStart: 2, value: 1 },
      { atStart: 30, value: 0.4 },
    ];
    const { valuesOf, note } = plottedRates(rows);
    expect(valuesOf(rate)).toEqual([null, null, 0.4]);
    expect(note).toContain('fewer than 30 customers');
  });

  it('says why it is empty', () => {
    expect(noRatesYet([], 'rolling')).toContain('second year');
    expect(noRatesYet([{ rate: null }], 'month')).toContain('Nobody was a customer');
    expect(noRatesYet([{ rate: null }, { rate: 0 }], 'month')).toBeNull();
  });

  it('shows all of them in a small shop', () => {
    const { valuesOf, note } = plottedRates([{ atStart: 2, value: 1 }]);
    expect(valuesOf(rate)).toEqual([1]);
    expect(note).toBe('');
  });
});
