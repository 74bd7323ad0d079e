// Every sum of an order, from its lines, refunds and transactions; nothing of it is stored.
import type { Order, OrderLine, Refund } from '../store/orders.ts';
import { shareOf } from './money.ts';

export interface OrderTotals {
  /** Goods after discounts as ordered and edited, before returns. Contains tax where prices do. */
  subtotal: number;
  /** Goods after discounts, removals and refunds. */
  currentSubtotal: number;
  discounts: number;
  currentDiscounts: number;
  tax: number;
  currentTax: number;
  /** Shipping after discounts. */
  shipping: number;
  currentShipping: number;
  tip: number;
  originalTotal: number;
  total: number;
  /** What the order is worth now; amount-only refunds lower it too. */
  currentTotal: number;
  received: number;
  refunded: number;
  /** Received less refunded. */
  net: number;
  outstanding: number;
  /** Suggested less actual refund: negative where the customer got more. */
  refundDiscrepancy: number;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

export const lineDiscount = (line: OrderLine): number =>
  sum(line.allocations.map((allocation) => allocation.amount));

/** What all ordered units of a line cost after discounts. */
export const lineTotal = (line: OrderLine): number =>
  line.unitPrice * line.quantity - lineDiscount(line);

/** What the units that are left cost; removed units are counted from the first. */
export function currentShare(line: OrderLine, amount: number): number {
  return shareOf(amount, line.quantity, line.quantity - line.currentQuantity, line.currentQuantity);
}

export function refundedMoney(refund: Refund): number {
  return sum(
    refund.transactions
      .filter(({ kind, status }) => kind === 'REFUND' && status === 'SUCCESS')
      .map(({ amount }) => amount),
  );
}

/** All sums of an order in minor units of its shop currency. */
export function orderTotals(order: Order): OrderTotals {
  const subtotal = sum(order.lines.map(lineTotal));
  const currentSubtotal = sum(order.lines.map((line) => currentShare(line, lineTotal(line))));
  const lineTax = sum(order.lines.map((line) => line.tax));
  const currentLineTax = sum(order.lines.map((line) => currentShare(line, line.tax)));
  const shipping = sum(order.shipping.map((line) => line.discounted));
  const currentShipping = sum(order.shipping.map((line) => line.discounted - line.refunded));
  const shippingTax = sum(order.shipping.map((line) => line.tax));
  const tax = lineTax + shippingTax;
  const currentTax = currentLineTax + (currentShipping === 0 ? 0 : shippingTax);
  const added = order.taxesIncluded ? 0 : 1;
  const total = subtotal + shipping + tax * added + order.tip;
  const adjustments = sum(
    order.refunds.flatMap((refund) => refund.adjustments.map(({ amount }) => amount)),
  );
  const currentTotal =
    currentSubtotal + currentShipping + currentTax * added + order.tip + adjustments;
  const received = sum(
    order.transactions
      .filter(({ kind, status }) => (kind === 'SALE' || kind === 'CAPTURE') && status === 'SUCCESS')
      .map(({ amount }) => amount),
  );
  const refunded = sum(order.refunds.map(refundedMoney));
  return {
    subtotal,
    currentSubtotal,
    discounts: sum(order.lines.map(lineDiscount)) + shippingDiscount(order),
    currentDiscounts:
      sum(order.lines.map((line) => currentShare(line, lineDiscount(line)))) +
      shippingDiscount(order),
    tax,
    currentTax,
    shipping,
    currentShipping,
    tip: order.tip,
    originalTotal: order.totalBeforeEdits ?? total,
    total,
    currentTotal,
    received,
    refunded,
    net: received - refunded,
    outstanding: order.cancelledAt ? 0 : currentTotal - (received - refunded),
    refundDiscrepancy: adjustments,
  };
}

function shippingDiscount(order: Order): number {
  return sum(order.shipping.map((line) => line.price - line.discounted));
}

/** The financial status that follows from the money that moved. */
export function statusFromMoney(order: Order): Order['financialStatus'] {
  const { received, refunded, currentTotal, net } = orderTotals(order);
  if (refunded > 0) return net <= 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (received > 0) return net < currentTotal ? 'PARTIALLY_PAID' : 'PAID';
  const isAuthorized = order.transactions.some(({ kind }) => kind === 'AUTHORIZATION');
  const isVoided = order.transactions.some(({ kind }) => kind === 'VOID');
  if (isVoided) return 'VOIDED';
  if (isAuthorized) return 'AUTHORIZED';
  return currentTotal === 0 && !order.cancelledAt ? 'PAID' : 'PENDING';
}
