// Makes and changes the orders of a replay shop, in the shape of Shopify's JSON; sums follow
// Shopify's documents.
import type { ReplayOrder, ReplayShop } from './replay-shop.ts';

type Line = { id: string; quantity: number; currentQuantity: number; unit: number };
type State = {
  lines: Line[];
  shipping: number;
  /** In percent, on goods and shipping alike; in the prices where the order says taxesIncluded. */
  taxRate: number;
  /** Minor units given back without lines. */
  adjusted: number;
  refunded: number;
  shippingRefunded: number;
  cancelled: boolean;
  paid: boolean;
};

const states = new WeakMap<ReplayOrder, State>();
const bag = (minor: number) => ({ shopMoney: { amount: (minor / 100).toFixed(2) } });
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

let numbers = 1000;
const next = () => ++numbers;

/** The tax on `price` cents of an order, or in them. */
function taxOn(price: number, order: ReplayOrder): number {
  const { taxRate } = states.get(order)!;
  return Math.round((price * taxRate) / (order.taxesIncluded ? 100 + taxRate : 100));
}

/** `price` with the tax that comes on top of it, if any does. */
const withTax = (price: number, order: ReplayOrder) =>
  price + (order.taxesIncluded ? 0 : taxOn(price, order));

/** Places an order; `units` are the prices in cents of its lines, two pieces each. */
export function placeOrder(
  shop: ReplayShop,
  customerId: number | null,
  units: number[],
  more: Partial<ReplayOrder> = {},
  taxRate = 0,
): ReplayOrder {
  const at = shop.tick();
  const number = next();
  const lines = units.map((unit) => ({
    id: `gid://shopify/LineItem/${next()}`,
    quantity: 2,
    currentQuantity: 2,
    unit,
  }));
  const order = {
    id: `gid://shopify/Order/${number}`,
    name: `#${number}`,
    test: false,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    cancelledAt: null,
    currencyCode: 'EUR',
    displayFulfillmentStatus: 'UNFULFILLED',
    taxesIncluded: false,
    attribution: { handle: 'online_store' },
    tags: ['first tag', 'with "quotes" and \\'],
    discountCodes: [],
    customer: customerId === null ? null : { id: `gid://shopify/Customer/${customerId}` },
    shippingAddress: { countryCodeV2: 'NO' },
    currentTotalDutiesSet: null,
    currentTotalAdditionalFeesSet: null,
    totalTipReceivedSet: bag(0),
    transactions: [],
    fulfillments: [],
    refunds: [],
    lineItems: [],
    ...more,
  } as ReplayOrder;
  states.set(order, {
    lines,
    shipping: 500,
    taxRate,
    adjusted: 0,
    refunded: 0,
    shippingRefunded: 0,
    cancelled: false,
    paid: false,
  });
  shop.orders.set(order.id, order);
  recount(order);
  return order;
}

/**
 * Pays, edits, refunds, cancels: changes an order as a merchant or buyer would, and moves its
 * updatedAt.
 */
export function changeOrder(shop: ReplayShop, order: ReplayOrder, how: OrderChange): void {
  const state = states.get(order)!;
  const at = shop.tick();
  order.updatedAt = at;
  if (how.kind === 'pay' && !state.paid) {
    state.paid = true;
    order.transactions = [payment(order.totalPriceSet, at)];
  } else if (how.kind === 'cancel') {
    state.cancelled = true;
    order.cancelledAt = at;
  } else if (how.kind === 'edit') {
    const line = state.lines[how.line % state.lines.length]!;
    line.quantity += 1;
    line.currentQuantity += 1;
    // What is added to a paid order is paid at once.
    if (state.paid) order.transactions.push(payment(bag(withTax(line.unit, order)), at));
  } else if (how.kind === 'tag') {
    order.tags = [...(order.tags as string[]), `tag ${at}`];
  } else if (how.kind === 'move') {
    order.customer = { id: `gid://shopify/Customer/${how.customer}` };
  } else if (how.kind === 'refund-line') refundLine(order, state, how.line, at);
  else if (how.kind === 'refund-amount') refund(order, state, at, { extra: how.cents, ...how });
  else if (how.kind === 'refund-shipping') refundShipping(order, state, how.cents, at);
  recount(order);
}

const payment = (amountSet: unknown, processedAt: string) => ({
  kind: 'SALE',
  status: 'SUCCESS',
  processedAt,
  amountSet,
});

export type OrderChange =
  | { kind: 'pay' | 'cancel' | 'tag' }
  | { kind: 'edit' | 'refund-line'; line: number }
  | { kind: 'move'; customer: number }
  | { kind: 'refund-shipping'; cents: number }
  | { kind: 'refund-amount'; cents: number; gateway: 'bogus' | 'shopify_store_credit' };

function refundLine(order: ReplayOrder, state: State, index: number, at: string): void {
  const line = state.lines[index % state.lines.length]!;
  if (line.currentQuantity === 0) return;
  line.currentQuantity -= 1;
  refund(order, state, at, { lines: [line] });
}

function refundShipping(order: ReplayOrder, state: State, cents: number, at: string): void {
  const shipping = Math.min(cents, state.shipping - state.shippingRefunded);
  if (shipping === 0) return;
  state.shippingRefunded += shipping;
  refund(order, state, at, { shipping });
}

type Returned = { lines?: Line[]; shipping?: number; extra?: number; gateway?: string };

function refund(order: ReplayOrder, state: State, at: string, returned: Returned): void {
  const { lines = [], shipping = 0, extra = 0, gateway = 'bogus' } = returned;
  const goods = sum(lines.map(({ unit }) => unit));
  const amount = withTax(goods, order) + withTax(shipping, order) + extra;
  const id = `gid://shopify/Refund/${next()}`;
  state.refunded += amount;
  state.adjusted += extra;
  const payments = amount
    ? [{ kind: 'REFUND', status: 'SUCCESS', gateway, amountSet: bag(amount) }]
    : [];
  const details = {
    __typename: 'Refund',
    id,
    refundLineItems: {
      nodes: lines.map((line) => ({
        id: null,
        quantity: 1,
        lineItem: { id: line.id },
        subtotalSet: bag(line.unit),
        totalTaxSet: bag(taxOn(line.unit, order)),
      })),
      pageInfo: { hasNextPage: false, endCursor: null },
    },
    refundShippingLines: {
      nodes: shipping
        ? [{ subtotalAmountSet: bag(shipping), taxAmountSet: bag(taxOn(shipping, order)) }]
        : [],
    },
    transactions: { nodes: payments, pageInfo: { hasNextPage: false, endCursor: null } },
  };
  order.refunds = [
    ...order.refunds,
    { id, processedAt: at, totalRefundedSet: bag(amount), details },
  ];
}

/** Every sum of the order, from its lines and refunds. */
function recount(order: ReplayOrder): void {
  const state = states.get(order)!;
  const goods = (quantity: 'quantity' | 'currentQuantity') =>
    sum(state.lines.map((line) => line.unit * line[quantity]));
  const shipping = state.shipping - state.shippingRefunded;
  const total = withTax(goods('quantity') + state.shipping, order);
  const current = withTax(goods('currentQuantity') + shipping, order) - state.adjusted;
  order.__typename = 'Order';
  order.originalTotalPriceSet ??= bag(total);
  order.totalPriceSet = bag(total);
  order.currentTotalPriceSet = bag(current);
  order.currentSubtotalPriceSet = bag(goods('currentQuantity'));
  order.currentTotalTaxSet = bag(taxOn(goods('currentQuantity') + shipping, order));
  order.currentShippingPriceSet = bag(shipping);
  order.refundDiscrepancySet = bag(-state.adjusted);
  order.shippingLine = {
    discountedPriceSet: bag(state.shipping),
    taxLines: [{ priceSet: bag(taxOn(state.shipping, order)) }],
  };
  order.totalDiscountsSet = bag(0);
  order.totalRefundedSet = bag(state.refunded);
  order.totalReceivedSet = bag(state.paid ? total : 0);
  order.displayFinancialStatus = statusOf(state, total);
  order.lineItems = state.lines.map((line) => ({
    id: line.id,
    title: 'A thing\twith a tab',
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    isGiftCard: false,
    product: { id: 'gid://shopify/Product/1' },
    variant: null,
    sellingPlan: null,
    discountedTotalSet: {
      shopMoney: { ...bag(line.unit * line.quantity).shopMoney, currencyCode: order.currencyCode },
    },
    taxLines: [{ priceSet: bag(taxOn(line.unit * line.quantity, order)) }],
  }));
}

function statusOf({ paid, cancelled, refunded }: State, total: number): string {
  if (refunded > 0) return refunded >= total ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (paid) return 'PAID';
  return cancelled ? 'VOIDED' : 'PENDING';
}

/** A customer of the replay shop. */
export function placeCustomer(
  shop: ReplayShop,
  id: number,
  person: { firstName?: string; lastName?: string; email?: string; phone?: string } = {},
) {
  const at = shop.tick();
  const customer = {
    __typename: 'Customer',
    id: `gid://shopify/Customer/${id}`,
    createdAt: at,
    updatedAt: at,
    firstName: person.firstName ?? null,
    lastName: person.lastName ?? null,
    locale: 'nb',
    state: 'DISABLED',
    tags: ['a tag'],
    defaultEmailAddress: person.email
      ? { emailAddress: person.email, marketingState: 'SUBSCRIBED' }
      : null,
    defaultPhoneNumber: person.phone ? { phoneNumber: person.phone } : null,
    defaultAddress: null,
  };
  shop.customers.set(customer.id, customer);
  return customer;
}

/** A product of the replay shop, or its next state. */
export function placeProduct(shop: ReplayShop, id: number) {
  const at = shop.tick();
  const product = {
    __typename: 'Product',
    id: `gid://shopify/Product/${id}`,
    title: `Thing ${id}`,
    handle: `thing-${id}`,
    productType: 'Things',
    isGiftCard: false,
    vendor: 'Encore',
    tags: [`changed ${at}`],
    updatedAt: at,
    featuredMedia: null,
  };
  shop.products.set(product.id, product);
  return product;
}
