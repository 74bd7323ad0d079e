import { beforeEach, describe, expect, test } from 'vitest';
import type { Order } from '../store/orders.ts';
import { openStore, type Store } from '../store/store.ts';
import { cancelOrder } from './cancel-order.ts';
import { payOrder, updateOrder } from './change-order.ts';
import { editOrder } from './edit-order.ts';
import { mergeCustomers } from './merge-customers.ts';
import { createCustomer } from './person.ts';
import { type OrderRequest, placeOrder } from './place-order.ts';
import { refundOrder } from './refund-order.ts';
import { storeCreditOf } from './tenders.ts';
import { orderTotals } from './totals.ts';

let store: Store;
beforeEach(() => {
  store = openStore(':memory:', () => Date.parse('2026-11-22T10:00:00Z'));
  store.saveShop({ ...store.shop(), taxRate: 80, shippingPrice: 500 });
});

const line = (unitPrice: number, quantity = 1) => ({ title: 'Thing', unitPrice, quantity });

function place(request: Partial<OrderRequest> = {}): Order {
  const placed = placeOrder(store, { lines: [line(1000, 3)], email: 'a@example.com', ...request });
  if (!placed.ok) throw new Error(placed.reason);
  return placed.order;
}

const sums = (id: number) => orderTotals(store.orders.get(id)!);

describe('refunds', () => {
  test('of single units add up to the line, tax included', () => {
    const order = place();
    for (let unit = 0; unit < 3; unit++) {
      const lineId = order.lines[0]!.id;
      expect(refundOrder(store, order.id, { lines: [{ lineId, quantity: 1 }] }).ok).toBe(true);
    }
    // 3 × 10.00 and 8 % are back, the shipping is not.
    expect(sums(order.id)).toMatchObject({ refunded: 3240, currentSubtotal: 0, net: 500 });
    expect(store.orders.get(order.id)!.financialStatus).toBe('PARTIALLY_REFUNDED');
  });

  test('with the shipping leave nothing', () => {
    const order = place();
    const lines = [{ lineId: order.lines[0]!.id, quantity: 3 }];
    refundOrder(store, order.id, { lines, shipping: 'all' });
    expect(sums(order.id)).toMatchObject({ net: 0, currentTotal: 0, outstanding: 0 });
    expect(store.orders.get(order.id)!.financialStatus).toBe('REFUNDED');
  });

  test('of an amount book the difference and leave the goods', () => {
    const order = place();
    refundOrder(store, order.id, { amount: 700 });
    expect(sums(order.id)).toMatchObject({
      refunded: 700,
      currentSubtotal: 3000,
      refundDiscrepancy: -700,
      outstanding: 0,
    });
  });

  test('to store credit are money for the customer and a refund of the order', () => {
    const order = place();
    refundOrder(store, order.id, { amount: 700, to: 'storeCredit' });
    expect(storeCreditOf(store, order.customerId!, 'USD')?.balance).toBe(700);
    expect(sums(order.id).refunded).toBe(700);
    const paid = place({ useStoreCredit: true });
    expect(paid.transactions.map(({ gateway, amount }) => [gateway, amount])).toEqual([
      ['shopify_store_credit', 700],
      ['bogus', 3040],
    ]);
  });

  test('beyond what was paid or bought are refused', () => {
    const order = place();
    const lineId = order.lines[0]!.id;
    expect(refundOrder(store, order.id, { amount: 3741 })).toMatchObject({
      reason: 'amount-too-large',
    });
    expect(refundOrder(store, order.id, { lines: [{ lineId, quantity: 4 }] })).toMatchObject({
      reason: 'quantity-too-large',
    });
    expect(refundOrder(store, order.id, {})).toMatchObject({ reason: 'nothing-to-refund' });
  });
});

describe('cancelling', () => {
  test('a paid order gives everything back', () => {
    const order = place();
    expect(cancelOrder(store, order.id)).toMatchObject({ financialStatus: 'REFUNDED' });
    expect(sums(order.id).net).toBe(0);
    expect(store.customers.get(order.customerId!)).toMatchObject({
      ordersCount: 1,
      amountSpent: 0,
    });
    expect(cancelOrder(store, order.id)).toBeNull();
  });

  test('an authorised order is voided', () => {
    const order = place({ payment: 'authorized' });
    expect(order.financialStatus).toBe('AUTHORIZED');
    expect(cancelOrder(store, order.id)?.financialStatus).toBe('VOIDED');
  });
});

describe('edits', () => {
  test('upwards leave the rest to be paid, downwards too much paid', () => {
    const order = place();
    const up = editOrder(store, order.id, { add: [line(500)] })!;
    expect(up.financialStatus).toBe('PARTIALLY_PAID');
    expect(orderTotals(up)).toMatchObject({ outstanding: 540, originalTotal: 3740 });
    expect(payOrder(store, order.id)?.financialStatus).toBe('PAID');
    const lineId = order.lines[0]!.id;
    const down = editOrder(store, order.id, { setQuantities: [{ lineId, quantity: 1 }] })!;
    expect(orderTotals(down).outstanding).toBe(-2160);
  });
});

describe('customers', () => {
  test('a guest order counts once it is given to a customer', () => {
    const order = place({ isGuest: true });
    expect(order.customerId).toBeNull();
    const made = createCustomer(store, { email: 'a@example.com' });
    if (!made.ok) throw new Error(made.reason);
    updateOrder(store, order.id, { customerId: made.customer.id });
    expect(store.customers.get(made.customer.id)).toMatchObject({
      ordersCount: 1,
      amountSpent: 3740,
    });
  });

  test('test orders do not count', () => {
    const order = place({ isTest: true });
    expect(store.customers.get(order.customerId!)!.ordersCount).toBe(0);
  });

  test('merging moves orders, credit, tags and uses of codes, and the first is gone', () => {
    const [first, second] = [place(), place({ email: 'b@example.com' })];
    refundOrder(store, first.id, { amount: 100, to: 'storeCredit' });
    const [from, into] = [first.customerId!, second.customerId!];
    store.customers.put({ ...store.customers.get(from)!, tags: ['vip'] });
    expect(mergeCustomers(store, from, into)).toMatchObject({ fromId: from, intoId: into });
    expect(store.customers.get(from)).toBeUndefined();
    expect(store.customers.get(into)).toMatchObject({
      ordersCount: 2,
      tags: ['vip'],
      amountSpent: 3740 + 3640,
    });
    expect(storeCreditOf(store, into, 'USD')?.balance).toBe(100);
    expect(mergeCustomers(store, from, into)).toBeNull();
  });
});
