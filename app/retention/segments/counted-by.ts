// Whom a figure counts: the rule behind each kind of figure, held against the histories.
import { addUnits, type Day, numberOfDay, type Unit } from '../../basics/calendar.ts';
import { customersOf, type Histories } from '../history/histories.ts';
import { type ActivityPoint, rangePoints } from '../rate.ts';
import { CustomerGathering } from '../value/customers.ts';
import { classFinder } from '../value/forecast-classes.ts';
import type { Valuation } from '../value/valuation.ts';
import type { ActivityFigure, Behind } from './behind.ts';
import { groupsAt } from './movement.ts';

/** Says of the customers of some histories whether the figure counts them. */
export type Counted = (histories: Histories) => (customer: number) => boolean;

/** These count what the last valuation was made of, amounts too. */
export const isOfValuation = ({ of }: Behind): boolean => of === 'movement' || of === 'forecast';

const nobody: Counted = () => () => false;

/**
 * The rule of a figure; the split of a cohort is left to the caller. `valuation`: the last one, for
 * the figures that are its own; without it they count nobody.
 */
export function countedBy(behind: Behind, valuation: Valuation | null): Counted {
  switch (behind.of) {
    case 'range':
      return ofRange(behind);
    case 'cohort':
      return ofCohort(behind);
    case 'within':
      return ofWindow(behind.days, behind.figure, numberOfDay(behind.until));
    case 'orders':
      return ofOrders(behind.least, numberOfDay(behind.until));
    case 'second-order':
      return ofSecondOrder(behind.day, numberOfDay(behind.until));
    case 'movement':
      return valuation ? ofMovement(behind, valuation) : nobody;
    case 'forecast':
      return valuation?.check ? ofForecast(behind, valuation.check) : nobody;
  }
}

type Of<Kind extends Behind['of']> = Extract<Behind, { of: Kind }>;

function ofRange({ figure, start, end, windowDays }: Of<'range'>): Counted {
  const [from, until] = [numberOfDay(start), numberOfDay(end)];
  if (figure === 'ordered' || figure === 'ordered-again') {
    const least = figure === 'ordered' ? 1 : 2;
    return (histories) => (i) => ordersIn(histories, i, from, until) >= least;
  }
  return ofActivity(figure, ...rangePoints({ start, end }, windowDays));
}

const AT_START = 1;
const AT_END = 2;
const FRESH = 4;

/** Which of these a customer is, for each figure: one pass over the orders tells all three. */
const RULES: Record<ActivityFigure, (flags: number) => boolean> = {
  'active-at-start': (flags) => (flags & AT_START) !== 0,
  'active-at-end': (flags) => (flags & AT_END) !== 0,
  'first-order': (flags) => (flags & FRESH) !== 0,
  kept: (flags) => (flags & (AT_START | AT_END)) === (AT_START | AT_END),
  'won-back': (flags) => flags === AT_END,
  lost: (flags) => (flags & (AT_START | AT_END)) === AT_START,
};

function ofActivity(figure: ActivityFigure, start: ActivityPoint, end: ActivityPoint): Counted {
  const rule = RULES[figure];
  // Each day tells where an order of it keeps its customer active; those before and after, nowhere.
  const firstDay = Math.min(start.from, end.from) - 1;
  const lastPlace = end.at - firstDay;
  const flagsOf = Uint8Array.from({ length: lastPlace + 1 }, (_, place) => {
    const day = firstDay + place;
    const atStart = day >= start.from && day < start.at ? AT_START : 0;
    return atStart | (day >= end.from && day < end.at ? AT_END : 0);
  });
  return ({ starts, days }) =>
    (i) => {
      const first = days[starts[i]!]!;
      let flags = first >= start.at && first < end.at ? FRESH : 0;
      for (let at = starts[i]!; at < starts[i + 1]!; at++) {
        flags |= flagsOf[Math.max(0, Math.min(days[at]! - firstDay, lastPlace))]!;
      }
      return rule(flags);
    };
}

function ofCohort({ unit, cohort, age, figure }: Of<'cohort'>): Counted {
  const [start, end] = [startOf(cohort, unit, 0), startOf(cohort, unit, 1)];
  const isOf = (histories: Histories, i: number) => {
    const first = firstDayOf(histories, i);
    return first >= start && first < end;
  };
  if (age === null) return (histories) => (i) => isOf(histories, i);
  const until = startOf(cohort, unit, age + 1);
  if (figure === 'repurchase') {
    return (histories) => (i) => isOf(histories, i) && orderDay(histories, i, 2) < until;
  }
  const from = startOf(cohort, unit, age);
  return (histories) => (i) => isOf(histories, i) && hasOrderIn(histories, i, from, until);
}

const startOf = (cohort: Day, unit: Unit, age: number) => numberOfDay(addUnits(cohort, unit, age));

function ofWindow(days: number, figure: Of<'within'>['figure'], until: number): Counted {
  return (histories) => (i) => {
    const first = firstDayOf(histories, i);
    if (first + days >= until) return false;
    return figure === 'passed' || hasOrderIn(histories, i, first + 1, first + days + 1);
  };
}

function ofOrders(least: number, until: number): Counted {
  return (histories) => (i) => orderDay(histories, i, least) < until;
}

/** Still to come on a day: the second order is not earlier, and the days up to it are seen. */
function ofSecondOrder(day: number, until: number): Counted {
  return (histories) => (i) => {
    const first = firstDayOf(histories, i);
    if (first >= until) return false;
    const second = orderDay(histories, i, 2);
    return (second < until ? second : until - 1) - first >= day;
  };
}

function ofMovement({ from, to }: Of<'movement'>, valuation: Valuation): Counted {
  const { asOf, edges, movement } = valuation;
  return (histories) => {
    const past = groupsAt(histories, numberOfDay(movement.before), movement.edges);
    const present = groupsAt(histories, numberOfDay(asOf), edges);
    return (i) => past[i] === from && present[i] === to;
  };
}

function ofForecast(
  { by, place }: Of<'forecast'>,
  check: NonNullable<Valuation['check']>,
): Counted {
  const classOf = classFinder(by, check);
  return (histories) => {
    const gathering = new CustomerGathering(check.split.split, customersOf(histories));
    gathering.add(histories);
    const customers = gathering.customers();
    const found = new Set<number>();
    for (let i = 0; i < customers.count; i++) {
      if (classOf(customers, i) === place) found.add(customers.ids[i]!);
    }
    return (i) => found.has(histories.ids[i]!);
  };
}

const firstDayOf = ({ starts, days }: Histories, i: number): number => days[starts[i]!]!;

/** The day of the order with this number, counted from 1; infinite where there is none. */
function orderDay({ starts, days }: Histories, i: number, order: number): number {
  const at = starts[i]! + order - 1;
  return at < starts[i + 1]! ? days[at]! : Number.POSITIVE_INFINITY;
}

const hasOrderIn = (histories: Histories, i: number, from: number, until: number): boolean => {
  const { starts, days } = histories;
  for (let at = starts[i]!; at < starts[i + 1]!; at++) {
    if (days[at]! >= from) return days[at]! < until;
  }
  return false;
};

function ordersIn({ starts, days }: Histories, i: number, from: number, until: number): number {
  let count = 0;
  for (let at = starts[i]!; at < starts[i + 1]! && days[at]! < until; at++) {
    if (days[at]! >= from) count++;
  }
  return count;
}
