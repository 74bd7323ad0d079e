// The weeks, months, quarters or years of a stretch of days, with a lookup from day to period.
import {
  addUnits,
  dayOfNumber,
  numberOfDay,
  startOfUnit,
  type Unit,
} from '../../basics/calendar.ts';

export const UNITS = ['week', 'month', 'quarter', 'year'] as const satisfies readonly Unit[];

export type Periods = {
  unit: Unit;
  /** The first day of every period as a day number, and the end of the last one. */
  starts: Int32Array;
  /** indexOf[day − firstDay] is the index of the period that the day lies in. */
  indexOf: Uint32Array;
  /** starts[0] */
  firstDay: number;
};

/** All periods from the one `first` lies in to the one `last` lies in (day numbers, inclusive). */
export function periodsOf(first: number, last: number, unit: Unit): Periods {
  const starts = [numberOfDay(startOfUnit(dayOfNumber(first), unit))];
  while (starts.at(-1)! <= last) {
    starts.push(numberOfDay(addUnits(dayOfNumber(starts.at(-1)!), unit, 1)));
  }
  const indexOf = new Uint32Array(starts.at(-1)! - starts[0]!);
  for (let i = 0; i + 1 < starts.length; i++) {
    indexOf.fill(i, starts[i]! - starts[0]!, starts[i + 1]! - starts[0]!);
  }
  return { unit, starts: Int32Array.from(starts), indexOf, firstDay: starts[0]! };
}

/** The number of periods. */
export const countOf = (periods: Periods): number => periods.starts.length - 1;
