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
  /** Days that there is room for. */
  #width = 1024;
  /** By days since the first order: all customers, and those with one order. */
  #ages = new Float64Array(this.#width);
  #single = new Float64Array(this.#width);
  readonly #returned = new Float64Array(REPURCHASE_WINDOWS.length);
  /** By step, and then by days from one order to the next; those of later steps come last. */
  #gaps = new Float64Array(this.#width * (STEPS + 1));
  /** Customers by how many orders they have, up to one more than the steps need. */
  readonly #lengths = new Float64Array(STEPS + 2);

  constructor(end: number) {
    this.#end = end;
  }

  add({ starts, days }: Histories): void {
    const [end, lengths] = [this.#end, this.#lengths];
    let [gaps, width] = [this.#gaps, this.#width];
    for (let i = 0; i + 1 < starts.length; i++) {
      const start = starts[i]!;
      const until = starts[i + 1]!;
      const first = days[start]!;
      if (first >= end) continue;
      const age = end - 1 - first;
      // No gap is longer than this.
      if (age >= width) {
        this.#widen(age);
        [gaps, width] = [this.#gaps, this.#width];
      }
      let at = start + 1;
      let later = 0;
      let previous = first;
      let row = 0;
      for (; at < until; at++) {
        const day = days[at]!;
        if (day >= end) break;
        gaps[row + day - previous]!++;
        if (row < gaps.length - width) row += width;
        if (later === 0) later = day - first;
        previous = day;
      }
      const length = at - start;
      lengths[length > STEPS ? STEPS + 1 : length]!++;
      this.#ages[age]!++;
      if (length === 1) this.#single[age]!++;
      if (later !== 0) this.#addWindows(age, later);
    }
  }

  #addWindows(age: number, later: number): void {
    for (let i = REPURCHASE_WINDOWS.length - 1; i >= 0; i--) {
      const window = REPURCHASE_WINDOWS[i]!;
      if (later > window) return;
      if (window <= age) this.#returned[i]!++;
    }
  }

  /** Makes room for gaps and ages of so many days. */
  #widen(days: number): void {
    const width = Math.max(days + 1, this.#width * 2);
    const gaps = new Float64Array(width * (STEPS + 1));
    for (let step = 0; step <= STEPS; step++) {
      gaps.set(this.#gaps.subarray(step * this.#width, (step + 1) * this.#width), step * width);
    }
    const wider = (counts: Float64Array) => {
      const larger = new Float64Array(width);
      larger.set(counts);
      return larger;
    };
    this.#gaps = gaps;
    this.#ages = wider(this.#ages);
    this.#single = wider(this.#single);
    this.#width = width;
  }

  result(): Repurchase {
    const stepGaps = Array.from({ length: STEPS }, (_, step) =>
      histogramOf(this.#gaps.subarray(step * this.#width, (step + 1) * this.#width)),
    );
    const allGaps = new Histogram();
    for (const [place, count] of this.#gaps.entries()) {
      if (count > 0) allGaps.add(place % this.#width, count);
    }
    return {
      within: REPURCHASE_WINDOWS.map((days, i) => {
        const [eligible, returned] = [sumFrom(this.#ages, days), this.#returned[i]!];
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
      secondOrder: kaplanMeier(stepGaps[0]!.counts, this.#single),
    };
  }
}

const sumFrom = (counts: Float64Array, from: number): number =>
  counts.subarray(from).reduce((sum, count) => sum + count, 0);

function histogramOf(counts: Float64Array): Histogram {
  const histogram = new Histogram();
  for (const [value, count] of counts.entries()) if (count > 0) histogram.add(value, count);
  return histogram;
}
