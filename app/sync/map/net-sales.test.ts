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
  total: 12_500,
  currentTotal: 12_500,
  currentSubtotal: 10_000,
  currentTax: 2_000,
  currentShipping: 500,
  currentFees: 0,
  tip: 0,
  refunded: 0,
  refundDiscrepancy: 0,
  shipping: null,
};
const standing: OrderStanding = {
  isTest: false,
  isCancelled: false,
  isDeleted: false,
  financialStatus: 'PAID',
  received: 12_500,
  refunded: 0,
};

test('leaves out tax, shipping, fees and tips', () => {
  expect(netSales(money, standing)).toBe(10_000);
  const more = { ...money, total: 13_500, currentTotal: 13_500, currentFees: 700, tip: 300 };
  expect(netSales(more, standing)).toBe(10_000);
});

test('a manually entered refund amount lowers it, whether or not the present total follows', () => {
  expect(netSales({ ...money, refunded: 1_000 }, standing)).toBe(9_000);
  expect(netSales({ ...money, currentTotal: 11_500, refunded: 1_000 }, standing)).toBe(9_000);
});

test('a returned line that was paid back in part leaves the rest', () => {
  const returned = {
    ...money,
    currentSubtotal: 5_000,
    currentTax: 1_000,
    // 60.00 of goods and tax came back, 50.00 were given back.
    currentTotal: 7_500,
    refunded: 5_000,
  };
  expect(netSales(returned, standing)).toBe(6_000);
});

test('takes only the tax of the goods out of prices that contain it', () => {
  const included = {
    ...money,
    taxesIncluded: true,
    total: 11_250,
    currentTotal: 11_250,
    currentSubtotal: 10_000,
    currentShipping: 1_250,
    currentTax: 2_250,
  };
  const shipping = { ordered: 1_250, tax: 250 };
  expect(netSales({ ...included, shipping }, standing)).toBe(8_000);
  expect(netSales({ ...included, shipping: null }, standing)).toBe(8_000);
});

test('shipping given back in part takes its part of the tax with it', () => {
  const included = {
    ...money,
    ...{ taxesIncluded: true, total: 15_000, currentTotal: 11_000, refunded: 4_000 },
    ...{ currentSubtotal: 10_000, currentShipping: 1_000, currentTax: 2_200 },
    shipping: { ordered: 5_000, tax: 1_000 },
  };
  expect(netSales(included, standing)).toBe(8_000);
});

// 100.00 of goods, 20.00 of tax, 5.00 of shipping and a tip of 10.00.
const tipped = { ...money, total: 13_500, currentTotal: 13_500, tip: 1_000 };

test('a tip that is given back costs the goods nothing, an amount does', () => {
  expect(netSales(tipped, standing)).toBe(10_000);
  const less = { ...tipped, currentTotal: 12_500, refunded: 1_000 };
  expect(netSales(less, standing)).toBe(10_000);
  expect(netSales({ ...less, refundDiscrepancy: -1_000 }, standing)).toBe(9_000);
  const both = { ...tipped, currentTotal: 11_500, refunded: 2_000, refundDiscrepancy: -1_000 };
  expect(netSales(both, standing)).toBe(9_000);
  // Half of the goods with their tax, and half of the tip.
  const half = { currentSubtotal: 5_000, currentTax: 1_000, currentTotal: 7_000 };
  expect(netSales({ ...tipped, ...half, refunded: 6_500 }, standing)).toBe(5_000);
});

test('is never below zero, and nothing for what was cancelled or voided', () => {
  expect(netSales({ ...money, refunded: 99_999 }, standing)).toBe(0);
  expect(netSales({ ...money, currentTotal: -500, total: -500 }, standing)).toBe(0);
  expect(netSales(money, { ...standing, isCancelled: true })).toBe(0);
  expect(netSales(money, { ...standing, financialStatus: 'VOIDED' })).toBe(0);
});

test.each<[string, Partial<OrderStanding>, boolean]>([
  ['paid', {}, true],
  ['not paid yet', { financialStatus: 'PENDING', received: 0 }, true],
  ['free', { received: 0 }, true],
  ['refunded in part', { financialStatus: 'PARTIALLY_REFUNDED', refunded: 100 }, true],
  ['refunded', { financialStatus: 'REFUNDED', refunded: 12_500 }, false],
  ['paid back in store credit', { financialStatus: 'PAID', refunded: 12_500 }, false],
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
        const sums = {
          total: Number(order.total),
          currentTotal: Number(order.currentTotal),
          received: Number(order.received),
          refunded: Number(refunded),
        };
        const full = { ...standing, financialStatus: status, isTest, ...sums };
        const isCounted = standsAsSale(full);
        const net = BigInt(netSales({ ...money, ...sums }, full));
        return { ...order, refunded, netSales: net, isCounted, isGuestCounted: false };
      };
      expect(withRefunded(mappedWith(first), first + more)).toEqual(mappedWith(first + more));
    }),
    { seed: 20261122, numRuns: 2000 },
  );
});
