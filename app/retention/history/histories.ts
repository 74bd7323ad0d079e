// The counted orders of many customers by column: what every figure of this feature is computed
// from.
import { assert } from '../../basics/assert.ts';

/** Facts of a customer's first counted order, each a code of history_label; 0 is "none". */
export const FIRST_KINDS = ['product', 'code', 'channel', 'country'] as const;
export type FirstKind = (typeof FIRST_KINDS)[number];

export type Histories = {
  /**
   * Shopify's customer numbers (exact, below 2^53). Empty where the reader did not ask for them.
   */
  ids: Float64Array;
  /**
   * Customer i's orders are at starts[i] to starts[i + 1] − 1; one longer than the number of
   * customers.
   */
  starts: Uint32Array;
  /** Days since 1970-01-01 of the shop's calendar, ascending within a customer. */
  days: Int32Array;
  /** Net sales in minor units. Orders of one day lie by amount. Empty where not asked for. */
  amounts: Float64Array;
  /** FIRST_KINDS.length codes a customer. Empty where not asked for. */
  firsts: Uint32Array;
};

export const customersOf = (histories: Histories): number => histories.starts.length - 1;

/** One customer's orders, as they are handed in to be packed. */
export type CustomerOrders = {
  id: number;
  /** In any order. */
  orders: { day: number; amount: number }[];
  firsts?: readonly number[];
};

/** Puts customers into columns, in the order given. Customers without an order are left out. */
export function historiesOf(customers: readonly CustomerOrders[]): Histories {
  const present = customers.filter(({ orders }) => orders.length > 0);
  const total = present.reduce((sum, { orders }) => sum + orders.length, 0);
  const histories: Histories = {
    ids: new Float64Array(present.length),
    starts: new Uint32Array(present.length + 1),
    days: new Int32Array(total),
    amounts: new Float64Array(total),
    firsts: new Uint32Array(present.length * FIRST_KINDS.length),
  };
  let at = 0;
  present.forEach(({ id, orders, firsts }, i) => {
    assert(Number.isSafeInteger(id), `customer number ${id} is not exact`);
    histories.ids[i] = id;
    histories.firsts.set(firsts ?? [], i * FIRST_KINDS.length);
    for (const { day, amount } of [...orders].sort(byDayThenAmount)) {
      histories.days[at] = day;
      histories.amounts[at++] = amount;
    }
    histories.starts[i + 1] = at;
  });
  return histories;
}

/** The inverse of historiesOf for one customer. */
export function customerAt(histories: Histories, i: number): CustomerOrders {
  const orders = [];
  for (let at = histories.starts[i]!; at < histories.starts[i + 1]!; at++) {
    orders.push({ day: histories.days[at]!, amount: histories.amounts[at]! });
  }
  const width = FIRST_KINDS.length;
  return {
    id: histories.ids[i]!,
    orders,
    firsts: [...histories.firsts.subarray(i * width, i * width + width)],
  };
}

function byDayThenAmount(
  a: { day: number; amount: number },
  b: { day: number; amount: number },
): number {
  return a.day - b.day || a.amount - b.amount;
}
