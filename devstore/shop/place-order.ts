// A cart becomes an order: priced, checked, paid, counted and announced in one transaction.

import type { CartLine } from '../store/carts.ts';
import type { Customer } from '../store/customers.ts';
import type { Address, Order, OrderLine, ShippingLine, Transaction } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';
import { customerPayload } from '../webhooks/customer-payload.ts';
import { orderPayload, transactionPayload } from '../webhooks/order-payload.ts';
import { createCustomer, refreshCustomerTotals } from './person.ts';
import { type CodeVerdict, type CustomLine, type PricedCart, priceCart } from './price-cart.ts';
import { payWithTenders } from './tenders.ts';
import { statusFromMoney } from './totals.ts';

export interface OrderRequest {
  lines: (CartLine | CustomLine)[];
  discountCodes?: string[];
  customerId?: number | null;
  email?: string | null;
  phone?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  /** Leaves the order without a customer even where an e-mail address is given. */
  isGuest?: boolean;
  acceptsMarketing?: boolean;
  shippingAddress?: Address | null;
  payment?: 'authorized' | 'paid' | 'pending';
  giftCardCodes?: string[];
  useStoreCredit?: boolean;
  presentmentCurrency?: string | null;
  locale?: string | null;
  sourceName?: string;
  channel?: { handle: string; displayName: string };
  isTest?: boolean;
  isShipped?: boolean;
  tip?: number;
  tags?: string[];
  note?: string | null;
  attributes?: { key: string; value: string }[];
  cartToken?: string | null;
  checkoutToken?: string | null;
  /** An earlier date for imported orders; created and updated stay the present. */
  processedAt?: string;
  createdAt?: string;
}

export type OrderRefusal =
  | { ok: false; reason: 'no-lines' }
  | { ok: false; reason: 'codes-refused'; codes: CodeVerdict[] }
  | { ok: false; reason: 'customer-not-found' };

/** Places an order. A code that does not count stops it: the buyer must see why and take it off. */
export function placeOrder(
  store: Store,
  request: OrderRequest,
): { ok: true; order: Order; priced: PricedCart } | OrderRefusal {
  return store.write(() => {
    const event = newEvent();
    const customer = findOrMakeCustomer(store, request);
    if (customer === 'not-found') return { ok: false, reason: 'customer-not-found' };
    const email = request.email ?? customer?.email ?? null;
    const priced = priceCart(store, {
      lines: request.lines,
      discountCodes: request.discountCodes ?? [],
      customerId: customer?.id ?? null,
      email,
      shippingCountry: request.shippingAddress?.countryCode ?? null,
      isShipped: request.isShipped,
      tip: request.tip,
    });
    if (priced.lines.length === 0) return { ok: false, reason: 'no-lines' };
    const refused = priced.codes.filter((code) => !code.isApplicable);
    if (refused.length > 0) return { ok: false, reason: 'codes-refused', codes: refused };
    const order = buildOrder(store, request, priced, customer, email);
    payWithTenders(store, order, priced.total, request);
    order.financialStatus = statusFromMoney(order);
    store.orders.put(order);
    for (const code of priced.codes)
      store.discounts.use(code.redeemCode!, order.id, order.customerId, email);
    if (order.customerId !== null) refreshCustomerTotals(store, order.customerId);
    announceOrder(store, event, order);
    return { ok: true, order, priced };
  });
}

function findOrMakeCustomer(store: Store, request: OrderRequest): Customer | null | 'not-found' {
  if (request.customerId != null) return store.customers.get(request.customerId) ?? 'not-found';
  const email = request.email?.trim();
  if (!email || request.isGuest) return null;
  const known = store.customers.byEmail(email);
  if (known) return known;
  const made = createCustomer(store, {
    email,
    phone: request.phone ?? null,
    firstName: request.firstName ?? request.shippingAddress?.firstName ?? null,
    lastName: request.lastName ?? request.shippingAddress?.lastName ?? null,
    locale: request.locale ?? 'en',
    acceptsMarketing: request.acceptsMarketing,
    addresses: request.shippingAddress ? [request.shippingAddress] : [],
  });
  return made.ok ? made.customer : null;
}

function announceOrder(store: Store, event: string, order: Order): void {
  const payload = orderPayload(store, order);
  announce(store, event, 'orders/create', payload);
  for (const transaction of order.transactions)
    announce(store, event, 'order_transactions/create', transactionPayload(order, transaction));
  if (order.financialStatus === 'PAID') announce(store, event, 'orders/paid', payload);
  announce(store, event, 'orders/updated', payload);
  announceCustomer(store, event, order.customerId);
}

/** Tells of the sums that an order changed in its customer. */
export function announceCustomer(store: Store, event: string, customerId: number | null): void {
  const customer = customerId === null ? undefined : store.customers.get(customerId);
  if (!customer) return;
  announce(store, event, 'customers/update', customerPayload(store, customer));
  announce(store, event, 'customers/purchasing_summary', {
    customerId: `gid://shopify/Customer/${customer.id}`,
    numberOfOrders: String(customer.ordersCount),
    lastOrderId: customer.lastOrderId && `gid://shopify/Order/${customer.lastOrderId}`,
    occurredAt: customer.updatedAt,
  });
}

function buildOrder(
  store: Store,
  request: OrderRequest,
  priced: PricedCart,
  customer: Customer | null,
  email: string | null,
): Order {
  const shop = store.shop();
  const at = request.createdAt ?? store.now();
  const number = store.nextId('orderNumber');
  const presentment = request.presentmentCurrency ?? shop.currency;
  const rate = shop.presentmentRates[presentment];
  const isKnown = rate !== undefined && presentment !== shop.currency;
  const order = blankOrder({
    id: store.nextId('order'),
    number,
    at,
    currency: shop.currency,
    statusToken: store.newToken(),
  });
  return {
    ...order,
    processedAt: request.processedAt ?? at,
    isTest: request.isTest ?? false,
    customerId: customer?.id ?? null,
    email,
    phone: request.phone ?? customer?.phone ?? null,
    presentmentCurrency: isKnown ? presentment : shop.currency,
    presentmentRate: isKnown ? rate : 1,
    taxesIncluded: shop.taxesIncluded,
    taxRate: shop.taxRate,
    sourceName: request.sourceName ?? 'web',
    channel: request.channel ?? { handle: 'online-store', displayName: 'Online Store' },
    locale: request.locale ?? customer?.locale ?? null,
    shippingAddress: request.shippingAddress ?? null,
    billingAddress: request.shippingAddress ?? null,
    tags: request.tags ?? [],
    note: request.note ?? null,
    attributes: request.attributes ?? [],
    cartToken: request.cartToken ?? null,
    checkoutToken: request.checkoutToken ?? null,
    lines: priced.lines.map((line) => orderLine(store, line)),
    discounts: priced.discounts,
    shipping: shippingLines(store, priced),
    tip: priced.tip,
  };
}

/** An empty, unpaid order; seeding fills it in the same way. */
export function blankOrder(given: {
  id: number;
  number: number;
  at: string;
  currency: string;
  statusToken: string;
}): Order {
  return {
    id: given.id,
    number: given.number,
    name: `#${given.number}`,
    confirmationNumber: confirmationNumber(given.id),
    createdAt: given.at,
    processedAt: given.at,
    updatedAt: given.at,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    isTest: false,
    isEdited: false,
    customerId: null,
    email: null,
    phone: null,
    currency: given.currency,
    presentmentCurrency: given.currency,
    presentmentRate: 1,
    financialStatus: 'PENDING',
    fulfillmentStatus: 'UNFULFILLED',
    fulfilledAt: null,
    taxesIncluded: false,
    taxRate: 0,
    sourceName: 'web',
    sourceIdentifier: null,
    channel: { handle: 'online-store', displayName: 'Online Store' },
    locale: null,
    shippingAddress: null,
    billingAddress: null,
    tags: [],
    note: null,
    attributes: [],
    cartToken: null,
    checkoutToken: null,
    statusToken: given.statusToken,
    lines: [],
    discounts: [],
    shipping: [],
    tip: 0,
    totalBeforeEdits: null,
    transactions: [],
    refunds: [],
  };
}

/** Nine letters and digits that differ from order to order. */
function confirmationNumber(id: number): string {
  return ((id * 7_919) % 36 ** 9).toString(36).toUpperCase().padStart(9, '0');
}

export function orderLine(store: Store, line: PricedCart['lines'][number]): OrderLine {
  return {
    id: store.nextId('orderPart'),
    productId: line.product?.id ?? null,
    variantId: line.variant?.id ?? null,
    title: line.title,
    variantTitle:
      line.variant && line.variant.title !== 'Default Title' ? line.variant.title : null,
    vendor: line.product?.vendor ?? null,
    sku: line.sku,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    fulfilledQuantity: 0,
    unitPrice: line.unitPrice,
    isGiftCard: line.isGiftCard,
    requiresShipping: line.requiresShipping,
    isTaxable: line.isTaxable,
    tax: line.tax,
    allocations: line.allocations,
    sellingPlan: line.sellingPlan,
    attributes: line.attributes,
  };
}

function shippingLines(store: Store, priced: PricedCart): ShippingLine[] {
  if (!priced.shipping) return [];
  const { title, price, discounted, allocations } = priced.shipping;
  return [
    {
      id: store.nextId('orderPart'),
      title,
      code: title,
      price,
      discounted,
      tax: 0,
      refunded: 0,
      allocations,
    },
  ];
}

/** A payment or refund step that succeeded just now. */
export function successfulTransaction(
  store: Store,
  order: Order,
  given: Pick<Transaction, 'amount' | 'gateway' | 'kind'> & { parentId?: number | null },
): Transaction {
  const at = store.now();
  return {
    id: store.nextId('orderPart'),
    status: 'SUCCESS',
    createdAt: at,
    processedAt: at,
    isTest: order.isTest,
    ...given,
    parentId: given.parentId ?? null,
  };
}
