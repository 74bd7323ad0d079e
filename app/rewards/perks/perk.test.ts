import { expect, it } from 'vitest';
import { rulesSchema } from '#app/loyalty/programme/rules.ts';
import { perksOf } from './perk.ts';

const rules = (isActive: boolean, perks: object) =>
  rulesSchema.parse({
    isActive,
    enrolment: 'automatic',
    order: { base: { kind: 'none' } },
    tiers: {
      basis: 'spend',
      window: 'lifetime',
      levels: [{ id: 'gold', name: 'Gold', threshold: 100, percent: 100, perks }],
    },
  });

it('asks for a discount for each thing that a tier gives in the checkout', () => {
  const both = perksOf(rules(true, { freeShipping: true, percentOff: 10 }));
  expect(both.map(({ kind, title }) => [kind, title])).toEqual([
    ['percentage-off', 'Gold members: 10% off'],
    ['free-shipping', 'Gold members: free shipping'],
  ]);
  expect(perksOf(rules(true, { tag: 'early', words: ['A gift'] }))).toEqual([]);
});

it('asks for none while the programme is paused or has not begun', () => {
  expect(perksOf(rules(false, { freeShipping: true }))).toEqual([]);
  expect(perksOf(null)).toEqual([]);
});
