import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addUnits,
  dayOfNumber,
  numberOfDay,
  type Period,
  periodsBetween,
  type Unit,
} from '../../basics/calendar.ts';
import type { PurchaseModel } from '../../stats/purchase-model.ts';
import { cohortRows } from '../cohorts.ts';
import { addToCohorts, cellsOf, emptyCohortSums } from '../history/cohort-cells.ts';
import { type Histories, historiesOf } from '../history/histories.ts';
import { countRange, noCounts } from '../measures.ts';
import { activityPoints, RetentionCount, type RetentionParts, rangePoints } from '../rate.ts';
import { RepurchaseCount } from '../repurchase.ts';
import { RFM_GROUPS, rfmEdges } from '../rfm.ts';
import { CustomerGathering } from '../value/customers.ts';
import { byFrequency, byTenth } from '../value/forecast-classes.ts';
import { predictOrders } from '../value/predictor.ts';
import type { Valuation } from '../value/valuation.ts';
import type { Behind } from './behind.ts';
import { countedBy } from './counted-by.ts';
import { countMovement, groupsAt, type Movement } from './movement.ts';

/** The first of January 1997, and a year and a bit in which everything happens. */
const FROM = numberOfDay('1997-01-01');
const DAYS = 420;
const END = FROM + DAYS;
const until = dayOfNumber(END);

const order = fc.record({
  day: fc.integer({ min: FROM, max: END + 20 }),
  amount: fc.integer({ min: -500, max: 9000 }),
});
const shop = fc
  .array(fc.array(order, { minLength: 1, maxLength: 14 }), { maxLength: 40 })
  .map((all) => historiesOf(all.map((orders, i) => ({ id: (i + 1) * 7, orders }))));

/** How many customers the list of a figure has. */
function listed(histories: Histories, behind: Behind, valuation: Valuation | null = null): number {
  const isCounted = countedBy(behind, valuation)(histories);
  return histories.ids.reduce((count, _, i) => count + (isCounted(i) ? 1 : 0), 0);
}

const forAny = (check: (histories: Histories) => void, numRuns = 60) =>
  fc.assert(fc.property(shop, check), { seed: 11, numRuns });

const window = fc.option(fc.integer({ min: 1, max: 400 }), { nil: null });

function expectParts(
  histories: Histories,
  { start, end }: Period,
  windowDays: number | null,
  parts: RetentionParts,
) {
  const list = (figure: Extract<Behind, { of: 'range' }>['figure']) =>
    listed(histories, { of: 'range', figure, start, end, windowDays });
  expect(list('active-at-start')).toBe(parts.atStart);
  expect(list('active-at-end')).toBe(parts.atEnd);
  expect(list('first-order')).toBe(parts.fresh);
  expect(list('kept')).toBe(parts.kept);
  expect(list('lost')).toBe(parts.lost);
  expect(list('won-back')).toBe(parts.wonBack + parts.freshLapsed);
  const counts = noCounts();
  countRange(counts, histories, numberOfDay(start), numberOfDay(end));
  expect(list('ordered')).toBe(counts.customers);
  expect(list('ordered-again')).toBe(counts.repeatCustomers);
}

describe('the list behind a figure holds as many customers as the figure says', () => {
  it('of a range, with any window', () => {
    fc.assert(
      fc.property(
        shop,
        fc.tuple(fc.integer({ min: 1, max: DAYS }), fc.integer({ min: 1, max: DAYS })),
        window,
        (histories, [a, b], windowDays) => {
          const range = {
            start: dayOfNumber(FROM + Math.min(a, b)),
            end: dayOfNumber(FROM + Math.max(a, b) + 1),
          };
          const count = new RetentionCount(rangePoints(range, windowDays));
          count.add(histories);
          expectParts(histories, range, windowDays, count.results()[0]!);
        },
      ),
      { seed: 11, numRuns: 200 },
    );
  });

  it('of the periods of a series, where a month looks back over the month before', () => {
    fc.assert(
      fc.property(
        shop,
        fc.constantFrom<Unit>('week', 'month', 'quarter', 'year'),
        window,
        (histories, unit, windowDays) => {
          const periods = periodsBetween(dayOfNumber(FROM + 40), until, unit);
          const bounds = [periods[0]!.start, ...periods.map(({ end }) => end)].map(numberOfDay);
          const before = numberOfDay(addUnits(periods[0]!.start, unit, -1));
          const count = new RetentionCount(activityPoints(bounds, windowDays, before));
          count.add(histories);
          for (const [p, parts] of count.results().entries()) {
            expectParts(histories, periods[p]!, windowDays, parts);
          }
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  it('of a cohort, of who came back in a period, and of who had bought again by its end', () => {
    for (const unit of ['week', 'month', 'quarter', 'year'] satisfies Unit[]) {
      forAny((histories) => {
        const sums = emptyCohortSums(FROM, END + 20, unit);
        addToCohorts(sums, histories);
        const asOf = addUnits(dayOfNumber(END + 20), unit, 1);
        for (const { cohort, size, active, repurchased } of cohortRows(cellsOf(sums), unit, asOf)) {
          const of = { of: 'cohort' as const, unit, cohort };
          expect(listed(histories, { ...of, age: null, figure: 'returning' })).toBe(size);
          for (const age of [0, 1, 2, active.length - 1].filter((one) => one < active.length)) {
            expect(listed(histories, { ...of, age, figure: 'returning' })).toBe(active[age]);
            expect(listed(histories, { ...of, age, figure: 'repurchase' })).toBe(repurchased[age]);
          }
        }
      }, 15);
    }
  });

  it('of the repurchase within days, of each step, and of the second order', () => {
    forAny((histories) => {
      const count = new RepurchaseCount(END);
      count.add(histories);
      const { within, steps, secondOrder } = count.result();
      for (const { days, eligible, returned } of within) {
        expect(listed(histories, { of: 'within', days, figure: 'passed', until })).toBe(eligible);
        expect(listed(histories, { of: 'within', days, figure: 'returned', until })).toBe(returned);
      }
      for (const { from, reachedFrom, reachedNext } of steps) {
        expect(listed(histories, { of: 'orders', least: from, until })).toBe(reachedFrom);
        expect(listed(histories, { of: 'orders', least: from + 1, until })).toBe(reachedNext);
      }
      for (const { day, atRisk } of secondOrder) {
        expect(listed(histories, { of: 'second-order', day, until })).toBe(atRisk);
      }
    });
  });

  it('of the second order without those who were not seen for so long', () => {
    const histories = historiesOf([
      { id: 1, orders: [FROM, FROM + 5].map((day) => ({ day, amount: 1 })) },
      { id: 2, orders: [{ day: END - 5, amount: 1 }] },
    ]);
    expect(listed(histories, { of: 'second-order', day: 4, until })).toBe(2);
    expect(listed(histories, { of: 'second-order', day: 5, until })).toBe(1);
  });

  it('of the movement from group to group, where nobody is lost', () => {
    forAny((histories) => {
      const before = END - 30;
      const valuation = { asOf: until, edges: edgesAt(histories, END) } as Valuation;
      valuation.movement = { before: dayOfNumber(before), edges: edgesAt(histories, before) };
      const counts = {} as Movement;
      countMovement(
        counts,
        groupsAt(histories, before, valuation.movement.edges),
        groupsAt(histories, END, valuation.edges),
      );
      let all = 0;
      for (const from of [...RFM_GROUPS, 'none'] as const) {
        for (const to of RFM_GROUPS) {
          const members = listed(histories, { of: 'movement', from, to }, valuation);
          expect(members).toBe(counts[from]?.[to] ?? 0);
          all += members;
        }
      }
      expect(all).toBe(listed(histories, { of: 'orders', least: 1, until }));
    }, 20);
  });

  it('of the classes and tenths of the forecast check, as they come back from the database', () => {
    forAny((histories) => {
      const split = END - 90;
      const model: PurchaseModel = {
        name: 'bg-nbd',
        parameters: { r: 0.24, alpha: 31, a: 0.79, b: 2.43 },
        unitDays: 1,
      };
      const customers = customersAt(histories, split);
      const predicted = predictOrders(model, customers, 90);
      const actual = new Float64Array(customers.count);
      const check = {
        split: { split, end: END },
        candidates: { fits: { 'bg-nbd': { model } } },
        chosen: 'bg-nbd',
        byFrequency: byFrequency(customers, actual, predicted),
        byDecile: byTenth(customers, actual, predicted),
      };
      const valuation = JSON.parse(JSON.stringify({ check })) as Valuation;
      for (const by of ['frequency', 'tenth'] as const) {
        const classes = by === 'frequency' ? check.byFrequency : check.byDecile;
        for (const [place, each] of classes.entries()) {
          const members = listed(histories, { of: 'forecast', by, place }, valuation);
          expect(members).toBe(each.customers);
        }
      }
    });
  });

  it('of nothing where there was no valuation or no check', () => {
    const histories = historiesOf([{ id: 1, orders: [{ day: FROM, amount: 1 }] }]);
    const movement = { of: 'movement', from: 'none', to: 'new' } as const;
    const forecast = { of: 'forecast', by: 'tenth', place: 0 } as const;
    expect(listed(histories, movement)).toBe(0);
    expect(listed(histories, forecast, { check: null } as Valuation)).toBe(0);
  });
});

function customersAt(histories: Histories, end: number) {
  const gathering = new CustomerGathering(end);
  gathering.add(histories);
  return gathering.customers();
}

function edgesAt(histories: Histories, end: number) {
  const { count, lastDay, orders, netSales } = customersAt(histories, end);
  const quiet = lastDay.subarray(0, count).map((day) => end - 1 - day);
  return rfmEdges(quiet, orders.subarray(0, count), netSales.subarray(0, count));
}
