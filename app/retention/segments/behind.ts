// The customers behind a figure: who was lost in March, who of the January cohort came back in May.
import { z } from 'zod';
import { addUnits, type Day, numberOfDay, type Unit } from '../../basics/calendar.ts';
import type { Histories } from '../history/histories.ts';
import { UNITS } from '../history/periods.ts';
import { SPLIT_KINDS } from './splits.ts';

const day = z.iso.date();

/** Figures of a range of days, as rate.ts counts them. */
export const ACTIVITY_FIGURES = [
  'active-at-start',
  'active-at-end',
  'first-order',
  'kept',
  'won-back',
  'lost',
] as const;
export type ActivityFigure = (typeof ACTIVITY_FIGURES)[number];

/** Customers of a range with an order in it, and with a second one in it. */
const ORDER_FIGURES = ['ordered', 'ordered-again'] as const;

export const behindSchema = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('range'),
    figure: z.enum([...ACTIVITY_FIGURES, ...ORDER_FIGURES]),
    /** Half-open. */
    start: day,
    end: day,
    /** The activity window in days; null: the length of the range. */
    windowDays: z.number().int().min(1).max(3660).nullable(),
  }),
  z.strictObject({
    of: z.literal('cohort'),
    unit: z.enum(UNITS),
    /** The first day of the cohort's period. */
    cohort: day,
    /** Only those with an order in the period of this age; null: the whole cohort. */
    age: z.number().int().min(0).max(1000).nullable(),
    split: z
      .strictObject({ kind: z.enum(SPLIT_KINDS), value: z.string().min(1).max(255) })
      .optional(),
  }),
]);
export type Behind = z.infer<typeof behindSchema>;

/** Says of each customer of some histories whether the figure counts them. */
export type Belongs = (histories: Histories, customer: number) => boolean;

/** The rule of a figure; the split of a cohort is left to the caller. */
export function belongsTo(behind: Behind): Belongs {
  if (behind.of === 'cohort') return ofCohort(behind.unit, behind.cohort, behind.age);
  const start = numberOfDay(behind.start);
  const end = numberOfDay(behind.end);
  if (behind.figure === 'ordered') return (histories, i) => ordersIn(histories, i, start, end) > 0;
  if (behind.figure === 'ordered-again') {
    return (histories, i) => ordersIn(histories, i, start, end) > 1;
  }
  return ofActivity(behind.figure, start, end, behind.windowDays ?? end - start);
}

function ofCohort(unit: Unit, cohort: Day, age: number | null): Belongs {
  const [start, end] = [numberOfDay(cohort), numberOfDay(addUnits(cohort, unit, 1))];
  const from = numberOfDay(addUnits(cohort, unit, age ?? 0));
  const until = numberOfDay(addUnits(cohort, unit, (age ?? 0) + 1));
  return (histories, i) => {
    const first = firstDayOf(histories, i);
    return (
      first >= start && first < end && (age === null || ordersIn(histories, i, from, until) > 0)
    );
  };
}

function ofActivity(figure: ActivityFigure, start: number, end: number, window: number): Belongs {
  return (histories, i) => {
    const atStart = ordersIn(histories, i, start - window, start) > 0;
    const atEnd = ordersIn(histories, i, end - window, end) > 0;
    const first = firstDayOf(histories, i);
    const isFresh = first >= start && first < end;
    switch (figure) {
      case 'active-at-start':
        return atStart;
      case 'active-at-end':
        return atEnd;
      case 'first-order':
        return isFresh;
      case 'kept':
        return atStart && atEnd;
      case 'won-back':
        return atEnd && !atStart && !isFresh;
      case 'lost':
        return atStart && !atEnd;
    }
  };
}

const firstDayOf = ({ starts, days }: Histories, i: number): number => days[starts[i]!]!;

function ordersIn({ starts, days }: Histories, i: number, from: number, until: number): number {
  let count = 0;
  for (let at = starts[i]!; at < starts[i + 1]! && days[at]! < until; at++) {
    if (days[at]! >= from) count++;
  }
  return count;
}
