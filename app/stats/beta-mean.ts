// The mean of a function of a probability that has a beta distribution.
import { softplus } from './special.ts';

/** Below e^−36 of the largest one a term adds nothing. */
const FALL = 36;
/** Steps in standard deviations, and at most in log-odds, where poles lie at ±iπ. */
const FINE = 0.5;
const WIDEST = 0.4;

/**
 * E f(p) for p ~ Beta(a, b), where f is smooth on [0, 1]. By the trapezoidal rule over the log-odds
 * of p, which converges geometrically there (Trefethen and Weideman 2014, "The Exponentially
 * Convergent Trapezoidal Rule", SIAM Review 56(3), section 5). Where a or b is small, the
 * distribution has a long tail towards 0 or 1; f is made to vanish at that end by a line whose mean
 * is known.
 */
export function meanOverBeta(a: number, b: number, f: (p: number) => number): number {
  const [left, right] = [a < 1 ? 1 : 0, b < 1 ? 1 : 0];
  const [atZero, atOne] = [left && f(0), right && f(1)];
  // The distribution with its tails cut: p^left (1 − p)^right times the density.
  const [toP, toQ] = [a + left, b + right];
  const lnShape = (u: number) => -toP * softplus(-u) - toQ * softplus(u);
  const middle = Math.log(toP / toQ);
  const largest = lnShape(middle);
  const step = Math.min(WIDEST, FINE * Math.sqrt((toP + toQ) / (toP * toQ)));
  let [all, sum] = [0, 0];
  for (const way of [1, -1]) {
    for (let n = way === 1 ? 0 : 1; ; n++) {
      const u = middle + way * n * step;
      const fallen = lnShape(u) - largest;
      if (fallen < -FALL) break;
      const [p, q] = [1 / (1 + Math.exp(-u)), 1 / (1 + Math.exp(u))];
      const weight = Math.exp(fallen);
      all += weight;
      sum += (weight / (p ** left * q ** right)) * (f(p) - atZero * q - atOne * p);
    }
  }
  // E p^left (1 − p)^right
  const whole = a + b;
  const mass = (left ? a / whole : 1) * (right ? b / (whole + left) : 1);
  return (atZero * b + atOne * a) / whole + (sum / all) * mass;
}
