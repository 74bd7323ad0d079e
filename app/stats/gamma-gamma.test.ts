import { describe, expect, it } from 'vitest';
import { cdnowPurchases } from '../../tests/factories/cdnow.ts';
import { gamma, randomOf } from '../../tests/factories/simulate.ts';
import {
  expectedValue,
  gammaGammaHeldObjective,
  gammaGammaObjective,
  gammaHeld,
} from './gamma-gamma.ts';
import { minimise } from './minimise.ts';

describe('the Gamma-Gamma model', () => {
  const { spending } = cdnowPurchases();

  it('matches Fader and Hardie (2013), note 025: p = 6.25, q = 3.74, γ = 15.44', () => {
    const found = minimise(gammaGammaObjective(spending), [1, 1, 3], spending.x.length);
    const [p, q, scale] = Array.from(found.at, Math.exp) as [number, number, number];
    expect(found.converged).toBe(true);
    expect(spending.x.length).toBe(946);
    expect(p).toBeCloseTo(6.25, 2);
    expect(q).toBeCloseTo(3.74, 2);
    expect(scale).toBeCloseTo(15.44, 2);
    expect(-found.value).toBeCloseTo(-4055.9, 1);
  });

  it('has the right gradient, with and without a mean that is held', () => {
    const held = gammaGammaHeldObjective(spending, 35);
    for (const [objective, ...at] of [
      [gammaGammaObjective(spending), 0.5, 0.8, 2.5],
      [held, 0.5, 0.8],
      [held, 2, -4],
    ] as const) {
      const here = Float64Array.from(at);
      const gradient = here.slice();
      const ignored = here.slice();
      objective(here, gradient);
      for (let i = 0; i < here.length; i++) {
        const [up, down] = [here.slice(), here.slice()];
        up[i]! += 1e-5;
        down[i]! -= 1e-5;
        const slope = (objective(up, ignored) - objective(down, ignored)) / 2e-5;
        expect(Math.abs(slope / gradient[i]! - 1)).toBeLessThan(1e-6);
      }
    }
  });

  it('is the same likelihood with the mean held, at parameters that have this mean', () => {
    const [p, q, mean] = [6.25, 3.74, 35];
    const gammaOfMean = gammaHeld(p, q, mean);
    expect(expectedValue({ p, q, gamma: gammaOfMean }, 0, 0)).toBeCloseTo(mean, 10);
    const ignored = new Float64Array(3);
    const free = Float64Array.from([p, q, gammaOfMean], Math.log);
    const held = Float64Array.from([p, q - 1], Math.log);
    const value = gammaGammaObjective(spending)(free, ignored);
    expect(gammaGammaHeldObjective(spending, mean)(held, ignored) / value).toBeCloseTo(1, 12);
  });

  it('draws a customer’s mean towards that of all, the less the more is known', () => {
    const parameters = { p: 6.25, q: 3.74, gamma: 15.44 };
    const all = expectedValue(parameters, 0, 0);
    expect(all).toBeCloseTo((6.25 * 15.44) / 2.74, 10);
    const means = [1, 5, 50, 5000].map((x) => expectedValue(parameters, x, 100));
    expect(means).toEqual([...means].sort((a, b) => a - b));
    expect(means.at(-1)).toBeCloseTo(100, 0);
    expect(means[0]).toBeGreaterThan(all);
  });

  it('recovers the parameters that made the orders', () => {
    const random = randomOf(7);
    const truth = { p: 5, q: 4, gamma: 20 };
    const x = Int32Array.from({ length: 20_000 }, () => 1 + Math.floor(random() * 6));
    const m = Float64Array.from(x, (orders) => {
      // The mean of x gamma-distributed orders is gamma with p x and ν x.
      const rate = gamma(random, truth.q, truth.gamma);
      return gamma(random, truth.p * orders, rate * orders);
    });
    const found = minimise(gammaGammaObjective({ x, m }), [0, 0, 2], x.length);
    const [p, q, scale] = Array.from(found.at, Math.exp) as [number, number, number];
    // Three standard errors of 20,000 customers.
    expect(Math.abs(p / truth.p - 1)).toBeLessThan(0.06);
    expect(Math.abs(q / truth.q - 1)).toBeLessThan(0.06);
    expect(Math.abs(scale / truth.gamma - 1)).toBeLessThan(0.12);
  });
});
