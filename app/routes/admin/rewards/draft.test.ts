import { expect, it } from 'vitest';
import { offerSchema } from '#app/rewards/offer.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import { termsSchema } from '#app/rewards/terms.ts';
import { tickable } from './choices.ts';
import { rewardDraft, rewardInput } from './draft.ts';

const shop = { currency: 'EUR', timezone: 'Europe/Prague', languages: ['en', 'cs', 'de'] };
const form = { ...rewardDraft(null, shop), 'name-en': 'Five off' };

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
  const input = rewardInput({ ...form, amount: '4,50', minimum: '20' }, null, shop);
  if (!input.ok) throw new Error(JSON.stringify(input));
  expect(input.value.way).toBe('pooled');
  expect(termsSchema.parse(input.value.terms)).toMatchObject({
    value: { kind: 'amount-off', amount: 450n },
    conditions: { minimum: 2000n },
    validDays: null,
  });
  expect(offerSchema.parse(input.value.offer).names.en?.name).toBe('Five off');
});

it('keeps all that was not touched: stock, other languages, what it combines with', () => {
  const input = rewardInput({ ...rewardDraft(reward, shop), points: '700' }, reward, shop);
  if (!input.ok) throw new Error(JSON.stringify(input));
  expect(offerSchema.parse(input.value.offer)).toEqual({ ...reward.offer, points: 700 });
  expect(termsSchema.parse(input.value.terms)).toEqual(reward.terms);
});

it.each([
  ['name-en', ' '],
  ['points', '0'],
  ['amount', '0'],
  ['amount', 'five'],
  ['minimum', 'x'],
  ['validDays', '-1'],
])('names the field that cannot be: %s = %s', (field, text) => {
  expect(rewardInput({ ...form, [field]: text }, null, shop)).toMatchObject({
    ok: false,
    errors: { [field]: expect.any(String) },
  });
});

it('takes a percentage up to 100', () => {
  const percent = (text: string) =>
    rewardInput({ ...form, kind: 'percentage-off', percent: text }, null, shop);
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
  const input = rewardInput(days, null, shop);
  if (!input.ok) throw new Error(JSON.stringify(input));
  const offer = offerSchema.parse(input.value.offer);
  expect(offer).toMatchObject({
    startsAt: new Date('2026-11-30T23:00:00Z'),
    endsAt: new Date('2026-12-24T23:00:00Z'),
    stock: 50,
    audience: { groups: ['at-risk', 'loyal'], tiers: [], segments: [], worth: null },
  });
  const again = rewardDraft({ ...reward, offer }, shop);
  expect(again).toMatchObject({ startsOn: '2026-12-01', endsOn: '2026-12-24', stock: '50' });
});

it('says of a number that is too large that it is', () => {
  const stock = '99999999999';
  expect(rewardInput({ ...form, stock }, null, shop)).toMatchObject({
    errors: { stock: 'At most 999,999,999' },
  });
});

it.each([
  ['stock', 'many'],
  ['perMember', '0'],
  ['periodCount', '0'],
  ['startsOn', 'soon'],
  ['startsOn', '2026-02-31'],
  ['endsOn', '9999-12-31'],
])('names the choice that cannot be: %s = %s', (field, text) => {
  expect(rewardInput({ ...form, [field]: text }, null, shop)).toMatchObject({
    ok: false,
    errors: { [field]: expect.any(String) },
  });
});

it('makes money personal, whatever was chosen', () => {
  const input = rewardInput({ ...form, kind: 'store-credit', way: 'pooled' }, null, shop);
  expect(input).toMatchObject({ ok: true, value: { way: 'personal' } });
});

/** What is saved of a form, and the form that opens on it again. */
function roundTrip(fields: Record<string, string>) {
  const filled = { ...form, ...fields };
  const input = rewardInput(filled, null, shop);
  if (!input.ok) throw new Error(JSON.stringify(input.errors));
  const offer = offerSchema.parse(input.value.offer);
  const terms = termsSchema.parse(input.value.terms);
  const again = rewardDraft({ ...reward, way: input.value.way, offer, terms }, shop);
  expect(again).toMatchObject(fields);
  return { offer, terms, way: input.value.way };
}

it('gives a product to who buys others, and tells shoppers which', () => {
  const { terms } = roundTrip({
    kind: 'free-product',
    gift: '{"variantId":"11","productId":"1","title":"Mug","imageUrl":null}',
    giftQuantity: '2',
    buysKind: 'collections',
    buys: '{"ids":["7","8"],"titles":["Teas","Coffees"]}',
    buysQuantity: '3',
  });
  expect(terms.value).toMatchObject({
    variantId: 11n,
    quantity: 2,
    buys: { productIds: [], collectionIds: [7n, 8n], quantity: 3 },
  });
  expect(terms.conditions).toMatchObject({ titles: ['Teas', 'Coffees'], minimum: null });
});

it('takes an amount off chosen products, in steps, so many in so many days', () => {
  const { terms, offer, way } = roundTrip({
    hasSteps: 'yes',
    stepsMinimum: '2',
    stepsMaximum: '20',
    itemsKind: 'products',
    items: '{"ids":["4"],"titles":["Apron"]}',
    purchase: 'both',
    periodCount: '1',
    periodDays: '30',
    segments: 'at-risk-and-worth-most',
    worth: 'quarter',
    'name-cs': 'Sleva',
  });
  expect(terms.conditions).toMatchObject({ productIds: [4n], titles: ['Apron'], purchase: 'both' });
  expect(offer).toMatchObject({
    steps: { minimum: 2, maximum: 20 },
    perPeriod: { count: 1, days: 30 },
    audience: { segments: ['at-risk-and-worth-most'], worth: 'quarter' },
    names: { cs: { name: 'Sleva' } },
  });
  expect(way).toBe('personal');
});

it('ships for free to some countries, up to a price', () => {
  const { terms } = roundTrip({ kind: 'free-shipping', maximum: '12.50', countries: 'DE,AT' });
  expect(terms.value).toEqual({ kind: 'free-shipping', maximum: 1250n });
  expect(terms.conditions).toMatchObject({
    countries: ['DE', 'AT'],
    combinesWith: { shipping: false },
  });
});

it('leaves out what Shopify does not know for a kind, whatever the form still holds', () => {
  const left = {
    minimum: '20',
    countries: 'DE',
    itemsKind: 'products',
    items: '{"ids":["4"],"titles":[]}',
  };
  const { terms } = roundTrip({ kind: 'store-credit', amount: '5.00' });
  const input = rewardInput({ ...form, ...left, kind: 'store-credit' }, null, shop);
  if (!input.ok) throw new Error(JSON.stringify(input));
  expect(termsSchema.parse(input.value.terms).conditions).toEqual(terms.conditions);
  expect(terms.conditions).toMatchObject({ minimum: null, countries: [], purchase: 'both' });
});

it.each([
  ['gift', { kind: 'free-product' }],
  ['buys', { kind: 'free-product', gift: '{"variantId":"x","productId":"1","title":"Mug"}' }],
  ['items', { itemsKind: 'collections' }],
  ['maximum', { kind: 'free-shipping', maximum: 'any' }],
  ['stepsMaximum', { hasSteps: 'yes', stepsMinimum: '5', stepsMaximum: '4' }],
  ['periodDays', { periodCount: '2' }],
  ['name-cs', { 'description-cs': 'Popis beze jména' }],
] as const)('asks for what is missing: %s', (field, fields) => {
  const input = rewardInput({ ...form, ...fields }, null, shop);
  expect(input).toMatchObject({ ok: false, errors: { [field]: expect.any(String) } });
});

it('shows a segment that is gone, for as long as it is chosen', () => {
  const list = [{ id: 'champions', name: 'Champions' }];
  const gone = { id: '0d3f', name: 'Gone' };
  expect(tickable(list, 'champions,0d3f', 'Gone')).toEqual([...list, gone]);
  expect(tickable(list, 'champions', 'Gone')).toEqual(list);
  expect(tickable(list, '', 'Gone')).toEqual(list);
});
