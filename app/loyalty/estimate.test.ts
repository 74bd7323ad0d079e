import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OrderFact, valueOrders } from './earning/member-worth.ts';
import { NO_TRAITS, NOBODY, type WorthLine } from './earning/worth.ts';
import { estimateCart, ratesOf, taxOf } from './estimate.ts';
import { shopCalendar } from './expiry/lot-dates.ts';
import { rulesSchema } from './programme/rules.ts';

const now = new Date('2026-05-01T12:00:00Z');
const calendar = shopCalendar('Europe/Oslo');
const PRODUCTS = [1n, 2n, 3n];
const product = fc.constantFrom(...PRODUCTS);
const rate = fc.constantFrom(0, 25, 55, 190, 250);

const line = fc.record({
  productId: product,
  quantity: fc.integer({ min: 1, max: 5 }),
  amount: fc.bigInt(0n, 50_000n),
  isGiftCard: fc.boolean(),
  isSubscription: fc.boolean(),
});
const productRule = fc.record({
  id: fc.constantFrom('a', 'b'),
  name: fc.constant('x'),
  match: fc.record({ productIds: fc.array(product.map(String), { maxLength: 2 }) }),
  effect: fc.oneof(
    fc.constant({ kind: 'exclude' as const }),
    fc.record({
      kind: fc.constant('multiply' as const),
      percent: fc.integer({ min: 0, max: 400 }),
    }),
    fc.record({ kind: fc.constant('points-per-piece' as const), points: fc.nat(50) }),
  ),
});
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const rules = fc
  .record({
    base: fc.oneof(
      fc.record({
        kind: fc.constant('per-amount' as const),
        points: fc.integer({ min: 0, max: 20 }),
        per: fc.integer({ min: 1, max: 1000 }),
      }),
      fc.record({ kind: fc.constant('per-order' as const), points: fc.nat(100) }),
    ),
    products: fc.array(productRule, { maxLength: 3 }),
    rounding: fc.constantFrom('floor' as const, 'nearest' as const, 'ceil' as const),
    minimum: orNull(fc.nat(20_000)),
    cap: orNull(fc.nat(300)),
    limit: orNull(fc.record({ points: fc.nat(400), unit: fc.constant('month' as const) })),
    milestones: fc.constantFrom([], [{ order: 1, points: 50 }]),
    countsSubscriptions: fc.boolean(),
    countsGiftCards: fc.boolean(),
    countsTax: fc.boolean(),
  })
  .map((order) =>
    rulesSchema.parse({
      isActive: true,
      enrolment: 'automatic',
      order,
      campaigns: [
        {
          ...{ id: 'double', name: 'x', percent: 200 },
          ...{ startsAt: '2026-04-30T00:00:00Z', endsAt: '2026-05-02T00:00:00Z' },
        },
      ],
    }),
  );

/** The order that Shopify makes of a cart: taxed line by line, paid at once. */
function orderOf(lines: WorthLine[], rates: ReturnType<typeof ratesOf>): OrderFact {
  const { isIncluded } = rates;
  const taxes = lines.map((one) => taxOf(one, rates));
  const shown = lines.reduce((total, one) => total + one.amount, 0n);
  const tax = taxes.reduce((total, one) => total + one, 0n);
  const total = isIncluded ? shown : shown + tax;
  return {
    ...{ id: 1n, placedAt: now, paidAt: now, fulfilledAt: null, financialStatus: 'PAID' },
    ...{
      isGuest: false,
      undoneAt: null,
      isCounted: true,
      taxesIncluded: isIncluded,
      shipping: 0n,
      tax,
      total,
      received: total,
    },
    net: isIncluded ? shown - tax : shown,
    lines: lines.map((one, at) => ({
      ...{ id: BigInt(at), productId: one.productId, quantity: one.quantity },
      ...{ currentQuantity: one.quantity, isGiftCard: one.isGiftCard },
      ...{ isSubscription: one.isSubscription, discountedTotal: one.amount, tax: taxes[at]! },
    })),
  };
}

test('the estimate of a cart is the award of the order that it becomes, taxes included or not', () => {
  fc.assert(
    fc.property(
      rules,
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      rate,
      fc.array(fc.tuple(product, rate)),
      (programme, bare, isIncluded, usual, byProduct) => {
        const rates = { isIncluded, usual, byProduct: new Map(byProduct) };
        const lines = bare.map((one, at) => ({ ...one, id: `${at}`, traits: NO_TRAITS }));
        const context = { rules: programme, customer: NOBODY, tierId: null };
        const estimate = estimateCart(
          { lines, rates },
          { ...context, ordinal: 1, usedInPeriod: 0n },
          now,
        );
        const facts = {
          ...{ orders: [orderOf(lines, rates)], ordersBefore: 0, tierChanges: [] },
          ...{ frozen: new Map(), contexts: new Map(), redemptions: [] },
        };
        const versions = [{ version: 1, effectiveFrom: new Date(0), rules: programme }];
        const [award] = valueOrders(facts, versions, calendar);
        expect(estimate.points).toBe(award!.worth.points);
        expect(estimate.lines).toEqual(award!.worth.lines);
      },
    ),
    { numRuns: 1000, seed: 7 },
  );
});

test('rates are learnt from the lines of orders, whatever the rounding did to the small ones', () => {
  fc.assert(
    fc.property(
      rate,
      fc.boolean(),
      fc.array(fc.bigInt(1n, 90_000n)),
      // Under 10.00 a tenth of a percent is less than a cent: cheap lines alone leave it open.
      fc.bigInt(2_500n, 90_000n),
      (tenths, isIncluded, cheap, dear) => {
        const totals = [...cheap, dear];
        const rates = { isIncluded, usual: tenths, byProduct: new Map<bigint, number>() };
        const samples = totals.map((total) => {
          const bought = { productId: 1n, amount: total, isGiftCard: false };
          return { productId: 1n, total, tax: taxOf(bought, rates) };
        });
        expect(ratesOf(samples, isIncluded).usual).toBe(tenths);
      },
    ),
    { numRuns: 1000 },
  );
  expect(ratesOf([], true).usual).toBe(0);
});

test('a product with a rate of its own keeps it', () => {
  const samples = [
    { productId: 1n, total: 11_900n, tax: 1_900n },
    { productId: 1n, total: 1_190n, tax: 190n },
    { productId: 2n, total: 1_070n, tax: 70n },
  ];
  const rates = ratesOf(samples, true);
  expect(rates).toEqual({
    isIncluded: true,
    usual: 190,
    byProduct: new Map([
      [1n, 190],
      [2n, 70],
    ]),
  });
});
