import { expect, it } from 'vitest';
import { betaGeometricBuyer, randomOf } from '../../../tests/factories/simulate.ts';
import { logLikelihoodOf } from '../../stats/purchase-model.ts';
import { groupPurchases } from '../../stats/purchases.ts';
import { fitCandidates } from './fit-models.ts';

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
