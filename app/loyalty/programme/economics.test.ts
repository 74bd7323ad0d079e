import fc from 'fast-check';
import { expect, test } from 'vitest';
import { economicsOf, type TrialFacts } from './economics.ts';

const facts = (change: Partial<TrialFacts> = {}): TrialFacts => ({
  sales: 100_000_00n,
  issued: 500_000n,
  issuedByOrders: 500_000n,
  worthOfHundred: 1_00n,
  redemptionRate: 0.6,
  margin: 0.5,
  averageOrder: 50_00n,
  cheapestReward: 500n,
  ...change,
});
const warned = (change: Partial<TrialFacts>) =>
  economicsOf(facts(change)).warnings.map(({ path }) => path);

test('the figures of a programme that gives five per cent back', () => {
  const economics = economicsOf(facts());
  // 5 points a unit of money on 100,000; a hundred points buy 1: 5,000 owed, 60 % of it redeemed.
  expect(economics).toMatchObject({
    issued: 500_000n,
    liability: 5_000_00n,
    cost: 3_000_00n,
    rewardRate: 0.05,
    costShare: 0.03,
    ordersToReward: 2,
    warnings: [],
  });
  // Of each further sale the margin less the programme is left: 3 % / (50 % − 3 %).
  expect(economics.upliftToBreakEven).toBeCloseTo(0.03 / 0.47, 12);
});

test('5 back for 5,000 is named as too little', () => {
  // 5,000 spent earn 500 points, and 500 points buy 5: 0.1 %.
  const tiny = { sales: 5_000_00n, issued: 500n, worthOfHundred: 1_00n, averageOrder: 5_000_00n };
  expect(economicsOf(facts(tiny)).rewardRate).toBeCloseTo(0.001, 12);
  expect(warned(tiny)).toContain('rewardRate');
});

test('a programme that eats the margin is named as too dear', () => {
  expect(warned({ worthOfHundred: 10_00n })).toEqual(['costShare']);
  const dear = economicsOf(facts({ worthOfHundred: 20_00n }));
  expect(dear.upliftToBreakEven).toBeNull();
  expect(dear.warnings.map(({ path }) => path)).toEqual(['costShare']);
});

test('a first reward far away, no reward at all and no sales are named', () => {
  expect(warned({ cheapestReward: 10_000n })).toEqual(['ordersToReward']);
  const [unknown] = economicsOf(facts({ worthOfHundred: null })).warnings;
  expect(unknown?.message).toContain('not known yet');
  const none = economicsOf(facts({ worthOfHundred: null, cheapestReward: null })).warnings;
  expect(none.map(({ message }) => message)).toEqual([
    'Points buy nothing yet: make a reward first.',
  ]);
  expect(warned({ sales: 0n, issued: 0n })).toEqual(['sales']);
});

test('no shop makes a share that is no number', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
  const share = fc.double({ min: -1, max: 2 });
  fc.assert(
    fc.property(
      fc.record({
        sales: amount,
        issued: amount,
        issuedByOrders: amount,
        averageOrder: amount,
        worthOfHundred: fc.option(amount),
        cheapestReward: fc.option(fc.bigInt({ min: 1n, max: 10n ** 9n })),
        redemptionRate: share,
        margin: share,
      }),
      (change) => {
        const { rewardRate, costShare, upliftToBreakEven, ordersToReward } = economicsOf(
          facts(change),
        );
        for (const figure of [rewardRate, costShare, upliftToBreakEven ?? 0, ordersToReward ?? 0]) {
          expect(Number.isFinite(figure)).toBe(true);
          expect(figure).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});
