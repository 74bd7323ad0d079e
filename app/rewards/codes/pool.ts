// How many codes a pool should hold, and when they end.
import {
  addDays,
  addUnits,
  type Day,
  dayOf,
  startOfDay,
  startOfUnit,
} from '#app/basics/calendar.ts';

/** Shopify takes at most this many codes in one call. */
export const CODES_A_CALL = 250;
/** A pool is filled for this many days of use. */
const DAYS_AHEAD = 3;
const SMALLEST = 100;
const LARGEST = 20_000;

export type Bucket = { month: string; endsAt: Date | null };

/**
 * The month that a code handed out at `now` ends with: whole months, so that one discount serves
 * all of it.
 * The end is the last instant of the month in which `validDays` run out, so nobody gets less than
 * was promised.
 */
export function bucketOf(now: Date, validDays: number | null, timezone: string): Bucket {
  if (validDays === null) return { month: 'never', endsAt: null };
  const lastDay: Day = addDays(dayOf(now, timezone), validDays);
  const month = startOfUnit(lastDay, 'month');
  return { month: month.slice(0, 7), endsAt: startOfDay(addUnits(month, 'month', 1), timezone) };
}

/** When a personal code ends: at the end of the shop's day that `validDays` later is. */
export function personalEnd(now: Date, validDays: number | null, timezone: string): Date | null {
  if (validDays === null) return null;
  return startOfDay(addDays(dayOf(now, timezone), validDays + 1), timezone);
}

/**
 * How many free codes a pool should hold: the use of the busier of yesterday's pace and last
 * week's, three days ahead,
 * twice as much as a cushion; never under 100, and never more than the stock that is left.
 */
export function wantedCodes(use: {
  lastDay: number;
  lastWeek: number;
  stockLeft: number | null;
}): number {
  const aDay = Math.max(use.lastDay, Math.ceil(use.lastWeek / 7));
  const wanted = Math.min(LARGEST, Math.max(SMALLEST, aDay * DAYS_AHEAD * 2));
  return use.stockLeft === null ? wanted : Math.min(wanted, Math.max(0, use.stockLeft));
}

/**
 * How many to make now: none until the pool has sunk to half, so that Shopify is asked in few and
 * full calls.
 */
export function codesToMake(wanted: number, free: number, asked: number): number {
  const there = free + asked;
  return there * 2 > wanted ? 0 : wanted - there;
}

/** `codes` in calls that Shopify takes. */
export function inCalls<T>(codes: readonly T[]): T[][] {
  const calls: T[][] = [];
  for (let start = 0; start < codes.length; start += CODES_A_CALL) {
    calls.push(codes.slice(start, start + CODES_A_CALL));
  }
  return calls;
}
