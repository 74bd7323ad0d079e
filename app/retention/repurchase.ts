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
  readonly #eligible = REPURCHASE_WINDOWS.map(() => 0);
  readonly #returned = REPURCHASE_WINDOWS.map(() => 0);
  readonly #gaps = new Histogram();
  readonly #stepGaps = Array.from({ length: STEPS }, () => new Histogram());
  readonly #reached = Array<number>(STEPS + 1).fill(0);
  readonly #single = new Histogram();

  constructor(end: number) {
    this.#end = end;
  }

  add({ starts, days }: Histories): void {
    for (let i = 0; i + 1 < starts.length; i++) {
      const start = starts[i]!;
      const first = days[start]!;
      if (first >= this.#end) continue;
      let [at, later] = [start, Number.POSITIVE_INFINITY];
      for (; at < starts[i + 1]! && days[at]! < this.#end; at++) {
        const step = at - start;
        if (step <= STEPS) this.#reached[step]!++;
        if (step === 0) continue;
        const gap = days[at]! - days[at - 1]!;
        this.#gaps.add(gap);
        if (step <= STEPS) this.#stepGaps[step - 1]!.add(gap);
        if (days[at]! > first && days[at]! < later) later = days[at]!;
      }
      if (at - start === 1) this.#single.add(this.#end - 1 - first);
      this.#addWindows(first, later);
    }
  }

  #addWindows(first: number, later: number): void {
    REPURCHASE_WINDOWS.forEach((window, i) => {
      if (first + window >= this.#end) return;
      this.#eligible[i]!++;
      if (later - first <= window) this.#returned[i]!++;
    });
  }

  result(): Repurchase {
    return {
      within: REPURCHASE_WINDOWS.map((days, i) => {
        const [eligible, returned] = [this.#eligible[i]!, this.#returned[i]!];
        return { days, eligible, returned, rate: eligible === 0 ? null : returned / eligible };
      }),
      steps: this.#stepGaps.map((gaps, i) => {
        const [reachedFrom, reachedNext] = [this.#reached[i]!, this.#reached[i + 1]!];
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
      medianDaysBetweenOrders: this.#gaps.quantile(0.5),
      secondOrder: kaplanMeier(this.#stepGaps[0]!.counts, this.#single.counts),
    };
  }
}
