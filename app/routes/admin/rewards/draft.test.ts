import { expect, it } from 'vitest';
import { offerSchema } from '#app/rewards/offer.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import { termsSchema } from '#app/rewards/terms.ts';
import { rewardDraft, rewardInput } from './draft.ts';

const form = { ...rewardDraft(null, 'EUR'), name: 'Five off' };

const reward: Reward = {
  id: '7b0c7a52-0c4c-4f5e-9d0f-0b8b2a1f0001',
  state: 'active',
  way: 'pooled',
  position: 1,
  version: 3,
  offer: offerSchema.parse({
    points: 500,
    names: { en: { name: 'Five off', description: '' }, cs: { name: 'Pět', description: '' } },
    stock: 10,
  }),
  terms: termsSchema.parse({
    value: { kind: 'amount-off', amount: '500' },
    conditions: { combinesWith: { order: true, product: true, shipping: true } },
  }),
  updatedAt: new Date('2026-11-22T00:00:00Z'),
};

it('makes a reward that the rewards feature accepts', () => {
  const input = rewardInput({ ...form, amount: '4,50', minimum: '20' }, null, 'EUR');
  if (!input.ok) throw new Error(JSON.stringify(input));
  expect(input.value.way).toBe('pooled');
  expect(termsSchema.parse(input.value.terms)).toMatchObject({
    value: { kind: 'amount-off', amount: 450n },
    conditions: { minimum: 2000n },
    validDays: null,
  });
  expect(offerSchema.parse(input.value.offer).names.en?.name).toBe('Five off');
});

it('keeps what the form does not show: stock, other languages, what it combines with', () => {
  const input = rewardInput({ ...rewardDraft(reward, 'EUR'), points: '700' }, reward, 'EUR');
  if (!input.ok) throw new Error(JSON.stringify(input));
  expect(offerSchema.parse(input.value.offer)).toEqual({ ...reward.offer, points: 700 });
  expect(termsSchema.parse(input.value.terms)).toEqual(reward.terms);
});

it.each([
  ['name', ' '],
  ['points', '0'],
  ['amount', '0'],
  ['amount', 'five'],
  ['minimum', 'x'],
  ['validDays', '-1'],
])('names the field that cannot be: %s = %s', (field, text) => {
  expect(rewardInput({ ...form, [field]: text }, null, 'EUR')).toMatchObject({
    ok: false,
    errors: { [field]: expect.any(String) },
  });
});

it('takes a percentage up to 100', () => {
  const percent = (text: string) =>
    rewardInput({ ...form, kind: 'percentage-off', percent: text }, null, 'EUR');
  expect(percent('12,5')).toMatchObject({
    ok: true,
    value: { terms: { value: { basisPoints: 1250 } } },
  });
  expect(percent('101').ok).toBe(false);
});
