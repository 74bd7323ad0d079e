// What the models know of each customer at the end of a day, out of the histories.
import type { Histories } from '../history/histories.ts';

/** One entry a customer who ordered before `end`. Times in days, money in minor units. */
export type Customers = {
  /** The observation ends where this day number begins. */
  end: number;
  count: number;
  ids: Float64Array;
  /** Counted orders and their net sales. */
  orders: Int32Array;
  netSales: Float64Array;
  firstDay: Int32Array;
  lastDay: Int32Array;
  /** Later days with an order. */
  x: Int32Array;
  /** Mean value of the later days; 0 where there is none. All orders of a day are one purchase. */
  meanValue: Float64Array;
};

/** Days from the first order to the last, and to the last day of the observation. */
export const lastAgeOf = (customers: Customers, i: number): number =>
  customers.lastDay[i]! - customers.firstDay[i]!;
export const ageOf = (customers: Customers, i: number): number =>
  Math.max(customers.end - 1 - customers.firstDay[i]!, lastAgeOf(customers, i));

/** What a customer's figures follow from. */
export const factsOf = (customers: Customers, i: number) => ({
  orders: customers.orders[i]!,
  netSales: customers.netSales[i]!,
  firstDay: customers.firstDay[i]!,
  lastDay: customers.lastDay[i]!,
  x: customers.x[i]!,
  meanValue: customers.meanValue[i]!,
});

/** Gathers customers bucket by bucket; the arrays grow as they fill. */
export class CustomerGathering {
  #customers: Customers;

  constructor(end: number, capacity = 1024) {
    this.#customers = {
      end,
      count: 0,
      ids: new Float64Array(capacity),
      orders: new Int32Array(capacity),
      netSales: new Float64Array(capacity),
      firstDay: new Int32Array(capacity),
      lastDay: new Int32Array(capacity),
      x: new Int32Array(capacity),
      meanValue: new Float64Array(capacity),
    };
  }

  /** Needs amounts; without ids they stay 0. */
  add(histories: Histories): void {
    const { starts, days, amounts, ids } = histories;
    this.#makeRoom(starts.length - 1);
    const to = this.#customers;
    for (let i = 0; i + 1 < starts.length; i++) {
      const start = starts[i]!;
      const first = days[start]!;
      if (first >= to.end) continue;
      let [at, total, later, distinct] = [start, 0, 0, 0];
      let last = first;
      for (; at < starts[i + 1]! && days[at]! < to.end; at++) {
        total += amounts[at]!;
        if (days[at]! === first) continue;
        later += amounts[at]!;
        if (days[at]! !== last) distinct++;
        last = days[at]!;
      }
      const place = to.count++;
      to.ids[place] = ids[i] ?? 0;
      to.orders[place] = at - start;
      to.netSales[place] = total;
      to.firstDay[place] = first;
      to.lastDay[place] = last;
      to.x[place] = distinct;
      to.meanValue[place] = distinct === 0 ? 0 : later / distinct;
    }
  }

  #makeRoom(more: number): void {
    const { count, ids } = this.#customers;
    if (count + more <= ids.length) return;
    const capacity = Math.max(count + more, ids.length * 2);
    for (const [name, column] of Object.entries(this.#customers)) {
      if (typeof column === 'number') continue;
      const larger = new (column.constructor as Float64ArrayConstructor)(capacity);
      larger.set(column);
      Object.assign(this.#customers, { [name]: larger });
    }
  }

  /** Everything gathered so far. The columns may be longer than `count`. */
  customers(): Customers {
    return this.#customers;
  }
}
