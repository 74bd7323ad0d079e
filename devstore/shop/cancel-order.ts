// Cancelling an order, with or without giving the money back.
import type { Order, Refund } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { newEvent } from '../webhooks/announce.ts';
import { saveChanged } from './change-order.ts';
import { successfulTransaction } from './place-order.ts';
import { announceRefund, bookRefund } from './refund-order.ts';
import { orderTotals, statusFromMoney } from './totals.ts';

export interface CancelRequest {
  reason?: NonNullable<Order['cancelReason']>;
  refund?: 'none' | 'original' | 'storeCredit';
  restock?: boolean;
}

/**
 * Cancels an order and announces `orders/cancelled`; null where there is none or it is cancelled
 * already.
 */
export function cancelOrder(
  store: Store,
  orderId: number,
  request: CancelRequest = {},
): Order | null {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order || order.cancelledAt) return null;
    const refund =
      (request.refund ?? 'original') === 'none' ? null : refundAll(store, order, request);
    order.cancelledAt = store.now();
    order.cancelReason = request.reason ?? 'OTHER';
    order.closedAt = order.cancelledAt;
    const authorization = order.transactions.find(({ kind }) => kind === 'AUTHORIZATION');
    if (authorization && orderTotals(order).received === 0)
      order.transactions.push(
        successfulTransaction(store, order, {
          kind: 'VOID',
          gateway: authorization.gateway,
          amount: authorization.amount,
          parentId: authorization.id,
        }),
      );
    order.financialStatus = statusFromMoney(order);
    const event = newEvent();
    const saved = saveChanged(store, event, order, ['orders/cancelled']);
    if (refund) announceRefund(store, event, saved, refund);
    return saved;
  });
}

function refundAll(store: Store, order: Order, request: CancelRequest): Refund | null {
  const { net } = orderTotals(order);
  if (net <= 0) return null;
  const made = bookRefund(store, order, {
    lines: order.lines
      .filter((line) => line.currentQuantity > 0)
      .map((line) => ({
        lineId: line.id,
        quantity: line.currentQuantity,
        restockType: request.restock === false ? 'NO_RESTOCK' : 'CANCEL',
      })),
    shipping: 'all',
    amount: net,
    to: request.refund === 'storeCredit' ? 'storeCredit' : 'original',
  });
  return typeof made === 'string' ? null : made;
}

/**
 * Takes a cancellation back. Shopify's admin has no such button, but apps have seen orders whose
 * later state was not cancelled, so the stand-in can show one.
 */
export function restoreOrder(store: Store, orderId: number): Order | null {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order?.cancelledAt) return null;
    order.cancelledAt = null;
    order.cancelReason = null;
    order.closedAt = null;
    order.transactions = order.transactions.filter(({ kind }) => kind !== 'VOID');
    order.financialStatus = statusFromMoney(order);
    return saveChanged(store, newEvent(), order);
  });
}
