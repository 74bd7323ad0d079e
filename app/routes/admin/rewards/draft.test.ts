import { expect, it } from 'vitest';
import { offerSchema } from '#app/rewards/offer.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import { termsSchema } from '#app/rewards/terms.ts';
import { rewardDraft, rewardInput } from './draft.ts';

const form = { ...rewardDraft(null, 'EUR', 'Europe/Prague'), name: 'Five off' };

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
  const input = rewardInput(
    { ...form, amount: '4,50', minimum: '20' },
    null,
    'EUR',
    'Europe/Prague',
  );
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
  const input = rewardInput(
    { ...rewardDraft(reward, 'EUR', 'Europe/Prague'), points: '700' },
    reward,
    'EUR',
    'Europe/Prague',
  );
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
  expect(rewardInput({ ...form, [field]: text }, null, 'EUR', 'Europe/Prague')).toMatchObject({
    ok: false,
    errors: { [field]: expect.any(String) },
  });
});

it('takes a percentage up to 100', () => {
  const percent = (text: string) =>
    rewardInput({ ...form, kind: 'percentage-off', percent: text }, null, 'EUR', 'Europe/Prague');
  expect(percent('12,5')).toMatchObject({
    ok: true,
    value: { terms: { value: { basisPoints: 1250 } } },
  });
  expect(percent('101').ok).toBe(false);
});

it('turns days of the shop into instants: the last day is included', () => {
  const days = {
    ...form,
    startsOn: '2026-12-01',
    endsOn: '2026-12-24',
    stock: '50',
    groups: 'at-risk,loyal',
  };
  const input = rewardInput(days, null, 'EUR', 'Europe/Prague');
  if (!input.ok) throw new Error(JSON.stringify(input));
  const offer = offerSchema.parse(input.value.offer);
  expect(offer).toMatchObject({
    startsAt: new Date('2026-11-30T23:00:00Z'),
    endsAt: new Date('2026-12-24T23:00:00Z'),
    stock: 50,
    audience: { groups: ['at-risk', 'loyal'], tiers: [] },
  });
  const again = rewardDraft({ ...reward, offer }, 'EUR', 'Europe/Prague');
  expect(again).toMatchObject({ startsOn: '2026-12-01', endsOn: '2026-12-24', stock: '50' });
});

it.each([
  ['stock', 'many'],
  ['perMember', '0'],
  ['startsOn', 'soon'],
])('names the choice that cannot be: %s = %s', (field, text) => {
  expect(rewardInput({ ...form, [field]: text }, null, 'EUR', 'Europe/Prague')).toMatchObject({
    ok: false,
    errors: { [field]: expect.any(String) },
  });
});

it('makes money personal, whatever was chosen', () => {
  const input = rewardInput({ ...form, kind: 'store-credit', way: 'pooled' }, null, 'EUR', 'UTC');
  expect(input).toMatchObject({ ok: true, value: { way: 'personal' } });
});
