import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cdnowPurchases } from '../../tests/factories/cdnow.ts';
import {
  betaGeometricBuyer,
  paretoBuyer,
  randomOf,
  type SimulatedBuyer,
} from '../../tests/factories/simulate.ts';
import { betaGeometricObjective } from './beta-geometric.ts';
import type { Objective } from './minimise.ts';
import { paretoObjective } from './pareto.ts';
import {
  expectedIfAlive,
  expectedOrders,
  fitPurchases,
  lnOddsDead,
  PURCHASE_MODELS,
  type PurchaseModel,
  probabilityAlive,
} from './purchase-model.ts';
import { groupPurchases, purchaseTotals, thinned } from './purchases.ts';

const WEEK = 7;
const { purchases } = cdnowPurchases();
const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const models: PurchaseModel[] = [
  { name: 'bg-nbd', parameters, unitDays: WEEK },
  { name: 'mbg-nbd', parameters: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }, unitDays: WEEK },
  {
    name: 'pareto-nbd',
    parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 },
    unitDays: WEEK,
  },
  { name: 'nbd', parameters: { r: 0.385, alpha: 12.072 }, unitDays: WEEK },
];

/** Where a likelihood without a maximum leads the search: everybody alike in one way or another. */
const extremes: PurchaseModel[] = [
  ...(['bg-nbd', 'mbg-nbd'] as const).flatMap((name) =>
    [
      { r: 0.58, alpha: 46, a: 25_036, b: 162_743 },
      { r: 0.58, alpha: 46, a: 162_754, b: 6e-6 },
      { r: 0.58, alpha: 46, a: 6e-6, b: 162_754 },
      { r: 162_754, alpha: 162_754, a: 0.8, b: 2.4 },
      { r: 162_754, alpha: 9e7, a: 6e-6, b: 6e-6 },
      { r: 6e-6, alpha: 0.01, a: 162_754, b: 162_754 },
    ].map((values) => ({ name, parameters: values, unitDays: 1 })),
  ),
  ...[
    { r: 1.3, alpha: 114, s: 92_288, beta: 38_929_908 },
    { r: 162_754, alpha: 1e7, s: 6e-6, beta: 0.01 },
    { r: 6e-6, alpha: 0.01, s: 162_754, beta: 162_754 },
  ].map((values) => ({ name: 'pareto-nbd' as const, parameters: values, unitDays: 1 })),
];

function expectNear(actual: number, expected: number, relative: number) {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(relative);
}

describe('published fits of the CDNOW sample', () => {
  it('matches BG/NBD of Fader, Hardie and Lee (2005), table 2', () => {
    const fit = fitPurchases('bg-nbd', purchases, { unitDays: WEEK });
    expect(fit.converged).toBe(true);
    expect(fit.logLikelihood).toBeCloseTo(-9582.4, 1);
    // Three digits were printed.
    const found = fit.model.parameters as typeof parameters;
    expect(found.r).toBeCloseTo(0.243, 3);
    expect(found.alpha).toBeCloseTo(4.414, 3);
    expect(found.a).toBeCloseTo(0.793, 3);
    expect(found.b).toBeCloseTo(2.426, 3);
  });

  it('matches Pareto/NBD of the same table', () => {
    const fit = fitPurchases('pareto-nbd', purchases, { unitDays: WEEK });
    expect(fit.logLikelihood).toBeCloseTo(-9595, 1);
    const found = fit.model.parameters as { r: number; alpha: number; s: number; beta: number };
    expect(found.r).toBeCloseTo(0.553, 3);
    expect(found.alpha).toBeCloseTo(10.578, 3);
    expect(found.s).toBeCloseTo(0.606, 3);
    expect(found.beta).toBeCloseTo(11.669, 3);
  });

  it('matches NBD of the same table', () => {
    const fit = fitPurchases('nbd', purchases, { unitDays: WEEK });
    expect(fit.logLikelihood).toBeCloseTo(-9763.7, 1);
    expect(fit.model.parameters.r).toBeCloseTo(0.385, 3);
    expect(fit.model.parameters.alpha).toBeCloseTo(12.072, 3);
  });

  it('expects what the paper’s example customer will do (section 4: x = 2, 30.43, 38.86)', () => {
    const [x, last, age, ahead] = [2, 30.43 * WEEK, 38.86 * WEEK, 39 * WEEK];
    expect(expectedOrders(models[0]!, x, last, age, ahead)).toBeCloseTo(1.226, 3);
    expect(probabilityAlive(models[0]!, x, last, age)).toBeCloseTo(0.7266, 4);
  });
});

describe('fitting', () => {
  const theta = Float64Array.from([0.1, -0.4, 0.3, 0.2]);

  it.each<[string, Objective]>([
    ['BG/NBD', betaGeometricObjective(purchases, 0, 100)],
    ['MBG/NBD', betaGeometricObjective(purchases, 1, 100)],
    ['Pareto/NBD', paretoObjective(purchases, 100)],
  ])('has the right gradient: %s', (_, objective) => {
    const gradient = new Float64Array(4);
    const ignored = new Float64Array(4);
    objective(theta, gradient);
    for (let i = 0; i < 4; i++) {
      const step = 1e-5;
      const [up, down] = [theta.slice(), theta.slice()];
      up[i]! += step;
      down[i]! -= step;
      const slope = (objective(up, ignored) - objective(down, ignored)) / (2 * step);
      // Differences of a sum of 2,357 terms are right to some 1e-7 of it.
      expect(Math.abs(slope - gradient[i]!)).toBeLessThan(1e-3 + 1e-6 * Math.abs(slope));
    }
  });

  it('does not depend on the unit of time', () => {
    for (const name of PURCHASE_MODELS) {
      const [days, weeks] = [1, WEEK].map((unitDays) =>
        fitPurchases(name, purchases, { unitDays }),
      );
      expectNear(weeks!.model.parameters.alpha * WEEK, days!.model.parameters.alpha, 1e-9);
      expectNear(weeks!.model.parameters.r, days!.model.parameters.r, 1e-9);
      // Densities of 2,457 repeat orders.
      const change = purchaseTotals(purchases).repeatOrders * Math.log(WEEK);
      expect(weeks!.logLikelihood - days!.logLikelihood).toBeCloseTo(change, 6);
    }
  });

  it('does not depend on the order of the customers', () => {
    const { x, lastAge, age } = cdnowPurchases();
    const reversed = groupPurchases([...x].reverse(), [...lastAge].reverse(), [...age].reverse());
    expect(fitPurchases('bg-nbd', reversed).model).toEqual(fitPurchases('bg-nbd', purchases).model);
  });

  it.each([
    // The last number is what whole days move a parameter by at most.
    ['bg-nbd', { r: 0.6, alpha: 40, a: 0.8, b: 2.5 }, betaGeometricBuyer, 0.03],
    ['pareto-nbd', { r: 0.8, alpha: 30, s: 0.7, beta: 60 }, paretoBuyer, 0.05],
  ] as const)(
    'recovers the parameters that made the customers, within three standard errors: %s',
    // Half a second, and ten times as long on a machine that has other things to do.
    { timeout: 30_000 },
    (name, truth, buyer: (...of: [() => number, never, number]) => SimulatedBuyer, rounding) => {
      const random = randomOf(20);
      // Few ages, so that many customers are equal and a fit is quick.
      const buyers = Array.from({ length: 20_000 }, () =>
        buyer(random, truth as never, 200 + 100 * Math.floor(random() * 5)),
      );
      const fit = fitPurchases(name, grouped(buyers));
      for (const [parameter, value] of Object.entries(truth)) {
        const found = (fit.model.parameters as Record<string, number>)[parameter]!;
        const error = 3 * fit.standardErrors![parameter]! + rounding * value;
        expect(Math.abs(found - value)).toBeLessThan(error);
      }
    },
  );

  it('is moved less than a standard error by a sample of every third customer', () => {
    const all = fitPurchases('pareto-nbd', purchases);
    const some = fitPurchases('pareto-nbd', thinned(purchases, 3));
    expect(some.customers).toBe(Math.floor(all.customers / 3));
    const change = some.model.parameters.r - all.model.parameters.r;
    expect(Math.abs(change)).toBeLessThan(3 * some.standardErrors!.r!);
  });

  it('gives finite answers for shops that no model fits', () => {
    const strange = {
      'nobody returns': groupPurchases([0, 0, 0], [0, 0, 0], [10, 20, 30]),
      'everybody returns every day': groupPurchases([30, 30, 30], [30, 30, 30], [30, 30, 30]),
      'all orders on one day': groupPurchases([0, 0], [0, 0], [0, 0]),
      'one customer': groupPurchases([400], [700], [705]),
      'heavy tails': groupPurchases([0, 1, 900, 3], [0, 5, 3000, 40], [3650, 3000, 3650, 50]),
    };
    for (const name of PURCHASE_MODELS) {
      for (const some of Object.values(strange)) {
        const { model, logLikelihood } = fitPurchases(name, some, { shrink: true });
        expect(Number.isFinite(logLikelihood)).toBe(true);
        for (const value of Object.values(model.parameters)) {
          expect(Number.isFinite(value) && value > 0).toBe(true);
        }
        expect(expectedOrders(model, 2, 10, 30, 365)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

describe('predicting', () => {
  const customer = fc
    .record({
      x: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 900 })),
      age: fc.integer({ min: 0, max: 5000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ x, age, share }) => ({ x, age, lastAge: x === 0 ? 0 : Math.round(age * share) }));
  const horizon = fc.integer({ min: 1, max: 1095 });

  it.each([...models, ...extremes])(
    'keeps probabilities in [0, 1] and expectations finite: $name $parameters',
    (model) => {
      fc.assert(
        fc.property(customer, horizon, ({ x, lastAge, age }, ahead) => {
          const alive = probabilityAlive(model, x, lastAge, age);
          expect(alive >= 0 && alive <= 1).toBe(true);
          const expected = expectedIfAlive(model, x, age, ahead);
          expect(expected >= 0 && Number.isFinite(expected)).toBe(true);
          // More time brings more orders.
          const later = expectedIfAlive(model, x, age, ahead + 30);
          expect(later).toBeGreaterThanOrEqual(expected * (1 - 1e-9));
        }),
        { seed: 4, numRuns: 300 },
      );
    },
  );

  it.each(models)('never thinks the more recent of two equal buyers less alive: $name', (model) => {
    fc.assert(
      fc.property(customer, fc.integer({ min: 0, max: 400 }), ({ x, lastAge, age }, later) => {
        if (x === 0) return;
        const recent = Math.min(age, lastAge + later);
        expect(probabilityAlive(model, x, recent, age)).toBeGreaterThanOrEqual(
          probabilityAlive(model, x, lastAge, age) - 1e-12,
        );
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('passes smoothly through a = 1, where the formula is 0/0', () => {
    const at = (a: number) =>
      expectedIfAlive(
        { name: 'bg-nbd', parameters: { ...parameters, a }, unitDays: 7 },
        2,
        200,
        90,
      );
    expectNear(at(1), at(1.0005), 1e-3);
    expectNear(at(1), (at(0.9999) + at(1.0001)) / 2, 1e-7);
  });

  it('is the same on both sides of where the series gives way to the mean over drop-outs', () => {
    for (const name of ['bg-nbd', 'mbg-nbd'] as const) {
      for (const [r, a, b] of [
        [0.6, 30, 0.01],
        [0.6, 30, 200],
        [30, 0.8, 2.4],
        [30, 5, 90],
      ] as const) {
        const at = (factor: number) =>
          expectedIfAlive(
            { name, parameters: { r: r * factor, alpha: 46, a: a * factor, b }, unitDays: 1 },
            3,
            200,
            365,
          );
        expectNear(at(1 + 1e-10), at(1 - 1e-10), 1e-8);
      }
    }
  });

  it.each([
    [{ r: 0.5, alpha: 30, a: 300, b: 600 }, 0, 0, 1095, 2.177],
    [{ r: 1000, alpha: 7000, a: 0.3, b: 2 }, 0, 0, 1095, 55.7],
  ])('is what the direct form gives: %o', (parameters, x, age, ahead, expected) => {
    const model: PurchaseModel = { name: 'bg-nbd', parameters, unitDays: 1 };
    expectNear(expectedIfAlive(model, x, age, ahead), expected, 1e-3);
  });

  it('comes to the closed form where everybody drops out with one probability', () => {
    const [r, alpha, p] = [0.58, 46, 0.1];
    const parameters = { r, alpha, a: p * 160_000, b: (1 - p) * 160_000 };
    for (const [x, age, ahead] of [
      [0, 0, 30],
      [3, 200, 365],
      [40, 700, 1095],
    ] as const) {
      // (1 − ((α + T) / (α + T + p t))^(r + x)) / p
      const closed = (1 - ((alpha + age) / (alpha + age + p * ahead)) ** (r + x)) / p;
      const model: PurchaseModel = { name: 'bg-nbd', parameters, unitDays: 1 };
      expectNear(expectedIfAlive(model, x, age, ahead), closed, 3e-4);
    }
  });

  it('gives the integral of Pareto/NBD in closed form where r + x and s are whole', () => {
    // Two customers with x = 0, r = 1, s = 1 and α = β: odds of having left are T / β at equal
    // scales.
    const model: PurchaseModel = {
      name: 'pareto-nbd',
      parameters: { r: 1, alpha: 50, s: 1, beta: 50 },
      unitDays: 1,
    };
    // ∫ s (α + τ)^−1 (β + τ)^−2 dτ ÷ (α + T)^−1 (β + T)^−1 = ((1 + T / β)² − 1) / 2
    expect(Math.exp(lnOddsDead(model, 0, 0, 100))).toBeCloseTo((3 ** 2 - 1) / 2, 10);
  });
});

function grouped(buyers: readonly SimulatedBuyer[]) {
  return groupPurchases(
    buyers.map(({ x }) => x),
    buyers.map(({ lastAge }) => lastAge),
    buyers.map(({ age }) => age),
  );
}
