import { expect, test } from 'vitest';
import { type Cart, checkCart, classOf } from './cart.ts';
import { type TermsInput, termsSchema } from './terms.ts';

const termsOf = (conditions: object = {}, value: object = { kind: 'amount-off', amount: 500n }) =>
  termsSchema.parse({ value, conditions } as TermsInput);
const line = {
  productId: 1n,
  variantId: 11n,
  quantity: 1,
  amount: 3000n,
  isSubscription: false,
  collectionIds: null,
};
const cartOf = (more: Partial<Cart> = {}): Cart => ({
  lines: [line],
  codes: [],
  automatic: [],
  country: null,
  ...more,
});
const why = (conditions: object, cart: Partial<Cart> = {}, value?: object) => {
  const answer = checkCart(termsOf(conditions, value), cartOf(cart));
  return answer.fits ? null : answer.why;
};

test('a cart that meets everything fits', () => {
  expect(why({})).toBeNull();
});

test('a reward and another discount go together where both allow it, and only there', () => {
  const all = { order: true, product: true, shipping: true };
  const order = { class: 'order', combinesWith: all } as const;
  const alone = { ...order, combinesWith: { ...all, order: false } };
  expect(why({}, { codes: [order] })).toBe('does-not-combine');
  expect(why({ combinesWith: all }, { codes: [order] })).toBeNull();
  expect(why({ combinesWith: all }, { codes: [alone] })).toBe('does-not-combine');
  // A code that is not ours may go with it, unless nothing does.
  expect(why({}, { codes: [null] })).toBeNull();
  const nothing = { order: false, product: false, shipping: false };
  expect(why({ combinesWith: nothing }, { codes: [null] })).toBe('does-not-combine');
  // What the member has without a code takes no code's place, but has to agree too.
  expect(why({}, { automatic: [order] })).toBe('does-not-combine');
  const automatic = Array.from({ length: 6 }, () => order);
  expect(why({ combinesWith: all }, { automatic })).toBeNull();
});

test('each condition that is not met is named', () => {
  expect(why({}, { lines: [] })).toBe('cart-empty');
  expect(why({ minimum: 3001n })).toBe('minimum-not-met');
  expect(why({ productIds: [2n] })).toBe('no-matching-product');
  expect(why({}, { lines: [{ ...line, isSubscription: true }] })).toBe('no-one-time-product');
  expect(why({ purchase: 'subscription' })).toBe('no-subscription-product');
  expect(why({}, { codes: Array.from({ length: 5 }, () => null) })).toBe('code-limit-of-cart');
  const shipping = { kind: 'free-shipping', maximum: null };
  expect(why({ countries: ['DE'] }, { country: 'FR' }, shipping)).toBe('country-not-served');
});

test('the minimum counts only what the reward is for, and says how much is missing', () => {
  const other = { ...line, productId: 2n, amount: 9000n };
  const answer = checkCart(
    termsOf({ minimum: 5000n, productIds: [1n] }),
    cartOf({ lines: [line, other] }),
  );
  expect(answer).toEqual({ fits: false, why: 'minimum-not-met', missing: 2000n });
});

test('where nobody knows the collections of a product, Shopify has the last word', () => {
  expect(why({ collectionIds: [9n] })).toBeNull();
  expect(why({ collectionIds: [9n] }, { lines: [{ ...line, collectionIds: [8n] }] })).toBe(
    'no-matching-product',
  );
});

test('a free product needs the piece itself and what has to be bought with it', () => {
  const value = {
    kind: 'free-product',
    variantId: 22n,
    productId: 2n,
    title: 'Mug',
    imageUrl: null,
    quantity: 1,
    buys: { productIds: [1n], collectionIds: [], quantity: 2 },
  };
  const gift = { ...line, productId: 2n, variantId: 22n };
  expect(why({}, { lines: [{ ...line, quantity: 2 }, gift] }, value)).toBeNull();
  expect(why({}, { lines: [line, gift] }, value)).toBe('no-matching-product');
  expect(why({}, { lines: [{ ...line, quantity: 2 }] }, value)).toBe('no-matching-product');
});

test('the class is the one Shopify gives', () => {
  expect(classOf(termsOf())).toBe('order');
  expect(classOf(termsOf({ productIds: [1n] }))).toBe('product');
  expect(classOf(termsOf({}, { kind: 'free-shipping', maximum: null }))).toBe('shipping');
});

test('terms that Shopify would refuse are refused before', () => {
  const both = { productIds: [1n], collectionIds: [2n] };
  expect(() => termsOf(both)).toThrow('not both');
  expect(() => termsOf({ countries: ['DE'] })).toThrow('only free shipping');
  expect(() => termsOf({}, { kind: 'amount-off', amount: 0n })).toThrow('is zero');
});
