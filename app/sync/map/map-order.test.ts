import { expect, test } from 'vitest';
import { placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayShop } from '../../../tests/setup/replay-shop.ts';
import { mapOrder } from './map-order.ts';

type Payment = [at: string, amount: string, kind?: string, status?: string];

/** When an order of 100.00 counts as paid, that an edit left at `total`. */
function paidAt(total: string, payments: Payment[]) {
  const order = placeOrder(new ReplayShop(), 1, [4750]);
  order.originalTotalPriceSet = { shopMoney: { amount: '100.00' } };
  order.totalPriceSet = { shopMoney: { amount: total } };
  order.displayFinancialStatus = 'PAID';
  order.transactions = payments.map(([at, amount, kind = 'SALE', status = 'SUCCESS']) => ({
    ...{ kind, status, processedAt: `${at}T12:00:00Z`, amountSet: { shopMoney: { amount } } },
  }));
  const mapped = mapOrder(order as never, new Date(), [], () => Buffer.alloc(0));
  return mapped.paidAt?.toISOString().slice(0, 10);
}

test('the first full payment is when an order was paid; a later one for an edit moves nothing', () => {
  expect(paidAt('100.00', [['2026-01-01', '100.00']])).toBe('2026-01-01');
  expect(
    paidAt('105.00', [
      ['2026-01-20', '5.00'],
      ['2026-01-01', '100.00'],
    ]),
  ).toBe('2026-01-01');
});

test('a deposit is not the whole, and what failed or was only reserved is no payment', () => {
  const rest: Payment = ['2026-01-10', '70.00', 'CAPTURE'];
  expect(paidAt('100.00', [['2026-01-01', '30.00'], rest])).toBe('2026-01-10');
  expect(paidAt('70.00', [['2026-01-01', '30.00'], rest, ['2026-02-01', '5.00']])).toBe(
    '2026-01-10',
  );
  const reserved: Payment = ['2026-01-01', '100.00', 'AUTHORIZATION'];
  const failed: Payment = ['2026-01-02', '100.00', 'SALE', 'FAILURE'];
  expect(paidAt('100.00', [reserved, failed, ['2026-01-03', '100.00']])).toBe('2026-01-03');
});

test('an order that was marked as paid for less was paid when the last of it came', () => {
  expect(
    paidAt('100.00', [
      ['2026-01-01', '20.00'],
      ['2026-01-05', '30.00'],
    ]),
  ).toBe('2026-01-05');
});
