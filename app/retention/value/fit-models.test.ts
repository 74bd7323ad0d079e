import { describe, expect, it } from 'vitest';
import {
  betaGeometricBuyer,
  gamma,
  normal,
  type Random,
  randomOf,
} from '../../../tests/factories/simulate.ts';
import { expectedValue } from '../../stats/gamma-gamma.ts';
import { logLikelihoodOf } from '../../stats/purchase-model.ts';
import { groupPurchases } from '../../stats/purchases.ts';
import type { Customers } from './customers.ts';
import { fitCandidates, fitValue } from './fit-models.ts';

it('compares all models by the likelihood of all customers, whomever they were fitted to', () => {
  const random = randomOf(5);
  const parameters = { r: 0.8, alpha: 20, a: 0.6, b: 2.5 };
  const buyers = Array.from({ length: 30_000 }, () =>
    betaGeometricBuyer(random, parameters, 400 + Math.floor(random() * 300)),
  );
  const column = (of: 'x' | 'lastAge' | 'age') => buyers.map((buyer) => buyer[of]);
  const purchases = groupPurchases(column('x'), column('lastAge'), column('age'));
  const names = ['bg-nbd', 'pareto-nbd'] as const;
  const { fits } = fitCandidates(purchases, names, { unitDays: 7, basis: 'model' });
  const [exact, sampled] = [fits['bg-nbd']!, fits['pareto-nbd']!];
  expect(exact).toMatchObject({ customers: 30_000, sampled: null });
  expect(sampled.customers).toBe(30_000);
  expect(sampled.sampled).toBeLessThan(15_001);
  // Two models that are nearly equally good for these customers; half of them would be twice as
  // likely.
  expect(Math.abs(sampled.logLikelihood / exact.logLikelihood - 1)).toBeLessThan(0.02);
  expect(logLikelihoodOf(exact.model, purchases) / exact.logLikelihood).toBeCloseTo(1, 12);
  // Customers made by BG/NBD are likelier under it.
  expect(sampled.logLikelihood).toBeLessThan(exact.logLikelihood);
});

describe('the value of an order', () => {
  const P = 6.25;

  /** Customers with one to six repeat purchases, whose own means are drawn by `meanOf`. */
  function shop(count: number, seed: number, meanOf: (random: Random) => number) {
    const random = randomOf(seed);
    const x = Int32Array.from({ length: count }, () => 1 + Math.floor(random() * 6));
    const meanValue = Float64Array.from(x, (orders) =>
      gamma(random, P * orders, (P * orders) / meanOf(random)),
    );
    const none = new Int32Array(count);
    const customers: Customers = {
      end: 0,
      count,
      ids: new Float64Array(count),
      orders: x,
      netSales: meanValue,
      firstDay: none,
      lastDay: none,
      x,
      meanValue,
    };
    return { customers, mean: meanValue.reduce((a, b) => a + b) / count };
  }
  const gammaMeans = (q: number) => (random: Random) => P / gamma(random, q, 1544);
  const lognormalMeans = (spread: number) => (random: Random) =>
    3890 * Math.exp(spread * normal(random));

  it.each([
    ...[0.6, 0.8, 0.95, 1, 1.05].map((q) => ({ name: `q = ${q}`, meanOf: gammaMeans(q) })),
    ...[1, 1.4, 1.5, 2].map((spread) => ({
      name: `lognormal means, ${spread}`,
      meanOf: lognormalMeans(spread),
    })),
  ])('never leaves what the shop has seen: $name', ({ meanOf }) => {
    for (const count of [20_000, 1000, 100, 12]) {
      const { customers, mean } = shop(count, 1, meanOf);
      const { parameters, hold, customers: fitted } = fitValue(customers, 1)!;
      expect(fitted).toBe(count);
      const ofNew = expectedValue(parameters, 0, 0) / mean;
      expect(ofNew).toBeLessThanOrEqual(2);
      expect(ofNew).toBeGreaterThan(0.5);
      if (!hold) continue;
      expect(ofNew).toBeCloseTo(1, 9);
      const outside = customers.meanValue.filter((own, i) => {
        const value = expectedValue(parameters, customers.x[i]!, own);
        const [low, high] = [Math.min(own, mean), Math.max(own, mean)];
        return !(value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
      });
      expect(outside).toHaveLength(0);
    }
  });

  it.each([100, 20_000])('is refused a tail without a mean, with %i customers', (count) => {
    for (const q of [0.6, 0.8]) {
      const fit = fitValue(shop(count, 2, gammaMeans(q)).customers, 1)!;
      expect(fit.hold).toBe('unseen-mean');
      // The likeliest parameters are those that any other program finds.
      expect(fit.likeliest!.parameters.q / q).toBeGreaterThan(0.7);
      expect(fit.likeliest!.parameters.q / q).toBeLessThan(1.4);
      expect(fit.likeliest!.logLikelihood).toBeGreaterThan(fit.logLikelihood);
      expect(fit.parameters.q).toBeGreaterThan(1);
      expect(fit.standardErrors!.gamma).toBeGreaterThan(0);
    }
    expect(fitValue(shop(count, 2, lognormalMeans(2)).customers, 1)!.hold).toBe('unseen-mean');
  });

  it('is fitted freely where the mean is one that was seen', () => {
    for (const q of [1.5, 2, 3.74]) {
      const { customers } = shop(20_000, 1, gammaMeans(q));
      const { hold, likeliest, ...fit } = fitValue(customers, 1)!;
      expect(hold).toBeNull();
      expect(fit).toEqual({ ...likeliest, customers: 20_000 });
      const { parameters, standardErrors } = fit;
      expect(Math.abs(parameters.q - q) / standardErrors!.q).toBeLessThan(3);
    }
  });
});
