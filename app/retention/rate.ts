// The customer retention rate and its parts: CRR = (E − N) / B.
import {
  addDays,
  addUnits,
  type Day,
  daysBetween,
  numberOfDay,
  type Period,
  startOfUnit,
} from '../basics/calendar.ts';
import type { Histories } from './history/histories.ts';
import { UNITS } from './history/periods.ts';

/**
 * An instant at which activity is asked for: a customer is active there with a counted order in
 * [from, at). Day numbers.
 */
export type ActivityPoint = { at: number; from: number };

export type RetentionParts = {
  /** B: customers active at the start. */
  atStart: number;
  /** E: customers active at the end. */
  atEnd: number;
  /** N: customers whose first counted order ever lies in the period. */
  fresh: number;
  /** Of them, those not active at the end: in N, but not in E. */
  freshLapsed: number;
  /** |B ∩ E| */
  kept: number;
  /** E − N − kept: who was won back, less the new ones who lapsed; so it may be negative. */
  wonBack: number;
  /** B − kept */
  lost: number;
  /** (E − N) / B; null where B = 0. */
  rate: number | null;
  /** kept / B; null where B = 0. */
  strictRate: number | null;
  /** 1 − strictRate */
  churn: number | null;
};

/**
 * The points whose neighbours bound the periods to measure. `bounds` are ascending day numbers.
 * With a window of W days a point looks back W days; with null ("same as the period") it looks back
 * to the bound before, and the first one as far as `lookBack`.
 */
export function activityPoints(
  bounds: readonly number[],
  windowDays: number | null,
  lookBack: number,
): ActivityPoint[] {
  return bounds.map((at, i) => ({
    at,
    from: windowDays === null ? (bounds[i - 1] ?? lookBack) : at - windowDays,
  }));
}

/**
 * The two points of one range. Where the window is "same as the period", the start looks back over
 * the period before: the month before a month, else a time as long as the range.
 */
export function rangePoints(
  range: Period,
  windowDays: number | null,
): [ActivityPoint, ActivityPoint] {
  const bounds = [range.start, range.end].map(numberOfDay);
  const [start, end] = activityPoints(bounds, windowDays, numberOfDay(startOfPeriodBefore(range)));
  return [start!, end!];
}

function startOfPeriodBefore({ start, end }: Period): Day {
  const unit = UNITS.find(
    (one) => startOfUnit(start, one) === start && addUnits(start, one, 1) === end,
  );
  return unit ? addUnits(start, unit, -1) : addDays(start, -daysBetween(start, end));
}

/**
 * Counts the parts of the periods between neighbouring points, in one pass over the histories and a
 * constant time an order: an order keeps its customer active at the points after it whose window
 * still reaches back to it, so a customer's activity is a few runs over the points.
 */
export class RetentionCount {
  readonly #firstDay: number;
  readonly #lastDay: number;
  /**
   * By day − firstDay: the first point after the day, and the first one that no longer looks back
   * to it.
   */
  readonly #after: Uint32Array;
  readonly #beyond: Uint32Array;
  /** Differences; their running sums are the counts. */
  readonly #active: Float64Array;
  readonly #kept: Float64Array;
  readonly #fresh: Float64Array;
  readonly #freshActive: Float64Array;
  /** Customers with one order, by its place: they differ by nothing else. */
  readonly #single: Float64Array;

  /** Points in ascending order of both of their days. */
  constructor(points: readonly ActivityPoint[]) {
    this.#firstDay = Math.min(points[0]!.from, points[0]!.at) - 1;
    this.#lastDay = points.at(-1)!.at;
    const days = this.#lastDay - this.#firstDay + 1;
    this.#after = new Uint32Array(days);
    this.#beyond = new Uint32Array(days);
    this.#single = new Float64Array(days);
    for (let i = 0, after = 0, beyond = 0; i < days; i++) {
      const day = this.#firstDay + i;
      while (after < points.length && points[after]!.at <= day) after++;
      while (beyond < points.length && points[beyond]!.from <= day) beyond++;
      this.#after[i] = after;
      this.#beyond[i] = beyond;
    }
    this.#active = new Float64Array(points.length + 1);
    this.#kept = new Float64Array(points.length + 1);
    this.#fresh = new Float64Array(points.length + 1);
    this.#freshActive = new Float64Array(points.length + 1);
  }

  add({ starts, days }: Histories): void {
    // Read once, and not once an order: this loop is most of a page's time.
    const [after, beyond, single] = [this.#after, this.#beyond, this.#single];
    const [active, kept] = [this.#active, this.#kept];
    const [firstDay, lastPlace] = [this.#firstDay, this.#lastDay - this.#firstDay];
    const placeOf = (day: number) => Math.max(0, Math.min(day - firstDay, lastPlace));
    for (let i = 0; i + 1 < starts.length; i++) {
      const end = starts[i + 1]!;
      let place = placeOf(days[starts[i]!]!);
      if (end === starts[i]! + 1) {
        single[place]!++;
        continue;
      }
      const begin = after[place]!;
      this.#fresh[begin]!++;
      let lastActive = -1;
      for (let at = starts[i]! + 1; at <= end; at++) {
        const from = after[place]!;
        let until = beyond[place]!;
        if (at < end) {
          place = placeOf(days[at]!);
          until = Math.min(until, after[place]!);
        }
        if (until <= from) continue;
        if (from === begin) this.#freshActive[begin]!++;
        active[from]!++;
        active[until]!--;
        // From one active point to the next: a period over which the customer was kept.
        const start = lastActive === from - 1 && lastActive >= 0 ? lastActive : from;
        kept[start]!++;
        kept[until - 1]!--;
        lastActive = until - 1;
      }
    }
  }

  #addSingles(): void {
    for (const [place, customers] of this.#single.entries()) {
      if (customers === 0) continue;
      const from = this.#after[place]!;
      const until = this.#beyond[place]!;
      this.#fresh[from]! += customers;
      if (until <= from) continue;
      this.#freshActive[from]! += customers;
      this.#active[from]! += customers;
      this.#active[until]! -= customers;
      this.#kept[from]! += customers;
      this.#kept[until - 1]! -= customers;
    }
    this.#single.fill(0);
  }

  /** One result a period: result p lies between points p and p + 1. */
  results(): RetentionParts[] {
    this.#addSingles();
    const periods = this.#active.length - 2;
    const results: RetentionParts[] = [];
    let atEnd = this.#active[0]!;
    let kept = 0;
    for (let p = 0; p < periods; p++) {
      const atStart = atEnd;
      atEnd += this.#active[p + 1]!;
      kept += this.#kept[p]!;
      const fresh = this.#fresh[p + 1]!;
      const freshLapsed = fresh - this.#freshActive[p + 1]!;
      results.push(retentionParts({ atStart, atEnd, fresh, freshLapsed, kept }));
    }
    return results;
  }
}

/** A rate of fewer customers moves by chance: nothing is compared with it. */
const FEWEST_TO_COMPARE = 30;
export const isWorthComparing = ({ atStart }: Pick<RetentionParts, 'atStart'>): boolean =>
  atStart >= FEWEST_TO_COMPARE;

/**
 * What a plot shows of rates: nothing of those that moved by chance, as the first ones of a history
 * do, unless all of them are of few customers. `note` says that some are left out.
 */
export function plottedRates<Row extends Pick<RetentionParts, 'atStart'>>(rows: readonly Row[]) {
  const isLarge = rows.some(isWorthComparing);
  const isShown = (row: Row) => !isLarge || isWorthComparing(row);
  return {
    valuesOf: (rateOf: (row: Row) => number | null) =>
      rows.map((row) => (isShown(row) ? rateOf(row) : null)),
    note: rows.every((row) => row.atStart === 0 || isShown(row))
      ? ''
      : ` Rates of fewer than ${FEWEST_TO_COMPARE} customers are only in the table.`,
  };
}

/** Said instead of an empty plot of rates; null where there is one. `rolling`: of whole years. */
export function noRatesYet(
  rows: readonly Pick<RetentionParts, 'rate'>[],
  unit: string,
): string | null {
  if (rows.some(({ rate }) => rate !== null)) return null;
  return unit === 'rolling'
    ? 'The rate of a year comes with the second year of orders. Shorter periods can be chosen above.'
    : 'Nobody was a customer at the start of a period yet.';
}

/** The rates that follow from the counts. B = 262, E = 371, N = 153 gives a rate of 0.832. */
export function retentionParts(
  counts: Pick<RetentionParts, 'atStart' | 'atEnd' | 'fresh' | 'freshLapsed' | 'kept'>,
): RetentionParts {
  const { atStart, atEnd, fresh, kept } = counts;
  const strictRate = atStart === 0 ? null : kept / atStart;
  return {
    ...counts,
    wonBack: atEnd - fresh - kept,
    lost: atStart - kept,
    rate: atStart === 0 ? null : (atEnd - fresh) / atStart,
    strictRate,
    churn: strictRate === null ? null : 1 - strictRate,
  };
}
