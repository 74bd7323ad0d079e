import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  netSales,
  type OrderMoney,
  type OrderStanding,
  standsAsSale,
  withRefunded,
} from './net-sales.ts';

const money: OrderMoney = {
  taxesIncluded: false,
  total: 12_500n,
  currentTotal: 12_500n,
  currentSubtotal: 10_000n,
  currentTax: 2_000n,
  currentShipping: 500n,
  currentFees: 0n,
  tip: 0n,
  refunded: 0n,
  refundDiscrepancy: 0n,
  shipping: null,
};
const standing: OrderStanding = {
  isTest: false,
  isCancelled: false,
  isDeleted: false,
  financialStatus: 'PAID',
  received: 12_500n,
  refunded: 0n,
};

test('leaves out tax, shipping, fees and tips', () => {
  expect(netSales(money, standing)).toBe(10_000n);
  const more = { ...money, total: 13_500n, currentTotal: 13_500n, currentFees: 700n, tip: 300n };
  expect(netSales(more, standing)).toBe(10_000n);
});

test('a manually entered refund amount lowers it, whether or not the present total follows', () => {
  expect(netSales({ ...money, refunded: 1_000n }, standing)).toBe(9_000n);
  expect(netSales({ ...money, currentTotal: 11_500n, refunded: 1_000n }, standing)).toBe(9_000n);
});

test('a returned line that was paid back in part leaves the rest', () => {
  const returned = {
    ...money,
    currentSubtotal: 5_000n,
    currentTax: 1_000n,
    // 60.00 of goods and tax came back, 50.00 were given back.
    currentTotal: 7_500n,
    refunded: 5_000n,
  };
  expect(netSales(returned, standing)).toBe(6_000n);
});

test('takes only the tax of the goods out of prices that contain it', () => {
  const included = {
    ...money,
    taxesIncluded: true,
    total: 11_250n,
    currentTotal: 11_250n,
    currentSubtotal: 10_000n,
    currentShipping: 1_250n,
    currentTax: 2_250n,
  };
  const shipping = { ordered: 1_250n, tax: 250n };
  expect(netSales({ ...included, shipping }, standing)).toBe(8_000n);
  expect(netSales({ ...included, shipping: null }, standing)).toBe(8_000n);
});

test('shipping given back in part takes its part of the tax with it', () => {
  const included = {
    ...money,
    ...{ taxesIncluded: true, total: 15_000n, currentTotal: 11_000n, refunded: 4_000n },
    ...{ currentSubtotal: 10_000n, currentShipping: 1_000n, currentTax: 2_200n },
    shipping: { ordered: 5_000n, tax: 1_000n },
  };
  expect(netSales(included, standing)).toBe(8_000n);
});

// 100.00 of goods, 20.00 of tax, 5.00 of shipping and a tip of 10.00.
const tipped = { ...money, total: 13_500n, currentTotal: 13_500n, tip: 1_000n };

test('a tip that is given back costs the goods nothing, an amount does', () => {
  expect(netSales(tipped, standing)).toBe(10_000n);
  const less = { ...tipped, currentTotal: 12_500n, refunded: 1_000n };
  expect(netSales(less, standing)).toBe(10_000n);
  expect(netSales({ ...less, refundDiscrepancy: -1_000n }, standing)).toBe(9_000n);
  const both = { ...tipped, currentTotal: 11_500n, refunded: 2_000n, refundDiscrepancy: -1_000n };
  expect(netSales(both, standing)).toBe(9_000n);
  // Half of the goods with their tax, and half of the tip.
  const half = { currentSubtotal: 5_000n, currentTax: 1_000n, currentTotal: 7_000n };
  expect(netSales({ ...tipped, ...half, refunded: 6_500n }, standing)).toBe(5_000n);
});

test('is never below zero, and nothing for what was cancelled or voided', () => {
  expect(netSales({ ...money, refunded: 99_999n }, standing)).toBe(0n);
  expect(netSales({ ...money, currentTotal: -500n, total: -500n }, standing)).toBe(0n);
  expect(netSales(money, { ...standing, isCancelled: true })).toBe(0n);
  expect(netSales(money, { ...standing, financialStatus: 'VOIDED' })).toBe(0n);
});

test.each<[string, Partial<OrderStanding>, boolean]>([
  ['paid', {}, true],
  ['not paid yet', { financialStatus: 'PENDING', received: 0n }, true],
  ['free', { received: 0n }, true],
  ['refunded in part', { financialStatus: 'PARTIALLY_REFUNDED', refunded: 100n }, true],
  ['refunded', { financialStatus: 'REFUNDED', refunded: 12_500n }, false],
  ['paid back in store credit', { financialStatus: 'PAID', refunded: 12_500n }, false],
  ['a test', { isTest: true }, false],
  ['cancelled', { isCancelled: true }, false],
  ['deleted', { isDeleted: true }, false],
  ['voided', { financialStatus: 'VOIDED' }, false],
])('an order that is %s stands as a sale: %o → %s', (_, change, expected) => {
  expect(standsAsSale({ ...standing, ...change })).toBe(expected);
});

test('what is learned of refunds later changes an order as if it had been known at once', () => {
  const cents = fc.bigInt({ min: 0n, max: 20_000n });
  const sums = fc.record({ total: cents, currentTotal: cents, received: cents });
  const words = fc.constantFrom('PAID', 'VOIDED', 'REFUNDED', null);
  fc.assert(
    fc.property(sums, cents, cents, words, fc.boolean(), (order, first, more, status, isTest) => {
      const mappedWith = (refunded: bigint) => {
        const full = { ...standing, financialStatus: status, isTest, refunded, ...order };
        const isCounted = standsAsSale(full);
        const net = netSales({ ...money, ...order, refunded }, full);
        return { ...order, refunded, netSales: net, isCounted, isGuestCounted: false };
      };
      expect(withRefunded(mappedWith(first), first + more)).toEqual(mappedWith(first + more));
    }),
    { seed: 20261122, numRuns: 2000 },
  );
});
