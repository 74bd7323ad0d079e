// The leaky bucket of one app in one shop. It runs on the machine's time: a moved clock must not
// fill it.
import type { ShopFacts } from '../store/records.ts';

const restoreRates: Record<ShopFacts['plan'], number> = {
  development: 100,
  standard: 100,
  advanced: 200,
  plus: 1000,
};

/** Seconds of the restore rate that the bucket holds. */
const depthSeconds = 20;

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

export class Bucket {
  readonly #plan: () => ShopFacts['plan'];
  readonly #now: () => number;
  #used = 0;
  #at: number;

  constructor(plan: () => ShopFacts['plan'], now: () => number = () => performance.now()) {
    this.#plan = plan;
    this.#now = now;
    this.#at = now();
  }

  #leak(): void {
    const now = this.#now();
    this.#used = Math.max(0, this.#used - ((now - this.#at) / 1000) * restoreRates[this.#plan()]);
    this.#at = now;
  }

  status(): ThrottleStatus {
    this.#leak();
    const restoreRate = restoreRates[this.#plan()];
    const maximumAvailable = restoreRate * depthSeconds;
    return {
      maximumAvailable,
      currentlyAvailable: Math.max(0, Math.floor(maximumAvailable - this.#used)),
      restoreRate,
    };
  }

  /** Takes the cost out of the bucket, or nothing where there is not enough. */
  take(cost: number): boolean {
    if (this.status().currentlyAvailable < cost) return false;
    this.#used += cost;
    return true;
  }

  /** Gives back what a query did not need after all. */
  giveBack(cost: number): void {
    this.#leak();
    this.#used = Math.max(0, this.#used - cost);
  }

  /** Empties (or fills) the bucket for a test. */
  drain(available = 0): void {
    this.#leak();
    const { maximumAvailable } = this.status();
    this.#used = maximumAvailable - available;
  }
}
