// Measures of a range of days: repeat purchase rate, purchase frequency, average order value.
import type { Histories } from './history/histories.ts';

export type RangeCustomers = {
  /** Customers with a counted order in the range. */
  customers: number;
  /** Of them, those with two or more. */
  repeatCustomers: number;
};

export type RangeCounts = RangeCustomers & {
  orders: number;
  /** Minor units. */
  netSales: number;
};

export type RangeMeasures = RangeCounts & {
  /** Repeat customers / customers; null without customers. */
  repeatPurchaseRate: number | null;
  /** Orders a customer in the range; null without customers. */
  purchaseFrequency: number | null;
  /** Net sales an order in minor units, not rounded; null without orders. */
  averageOrderValue: number | null;
};

/** Adds what lies in [start, end) to `counts`. Needs amounts. */
export function countRange(
  counts: RangeCounts,
  { starts, days, amounts }: Histories,
  start: number,
  end: number,
): void {
  for (let i = 0; i + 1 < starts.length; i++) {
    let orders = 0;
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      if (days[at]! < start || days[at]! >= end) continue;
      orders++;
      counts.netSales += amounts[at]!;
    }
    counts.orders += orders;
    if (orders > 0) counts.customers++;
    if (orders > 1) counts.repeatCustomers++;
  }
}

export const noCounts = (): RangeCounts => ({
  customers: 0,
  repeatCustomers: 0,
  orders: 0,
  netSales: 0,
});

/** The measures that follow from the counts. */
export function rangeMeasures(counts: RangeCounts): RangeMeasures {
  const { customers, repeatCustomers, orders, netSales } = counts;
  return {
    ...counts,
    repeatPurchaseRate: customers === 0 ? null : repeatCustomers / customers,
    purchaseFrequency: customers === 0 ? null : orders / customers,
    averageOrderValue: orders === 0 ? null : netSales / orders,
  };
}

/** Days of a year in every yearly figure. */
export const YEAR_DAYS = 365;

export type SimpleClv = {
  /** Net sales an order, minor units. */
  averageOrderValue: number;
  /** Orders a customer and year. */
  purchaseFrequency: number;
  /** CV = AOV × F: minor units a customer and year. */
  customerValue: number;
  years: number;
  /** CV × t in minor units. */
  value: number;
};

/**
 * The simple formula: CLV = CV × t, CV = AOV × F with F per year, from the measures of a range of
 * `rangeDays` days. Over more than a year F is scaled to one. Over less it is left as it is: what
 * customers have ordered so far is the least they order in a year, while one day's orders times 365
 * would be nonsense. Null without orders.
 */
export function simpleClv(
  measures: RangeMeasures,
  rangeDays: number,
  years: number,
): SimpleClv | null {
  if (measures.averageOrderValue === null || measures.purchaseFrequency === null) return null;
  const purchaseFrequency =
    measures.purchaseFrequency * Math.min(1, YEAR_DAYS / Math.max(1, rangeDays));
  const customerValue = measures.averageOrderValue * purchaseFrequency;
  return {
    averageOrderValue: measures.averageOrderValue,
    purchaseFrequency,
    customerValue,
    years,
    value: customerValue * years,
  };
}
