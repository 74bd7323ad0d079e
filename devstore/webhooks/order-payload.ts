// Orders, refunds and transactions as webhooks carry them: REST's shape, numbers for ids, text for
// money.
import { toFixedDecimal } from '../shop/money.ts';
import { lineDiscount, orderTotals } from '../shop/totals.ts';
import type { Order, OrderLine, Refund, Transaction } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { addressPayload, customerPayload } from './customer-payload.ts';
import { shopInstant } from './shop-instant.ts';

type Payload = Record<string, unknown>;

/** The body that all order topics share. */
export function orderPayload(store: Store, order: Order): Payload {
  const allowed = store.installation().protectedData;
  const totals = orderTotals(order);
  const customer = order.customerId === null ? null : store.customers.get(order.customerId);
  const email = allowed.email ? order.email : null;
  const address = (value: Order['shippingAddress']) =>
    value && allowed.address ? addressPayload(value) : null;
  return {
    id: order.id,
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    app_id: null,
    browser_ip: null,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: shopInstant(store, order.cancelledAt),
    cart_token: order.cartToken,
    checkout_id: null,
    checkout_token: order.checkoutToken,
    closed_at: shopInstant(store, order.closedAt),
    confirmation_number: order.confirmationNumber,
    confirmed: true,
    contact_email: email,
    created_at: shopInstant(store, order.createdAt),
    currency: order.currency,
    customer_locale: order.locale,
    discount_codes: discountCodes(order),
    email,
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: fulfillmentStatus(order),
    landing_site: null,
    name: order.name,
    note: order.note,
    note_attributes: order.attributes.map(({ key, value }) => ({ name: key, value })),
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${store.shop().domain}/orders/${order.statusToken}`,
    payment_gateway_names: [...new Set(order.transactions.map(({ gateway }) => gateway))],
    phone: allowed.phone ? order.phone : null,
    presentment_currency: order.presentmentCurrency,
    processed_at: shopInstant(store, order.processedAt),
    referring_site: null,
    source_identifier: order.sourceIdentifier,
    source_name: order.sourceName,
    tags: order.tags.join(', '),
    taxes_included: order.taxesIncluded,
    test: order.isTest,
    token: order.statusToken,
    updated_at: shopInstant(store, order.updatedAt),
    ...sums(order, totals),
    billing_address: address(order.billingAddress),
    customer: customer && allowed.customer ? customerPayload(store, customer) : null,
    discount_applications: discountApplications(order),
    fulfillments: [],
    line_items: order.lines.map((line) => linePayload(order, line)),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(store, order, refund)),
    shipping_address: address(order.shippingAddress),
    shipping_lines: order.shipping.map((line) => ({
      id: line.id,
      code: line.code,
      title: line.title,
      price: toFixedDecimal(line.price, order.currency),
      discounted_price: toFixedDecimal(line.discounted, order.currency),
      source: 'shopify',
      tax_lines: [],
    })),
  };
}

function sums(order: Order, totals: ReturnType<typeof orderTotals>): Payload {
  const amounts: Record<string, number> = {
    current_subtotal_price: totals.currentSubtotal,
    current_total_discounts: totals.currentDiscounts,
    current_total_price: totals.currentTotal,
    current_total_tax: totals.currentTax,
    subtotal_price: totals.subtotal,
    total_discounts: totals.discounts,
    total_line_items_price: order.lines.reduce(
      (sum, line) => sum + line.unitPrice * line.quantity,
      0,
    ),
    total_outstanding: totals.outstanding,
    total_price: totals.total,
    total_tax: totals.tax,
  };
  const payload: Payload = {
    total_shipping_price_set: moneySet(order, totals.shipping),
    current_shipping_price_set: moneySet(order, totals.currentShipping),
    total_tip_received: toFixedDecimal(totals.tip, order.currency),
    total_weight: 0,
  };
  for (const [name, amount] of Object.entries(amounts)) {
    payload[name] = toFixedDecimal(amount, order.currency);
    if (name !== 'total_outstanding') payload[`${name}_set`] = moneySet(order, amount);
  }
  return payload;
}

function discountApplications(order: Order): Payload[] {
  return order.discounts.map(({ target, kind, value, method, selection, code, title }) => ({
    target_type: target.toLowerCase(),
    type: kind === 'code' ? 'discount_code' : kind,
    value:
      value.kind === 'percentage'
        ? (value.percentage * 100).toFixed(1)
        : toFixedDecimal(value.amount, order.currency),
    value_type: value.kind === 'percentage' ? 'percentage' : 'fixed_amount',
    allocation_method: method.toLowerCase(),
    target_selection: selection.toLowerCase(),
    ...(code === null ? { title } : { code }),
  }));
}

function fulfillmentStatus(order: Order): 'fulfilled' | 'partial' | null {
  if (order.fulfillmentStatus === 'FULFILLED') return 'fulfilled';
  return order.fulfillmentStatus === 'PARTIALLY_FULFILLED' ? 'partial' : null;
}

function discountCodes(order: Order): Payload[] {
  return order.discounts.flatMap((application, index) => {
    if (application.kind !== 'code') return [];
    const off = [...order.lines, ...order.shipping]
      .flatMap((line) => line.allocations)
      .filter((allocation) => allocation.application === index)
      .reduce((sum, allocation) => sum + allocation.amount, 0);
    const type =
      application.target === 'SHIPPING_LINE'
        ? 'shipping'
        : application.value.kind === 'percentage'
          ? 'percentage'
          : 'fixed_amount';
    return [{ code: application.code, amount: toFixedDecimal(off, order.currency), type }];
  });
}

function moneySet(order: Order, amount: number): Payload {
  return {
    shop_money: {
      amount: toFixedDecimal(amount, order.currency),
      currency_code: order.currency,
    },
    presentment_money: {
      amount: toFixedDecimal(Math.round(amount * order.presentmentRate), order.presentmentCurrency),
      currency_code: order.presentmentCurrency,
    },
  };
}

function linePayload(order: Order, line: OrderLine): Payload {
  const left = line.currentQuantity - line.fulfilledQuantity;
  return {
    id: line.id,
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    current_quantity: line.currentQuantity,
    fulfillable_quantity: Math.max(0, left),
    fulfillment_service: 'manual',
    fulfillment_status: left <= 0 && line.fulfilledQuantity > 0 ? 'fulfilled' : null,
    gift_card: line.isGiftCard,
    grams: 0,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    price: toFixedDecimal(line.unitPrice, order.currency),
    price_set: moneySet(order, line.unitPrice),
    product_exists: line.productId !== null,
    product_id: line.productId,
    properties: line.attributes.map(({ key, value }) => ({ name: key, value })),
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    sku: line.sku,
    taxable: line.isTaxable,
    title: line.title,
    total_discount: '0.00',
    total_discount_set: moneySet(order, 0),
    variant_id: line.variantId,
    variant_title: line.variantTitle,
    vendor: line.vendor,
    tax_lines: [],
    discount_allocations: line.allocations.map(({ application, amount }) => ({
      amount: toFixedDecimal(amount, order.currency),
      amount_set: moneySet(order, amount),
      discount_application_index: application,
    })),
    // Not in Shopify's body as a sum; readers add the allocations up.
    pre_tax_price: toFixedDecimal(
      line.unitPrice * line.quantity - lineDiscount(line),
      order.currency,
    ),
  };
}

export function transactionPayload(order: Order, transaction: Transaction): Payload {
  return {
    id: transaction.id,
    admin_graphql_api_id: `gid://shopify/OrderTransaction/${transaction.id}`,
    order_id: order.id,
    kind: transaction.kind.toLowerCase(),
    gateway: transaction.gateway,
    status: transaction.status.toLowerCase(),
    message: null,
    created_at: transaction.createdAt,
    processed_at: transaction.processedAt,
    test: transaction.isTest,
    parent_id: transaction.parentId,
    amount: toFixedDecimal(transaction.amount, order.currency),
    currency: order.currency,
  };
}

/** The body of `refunds/create`, also an element of an order's `refunds`. */
export function refundPayload(store: Store, order: Order, refund: Refund): Payload {
  return {
    id: refund.id,
    admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`,
    order_id: order.id,
    created_at: shopInstant(store, refund.createdAt),
    processed_at: shopInstant(store, refund.processedAt),
    note: refund.note,
    user_id: null,
    restock: refund.lines.some((line) => line.restockType !== 'NO_RESTOCK'),
    order_adjustments: refund.adjustments.map((adjustment) => ({
      id: adjustment.id,
      order_id: order.id,
      refund_id: refund.id,
      kind: 'refund_discrepancy',
      reason: 'Refund discrepancy',
      amount: toFixedDecimal(adjustment.amount, order.currency),
      tax_amount: toFixedDecimal(adjustment.tax, order.currency),
      amount_set: moneySet(order, adjustment.amount),
    })),
    refund_line_items: refund.lines.map((line) => {
      const item = order.lines.find(({ id }) => id === line.lineId);
      return {
        id: line.id,
        line_item_id: line.lineId,
        location_id: null,
        quantity: line.quantity,
        restock_type: line.restockType.toLowerCase(),
        subtotal: toFixedDecimal(line.subtotal, order.currency),
        subtotal_set: moneySet(order, line.subtotal),
        total_tax: toFixedDecimal(line.tax, order.currency),
        total_tax_set: moneySet(order, line.tax),
        line_item: item ? linePayload(order, item) : null,
      };
    }),
    refund_shipping_lines: refund.shipping
      ? [{ id: refund.shipping.id, subtotal_amount_set: moneySet(order, refund.shipping.subtotal) }]
      : [],
    transactions: refund.transactions.map((transaction) => transactionPayload(order, transaction)),
  };
}
