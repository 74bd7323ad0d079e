// A checkout as its extensions see it.
import { type PricedCart, priceCart } from '../../shop/price-cart.ts';
import type { Checkout } from '../../store/carts.ts';
import type { WebContext } from '../context.ts';
import { presentmentOf } from '../storefront/currency.ts';
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

/** Prices a checkout; `codes` replaces its own to try one out. */
export function priceCheckout(
  context: WebContext,
  checkout: Checkout,
  codes = checkout.discountCodes,
): PricedCart {
  return priceCart(context.store, {
    lines: checkout.lines,
    discountCodes: codes,
    customerId: checkout.customerId,
    email: checkout.email,
    shippingCountry: checkout.shippingAddress?.countryCode ?? null,
  });
}

/**
 * May extensions change discount codes here? Not in accelerated wallets; devstore's settings can
 * say so.
 */
export function mayChangeCodes(context: WebContext): boolean {
  return !context.store.settings.read('web.isAcceleratedCheckout', false);
}

export function checkoutState(
  context: WebContext,
  checkout: Checkout,
  priced: PricedCart,
): SurfaceState {
  const shop = context.store.shop();
  const presentment = presentmentOf(shop, checkout.presentmentCurrency);
  const show = (minor: number) => money(context, minor, presentment);
  const customer = checkout.customerId
    ? (context.store.customers.get(checkout.customerId) ?? null)
    : null;
  const allocations = priced.lines.flatMap((line) => line.allocations);
  return {
    ...commonState(context, presentment, checkout.locale ?? shop.locales[0] ?? 'en'),
    lines: priced.lines.map((line) => ({
      id: `gid://shopify/CartLine/${line.key}`,
      quantity: line.quantity,
      cost: { totalAmount: show(line.total) },
      attributes: line.attributes,
      discountAllocations: codeAllocations(priced.discounts, line.allocations, show),
      lineComponents: [],
      parentRelationship: null,
      merchandise: merchandise(context, line),
    })),
    cost: {
      subtotalAmount: show(priced.subtotal),
      totalShippingAmount: priced.shipping ? show(priced.shipping.discounted) : undefined,
      totalTaxAmount: show(priced.tax),
      totalAmount: show(priced.total),
    },
    discountCodes: priced.codes.filter((code) => code.isApplicable).map(({ code }) => ({ code })),
    discountAllocations: codeAllocations(priced.discounts, allocations, show),
    appliedGiftCards: [],
    attributes: checkout.attributes,
    note: checkout.note ?? undefined,
    appMetafields: metafieldsOf(context, customer),
    buyer: buyerOf(context, customer, checkout),
    shippingAddress: addressState(checkout.shippingAddress),
    instructions: {
      attributes: { canUpdateAttributes: true },
      delivery: { canSelectCustomAddress: true },
      discounts: { canUpdateDiscountCodes: mayChangeCodes(context) },
      lines: { canAddCartLine: true, canRemoveCartLine: true, canUpdateCartLine: true },
      metafields: { canSetCartMetafields: true, canDeleteCartMetafield: true },
      notes: { canUpdateNote: true },
    },
    checkoutToken: checkout.token,
  };
}
