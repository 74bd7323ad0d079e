// The Pareto/NBD model: orders come at a customer's own rate until an unseen moment, after which
// there are none. Schmittlein, Morrison and Colombo (1987), Management Science 33(1), 1-24; the
// likelihood as an integral over that moment is equation 41 of Fader and Hardie (2005), "A Note on
// Deriving the Pareto/NBD Model and Related Expressions". The integral is taken numerically: unlike
// the closed form with two hypergeometric functions it has a simple gradient and no cancellation.
import type { Objective } from './minimise.ts';
import type { Purchases } from './purchases.ts';
import { gaussLegendre } from './quadrature.ts';
import { digamma, lnGamma } from './special.ts';

export type Pareto = { r: number; alpha: number; s: number; beta: number };

const rule = gaussLegendre(24);
/** Beyond a fall by e^−40 nothing is left to add. */
const FALL = 40;

/**
 * ln of ∫ over the moment of leaving, divided by the term of those who stay; `slopes` gets its
 * gradient where given.
 */
function lnOdds(
  { r, alpha, s, beta }: Pareto,
  x: number,
  lastAge: number,
  age: number,
  slopes?: Float64Array,
): number {
  if (age <= lastAge) return Number.NEGATIVE_INFINITY;
  const rate = r + x;
  const near = Math.min(alpha, beta);
  const lnFrom = Math.log(near + lastAge);
  // Each factor alone bounds where the integrand has fallen to nothing; up to there u = ln(near +
  // t) spreads it evenly.
  const end = Math.min(
    age,
    (alpha + lastAge) * Math.exp(Math.min(FALL / rate, FALL)) - alpha,
    (beta + lastAge) * Math.exp(Math.min(FALL / (s + 1), FALL)) - beta,
  );
  const reach = Math.log(near + end) - lnFrom;
  const lnAlphaEnd = Math.log(alpha + age);
  const lnBetaEnd = Math.log(beta + age);
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rule.nodes.length; i++) {
    const u = lnFrom + reach * rule.nodes[i]!;
    const t = Math.exp(u) - near;
    const lnAlpha = Math.log(alpha + t);
    const lnBeta = Math.log(beta + t);
    terms[i] = u + rate * (lnAlphaEnd - lnAlpha) + s * lnBetaEnd - (s + 1) * lnBeta;
    if (terms[i]! > largest) largest = terms[i]!;
    at[i * 2] = lnAlpha;
    at[i * 2 + 1] = lnBeta;
  }
  let sum = 0;
  let [toR, toAlpha, toS, toBeta] = [0, 0, 0, 0];
  for (let i = 0; i < rule.nodes.length; i++) {
    const term = rule.weights[i]! * Math.exp(terms[i]! - largest);
    sum += term;
    if (!slopes) continue;
    toR += term * (lnAlphaEnd - at[i * 2]!);
    toAlpha -= term * Math.exp(-at[i * 2]!);
    toS += term * (lnBetaEnd - at[i * 2 + 1]!);
    toBeta -= term * Math.exp(-at[i * 2 + 1]!);
  }
  if (slopes) {
    slopes[0] = toR / sum;
    slopes[1] = rate * (toAlpha / sum + 1 / (alpha + age));
    slopes[2] = toS / sum + 1 / s;
    slopes[3] = ((s + 1) * toBeta) / sum + s / (beta + age);
  }
  return Math.log(s * reach * sum) + largest;
}

const terms = new Float64Array(rule.nodes.length);
const at = new Float64Array(rule.nodes.length * 2);

/** Minus the log-likelihood of r, alpha, s, beta, given as their logarithms, with its gradient. */
export function paretoObjective(purchases: Purchases, unitDays: number): Objective {
  const slopes = new Float64Array(4);
  return (theta, gradient) => {
    const [r, alpha, s, beta] = Array.from(theta, Math.exp) as [number, number, number, number];
    const parameters = { r, alpha, s, beta };
    const [lnAlpha, lnBeta] = [Math.log(alpha), Math.log(beta)];
    const [gammaR, psiR] = [lnGamma(r), digamma(r)];
    let value = 0;
    let [toR, toAlpha, toS, toBeta] = [0, 0, 0, 0];
    let [lastX, gammaX, psiX] = [-1, 0, 0];
    for (let i = 0; i < purchases.x.length; i++) {
      const count = purchases.count[i]!;
      const x = purchases.x[i]!;
      const lastAge = purchases.lastAge[i]! / unitDays;
      const age = purchases.age[i]! / unitDays;
      if (x !== lastX) [lastX, gammaX, psiX] = [x, lnGamma(r + x), digamma(r + x)];
      const odds = lnOdds(parameters, x, lastAge, age, slopes);
      const e = Math.exp(odds > 0 ? -odds : odds);
      const dead = odds > 0 ? 1 / (1 + e) : e / (1 + e);
      const softened = (odds > 0 ? odds : 0) + Math.log(1 + e);
      const [lnA, lnB] = [Math.log(alpha + age), Math.log(beta + age)];
      value +=
        count * (gammaX - gammaR + r * lnAlpha - (r + x) * lnA + s * (lnBeta - lnB) + softened);
      const isPossible = dead > 0 ? dead : 0;
      const slope = (j: number) => (isPossible === 0 ? 0 : isPossible * slopes[j]!);
      toR += count * (psiX - psiR + lnAlpha - lnA + slope(0));
      toAlpha += count * (r / alpha - (r + x) / (alpha + age) + slope(1));
      toS += count * (lnBeta - lnB + slope(2));
      toBeta += count * (s / beta - s / (beta + age) + slope(3));
    }
    gradient[0] = -toR * r;
    gradient[1] = -toAlpha * alpha;
    gradient[2] = -toS * s;
    gradient[3] = -toBeta * beta;
    return -value;
  };
}

/**
 * The odds that a customer has left, as a logarithm; −∞ means certainly not. Times in the model's
 * unit.
 */
export const paretoLnOddsDead = (
  parameters: Pareto,
  x: number,
  lastAge: number,
  age: number,
): number => lnOdds(parameters, x, lastAge, age);

/**
 * Expected orders in (age, age + horizon] of a customer alive at `age` (Fader and Hardie 2005,
 * equation 22, times P).
 */
export function paretoExpectedIfAlive(
  { r, alpha, s, beta }: Pareto,
  x: number,
  age: number,
  horizon: number,
): number {
  if (horizon <= 0) return 0;
  const lnShrink = -Math.log1p(horizon / (beta + age));
  // (1 − e^((s − 1) lnShrink)) / (s − 1), which at s = 1 is −lnShrink
  const power = (s - 1) * lnShrink;
  const stay = Math.abs(power) < 1e-8 ? -lnShrink : -Math.expm1(power) / (s - 1);
  return ((r + x) * (beta + age) * stay) / (alpha + age);
}
