// What a better retention rate would be worth, and what losing customers costs, in the shop's own
// numbers.

export type WhatIfInput = {
  /** B of the last year: customers who were active a year ago. */
  customersAtStart: number;
  /** The rate of the last year as a fraction. */
  rate: number;
  /** Points to gain, as a fraction: 0.05 is five points. */
  gain: number;
  /** Net sales an order in minor units, orders a customer and year. */
  averageOrderValue: number;
  purchaseFrequency: number;
  /** Part of sales that is kept, as a fraction. */
  margin: number;
  discountRate: number;
};

export type WhatIf = {
  /** The rate that is reached, at most 1. */
  rate: number;
  /** Customers more who stay in a year. */
  customers: number;
  /** Their net sales and margin in the year, minor units. */
  sales: number;
  margin: number;
  /**
   * Margin of one customer over a lifetime at the two rates, minor units; null where a rate of 1
   * makes it endless.
   */
  lifetimeBefore: number | null;
  lifetimeAfter: number | null;
};

/**
 * More customers kept = B × gain; each brings AOV × F a year. The lifetime value of a customer who
 * stays each year with probability c and is worth m a year is m × (1 + d) / (1 + d − c) (Gupta and
 * Lehmann 2003, with the first year counted).
 */
export function whatIf(input: WhatIfInput): WhatIf {
  const rate = Math.max(0, Math.min(1, input.rate + input.gain));
  const before = Math.max(0, Math.min(1, input.rate));
  const customers = input.customersAtStart * (rate - before);
  const yearly = input.averageOrderValue * input.purchaseFrequency;
  const lifetime = (stay: number) => {
    const leaving = 1 + input.discountRate - stay;
    return leaving > 0 ? (yearly * input.margin * (1 + input.discountRate)) / leaving : null;
  };
  return {
    rate,
    customers,
    sales: customers * yearly,
    margin: customers * yearly * input.margin,
    lifetimeBefore: lifetime(before),
    lifetimeAfter: lifetime(rate),
  };
}
