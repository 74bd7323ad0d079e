// Order with its lines, refunds, transactions, shipping and discounts.

import type { OrderTotals } from '../../shop/totals.ts';
import { orderTotals, refundedMoney } from '../../shop/totals.ts';
import type { Order, Refund, RefundLine, ShippingLine, Transaction } from '../../store/orders.ts';
import { arrayConnection, type PageArguments } from '../connection.ts';
import { gid } from '../gid.ts';
import { type ApiContext, asType, type Resolvers } from '../resolver.ts';
import { addressSource } from './address.ts';
import { allocationsOf, applicationSource } from './discount-application.ts';
import { metafieldFields } from './metafield.ts';
import { bag } from './money.ts';
import { lineSource } from './order-line.ts';

export interface RefundSource {
  order: Order;
  refund: Refund;
}

export interface TransactionSource {
  order: Order;
  transaction: Transaction;
}

const known = new WeakMap<Order, OrderTotals>();

/** The sums of an order; a query asks for a dozen of them, so they are worked out once. */
function totalsOf(order: Order): OrderTotals {
  let totals = known.get(order);
  if (!totals) {
    totals = orderTotals(order);
    known.set(order, totals);
  }
  return totals;
}

const total =
  (name: keyof OrderTotals) =>
  (order: Order): ReturnType<typeof bag> =>
    bag(order, totalsOf(order)[name]);

function codesOf(order: Order): string[] {
  return order.discounts.flatMap(({ kind, code }) => (kind === 'code' && code ? [code] : []));
}

const refundsOf = (order: Order, first?: number | null): RefundSource[] =>
  order.refunds.slice(0, first ?? undefined).map((refund) => ({ order, refund }));

const transactionsOf = (order: Order): TransactionSource[] =>
  [...order.transactions, ...order.refunds.flatMap((refund) => refund.transactions)].map(
    (transaction) => ({ order, transaction }),
  );

/**
 * Before 60 days ago an app needs read_all_orders; an order beyond the wall does not exist for it.
 */
export function isVisible(order: Order, context: ApiContext): boolean {
  return context.scopes.has('read_all_orders') || order.createdAt >= wallAt(context);
}

const wallMs = 60 * 86_400_000;

export function wallAt(context: ApiContext): string {
  return new Date(context.store.clock.ms() - wallMs).toISOString();
}

const orderFields: Resolvers[string] = {
  id: (order: Order) => gid('Order', order.id),
  legacyResourceId: (order: Order) => String(order.id),
  test: (order: Order) => order.isTest,
  edited: (order: Order) => order.isEdited,
  confirmed: () => true,
  closed: (order: Order) => order.closedAt !== null,
  cancellation: (order: Order) => (order.cancelledAt === null ? null : { staffNote: null }),
  fullyPaid: (order: Order) => totalsOf(order).outstanding <= 0,
  unpaid: (order: Order) => totalsOf(order).received === 0,
  capturable: (order: Order) => order.financialStatus === 'AUTHORIZED',
  refundable: (order: Order) => totalsOf(order).net > 0,
  currencyCode: (order: Order) => order.currency,
  presentmentCurrencyCode: (order: Order) => order.presentmentCurrency,
  displayFinancialStatus: (order: Order) => order.financialStatus,
  displayFulfillmentStatus: (order: Order) => order.fulfillmentStatus,
  returnStatus: (order: Order) =>
    order.refunds.some(({ lines }) => lines.some(({ restockType }) => restockType === 'RETURN'))
      ? 'RETURNED'
      : 'NO_RETURN',
  customAttributes: (order: Order) => order.attributes,
  customer: (order: Order, _, { store }) => {
    const customer = order.customerId === null ? null : store.customers.get(order.customerId);
    return customer && !customer.isRedacted ? customer : null;
  },
  customerLocale: (order: Order) => order.locale,
  customerAcceptsMarketing: (order: Order, _, { store }) =>
    order.customerId !== null &&
    store.customers.get(order.customerId)?.emailConsent.state === 'SUBSCRIBED',
  attribution: (order: Order) => ({ ...order.channel, icon: null }),
  channelInformation: (order: Order) => ({
    id: gid('ChannelInformation', order.channel.handle),
    channelId: gid('Channel', order.channel.handle),
    displayName: order.channel.displayName,
  }),
  originalTotalDutiesSet: () => null,
  originalTotalAdditionalFeesSet: () => null,
  additionalFees: () => [],
  dutiesIncluded: () => false,
  retailLocation: () => null,
  publication: () => null,
  customerJourneySummary: () => null,
  shippingAddress: (order: Order) => addressSource(order.shippingAddress, `order-${order.id}`),
  billingAddress: (order: Order) => addressSource(order.billingAddress, `order-${order.id}`),
  displayAddress: (order: Order) => addressSource(order.shippingAddress, `order-${order.id}`),
  discountCode: (order: Order) => codesOf(order)[0] ?? null,
  discountCodes: (order: Order) => codesOf(order),
  discountApplications: (order: Order, args: PageArguments, context) =>
    arrayConnection(
      order.discounts.map((application, index) => applicationSource(order, application, index)),
      args,
      context,
    ),
  lineItems: (order: Order, args: PageArguments, context) =>
    arrayConnection(
      order.lines.map((line) => lineSource(order, line)),
      args,
      context,
    ),
  refunds: (order: Order, { first }: { first?: number }) => refundsOf(order, first),
  returns: (_order: Order, args: PageArguments, context) => arrayConnection([], args, context),
  transactions: (order: Order, { first }: { first?: number }) =>
    transactionsOf(order).slice(0, first ?? undefined),
  fulfillments: (order: Order) => (order.fulfilledAt === null ? [] : [order]),
  shippingLine: (order: Order) => shippingSource(order, order.shipping[0]),
  shippingLines: (order: Order, args: PageArguments, context) =>
    arrayConnection(
      order.shipping.map((line) => shippingSource(order, line)),
      args,
      context,
    ),
  subtotalLineItemsQuantity: (order: Order) =>
    order.lines.reduce((sum, line) => sum + line.quantity, 0),
  currentSubtotalLineItemsQuantity: (order: Order) =>
    order.lines.reduce((sum, line) => sum + line.currentQuantity, 0),
  paymentGatewayNames: (order: Order) => [
    ...new Set(order.transactions.map(({ gateway }) => gateway)),
  ],
  statusPageUrl: (order: Order, _, { store }) =>
    `https://${store.shop().domain}/orders/${order.statusToken}`,
  taxExempt: () => false,
  requiresShipping: (order: Order) => order.lines.some((line) => line.requiresShipping),
  sourceName: (order: Order) => order.sourceName,
  purchasingEntity: (order: Order, _, { store }) => {
    const customer = order.customerId === null ? null : store.customers.get(order.customerId);
    return customer ? asType('Customer', customer) : null;
  },
  originalTotalPriceSet: total('originalTotal'),
  totalPriceSet: total('total'),
  currentTotalPriceSet: total('currentTotal'),
  subtotalPriceSet: total('subtotal'),
  currentSubtotalPriceSet: total('currentSubtotal'),
  totalDiscountsSet: total('discounts'),
  currentTotalDiscountsSet: total('currentDiscounts'),
  cartDiscountAmountSet: total('discounts'),
  totalTaxSet: total('tax'),
  currentTotalTaxSet: total('currentTax'),
  // The shop sells without duties and fees, which Shopify then answers with null.
  currentTotalDutiesSet: () => null,
  currentTotalAdditionalFeesSet: () => null,
  totalShippingPriceSet: total('shipping'),
  currentShippingPriceSet: total('currentShipping'),
  totalReceivedSet: total('received'),
  totalRefundedSet: total('refunded'),
  totalRefundedShippingSet: (order: Order) =>
    bag(
      order,
      order.shipping.reduce((sum, line) => sum + line.refunded, 0),
    ),
  netPaymentSet: total('net'),
  totalOutstandingSet: total('outstanding'),
  totalTipReceivedSet: total('tip'),
  refundDiscrepancySet: total('refundDiscrepancy'),
  totalCapturableSet: (order: Order) =>
    bag(order, order.financialStatus === 'AUTHORIZED' ? totalsOf(order).outstanding : 0),
  ...metafieldFields('ORDER'),
};

function shippingSource(order: Order, line: ShippingLine | undefined) {
  return line ? { order, line } : null;
}

interface RefundLineSource extends RefundSource {
  part: RefundLine;
}

export const orderTypes: Resolvers = {
  Order: orderFields,
  Refund: {
    id: ({ refund }: RefundSource) => gid('Refund', refund.id),
    legacyResourceId: ({ refund }: RefundSource) => String(refund.id),
    createdAt: ({ refund }: RefundSource) => refund.createdAt,
    processedAt: ({ refund }: RefundSource) => refund.processedAt,
    updatedAt: ({ refund }: RefundSource) => refund.updatedAt,
    note: ({ refund }: RefundSource) => refund.note,
    order: ({ order }: RefundSource) => order,
    return: () => null,
    duties: () => [],
    totalRefundedSet: ({ order, refund }: RefundSource) => bag(order, refundedMoney(refund)),
    refundLineItems: ({ order, refund }: RefundSource, args: PageArguments, context) =>
      arrayConnection(
        refund.lines.map((part) => ({ order, refund, part })),
        args,
        context,
      ),
    refundShippingLines: ({ order, refund }: RefundSource, args: PageArguments, context) =>
      arrayConnection(refund.shipping ? [{ order, shipping: refund.shipping }] : [], args, context),
    orderAdjustments: ({ order, refund }: RefundSource, args: PageArguments, context) =>
      arrayConnection(
        refund.adjustments.map((adjustment) => ({
          id: gid('OrderAdjustment', adjustment.id),
          amountSet: bag(order, adjustment.amount),
          taxAmountSet: bag(order, adjustment.tax),
          reason: 'REFUND_DISCREPANCY',
        })),
        args,
        context,
      ),
    transactions: ({ order, refund }: RefundSource, args: PageArguments, context) =>
      arrayConnection(
        refund.transactions.map((transaction) => ({ order, transaction })),
        args,
        context,
      ),
  },
  RefundLineItem: {
    id: ({ part }: RefundLineSource) => gid('RefundLineItem', part.id),
    quantity: ({ part }: RefundLineSource) => part.quantity,
    restockType: ({ part }: RefundLineSource) => part.restockType,
    restocked: ({ part }: RefundLineSource) => part.restockType !== 'NO_RESTOCK',
    location: () => null,
    lineItem: ({ order, part }: RefundLineSource) =>
      lineSource(order, order.lines.find(({ id }) => id === part.lineId)!),
    priceSet: ({ order, part }: RefundLineSource) =>
      bag(order, order.lines.find(({ id }) => id === part.lineId)!.unitPrice),
    subtotalSet: ({ order, part }: RefundLineSource) => bag(order, part.subtotal),
    totalTaxSet: ({ order, part }: RefundLineSource) => bag(order, part.tax),
  },
  RefundShippingLine: {
    id: ({ shipping }) => gid('RefundShippingLine', shipping.id),
    shippingLine: ({ order }) => shippingSource(order, order.shipping[0]),
    subtotalAmountSet: ({ order, shipping }) => bag(order, shipping.subtotal),
    taxAmountSet: ({ order, shipping }) => bag(order, shipping.tax),
  },
  OrderTransaction: {
    id: ({ transaction }: TransactionSource) => gid('OrderTransaction', transaction.id),
    kind: ({ transaction }: TransactionSource) => transaction.kind,
    status: ({ transaction }: TransactionSource) => transaction.status,
    gateway: ({ transaction }: TransactionSource) => transaction.gateway,
    formattedGateway: ({ transaction }: TransactionSource) =>
      transaction.gateway.replaceAll('_', ' '),
    createdAt: ({ transaction }: TransactionSource) => transaction.createdAt,
    processedAt: ({ transaction }: TransactionSource) => transaction.processedAt,
    test: ({ transaction }: TransactionSource) => transaction.isTest,
    amountSet: ({ order, transaction }: TransactionSource) => bag(order, transaction.amount),
    order: ({ order }: TransactionSource) => order,
    parentTransaction: ({ order, transaction }: TransactionSource) => {
      const parent = order.transactions.find(({ id }) => id === transaction.parentId);
      return parent ? { order, transaction: parent } : null;
    },
    errorCode: () => null,
    paymentDetails: () => null,
    manualPaymentGateway: ({ transaction }: TransactionSource) => transaction.gateway === 'manual',
  },
  ShippingLine: {
    id: ({ line }) => gid('ShippingLine', line.id),
    title: ({ line }) => line.title,
    code: ({ line }) => line.code,
    custom: () => false,
    isRemoved: () => false,
    source: () => 'shopify',
    originalPriceSet: ({ order, line }) => bag(order, line.price),
    discountedPriceSet: ({ order, line }) => bag(order, line.discounted),
    currentDiscountedPriceSet: ({ order, line }) => bag(order, line.discounted - line.refunded),
    discountAllocations: ({ order, line }) => allocationsOf(order, line.allocations),
    taxLines: () => [],
  },
  Fulfillment: {
    id: (order: Order) => gid('Fulfillment', order.id),
    legacyResourceId: (order: Order) => String(order.id),
    createdAt: (order: Order) => order.fulfilledAt,
    updatedAt: (order: Order) => order.fulfilledAt,
    deliveredAt: () => null,
    status: () => 'SUCCESS',
    displayStatus: () => 'FULFILLED',
    name: (order: Order) => `${order.name}-F1`,
    order: (order: Order) => order,
    totalQuantity: (order: Order) =>
      order.lines.reduce((sum, line) => sum + line.fulfilledQuantity, 0),
    trackingInfo: () => [],
  },
};
