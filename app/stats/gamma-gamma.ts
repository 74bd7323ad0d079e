// The Gamma-Gamma model of what an order is worth: a customer's orders vary around a mean of their
// own, and the means vary between customers. Fader and Hardie (2013), "The Gamma-Gamma Model of
// Monetary Value", brucehardie.com/notes/025.
import type { Objective } from './minimise.ts';
import { digamma, lnGamma } from './special.ts';

export type GammaGamma = { p: number; q: number; gamma: number };

/**
 * Repeat customers: x later days with an order, m the mean value of those days (positive). One
 * entry a customer.
 */
export type Spending = { x: Int32Array; m: Float64Array };

/** Minus the log-likelihood (note 025, equation 1a) of ln p, ln q and ln γ, with its gradient. */
export function gammaGammaObjective(spending: Spending): Objective {
  const { counts, sorted } = byX(spending);
  return (theta, gradient) => {
    const p = Math.exp(theta[0]!);
    const q = Math.exp(theta[1]!);
    const gamma = Math.exp(theta[2]!);
    const [gammaQ, psiQ, lnScale] = [lnGamma(q), digamma(q), Math.log(gamma)];
    let value = 0;
    let [toP, toQ, toGamma] = [0, 0, 0];
    for (const { x, from, to, sumLn } of counts) {
      const n = to - from;
      const [shape, all] = [p * x, p * x + q];
      const lnX = Math.log(x);
      let sumLnTotal = 0;
      let sumInverse = 0;
      for (let i = from; i < to; i++) {
        const total = gamma + x * sorted[i]!;
        sumLnTotal += Math.log(total);
        sumInverse += 1 / total;
      }
      const psiAll = digamma(all);
      value +=
        n * (lnGamma(all) - lnGamma(shape) - gammaQ + q * lnScale + shape * lnX) +
        (shape - 1) * sumLn -
        all * sumLnTotal;
      toP += x * (n * (psiAll - digamma(shape) + lnX) + sumLn - sumLnTotal);
      toQ += n * (psiAll - psiQ + lnScale) - sumLnTotal;
      toGamma += (n * q) / gamma - all * sumInverse;
    }
    gradient[0] = -toP * p;
    gradient[1] = -toQ * q;
    gradient[2] = -toGamma * gamma;
    return -value;
  };
}

/**
 * The same where the mean of the population, p γ / (q − 1), is held at `mean`. Of ln p and
 * ln(q − 1); γ follows from them (`gammaHeld`), so q is above 1 and the mean is finite.
 */
export function gammaGammaHeldObjective(spending: Spending, mean: number): Objective {
  const free = gammaGammaObjective(spending);
  const slopes = new Float64Array(3);
  return (theta, gradient) => {
    const [p, tail] = [Math.exp(theta[0]!), Math.exp(theta[1]!)];
    const q = 1 + tail;
    const at = Float64Array.of(theta[0]!, Math.log(q), Math.log(gammaHeld(p, q, mean)));
    const value = free(at, slopes);
    gradient[0] = slopes[0]! - slopes[2]!;
    gradient[1] = (slopes[1]! * tail) / q + slopes[2]!;
    return value;
  };
}

/** The γ with which the mean of the population, p γ / (q − 1), is `mean`. */
export const gammaHeld = (p: number, q: number, mean: number): number => (mean * (q - 1)) / p;

type Count = { x: number; from: number; to: number; sumLn: number };

/** Mean values sorted by x, and where each x begins and ends. */
function byX({ x, m }: Spending): { counts: Count[]; sorted: Float64Array } {
  const largest = x.reduce((a, b) => Math.max(a, b), 0);
  const starts = new Uint32Array(largest + 2);
  for (const orders of x) starts[orders + 1]!++;
  for (let i = 0; i <= largest; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const sorted = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) sorted[next[x[i]!]!++] = m[i]!;
  const counts: Count[] = [];
  for (let orders = 1; orders <= largest; orders++) {
    const [from, to] = [starts[orders]!, starts[orders + 1]!];
    let sumLn = 0;
    for (let i = from; i < to; i++) sumLn += Math.log(sorted[i]!);
    if (to > from) counts.push({ x: orders, from, to, sumLn });
  }
  return { counts, sorted };
}

/**
 * The expected value of an order (note 025, equation 5): the customer's own mean, drawn towards
 * that of all the less is known. For x = 0 it is the mean of all, p γ / (q − 1). Needs q > 1.
 */
export const expectedValue = ({ p, q, gamma }: GammaGamma, x: number, m: number): number =>
  (p * (gamma + m * x)) / (p * x + q - 1);
