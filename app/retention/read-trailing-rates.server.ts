// The retention rate of the year up to the end of each month: a curve that can be held against
// yearly benchmarks.
import {
  addDays,
  addUnits,
  type Day,
  dayOfNumber,
  numberOfDay,
  startOfUnit,
} from '../basics/calendar.ts';
import { YEAR_DAYS } from './measures.ts';
import { countRanges } from './ranges/count-ranges.server.ts';
import { type RetentionParts, rangePoints } from './rate.ts';
import type { MeasuredShop, Overview } from './read.server.ts';
import { remember } from './remember.server.ts';

export type TrailingRate = RetentionParts & {
  /** The year is [end − 365 days, end). */
  end: Day;
  isFinished: boolean;
};

/**
 * Up to `months` months, the one that `asOf` lies in last; from the first month with a year of
 * history before it.
 */
export async function readTrailingRates(
  shop: MeasuredShop,
  overview: Overview,
  windowDays: number | null,
  months: number,
): Promise<TrailingRate[]> {
  const present = startOfUnit(dayOfNumber(overview.asOf.number - 1), 'month');
  const first = numberOfDay(overview.firstDay);
  const ends = Array.from({ length: months }, (_, i) => addUnits(present, 'month', i + 2 - months))
    .map((end) => (end > overview.asOf.day ? overview.asOf.day : end))
    .filter((end) => numberOfDay(end) - YEAR_DAYS > first);
  if (ends.length === 0) return [];
  const years = ends.map((end) => ({ start: addDays(end, -YEAR_DAYS), end }));
  const question = `trailing/${windowDays}/${ends.join('/')}`;
  const results = await remember(shop.id, question, () =>
    countRanges(
      shop.id,
      years.map((year) => rangePoints(year, windowDays)),
    ),
  );
  return results.map(({ retention }, i) => ({
    ...retention,
    end: ends[i]!,
    isFinished: startOfUnit(ends[i]!, 'month') === ends[i],
  }));
}
