import { expect, test } from 'vitest';
import { isUndone } from './order-goods.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 1, hour));

test('an order is undone when nothing of the goods is left, whatever became of the shipping', () => {
  const order = {
    cancelledAt: null,
    deletedAt: null,
    financialStatus: 'PAID',
    refunded: 0n,
    netSales: 1500n,
    quantity: 2,
    currentQuantity: 2,
  };
  expect(isUndone(order)).toBe(false);
  expect(isUndone({ ...order, cancelledAt: at(1) })).toBe(true);
  expect(isUndone({ ...order, deletedAt: at(1) })).toBe(true);
  expect(isUndone({ ...order, financialStatus: 'VOIDED' })).toBe(true);
  expect(isUndone({ ...order, refunded: 1500n, currentQuantity: 0 })).toBe(true);
  expect(isUndone({ ...order, refunded: 1500n, netSales: 0n })).toBe(true);
  expect(isUndone({ ...order, refunded: 700n, netSales: 800n, currentQuantity: 1 })).toBe(false);
  // A reward that made the whole order free leaves nothing to refund.
  expect(isUndone({ ...order, netSales: 0n })).toBe(false);
});
