import { describe, expect, it } from 'vitest';
import { meanOverBeta } from './beta-mean.ts';

describe('the mean over a beta distribution', () => {
  it.each([
    [2, 3],
    [0.5, 0.5],
    [30, 0.01],
    [1e-5, 40],
    [1e-5, 1e-5],
    [31, 5000],
    [162_000, 25_000],
    [0.1, 160_000],
  ])('gives the moments of Beta(%d, %d)', (a, b) => {
    const near = (f: (p: number) => number, expected: number) =>
      expect(Math.abs(meanOverBeta(a, b, f) / expected - 1)).toBeLessThan(1e-9);
    near(() => 1, 1);
    near((p) => 1 - p, b / (a + b));
    near((p) => (1 - p) ** 2, ((b / (a + b)) * (b + 1)) / (a + b + 1));
    near((p) => (1 - p) ** 3, (((b / (a + b)) * (b + 1)) / (a + b + 1) / (a + b + 2)) * (b + 2));
  });
});
