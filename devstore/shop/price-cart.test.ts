import { beforeEach, describe, expect, test } from 'vitest';
import { blankDiscount } from '../api/mutations/discount-input.ts';
import type { Discount } from '../store/discounts.ts';
import { openStore, type Store } from '../store/store.ts';
import { createCustomer } from './person.ts';
import { placeOrder } from './place-order.ts';
import { type PriceRequest, priceCart } from './price-cart.ts';

const now = '2026-11-22T10:00:00Z';
let store: Store;
beforeEach(() => {
  store = openStore(':memory:', () => Date.parse(now));
  store.saveShop({ ...store.shop(), shippingPrice: 500, taxRate: 0 });
});

const line = (unitPrice: number, quantity = 1) => ({ title: 'Thing', unitPrice, quantity });

function addCode(code: string, given: Partial<Discount>): Discount {
  const blank = blankDiscount(store.nextId('discount'), '2026-01-01T00:00:00Z', 'basic');
  const discount = store.discounts.put({ ...blank, title: code, ...given });
  store.discounts.addCode(store.nextId('redeemCode'), discount.id, code);
  return discount;
}

const amountOff = (amount: number): Discount['benefit'] => ({
  kind: 'basic',
  effect: { kind: 'amount', amount, isOnEachItem: false },
  items: { kind: 'all' },
});

const percentOff = (percentage: number): Discount['benefit'] => ({
  kind: 'basic',
  effect: { kind: 'percentage', percentage },
  items: { kind: 'all' },
});

const price = (request: Partial<PriceRequest>) =>
  priceCart(store, {
    lines: [line(2000)],
    discountCodes: [],
    customerId: null,
    email: null,
    shippingCountry: 'US',
    isShipped: false,
    ...request,
  });

const reasonFor = (code: string, request: Partial<PriceRequest> = {}) =>
  price({ discountCodes: [code], ...request }).codes[0]!.reason;

function customer(email: string): number {
  const made = createCustomer(store, { email });
  if (!made.ok) throw new Error(made.reason);
  return made.customer.id;
}

describe('amounts', () => {
  test('an amount off is spread over the lines to the cent', () => {
    addCode('TEN', { benefit: amountOff(1000) });
    const cart = price({ lines: [line(999), line(999), line(999)], discountCodes: ['TEN'] });
    expect(cart.lines.map(({ total }) => total)).toEqual([666, 665, 666]);
    expect(cart.total).toBe(2997 - 1000);
  });

  test('an amount off never takes more than there is', () => {
    addCode('HUGE', { benefit: amountOff(1_000_000) });
    expect(price({ discountCodes: ['HUGE'] })).toMatchObject({ total: 0, discountTotal: 2000 });
  });

  test('a percentage is taken of what product discounts have left', () => {
    const all = { order: true, product: true, shipping: true };
    addCode('HALF', { benefit: percentOff(0.5), combinesWith: all });
    addCode('AGAIN', { benefit: percentOff(0.5), combinesWith: all });
    expect(price({ discountCodes: ['HALF', 'AGAIN'] }).total).toBe(500);
  });

  test('free shipping leaves the goods alone', () => {
    addCode('SHIP', {
      benefit: { kind: 'freeShipping', countries: ['US'], maximumShippingPrice: null },
    });
    const request = { isShipped: true, discountCodes: ['SHIP'] };
    expect(price(request)).toMatchObject({ subtotal: 2000, total: 2000 });
    expect(reasonFor('SHIP', { isShipped: true, shippingCountry: 'CZ' })).toBe('country');
  });

  test('a discount on everything leaves gift cards alone: they are money', () => {
    addCode('ALL', { benefit: percentOff(1) });
    const lines = [line(1000), { ...line(5000), isGiftCard: true }];
    expect(price({ lines, discountCodes: ['ALL'] }).total).toBe(5000);
  });
});

describe('who, when and how often', () => {
  test('a code of one customer is refused to another and to a guest', () => {
    const [mine, theirs] = [customer('a@example.com'), customer('b@example.com')];
    addCode('MINE', {
      benefit: amountOff(100),
      context: { kind: 'customers', customerIds: [mine] },
    });
    expect(reasonFor('MINE', { customerId: mine })).toBeNull();
    expect(reasonFor('MINE', { customerId: theirs })).toBe('customer-not-eligible');
    expect(reasonFor('MINE')).toBe('customer-not-signed-in');
  });

  test('a segment counts its members of the moment', () => {
    const id = customer('a@example.com');
    const segment = store.segments.put({
      id: 1,
      name: 'Members',
      query: "customer_tags CONTAINS 'member'",
      createdAt: now,
      updatedAt: now,
    });
    addCode('CLUB', {
      benefit: amountOff(100),
      context: { kind: 'segments', segmentIds: [segment.id] },
    });
    expect(reasonFor('CLUB', { customerId: id })).toBe('customer-not-eligible');
    store.customers.put({ ...store.customers.get(id)!, tags: ['Member'] });
    expect(reasonFor('CLUB', { customerId: id })).toBeNull();
  });

  test('starts, ends and minimum are kept', () => {
    addCode('SOON', { benefit: amountOff(100), startsAt: '2026-12-01T00:00:00Z' });
    addCode('GONE', { benefit: amountOff(100), endsAt: now });
    addCode('MIN', { benefit: amountOff(100), minimum: { kind: 'subtotal', amount: 2001 } });
    expect(['SOON', 'GONE', 'MIN', 'NONE'].map((code) => reasonFor(code))).toEqual([
      'not-started',
      'expired',
      'minimum-not-met',
      'not-found',
    ]);
  });

  test('the usage limit is counted for each code, not for the discount', () => {
    const discount = addCode('ONE', { benefit: amountOff(100), usageLimit: 1 });
    store.discounts.addCode(store.nextId('redeemCode'), discount.id, 'TWO');
    const placed = placeOrder(store, { lines: [line(2000)], discountCodes: ['one'] });
    expect(placed.ok).toBe(true);
    expect(reasonFor('ONE')).toBe('usage-limit-reached');
    expect(reasonFor('TWO')).toBeNull();
  });

  test('once per customer is told by the customer and by the address', () => {
    const id = customer('a@example.com');
    addCode('ONCE', { benefit: amountOff(100), appliesOncePerCustomer: true });
    placeOrder(store, { lines: [line(2000)], discountCodes: ['ONCE'], customerId: id });
    expect(reasonFor('ONCE', { customerId: id })).toBe('already-used');
    expect(reasonFor('ONCE', { email: 'A@example.com' })).toBe('already-used');
    expect(reasonFor('ONCE', { customerId: customer('b@example.com') })).toBeNull();
  });

  test('a subscription line wants a discount that allows it', () => {
    addCode('SINGLE', { benefit: percentOff(0.1) });
    const variantId = 1;
    store.products.put({
      id: 1,
      handle: 'thing',
      title: 'Thing',
      descriptionHtml: '',
      vendor: '',
      productType: '',
      status: 'ACTIVE',
      tags: [],
      imageUrl: '',
      imageAlt: '',
      isGiftCard: false,
      isTaxable: true,
      requiresShipping: false,
      sellingPlans: ['Monthly'],
      collectionIds: [],
      variants: [
        {
          id: variantId,
          title: 'Default Title',
          sku: '',
          price: 1000,
          compareAtPrice: null,
          options: [],
          isAvailable: true,
          inventory: 1,
        },
      ],
      createdAt: now,
      updatedAt: now,
    });
    const lines = [{ key: '1', variantId, quantity: 1, sellingPlan: 'Monthly', attributes: [] }];
    expect(reasonFor('SINGLE', { lines })).toBe('purchase-type');
  });
});

describe('together', () => {
  test('two codes combine only where both say so', () => {
    const order = { order: true, product: false, shipping: false };
    addCode('YES', { benefit: amountOff(100), combinesWith: order });
    addCode('ALSO', { benefit: amountOff(100), combinesWith: order });
    addCode('NO', { benefit: amountOff(100) });
    const reasons = (codes: string[]) =>
      price({ discountCodes: codes }).codes.map(({ reason }) => reason);
    expect(reasons(['YES', 'ALSO'])).toEqual([null, null]);
    expect(reasons(['YES', 'NO'])).toEqual([null, 'does-not-combine']);
  });

  test('five codes for goods are the most', () => {
    const combinesWith = { order: true, product: true, shipping: true };
    const codes = ['A', 'B', 'C', 'D', 'E', 'F'];
    for (const code of codes) addCode(code, { benefit: amountOff(1), combinesWith });
    const verdicts = price({ discountCodes: codes }).codes;
    expect(verdicts.map(({ reason }) => reason)).toEqual([
      null,
      null,
      null,
      null,
      null,
      'too-many-codes',
    ]);
  });
});

test('a refused code stops the order, and nothing of it is kept', () => {
  const placed = placeOrder(store, {
    lines: [line(2000)],
    discountCodes: ['NONE'],
    email: 'new@example.com',
  });
  expect(placed).toMatchObject({ ok: false, reason: 'codes-refused' });
  expect(store.orders.count()).toBe(0);
});
