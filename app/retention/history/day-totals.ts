// Orders and net sales of each day: sums over customers, as the cohort cells are.
import { type Day, dayOfNumber } from '../../basics/calendar.ts';
import type { Histories } from './histories.ts';

export type DayTotal = { day: Day; orders: number /** Minor units. */; netSales: number };

/** Sums of the days between two day numbers (inclusive). */
export class DaySums {
  readonly #first: number;
  readonly #orders: Float64Array;
  readonly #netSales: Float64Array;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#orders = new Float64Array(last - first + 1);
    this.#netSales = new Float64Array(last - first + 1);
  }

  /** Adds orders (`sign` 1) or takes them out (−1). Their days must lie between the two. */
  add({ days, amounts }: Histories, sign: 1 | -1 = 1): void {
    for (let at = 0; at < days.length; at++) {
      const place = days[at]! - this.#first;
      this.#orders[place]! += sign;
      this.#netSales[place]! += sign * amounts[at]!;
    }
  }

  /** The days that are not all zero. */
  totals(): DayTotal[] {
    const totals: DayTotal[] = [];
    for (const [place, orders] of this.#orders.entries()) {
      const netSales = this.#netSales[place]!;
      if (orders === 0 && netSales === 0) continue;
      totals.push({ day: dayOfNumber(this.#first + place), orders, netSales });
    }
    return totals;
  }
}
