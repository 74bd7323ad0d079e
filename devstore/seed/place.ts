// Writes past orders straight into the store: the same records that placing an order makes, but on
// the dates they happened and without webhooks, for nobody listened then.
import { shareOf } from '../shop/money.ts';
import { blankCustomer, type NewCustomer } from '../shop/person.ts';
import { blankOrder, successfulTransaction } from '../shop/place-order.ts';
import { bookRefund, type RefundRequest } from '../shop/refund-order.ts';
import { orderTotals, statusFromMoney } from '../shop/totals.ts';
import type { Customer } from '../store/customers.ts';
import type { DiscountApplication, Order, OrderLine } from '../store/orders.ts';
import type { Product, Variant } from '../store/products.ts';
import type { Store } from '../store/store.ts';

/** The store as it was at `at`: what is written now carries that instant. */
export const storeAt = (store: Store, at: string): Store => ({ ...store, now: () => at });

export type PastLine = { product: Product; variant: Variant; quantity: number };

export function newOrder(store: Store, at: string, currency: string): Order {
  return blankOrder({
    id: store.nextId('order'),
    number: store.nextId('orderNumber'),
    at,
    currency,
    statusToken: store.newToken(),
  });
}

/** A line of the range, with its share of an order-wide percentage and its tax. */
export function lineOf(
  store: Store,
  { product, variant, quantity }: PastLine,
  terms: { percentage: number; taxRate: number; isSubscription: boolean },
): OrderLine {
  const full = variant.price * quantity;
  const off = Math.round(full * terms.percentage);
  const isSubscribed = terms.isSubscription && product.sellingPlans.length > 0;
  return {
    id: store.nextId('orderPart'),
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    variantTitle: variant.title === 'Default Title' ? null : variant.title,
    vendor: product.vendor,
    sku: variant.sku,
    quantity,
    currentQuantity: quantity,
    fulfilledQuantity: 0,
    unitPrice: variant.price,
    isGiftCard: product.isGiftCard,
    requiresShipping: product.requiresShipping,
    isTaxable: product.isTaxable,
    tax: product.isTaxable ? Math.round(((full - off) * terms.taxRate) / 1000) : 0,
    allocations: off > 0 ? [{ application: 0, amount: off }] : [],
    sellingPlan: isSubscribed ? product.sellingPlans[0]! : null,
    attributes: [],
  };
}

export function codeApplication(
  code: string,
  percentage: number,
  discountId: number,
): DiscountApplication {
  return {
    kind: 'code',
    code,
    title: code,
    target: 'LINE_ITEM',
    method: 'ACROSS',
    selection: 'ALL',
    value: { kind: 'percentage', percentage },
    discountId,
  };
}

export function ship(store: Store, order: Order, price: number): void {
  const id = store.nextId('orderPart');
  const title = 'Standard';
  order.shipping.push({
    id,
    title,
    code: title,
    price,
    discounted: price,
    tax: 0,
    refunded: 0,
    allocations: [],
  });
}

export function pay(store: Store, order: Order, at: string): void {
  const { total } = orderTotals(order);
  if (total > 0) {
    order.transactions.push(
      successfulTransaction(storeAt(store, at), order, {
        kind: 'SALE',
        gateway: 'bogus',
        amount: total,
      }),
    );
  }
  order.financialStatus = statusFromMoney(order);
}

export function fulfil(order: Order, at: string): void {
  for (const line of order.lines) line.fulfilledQuantity = line.currentQuantity;
  order.fulfillmentStatus = 'FULFILLED';
  order.fulfilledAt = at;
  order.updatedAt = at;
}

/**
 * Refunds as it was done then. Throws where the refund cannot be: a made-up history has no such.
 */
export function refund(store: Store, order: Order, request: RefundRequest, at: string): void {
  const made = bookRefund(storeAt(store, at), order, request);
  if (typeof made === 'string') throw new Error(`a past refund was refused: ${made}`);
  order.updatedAt = at;
}

/** The money of `count` of a line's units, for partial refunds by amount. */
export const shareOfOrder = (order: Order, percent: number): number =>
  shareOf(orderTotals(order).net, 100, 0, percent);

export function newCustomer(store: Store, at: string, given: NewCustomer): Customer {
  return blankCustomer(store.nextId('customer'), at, given);
}

/** Counts an order into its customer, as Shopify does: cancelled ones too, test orders not. */
export function count(customer: Customer, order: Order): void {
  if (order.isTest) return;
  customer.ordersCount += 1;
  if (!order.cancelledAt) customer.amountSpent += orderTotals(order).net;
  if (customer.lastOrderAt === null || order.processedAt >= customer.lastOrderAt) {
    customer.lastOrderId = order.id;
    customer.lastOrderAt = order.processedAt;
  }
  if (order.updatedAt > customer.updatedAt) customer.updatedAt = order.updatedAt;
}
