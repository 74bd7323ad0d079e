// The two models in which a customer may drop out after each order, with a probability of their
// own.
//   BG/NBD: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science
// 24(2), 275-284.
//   MBG/NBD: Batislam, Denizel and Filiztekin (2007), International Journal of Research in
// Marketing 24(3), 201-209:
//     the same, but a customer may also drop out right after the first order.
// Both have one likelihood if x in the beta terms is moved by `shift` (0 for BG/NBD, 1 for
// MBG/NBD).
import { meanOverBeta } from './beta-mean.ts';
import { hypergeometricSeries } from './hypergeometric.ts';
import type { Objective } from './minimise.ts';
import { type Purchases, purchaseTotals } from './purchases.ts';
import { digamma, lnBeta, lnGamma } from './special.ts';

export type BetaGeometric = { r: number; alpha: number; a: number; b: number };
/** 0: BG/NBD, 1: MBG/NBD */
export type Shift = 0 | 1;

/**
 * Minus the log-likelihood (FHL 2005, equation 6) of r, alpha, a, b, given as their logarithms,
 * with its gradient. Times are divided by `unitDays`. Sums over equal x and equal age are made
 * once; a call costs one exponential and one logarithm a kind of customer.
 */
export function betaGeometricObjective(
  purchases: Purchases,
  shift: Shift,
  unitDays: number,
): Objective {
  const sums = sumsOf(purchases);
  const pairs = pairsOf(purchases, shift);
  const lnAt = new Float64Array(sums.largestAge + 1);
  const inverseAt = new Float64Array(sums.largestAge + 1);
  const lnDrop = new Float64Array(sums.counts.at(-1)!.x + 1);
  return (theta, gradient) => {
    const [r, alpha, a, b] = Array.from(theta, Math.exp) as [number, number, number, number];
    for (let day = 0; day <= sums.largestAge; day++) {
      const t = alpha + day / unitDays;
      lnAt[day] = Math.log(t);
      inverseAt[day] = 1 / t;
    }
    for (const { x } of sums.counts) lnDrop[x] = Math.log(a) - Math.log(b + x - 1 + shift);
    gradient.fill(0);
    let value = addOrderTerms(sums, shift, r, alpha, a, b, gradient);
    for (let day = 0; day <= sums.largestAge; day++) {
      const weight = r * sums.customersAt[day]! + sums.ordersAt[day]!;
      value -= weight * lnAt[day]!;
      gradient[0]! -= sums.customersAt[day]! * lnAt[day]!;
      gradient[1]! -= weight * inverseAt[day]!;
    }
    value += addDropTerms(pairs, r, a, b - 1 + shift, lnAt, inverseAt, lnDrop, gradient);
    const values = [r, alpha, a, b];
    for (let i = 0; i < 4; i++) gradient[i]! *= -values[i]!;
    return -value;
  };
}

type Sums = {
  counts: { x: number; customers: number }[];
  customers: number;
  largestAge: number;
  /** By age in days: customers, and their repeat orders. */
  customersAt: Float64Array;
  ordersAt: Float64Array;
};

function sumsOf(purchases: Purchases): Sums {
  const { largestAge, customers } = purchaseTotals(purchases);
  const byX = new Map<number, number>();
  const customersAt = new Float64Array(largestAge + 1);
  const ordersAt = new Float64Array(largestAge + 1);
  for (let i = 0; i < purchases.x.length; i++) {
    const x = purchases.x[i]!;
    const count = purchases.count[i]!;
    byX.set(x, (byX.get(x) ?? 0) + count);
    customersAt[purchases.age[i]!]! += count;
    ordersAt[purchases.age[i]!]! += count * x;
  }
  const counts = [...byX]
    .map(([x, number]) => ({ x, customers: number }))
    .sort((p, q) => p.x - q.x);
  return { counts, customers, largestAge, customersAt, ordersAt };
}

/** The kinds of customers that can have dropped out. */
function pairsOf(purchases: Purchases, shift: Shift): Purchases {
  if (shift === 1) return purchases;
  const from = purchases.x.findIndex((x) => x > 0);
  const start = from === -1 ? purchases.x.length : from;
  return {
    x: purchases.x.subarray(start),
    lastAge: purchases.lastAge.subarray(start),
    age: purchases.age.subarray(start),
    count: purchases.count.subarray(start),
  };
}

/** What depends on x alone: Γ(r + x) α^r / Γ(r) · B(a, b + x) / B(a, b). */
function addOrderTerms(
  sums: Sums,
  shift: Shift,
  r: number,
  alpha: number,
  a: number,
  b: number,
  gradient: Float64Array,
): number {
  const lnAlpha = Math.log(alpha);
  const atR = { value: lnGamma(r), slope: digamma(r) };
  const beta = lnBeta(a, b);
  const [psiB, psiAB] = [digamma(b), digamma(a + b)];
  let value = sums.customers * r * lnAlpha;
  gradient[0]! += sums.customers * lnAlpha;
  gradient[1]! += (sums.customers * r) / alpha;
  for (const { x, customers } of sums.counts) {
    const later = b + x + shift;
    value += customers * (lnGamma(r + x) - atR.value + lnBeta(a, later) - beta);
    const psiAll = digamma(a + later);
    gradient[0]! += customers * (digamma(r + x) - atR.slope);
    gradient[2]! += customers * (psiAB - psiAll);
    gradient[3]! += customers * (digamma(later) - psiAll - psiB + psiAB);
  }
  return value;
}

/** ln(1 + a / (b + x − 1) ((α + T) / (α + t_x))^(r + x)), summed; `below` is b − 1 + shift. */
function addDropTerms(
  { x, lastAge, age, count }: Purchases,
  r: number,
  a: number,
  below: number,
  lnAt: Float64Array,
  inverseAt: Float64Array,
  lnDrop: Float64Array,
  gradient: Float64Array,
): number {
  let value = 0;
  let [toR, toAlpha, toA, toB] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const orders = x[i]!;
    const longer = lnAt[age[i]!]! - lnAt[lastAge[i]!]!;
    const s = lnDrop[orders]! + (r + orders) * longer;
    // softplus and its slope, written out because this is the innermost loop
    const e = Math.exp(s > 0 ? -s : s);
    const dead = count[i]! * (s > 0 ? 1 / (1 + e) : e / (1 + e));
    value += count[i]! * ((s > 0 ? s : 0) + Math.log(1 + e));
    toR += dead * longer;
    toAlpha += dead * (r + orders) * (inverseAt[age[i]!]! - inverseAt[lastAge[i]!]!);
    toA += dead;
    toB -= dead / (below + orders);
  }
  gradient[0]! += toR;
  gradient[1]! += toAlpha;
  gradient[2]! += toA / a;
  gradient[3]! += toB;
  return value;
}

/**
 * The odds that a customer has dropped out, as a logarithm (FHL 2005 and Batislam et al. 2007); −∞
 * means certainly not.
 */
export function lnOddsDead(
  { r, alpha, a, b }: BetaGeometric,
  shift: Shift,
  x: number,
  lastAge: number,
  age: number,
): number {
  if (x + shift === 0) return Number.NEGATIVE_INFINITY;
  return (
    Math.log(a) -
    Math.log(b + x - 1 + shift) +
    (r + x) * (Math.log(alpha + age) - Math.log(alpha + lastAge))
  );
}

/** So close to a = 1 the formula is 0/0; its values on both sides are averaged. */
const SINGULAR = 1e-5;

/**
 * Beyond this the hypergeometric series needs thousands of terms, and its factors overflow or
 * cancel: where all customers drop out with one probability, or all order at one rate, the
 * likelihood takes a and b, or r, as far as it may.
 */
const LARGE = 30;

/**
 * Expected orders in (age, age + horizon] of a customer who is alive at `age` with x later orders
 * (FHL 2005, equation 10, without its denominator). Euler's transformation (DLMF 15.8.1) keeps it
 * finite for x in the hundreds.
 */
export function expectedIfAlive(
  parameters: BetaGeometric,
  shift: Shift,
  x: number,
  age: number,
  horizon: number,
): number {
  const { r, alpha, a, b } = parameters;
  if (horizon <= 0) return 0;
  if (a > LARGE || r > LARGE) {
    return expectedByMean(parameters, x + shift, r + x, horizon / (alpha + age));
  }
  if (Math.abs(a - 1) < SINGULAR) {
    const at = (value: number) =>
      expectedIfAlive({ ...parameters, a: value }, shift, x, age, horizon);
    return (at(1 - SINGULAR * 1.01) + at(1 + SINGULAR * 1.01)) / 2;
  }
  const all = a + b + x - 1 + shift;
  const z = horizon / (alpha + age + horizon);
  // (1 − z)^(r + x) 2F1(r + x, b + x; a + b + x − 1; z) = (1 − z)^(a − 1) 2F1(a + b − 1 − r, a − 1;
  // a + b + x − 1; z)
  const series = hypergeometricSeries(all - r - x, a - 1, all, z);
  return Math.max(0, (all / (a - 1)) * (1 - (1 - z) ** (a - 1) * series));
}

/**
 * The same before its integral over the drop-out probability p is taken: after `survived` chances
 * to drop out p ~ Beta(a, b + survived), and with it (1 − (1 + p τ)^−shape) / p orders are to come,
 * τ being the horizon as a multiple of α + age.
 */
function expectedByMean(
  { a, b }: BetaGeometric,
  survived: number,
  shape: number,
  horizon: number,
): number {
  return meanOverBeta(a, b + survived, (p) =>
    p === 0 ? shape * horizon : -Math.expm1(-shape * Math.log1p(p * horizon)) / p,
  );
}
