// An order as the extensions of thank-you, order-status and account pages see it.
import { lineTotal, orderTotals } from '../../shop/totals.ts';
import type { Customer } from '../../store/customers.ts';
import type { Order } from '../../store/orders.ts';
import type { WebContext } from '../context.ts';
import {
  addressState,
  buyerOf,
  codeAllocations,
  commonState,
  merchandise,
  metafieldsOf,
  money,
  type SurfaceState,
} from './state.ts';

/** `viewer` is the customer who is signed in, null for somebody who only has the link. */
export function orderState(
  context: WebContext,
  order: Order,
  viewer: Customer | null,
  locale: string,
): SurfaceState {
  const presentment = { currency: order.presentmentCurrency, rate: order.presentmentRate };
  const show = (minor: number) => money(context, minor, presentment);
  const totals = orderTotals(order);
  const buyer = viewer ?? null;
  return {
    ...commonState(context, presentment, locale),
    lines: order.lines.map((line) => {
      const found = line.variantId ? context.store.products.variant(line.variantId) : undefined;
      return {
        id: `gid://shopify/LineItem/${line.id}`,
        quantity: line.currentQuantity,
        cost: { totalAmount: show(lineTotal(line)) },
        attributes: line.attributes,
        discountAllocations: codeAllocations(order.discounts, line.allocations, show),
        lineComponents: [],
        parentRelationship: null,
        merchandise: merchandise(context, {
          title: line.title,
          sku: line.sku,
          product: found?.product ?? null,
          variant: found?.variant ?? null,
        }),
      };
    }),
    cost: {
      subtotalAmount: show(totals.currentSubtotal),
      totalShippingAmount: show(totals.currentShipping),
      totalTaxAmount: show(totals.currentTax),
      totalAmount: show(totals.currentTotal),
    },
    discountCodes: order.discounts.flatMap(({ code }) => (code ? [{ code }] : [])),
    discountAllocations: codeAllocations(
      order.discounts,
      order.lines.flatMap((line) => line.allocations),
      show,
    ),
    appliedGiftCards: [],
    attributes: order.attributes,
    note: order.note ?? undefined,
    appMetafields: metafieldsOf(context, buyer),
    buyer: buyerOf(context, buyer, buyer ? order : { email: null, phone: null }),
    shippingAddress: addressState(order.shippingAddress),
    checkoutToken: order.checkoutToken ?? undefined,
    orderConfirmation: {
      order: { id: `gid://shopify/OrderIdentity/${order.id}` },
      number: order.confirmationNumber,
      isFirstOrder: isFirst(context, order),
    },
    order: {
      id: `gid://shopify/Order/${order.id}`,
      name: order.name,
      confirmationNumber: order.confirmationNumber,
      processedAt: order.processedAt,
      cancelledAt: order.cancelledAt ?? undefined,
    },
    authenticationState: viewer ? 'fully_authenticated' : 'pre_authenticated',
  };
}

function isFirst(context: WebContext, order: Order): boolean {
  if (!order.customerId) return true;
  const orders = context.store.orders.ofCustomer(order.customerId);
  return orders.every((other) => other.processedAt >= order.processedAt);
}
