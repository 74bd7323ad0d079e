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

/**
 * True for a day of the calendar that is near enough to be meant: of all others some column, clock
 * or loop over days knows nothing.
 */
export const isDay = (text: string): text is Day =>
  /^(?:19|20|21)\d\d-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

/** The first instant of a shop's day (a day that skips midnight starts where its clock does). */
export function startOfDay(day: Day, timezone: string): Date {
  const start = Temporal.PlainDate.from(day).toZonedDateTime(timezone);
  return new Date(start.epochMilliseconds);
}

/**
 * What people are told of a half-open end: its last millisecond. Something that ends at midnight is
 * good until the day before, and that is the date to say.
 */
export const lastInstantOf = (end: Date | number): Date => new Date(+end - 1);

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

const DAY_MS = 86_400_000;

/** A day as a number: whole days since 1970-01-01. For arithmetic on millions of days. */
export const numberOfDay = (day: Day): number =>
  Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

/** The inverse of numberOfDay. */
export const dayOfNumber = (number: number): Day =>
  new Date(number * DAY_MS).toISOString().slice(0, 10);

type Stretch = { from: number; until: number; offset: number };

/** The time around an instant in which the zone's clock keeps its distance from UTC. */
function stretchAround(instantMs: number, timezone: string): Stretch {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timezone);
  // A change at this very instant counts as past: the previous one is searched from a step later.
  const previous = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const next = zoned.getTimeZoneTransition('next');
  return {
    from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: zoned.offsetNanoseconds / 1_000_000,
  };
}

/**
 * A function from an instant (milliseconds) to numberOfDay(dayOf(instant, timezone)), fast enough
 * for millions of calls in any order: it asks the zone once for every stretch between two changes
 * of its clock.
 */
export function dayNumbering(timezone: string): (instantMs: number) => number {
  const stretches: Stretch[] = [];
  let here: Stretch = { from: 0, until: 0, offset: 0 };
  return (instantMs) => {
    if (instantMs < here.from || instantMs >= here.until) {
      let found = stretches.find(({ from, until }) => instantMs >= from && instantMs < until);
      if (!found) {
        found = stretchAround(instantMs, timezone);
        stretches.push(found);
      }
      here = found;
    }
    return Math.floor((instantMs + here.offset) / DAY_MS);
  };
}
