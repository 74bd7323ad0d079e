// The one mapping from Shopify's JSON of an order to our rows, for bulk files and single reads
// alike.

import type {
  LineFieldsFragment,
  OrderFieldsFragment,
  RefundDetailsFragment,
} from '../../shopify/operations.generated.ts';
import type { LineRow, RefundLineRow, RefundRow, StoredOrder } from '../rows.ts';
import { netSales, standsAsSale } from './net-sales.ts';
import {
  asAmount,
  readCurrency,
  readDate,
  readDateOrNull,
  readGid,
  readMoney,
  readQuantity,
  readText,
  readTextOrNull,
  readTexts,
} from './read-json.ts';

export type RefundDetails = Omit<RefundDetailsFragment, 'refundLineItems'> & {
  refundLineItems: { nodes: RefundDetailsFragment['refundLineItems']['nodes'] };
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
  const currency = readCurrency(order.currencyCode);
  const standing = {
    isTest: order.test === true,
    isCancelled: order.cancelledAt != null,
    isDeleted: false,
    financialStatus: readTextOrNull(order.displayFinancialStatus),
    received: readMoney(order.totalReceivedSet, currency),
    refunded: refundedOf(order, refunds, currency),
  };
  const money = moneyOf(order, currency, standing.refunded);
  const isSale = standsAsSale(standing);
  const customerId = order.customer ? readGid(order.customer.id) : null;
  const processedAt = readDate(order.processedAt);
  return {
    id: readGid(order.id),
    name: readText(order.name),
    customerId,
    createdAt: readDate(order.createdAt),
    processedAt,
    updatedAt: readDate(order.updatedAt),
    readAt,
    cancelledAt: readDateOrNull(order.cancelledAt),
    deletedAt: null,
    paidAt: paidAtOf(order, currency, processedAt),
    fulfilledAt: fulfilledAtOf(order),
    isTest: standing.isTest,
    financialStatus: standing.financialStatus,
    currency,
    // An index row holds it, which has to stay short.
    channel: readTextOrNull(order.attribution?.handle)?.slice(0, 255) ?? null,
    country: readTextOrNull(order.shippingAddress?.countryCodeV2),
    taxesIncluded: money.taxesIncluded,
    tags: readTexts(order.tags),
    discountCodes: readTexts(order.discountCodes),
    total: money.total,
    currentTotal: money.currentTotal,
    currentTax: money.currentTax,
    currentShipping: money.currentShipping,
    discounts: readMoney(order.totalDiscountsSet, currency),
    refunded: standing.refunded,
    received: standing.received,
    tip: money.tip,
    netSales: asAmount(netSales(money, standing)),
    isCounted: isSale && customerId !== null,
    isGuestCounted: isSale && customerId === null,
    emailHash: customerId === null && order.email ? hashEmail(readText(order.email)) : null,
  };
}

function moneyOf(order: OrderFieldsFragment, currency: string, refunded: bigint) {
  return {
    taxesIncluded: order.taxesIncluded === true,
    total: readMoney(order.totalPriceSet, currency),
    currentTotal: readMoney(order.currentTotalPriceSet, currency),
    currentSubtotal: readMoney(order.currentSubtotalPriceSet, currency),
    currentTax: readMoney(order.currentTotalTaxSet, currency),
    currentShipping: readMoney(order.currentShippingPriceSet, currency),
    currentFees:
      readMoney(order.currentTotalDutiesSet, currency) +
      readMoney(order.currentTotalAdditionalFeesSet, currency),
    tip: readMoney(order.totalTipReceivedSet, currency),
    refunded,
    refundDiscrepancy: readMoney(order.refundDiscrepancySet, currency),
    // Shopify's summary of all shipping lines.
    shipping: order.shippingLine && {
      ordered: readMoney(order.shippingLine.discountedPriceSet, currency),
      tax: sum((order.shippingLine.taxLines ?? []).map((tax) => readMoney(tax.priceSet, currency))),
    },
  };
}

/**
 * The larger of Shopify's total and the refunds' own sum: store credit may be in one and not in the
 * other.
 */
function refundedOf(
  order: OrderFieldsFragment,
  refunds: readonly RefundRow[],
  currency: string,
): bigint {
  const told = readMoney(order.totalRefundedSet, currency);
  const added = sum(refunds.map(({ amount }) => amount));
  return added > told ? added : told;
}

/**
 * When the order was first paid in full, if it is or was. What an edit adds later, and the payment
 * for it, move nothing; a deposit is not yet the whole.
 */
function paidAtOf(order: OrderFieldsFragment, currency: string, processedAt: Date): Date | null {
  if (!PAID.has(order.displayFinancialStatus ?? '')) return null;
  const payments = (order.transactions ?? []).filter(
    ({ kind, status, processedAt: at }) =>
      status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE') && at,
  );
  const last = payments.sort((a, b) => (a.processedAt! < b.processedAt! ? -1 : 1)).at(-1);
  // A free order has no payment: it was paid when it was placed.
  if (last === undefined) return processedAt;
  if (payments.length === 1) return readDate(last.processedAt);
  const placed = readMoney(order.originalTotalPriceSet, currency);
  const edited = readMoney(order.totalPriceSet, currency);
  let due = placed < edited ? placed : edited;
  for (const { amountSet, processedAt: at } of payments) {
    due -= readMoney(amountSet, currency);
    if (due <= 0n) return readDate(at);
  }
  return readDate(last.processedAt);
}

function fulfilledAtOf(order: OrderFieldsFragment): Date | null {
  if (order.displayFulfillmentStatus !== 'FULFILLED') return null;
  let last: string | null = null;
  for (const { createdAt } of order.fulfillments ?? []) {
    if (last === null || createdAt > last) last = createdAt;
  }
  return last === null ? null : readDate(last);
}

/** A line; in a bulk file it stands far from its order, so it brings its own currency. */
export function mapLine(line: LineFieldsFragment, orderId: bigint): LineRow {
  const currency = readCurrency(line.discountedTotalSet.shopMoney.currencyCode);
  return {
    id: readGid(line.id),
    orderId,
    productId: line.product ? readGid(line.product.id) : null,
    variantId: line.variant ? readGid(line.variant.id) : null,
    title: readText(line.title),
    quantity: readQuantity(line.quantity),
    currentQuantity: readQuantity(line.currentQuantity, line.quantity),
    isGiftCard: line.isGiftCard === true,
    isSubscription: line.sellingPlan != null,
    discountedTotal: readMoney(line.discountedTotalSet, currency),
    tax: sum((line.taxLines ?? []).map((tax) => readMoney(tax.priceSet, currency))),
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
