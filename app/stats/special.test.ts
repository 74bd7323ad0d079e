import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypergeometricSeries } from './hypergeometric.ts';
import { gaussLegendre } from './quadrature.ts';
import { digamma, lnBeta, lnGamma, logistic, softplus } from './special.ts';

/** Relative, because the functions reach over hundreds of orders of magnitude. */
function expectClose(actual: number, expected: number, relative = 1e-13) {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    relative * Math.max(1, Math.abs(expected)),
  );
}
const positive = fc.double({ min: 1e-3, max: 1e4, noNaN: true });

describe('the gamma function and its derivative', () => {
  it('match closed forms', () => {
    expectClose(lnGamma(0.5), Math.log(Math.PI) / 2);
    expectClose(lnGamma(11), Math.log(3_628_800));
    expectClose(lnGamma(171), 706.5730622457874);
    expectClose(digamma(1), -0.5772156649015329);
    expectClose(digamma(0.5), -1.9635100260214235);
    expectClose(lnBeta(2, 3), Math.log(1 / 12));
  });

  it('keep their recurrences everywhere', () => {
    fc.assert(
      fc.property(positive, (x) => {
        expectClose(lnGamma(x + 1), lnGamma(x) + Math.log(x), 1e-12);
        expectClose(digamma(x + 1), digamma(x) + 1 / x, 1e-12);
      }),
      { seed: 4 },
    );
  });

  it('are each other’s derivative', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 500, noNaN: true }), (x) => {
        const step = 1e-4 * x;
        expectClose((lnGamma(x + step) - lnGamma(x - step)) / (2 * step), digamma(x), 1e-6);
      }),
      { seed: 4 },
    );
  });

  it('stay finite at the far ends', () => {
    for (const s of [-1e6, -745, 0, 745, 1e6]) {
      expect(Number.isFinite(softplus(s))).toBe(true);
      expect(logistic(s)).toBeGreaterThanOrEqual(0);
      expect(logistic(s)).toBeLessThanOrEqual(1);
    }
    expectClose(logistic(2) + logistic(-2), 1);
    expectClose(softplus(0), Math.LN2);
  });
});

describe('the hypergeometric series', () => {
  const inside = fc.double({ min: 0, max: 0.99, noNaN: true });

  it('matches the logarithm and the power (DLMF 15.4.1 and 15.4.6)', () => {
    fc.assert(
      fc.property(inside, fc.double({ min: 0.1, max: 5, noNaN: true }), (z, a) => {
        if (z > 0) expectClose(hypergeometricSeries(1, 1, 2, z), -Math.log1p(-z) / z, 1e-11);
        expectClose(hypergeometricSeries(a, 3, 3, z), (1 - z) ** -a, 1e-10);
      }),
      { seed: 4 },
    );
  });

  it('keeps Euler’s transformation (DLMF 15.8.1)', () => {
    const left = hypergeometricSeries(2.2, 3.4, 4.1, 0.7);
    const right = 0.3 ** (4.1 - 2.2 - 3.4) * hypergeometricSeries(1.9, 0.7, 4.1, 0.7);
    expectClose(left, right, 1e-12);
  });
});

describe('Gauss-Legendre quadrature', () => {
  it('is exact for polynomials up to twice its size', () => {
    const { nodes, weights } = gaussLegendre(8);
    for (let degree = 0; degree < 16; degree++) {
      const sum = nodes.reduce((total, x, i) => total + weights[i]! * x ** degree, 0);
      expectClose(sum, 1 / (degree + 1));
    }
  });
});
