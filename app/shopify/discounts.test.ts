import { expect, test } from 'vitest';
import { type DiscountDraft, discountInput } from './discounts.ts';

const draft: DiscountDraft = {
  title: 'Reward',
  code: 'RW-A',
  currency: 'EUR',
  startsAt: new Date('2026-11-22T00:00:00Z'),
  endsAt: null,
  customerId: 7n,
  value: { kind: 'amount-off', amount: 550n },
  conditions: {
    minimum: 2000n,
    productIds: [],
    collectionIds: [],
    purchase: 'one-time',
    countries: [],
    combinesWith: { order: false, product: true, shipping: true },
  },
};

test('amounts go as decimal text, for the one customer, once', () => {
  expect(discountInput(draft)).toMatchObject({
    type: 'basic',
    discount: {
      usageLimit: 1,
      context: { customers: { add: ['gid://shopify/Customer/7'] } },
      customerGets: {
        value: { discountAmount: { amount: '5.50', appliesOnEachItem: false } },
        items: { all: true },
        appliesOnOneTimePurchase: true,
        appliesOnSubscription: false,
      },
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '20.00' } },
      combinesWith: { orderDiscounts: false, productDiscounts: true, shippingDiscounts: true },
    },
  });
});

test('ten percent is 0.1 to Shopify', () => {
  const { discount } = discountInput({
    ...draft,
    value: { kind: 'percentage-off', basisPoints: 1000 },
  });
  expect(discount).toMatchObject({ customerGets: { value: { percentage: 0.1 } } });
});

test('a pool’s discount is for whoever holds a code, and free shipping for the countries named', () => {
  const shipping = discountInput({
    ...draft,
    customerId: null,
    value: { kind: 'free-shipping', maximum: 1500n },
    conditions: { ...draft.conditions, countries: ['DE'] },
  });
  expect(shipping).toMatchObject({
    type: 'shipping',
    discount: {
      context: { all: 'ALL' },
      destination: { countries: { add: ['DE'] } },
      maximumShippingPrice: '15.00',
      combinesWith: { shippingDiscounts: false },
    },
  });
});

test('a free product is buy X, get Y wholly free', () => {
  const buys = { productIds: [], collectionIds: [3n], quantity: 2 };
  const value = { kind: 'free-product', variantId: 22n, quantity: 1, buys } as const;
  expect(discountInput({ ...draft, value: { ...value, buys } })).toMatchObject({
    type: 'product',
    discount: {
      usesPerOrderLimit: 1,
      customerBuys: {
        items: { collections: { add: ['gid://shopify/Collection/3'] } },
        value: { quantity: '2' },
      },
      customerGets: {
        items: { products: { productVariantsToAdd: ['gid://shopify/ProductVariant/22'] } },
        value: { discountOnQuantity: { quantity: '1', effect: { percentage: 1 } } },
      },
    },
  });
});
