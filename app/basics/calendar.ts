// The only file that turns an instant into a shop's day, week, month, quarter or year.
import { Temporal } from 'temporal-polyfill';

/** A day of a shop's calendar, as '2026-11-22'. Days compare as text. */
export type Day = string;
export type Unit = 'week' | 'month' | 'quarter' | 'year';
/** Half-open: `start` belongs to it, `end` does not. */
export type Period = { start: Day; end: Day };

/** The shop's day in which an instant lies. `timezone` is an IANA name. */
export function dayOf(instant: Date, timezone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString();
}

/** The first instant of a shop's day (a day that skips midnight starts where its clock does). */
export function startOfDay(day: Day, timezone: string): Date {
  const start = Temporal.PlainDate.from(day).toZonedDateTime(timezone);
  return new Date(start.epochMilliseconds);
}

/** `day` moved by whole days; negative goes back. */
export const addDays = (day: Day, days: number): Day =>
  Temporal.PlainDate.from(day).add({ days }).toString();

/** `day` moved by whole units; the last day of a month stays inside a shorter one. */
export function addUnits(day: Day, unit: Unit, count: number): Day {
  const date = Temporal.PlainDate.from(day);
  const step = {
    week: { days: 7 },
    month: { months: 1 },
    quarter: { months: 3 },
    year: { years: 1 },
  };
  const [name, size] = Object.entries(step[unit])[0]!;
  return date.add({ [name]: size * count }).toString();
}

/** Whole days from `from` to `to`; negative if `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;

/** The first day of the week (Monday), month, quarter or year that `day` lies in. */
export function startOfUnit(day: Day, unit: Unit): Day {
  const date = Temporal.PlainDate.from(day);
  if (unit === 'week') return date.subtract({ days: date.dayOfWeek - 1 }).toString();
  if (unit === 'month') return date.with({ day: 1 }).toString();
  if (unit === 'quarter') {
    return date.with({ month: Math.floor((date.month - 1) / 3) * 3 + 1, day: 1 }).toString();
  }
  return date.with({ month: 1, day: 1 }).toString();
}

/** The unit-long period that `day` lies in. */
export function periodOf(day: Day, unit: Unit): Period {
  const start = startOfUnit(day, unit);
  return { start, end: addUnits(start, unit, 1) };
}

/** All unit-long periods from the one that `first` lies in to the one that `last` lies in. */
export function periodsBetween(first: Day, last: Day, unit: Unit): Period[] {
  const periods: Period[] = [];
  for (
    let period = periodOf(first, unit);
    period.start <= last;
    period = periodOf(period.end, unit)
  ) {
    periods.push(period);
  }
  return periods;
}

/** True if `name` is a time zone this machine knows. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
