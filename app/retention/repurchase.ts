// How soon and how many customers order again.
import { Histogram } from '../stats/histogram.ts';
import { kaplanMeier, type SurvivalPoint } from '../stats/kaplan-meier.ts';
import type { Histories } from './history/histories.ts';

const REPURCHASE_WINDOWS = [30, 60, 90, 180, 365] as const;
/** Steps shown one by one: from order 1 to 2, … */
const STEPS = 10;

export type Within = {
  days: number;
  /** Customers whose whole window has passed. */
  eligible: number;
  /** Of them, those with an order on a later day of the window. */
  returned: number;
  /** returned / eligible; null where nobody's window has passed. */
  rate: number | null;
};

export type Step = {
  /** From order k to order k + 1. */
  from: number;
  /** Customers with at least k orders, and with at least k + 1. */
  reachedFrom: number;
  reachedNext: number;
  /** reachedNext / reachedFrom; null where nobody reached order k. */
  share: number | null;
  /** Days between the two orders; null without any. */
  lowerQuartile: number | null;
  median: number | null;
  upperQuartile: number | null;
};

export type Repurchase = {
  within: Within[];
  steps: Step[];
  /** Median days between one order and the next, over all orders (0 on one day). */
  medianDaysBetweenOrders: number | null;
  /** The second order: share of customers that has not ordered again, by days since the first. */
  secondOrder: SurvivalPoint[];
};

/**
 * Counts in one pass. `end` is the day number where the observation ends; orders from then on are
 * not seen.
 */
export class RepurchaseCount {
  readonly #end: number;
  /** Days since the first order, of all customers and of those with one order. */
  readonly #ages = new Histogram();
  readonly #single = new Histogram();
  readonly #returned = REPURCHASE_WINDOWS.map(() => 0);
  /** Days from one order to the next, by step; those of later steps come last. */
  readonly #gaps = Array.from({ length: STEPS + 1 }, () => new Histogram());
  /** Customers by how many orders they have, up to one more than the steps need. */
  readonly #lengths = new Float64Array(STEPS + 2);

  constructor(end: number) {
    this.#end = end;
  }

  add({ starts, days }: Histories): void {
    for (let i = 0; i + 1 < starts.length; i++) {
      const start = starts[i]!;
      const first = days[start]!;
      if (first >= this.#end) continue;
      this.#ages.add(this.#end - 1 - first);
      let [at, later, previous] = [start + 1, Number.POSITIVE_INFINITY, first];
      for (; at < starts[i + 1]! && days[at]! < this.#end; at++) {
        const day = days[at]!;
        this.#gaps[Math.min(at - start - 1, STEPS)]!.add(day - previous);
        if (day > first && day < later) later = day;
        previous = day;
      }
      this.#lengths[Math.min(at - start, STEPS + 1)]!++;
      if (at - start === 1) this.#single.add(this.#end - 1 - first);
      else this.#addWindows(first, later);
    }
  }

  #addWindows(first: number, later: number): void {
    for (const [i, window] of REPURCHASE_WINDOWS.entries()) {
      if (first + window < this.#end && later - first <= window) this.#returned[i]!++;
    }
  }

  result(): Repurchase {
    const stepGaps = this.#gaps.slice(0, STEPS);
    const allGaps = new Histogram();
    for (const gaps of this.#gaps) {
      for (const [days, count] of gaps.counts.entries()) if (count > 0) allGaps.add(days, count);
    }
    return {
      within: REPURCHASE_WINDOWS.map((days, i) => {
        const [eligible, returned] = [sumFrom(this.#ages.counts, days), this.#returned[i]!];
        return { days, eligible, returned, rate: eligible === 0 ? null : returned / eligible };
      }),
      steps: stepGaps.map((gaps, i) => {
        const reachedFrom = sumFrom(this.#lengths, i + 1);
        const reachedNext = sumFrom(this.#lengths, i + 2);
        return {
          from: i + 1,
          reachedFrom,
          reachedNext,
          share: reachedFrom === 0 ? null : reachedNext / reachedFrom,
          lowerQuartile: gaps.quantile(0.25),
          median: gaps.quantile(0.5),
          upperQuartile: gaps.quantile(0.75),
        };
      }),
      medianDaysBetweenOrders: allGaps.quantile(0.5),
      secondOrder: kaplanMeier(stepGaps[0]!.counts, this.#single.counts),
    };
  }
}

const sumFrom = (counts: Float64Array, from: number): number =>
  counts.subarray(from).reduce((sum, count) => sum + count, 0);
