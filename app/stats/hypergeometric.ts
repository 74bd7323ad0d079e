// Gauss's hypergeometric function where the purchase models need it.

const ENOUGH_TERMS = 20_000;
const PRECISION = 1e-16;

/**
 * The power series of 2F1(a, b; c; z) for c > 0 and 0 ≤ z < 1 (NIST DLMF 15.2.1). Converges for
 * every such z, slowly near 1; callers transform first (DLMF 15.8.1) so that the terms fall faster
 * than 1/n.
 */
export function hypergeometricSeries(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < ENOUGH_TERMS; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    // The rest of the series is below a geometric one with ratio z once the terms fall.
    if (Math.abs(term) <= PRECISION * Math.abs(sum) * (1 - z) || term === 0) return sum;
  }
  return sum;
}
