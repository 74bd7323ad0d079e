// Gamma and digamma: recurrence up to 10, then the asymptotic series (NIST DLMF 5.5, 5.11).
// Accurate to a few units of the last place for every positive argument, and to 1e-15 near a root;
// special.test.ts checks it.

const LARGE = 10;
const HALF_LN_TAU = 0.9189385332046728;

/** ln Γ(x) for x > 0. Cancellation near the roots 1 and 2 leaves an absolute error of 1e-15. */
export function lnGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < LARGE) product *= y++;
  const z = 1 / (y * y);
  // Bernoulli numbers over 2k (2k − 1), DLMF 5.11.1.
  const series =
    (1 / 12 -
      z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360)))))) /
    y;
  return (y - 0.5) * Math.log(y) - y + HALF_LN_TAU + series - Math.log(product);
}

/** ψ(x) = d ln Γ(x) / dx for x > 0. */
export function digamma(x: number): number {
  let sum = 0;
  let y = x;
  while (y < LARGE) sum -= 1 / y++;
  const z = 1 / (y * y);
  // DLMF 5.11.2
  const series =
    z *
    (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - z * (691 / 32760))))));
  return sum + Math.log(y) - 0.5 / y - series;
}

/** ln B(a, b) for positive a and b. */
export const lnBeta = (a: number, b: number): number => lnGamma(a) + lnGamma(b) - lnGamma(a + b);

/** ln(1 + e^s) without overflow. */
export const softplus = (s: number): number =>
  s > 0 ? s + Math.log1p(Math.exp(-s)) : Math.log1p(Math.exp(s));

/** 1 / (1 + e^−s) without overflow. */
export function logistic(s: number): number {
  if (s >= 0) return 1 / (1 + Math.exp(-s));
  const e = Math.exp(s);
  return e / (1 + e);
}
