// Repeat buying of many customers as the models see it, with equal customers counted together.

/**
 * One entry a kind of customer. All times are whole days; models divide them by their own unit.
 * x: later days with an order; lastAge: first to last order; age: first order to the end of
 * observation.
 */
export type Purchases = {
  x: Int32Array;
  lastAge: Int32Array;
  age: Int32Array;
  /** Customers of this kind. */
  count: Float64Array;
};

const BITS = 2 ** 16;

/**
 * Groups customers by (x, lastAge, age); all three below 65,536. The arrays are of one length, one
 * entry a customer.
 */
export function groupPurchases(
  x: ArrayLike<number>,
  lastAge: ArrayLike<number>,
  age: ArrayLike<number>,
): Purchases {
  const keys = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) keys[i] = (x[i]! * BITS + lastAge[i]!) * BITS + age[i]!;
  keys.sort();
  let groups = 0;
  for (let i = 0; i < keys.length; i++) if (i === 0 || keys[i] !== keys[i - 1]) groups++;
  const purchases: Purchases = {
    x: new Int32Array(groups),
    lastAge: new Int32Array(groups),
    age: new Int32Array(groups),
    count: new Float64Array(groups),
  };
  let group = -1;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (i === 0 || key !== keys[i - 1]) {
      group++;
      purchases.age[group] = key % BITS;
      purchases.lastAge[group] = Math.floor(key / BITS) % BITS;
      purchases.x[group] = Math.floor(key / BITS / BITS);
    }
    purchases.count[group]!++;
  }
  return purchases;
}

/** Every `keepOneIn`-th customer, taken evenly over all kinds; the same ones every time. */
export function thinned(purchases: Purchases, keepOneIn: number): Purchases {
  if (keepOneIn <= 1) return purchases;
  const kept: number[] = [];
  const counts: number[] = [];
  let seen = 0;
  for (let i = 0; i < purchases.count.length; i++) {
    const before = Math.floor(seen / keepOneIn);
    seen += purchases.count[i]!;
    const count = Math.floor(seen / keepOneIn) - before;
    if (count > 0) {
      kept.push(i);
      counts.push(count);
    }
  }
  const pick = (column: Int32Array) => Int32Array.from(kept, (i) => column[i]!);
  return {
    x: pick(purchases.x),
    lastAge: pick(purchases.lastAge),
    age: pick(purchases.age),
    count: Float64Array.from(counts),
  };
}

export type PurchaseTotals = {
  customers: number;
  /** Customers with x ≥ 1. */
  repeatCustomers: number;
  /** The sum of x. */
  repeatOrders: number;
  /** Mean age in days. */
  meanAge: number;
  largestAge: number;
  largestX: number;
};

export function purchaseTotals({ x, age, count }: Purchases): PurchaseTotals {
  const totals = {
    customers: 0,
    repeatCustomers: 0,
    repeatOrders: 0,
    meanAge: 0,
    largestAge: 0,
    largestX: 0,
  };
  for (let i = 0; i < x.length; i++) {
    totals.customers += count[i]!;
    if (x[i]! > 0) totals.repeatCustomers += count[i]!;
    totals.repeatOrders += count[i]! * x[i]!;
    totals.meanAge += count[i]! * age[i]!;
    totals.largestAge = Math.max(totals.largestAge, age[i]!);
    totals.largestX = Math.max(totals.largestX, x[i]!);
  }
  totals.meanAge /= Math.max(1, totals.customers);
  return totals;
}
