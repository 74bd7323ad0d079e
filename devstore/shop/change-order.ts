// Paying, fulfilling, tagging and attaching orders after they were placed.
import type { Order } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';
import { orderPayload, transactionPayload } from '../webhooks/order-payload.ts';
import { refreshCustomerTotals } from './person.ts';
import { announceCustomer, successfulTransaction } from './place-order.ts';
import { orderTotals, statusFromMoney } from './totals.ts';

/**
 * Saves a changed order, counts its customer again and announces `orders/updated` with the other
 * topics.
 */
export function saveChanged(
  store: Store,
  event: string,
  order: Order,
  topics: string[] = [],
): Order {
  const saved = store.orders.put({ ...order, updatedAt: store.now() });
  if (saved.customerId !== null) refreshCustomerTotals(store, saved.customerId);
  const payload = orderPayload(store, saved);
  for (const topic of topics) announce(store, event, topic, payload);
  announce(store, event, 'orders/updated', payload);
  announceCustomer(store, event, saved.customerId);
  return saved;
}

/** Takes the outstanding money: captures an authorisation or marks a pending order as paid. */
export function payOrder(store: Store, orderId: number): Order | null {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order || order.cancelledAt) return null;
    const due = orderTotals(order).outstanding;
    if (due <= 0) return order;
    const authorization = order.transactions.find(({ kind }) => kind === 'AUTHORIZATION');
    const transaction = successfulTransaction(store, order, {
      kind: authorization ? 'CAPTURE' : 'SALE',
      gateway: authorization?.gateway ?? 'manual',
      amount: due,
      parentId: authorization?.id ?? null,
    });
    order.transactions.push(transaction);
    order.financialStatus = statusFromMoney(order);
    const event = newEvent();
    announce(store, event, 'order_transactions/create', transactionPayload(order, transaction));
    return saveChanged(
      store,
      event,
      order,
      order.financialStatus === 'PAID' ? ['orders/paid'] : [],
    );
  });
}

/** Marks everything that is left as sent. */
export function fulfillOrder(store: Store, orderId: number): Order | null {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order || order.cancelledAt) return null;
    for (const line of order.lines) line.fulfilledQuantity = line.currentQuantity;
    order.fulfillmentStatus = 'FULFILLED';
    order.fulfilledAt = store.now();
    return saveChanged(store, newEvent(), order, ['orders/fulfilled']);
  });
}

export interface OrderChange {
  tags?: string[];
  note?: string | null;
  email?: string | null;
  customerId?: number | null;
  closedAt?: string | null;
}

/** Changes what is written on an order; assigning a customer to a guest's order counts it there. */
export function updateOrder(store: Store, orderId: number, change: OrderChange): Order | null {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order) return null;
    const before = order.customerId;
    const saved = saveChanged(store, newEvent(), { ...order, ...change });
    if (before !== null && before !== saved.customerId) refreshCustomerTotals(store, before);
    return saved;
  });
}

/** Removes an order for good, as a merchant can with test and cancelled orders. */
export function deleteOrder(store: Store, orderId: number): boolean {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order) return false;
    store.orders.delete(orderId);
    store.database.run('DELETE FROM order_parts WHERE order_id = ?', orderId);
    if (order.customerId !== null) refreshCustomerTotals(store, order.customerId);
    announce(store, newEvent(), 'orders/delete', { id: orderId });
    return true;
  });
}
