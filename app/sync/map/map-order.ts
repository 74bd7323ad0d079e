// The one mapping from Shopify's JSON of an order to our rows, for bulk files and single reads
// alike.

import type { CopyRow } from '#app/copy-binary.ts';
import type {
  LineFieldsFragment,
  OrderFieldsFragment,
  RefundDetailsFragment,
} from '../../shopify/operations.generated.ts';
import type { LineRow, RefundLineRow, RefundRow, StoredOrder } from '../rows.ts';
import { wideRow } from '../store/wide-row.ts';
import { netSales, standsAsSale } from './net-sales.ts';
import {
  asAmount,
  readAmount,
  readCurrency,
  readDate,
  readGid,
  readId,
  readMoney,
  readQuantity,
  readText,
  readTextOrNull,
  readTexts,
  readTime,
  readTimeOrNull,
} from './read-json.ts';

export type RefundDetails = Omit<RefundDetailsFragment, 'refundLineItems'> & {
  refundLineItems: { nodes: RefundDetailsFragment['refundLineItems']['nodes'] };
};

/** Shopify's number of an object: a bigint only where a number would not be exact. */
export type Id = number | bigint;

/**
 * What is read of an order, out of JSON or out of a file's bytes: money in minor units of its
 * currency, instants in milliseconds since 1970.
 */
export type OrderFacts = {
  id: Id;
  name: string;
  customerId: Id | null;
  /** Null for an order with a customer. */
  guestEmail: string | null;
  createdAt: number;
  processedAt: number;
  updatedAt: number;
  cancelledAt: number | null;
  isTest: boolean;
  financialStatus: string | null;
  fulfillmentStatus: string | null;
  currency: string;
  channel: string | null;
  country: string | null;
  taxesIncluded: boolean;
  tags: string[];
  discountCodes: string[];
  originalTotal: number;
  total: number;
  currentTotal: number;
  currentSubtotal: number;
  currentTax: number;
  /** Duties and additional fees. */
  currentFees: number;
  currentShipping: number;
  discounts: number;
  refunded: number;
  received: number;
  tip: number;
  refundDiscrepancy: number;
  /** Shopify's summary of all shipping lines. */
  shipping: { ordered: number; tax: number } | null;
  /** What came in, in Shopify's order; what failed or was only reserved is none. */
  payments: { at: number; amount: number }[];
  /** When the last parcel was made, whether or not it was the last that is to come. */
  lastFulfilledAt: number | null;
  refunds: { id: Id; processedAt: number; amount: number }[];
};

const PAID = new Set(['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED']);

const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/**
 * An order's own row. `refunds` are its refunds with details if those were read; without them store
 * credit that Shopify does not add to the refunded total is not yet seen. `hashEmail` makes what a
 * guest's order is found by.
 */
export function mapOrder(
  order: OrderFieldsFragment,
  readAt: Date,
  refunds: readonly RefundRow[],
  hashEmail: (email: string) => Uint8Array,
): StoredOrder {
  const facts = readOrder(order);
  // Store credit may be in Shopify's total and not in the refunds, or the other way round.
  const refunded = Number(sum(refunds.map(({ amount }) => amount)));
  if (refunded > facts.refunded) facts.refunded = refunded;
  return wideRow('orders', orderRow(facts, readAt.getTime(), hashEmail));
}

/** The facts of an order in JSON. */
export function readOrder(order: OrderFieldsFragment): OrderFacts {
  const currency = readCurrency(order.currencyCode);
  const customerId = order.customer ? readId(order.customer.id) : null;
  const { shippingLine } = order;
  return {
    id: readId(order.id),
    name: readText(order.name),
    customerId,
    guestEmail: customerId === null && order.email ? readText(order.email) : null,
    createdAt: readTime(order.createdAt),
    processedAt: readTime(order.processedAt),
    updatedAt: readTime(order.updatedAt),
    cancelledAt: readTimeOrNull(order.cancelledAt),
    isTest: order.test === true,
    financialStatus: readTextOrNull(order.displayFinancialStatus),
    fulfillmentStatus: readTextOrNull(order.displayFulfillmentStatus),
    currency,
    channel: readTextOrNull(order.attribution?.handle),
    country: readTextOrNull(order.shippingAddress?.countryCodeV2),
    taxesIncluded: order.taxesIncluded === true,
    tags: readTexts(order.tags),
    discountCodes: readTexts(order.discountCodes),
    originalTotal: readAmount(order.originalTotalPriceSet, currency),
    total: readAmount(order.totalPriceSet, currency),
    currentTotal: readAmount(order.currentTotalPriceSet, currency),
    currentSubtotal: readAmount(order.currentSubtotalPriceSet, currency),
    currentTax: readAmount(order.currentTotalTaxSet, currency),
    currentFees:
      readAmount(order.currentTotalDutiesSet, currency) +
      readAmount(order.currentTotalAdditionalFeesSet, currency),
    currentShipping: readAmount(order.currentShippingPriceSet, currency),
    discounts: readAmount(order.totalDiscountsSet, currency),
    refunded: readAmount(order.totalRefundedSet, currency),
    received: readAmount(order.totalReceivedSet, currency),
    tip: readAmount(order.totalTipReceivedSet, currency),
    refundDiscrepancy: readAmount(order.refundDiscrepancySet, currency),
    shipping: shippingLine && {
      ordered: readAmount(shippingLine.discountedPriceSet, currency),
      tax: readTaxes(shippingLine.taxLines, currency),
    },
    payments: readPayments(order, currency),
    lastFulfilledAt: latest(order.fulfillments),
    refunds: (order.refunds ?? []).map((refund) => ({
      id: readId(refund.id),
      processedAt: readTime(refund.processedAt),
      amount: readAmount(refund.totalRefundedSet, currency),
    })),
  };
}

function readPayments(order: OrderFieldsFragment, currency: string): OrderFacts['payments'] {
  return (order.transactions ?? [])
    .filter(({ kind, status, processedAt }) => isPayment(kind, status) && processedAt)
    .map(({ processedAt, amountSet }) => ({
      at: readTime(processedAt),
      amount: readAmount(amountSet, currency),
    }));
}

export const isPayment = (kind: string, status: string): boolean =>
  status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE');

function latest(fulfillments: OrderFieldsFragment['fulfillments'] | null): number | null {
  const times = (fulfillments ?? []).map(({ createdAt }) => readTime(createdAt));
  return times.length > 0 ? Math.max(...times) : null;
}

function readTaxes(taxes: LineFieldsFragment['taxLines'] | null, currency: string): number {
  let total = 0;
  for (const { priceSet } of taxes ?? []) total += readAmount(priceSet, currency);
  return asAmount(total);
}

/** The row of an order that was read at `readAt`, in milliseconds since 1970. */
export function orderRow(
  facts: OrderFacts,
  readAt: number,
  hashEmail: (email: string) => Uint8Array,
): CopyRow<StoredOrder> {
  const { customerId, guestEmail, received, refunded, financialStatus, isTest } = facts;
  const isCancelled = facts.cancelledAt !== null;
  const standing = { isTest, isCancelled, isDeleted: false, financialStatus, received, refunded };
  const isSale = standsAsSale(standing);
  return {
    id: facts.id,
    name: facts.name,
    customerId,
    createdAt: facts.createdAt,
    processedAt: facts.processedAt,
    updatedAt: facts.updatedAt,
    readAt,
    cancelledAt: facts.cancelledAt,
    deletedAt: null,
    paidAt: paidAtOf(facts),
    fulfilledAt: facts.fulfillmentStatus === 'FULFILLED' ? facts.lastFulfilledAt : null,
    isTest,
    financialStatus,
    currency: facts.currency,
    // An index row holds it, which has to stay short.
    channel: facts.channel === null ? null : facts.channel.slice(0, 255),
    country: facts.country,
    taxesIncluded: facts.taxesIncluded,
    tags: facts.tags,
    discountCodes: facts.discountCodes,
    total: facts.total,
    currentTotal: facts.currentTotal,
    currentTax: facts.currentTax,
    currentShipping: facts.currentShipping,
    discounts: facts.discounts,
    refunded,
    received,
    tip: facts.tip,
    netSales: asAmount(netSales(facts, standing)),
    isCounted: isSale && customerId !== null,
    isGuestCounted: isSale && customerId === null,
    emailHash: guestEmail === null ? null : hashEmail(guestEmail),
  };
}

/**
 * When the order was first paid in full, if it is or was. What an edit adds later, and the payment
 * for it, move nothing; a deposit is not yet the whole.
 */
function paidAtOf(facts: OrderFacts): number | null {
  const { financialStatus, payments, processedAt } = facts;
  if (financialStatus === null || !PAID.has(financialStatus)) return null;
  // A free order has no payment: it was paid when it was placed.
  if (payments.length === 0) return processedAt;
  if (payments.length === 1) return payments[0]!.at;
  const inTurn = payments.toSorted((a, b) => a.at - b.at);
  let due = Math.min(facts.originalTotal, facts.total);
  for (const { at, amount } of inTurn) {
    due -= amount;
    if (due <= 0) return at;
  }
  return inTurn.at(-1)!.at;
}

/** A refund of which only the amount is known. */
export function bareRefund(
  { id, processedAt, amount }: OrderFacts['refunds'][number],
  orderId: Id,
): CopyRow<RefundRow> {
  const unknown = { storeCredit: 0, shipping: 0, unexplained: 0, isDetailed: false };
  return { id, orderId, processedAt, amount, ...unknown };
}

export const mapLine = (line: LineFieldsFragment, orderId: bigint): LineRow =>
  wideRow('order_line', readLine(line, orderId));

/** A line; in a bulk file it stands far from its order, so it brings its own currency. */
export function readLine(line: LineFieldsFragment, orderId: Id): CopyRow<LineRow> {
  const currency = readCurrency(line.discountedTotalSet.shopMoney.currencyCode);
  return {
    id: readId(line.id),
    orderId,
    productId: line.product ? readId(line.product.id) : null,
    variantId: line.variant ? readId(line.variant.id) : null,
    title: readText(line.title),
    quantity: readQuantity(line.quantity),
    currentQuantity: readQuantity(line.currentQuantity, line.quantity),
    isGiftCard: line.isGiftCard === true,
    isSubscription: line.sellingPlan != null,
    discountedTotal: readAmount(line.discountedTotalSet, currency),
    tax: readTaxes(line.taxLines, currency),
  };
}

/** A refund as a bulk operation gives it, or with the details of a single read. */
export function mapRefund(
  refund: OrderFieldsFragment['refunds'][number],
  order: { id: bigint; currency: string; taxesIncluded: boolean },
  details: RefundDetails | undefined,
): { refund: RefundRow; lines: RefundLineRow[] } {
  const { currency } = order;
  const id = readGid(refund.id);
  const lines = (details?.refundLineItems.nodes ?? []).map((line, position) => ({
    refundId: id,
    position,
    orderId: order.id,
    lineId: readGid(line.lineItem.id),
    quantity: readQuantity(line.quantity),
    subtotal: readMoney(line.subtotalSet, currency),
    tax: readMoney(line.totalTaxSet, currency),
  }));
  const told = readMoney(refund.totalRefundedSet, currency);
  const payments = (details?.transactions.nodes ?? []).filter(
    ({ kind, status }) => kind === 'REFUND' && status === 'SUCCESS',
  );
  const paid = sum(payments.map(({ amountSet }) => readMoney(amountSet, currency)));
  const amount = paid > told ? paid : told;
  const taxOnTop = order.taxesIncluded ? 0n : 1n;
  const shipping = sum(
    (details?.refundShippingLines.nodes ?? []).map(
      (line) =>
        readMoney(line.subtotalAmountSet, currency) +
        readMoney(line.taxAmountSet, currency) * taxOnTop,
    ),
  );
  const goods = sum(lines.map(({ subtotal, tax }) => subtotal + tax * taxOnTop));
  const unexplained = details ? amount - goods - shipping : 0n;
  return {
    lines,
    refund: {
      id,
      orderId: order.id,
      processedAt: readDate(refund.processedAt),
      amount,
      storeCredit: sum(
        payments
          .filter(({ gateway }) => gateway === 'shopify_store_credit')
          .map(({ amountSet }) => readMoney(amountSet, currency)),
      ),
      shipping,
      unexplained: unexplained > 0n ? unexplained : 0n,
      isDetailed: details !== undefined,
    },
  };
}
