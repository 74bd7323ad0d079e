// A checkout: made from the cart, filled in step by step, placed as an order.

import { type OrderRefusal, placeOrder } from '../../shop/place-order.ts';
import type { PricedCart } from '../../shop/price-cart.ts';
import type { Checkout } from '../../store/carts.ts';
import type { Address, Order } from '../../store/orders.ts';
import type { WebContext } from '../context.ts';
import type { Visitor } from '../storefront/visitor.ts';
import { priceCheckout } from '../surfaces/checkout-state.ts';
import { mailOrder } from './order-mail.ts';

/** Begins a checkout with what is in the visitor's cart. */
export function beginCheckout(context: WebContext, visitor: Visitor): Checkout {
  const { store } = context;
  const now = store.now();
  const { customer, cart } = visitor;
  return store.checkouts.put({
    token: store.newToken(),
    id: store.nextId('other'),
    cartToken: cart?.token ?? null,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    orderId: null,
    lines: structuredClone(cart?.lines ?? []),
    discountCodes: [...(cart?.discountCodes ?? [])],
    giftCardCodes: [],
    useStoreCredit: false,
    customerId: customer?.id ?? null,
    email: customer?.email ?? null,
    phone: customer?.phone ?? null,
    shippingAddress: customer?.addresses[0] ?? blankAddress(context, visitor),
    acceptsMarketing: customer?.emailConsent.state === 'SUBSCRIBED',
    note: cart?.note ?? null,
    attributes: structuredClone(cart?.attributes ?? []),
    presentmentCurrency: visitor.presentment.currency,
    locale: visitor.locale,
    sourceName: 'web',
  });
}

/** Filled in, so that the demo can be paid with one click. */
function blankAddress(context: WebContext, { customer }: Visitor): Address {
  const shop = context.store.shop();
  return {
    firstName: customer?.firstName ?? null,
    lastName: customer?.lastName ?? null,
    company: null,
    address1: '1 Harbour Street',
    address2: null,
    city: 'Portland',
    province: null,
    provinceCode: null,
    zip: '04101',
    country: shop.countryName,
    countryCode: shop.countryCode,
    phone: null,
  };
}

/** Writes the form's fields into the checkout. A field that was not sent stays as it is. */
export function fillIn(context: WebContext, checkout: Checkout, form: URLSearchParams): Checkout {
  const before = checkout.shippingAddress;
  const text = (name: string, old: string | null | undefined) =>
    form.has(name) ? (form.get(name) ?? '').trim() || null : (old ?? null);
  const address: Address = {
    firstName: text('first_name', before?.firstName),
    lastName: text('last_name', before?.lastName),
    company: before?.company ?? null,
    address1: text('address1', before?.address1),
    address2: before?.address2 ?? null,
    city: text('city', before?.city),
    province: before?.province ?? null,
    provinceCode: before?.provinceCode ?? null,
    zip: text('zip', before?.zip),
    country: before?.country ?? context.store.shop().countryName,
    countryCode: text('country', before?.countryCode)?.toUpperCase() ?? 'US',
    phone: before?.phone ?? null,
  };
  return save(context, {
    ...checkout,
    email: text('email', checkout.email),
    shippingAddress: address,
    acceptsMarketing: form.has('email') ? form.has('marketing') : checkout.acceptsMarketing,
    useStoreCredit: form.has('email') ? form.has('store_credit') : checkout.useStoreCredit,
  });
}

/** Saves with the present instant. */
export function save(context: WebContext, checkout: Checkout): Checkout {
  return context.store.checkouts.put({ ...checkout, updatedAt: context.store.now() });
}

export type CodeOutcome = { ok: true; checkout: Checkout } | { ok: false; message: string };

/** Adds a discount code if it counts for this checkout; the buyer's sentence otherwise. */
export function addCode(context: WebContext, checkout: Checkout, code: string): CodeOutcome {
  const wanted = code.trim();
  if (!wanted) return { ok: false, message: 'Enter a discount code' };
  const others = checkout.discountCodes.filter(
    (each) => each.toLowerCase() !== wanted.toLowerCase(),
  );
  const codes = [...others, wanted];
  const verdict = priceCheckout(context, checkout, codes).codes.find(
    (each) => each.code.toLowerCase() === wanted.toLowerCase(),
  );
  if (!verdict?.isApplicable) {
    return { ok: false, message: verdict?.message ?? `${wanted} discount code isn't valid` };
  }
  return { ok: true, checkout: save(context, { ...checkout, discountCodes: codes }) };
}

export function removeCode(context: WebContext, checkout: Checkout, code: string): Checkout {
  const left = checkout.discountCodes.filter((each) => each.toLowerCase() !== code.toLowerCase());
  return save(context, { ...checkout, discountCodes: left });
}

export type Placed =
  | { ok: true; order: Order; priced: PricedCart }
  | OrderRefusal
  | { ok: false; reason: 'no-email' };

/** Places the order, empties the cart it came from, and remembers the order in the checkout. */
export function complete(
  context: WebContext,
  checkout: Checkout,
  payment: 'paid' | 'pending' | 'authorized',
): Placed {
  const { store } = context;
  if (!checkout.email) return { ok: false, reason: 'no-email' };
  const placed = placeOrder(store, {
    lines: checkout.lines,
    discountCodes: checkout.discountCodes,
    customerId: checkout.customerId,
    email: checkout.email,
    phone: checkout.phone,
    firstName: checkout.shippingAddress?.firstName ?? null,
    lastName: checkout.shippingAddress?.lastName ?? null,
    acceptsMarketing: checkout.acceptsMarketing,
    shippingAddress: checkout.shippingAddress,
    payment,
    useStoreCredit: checkout.useStoreCredit,
    giftCardCodes: checkout.giftCardCodes,
    presentmentCurrency: checkout.presentmentCurrency,
    locale: checkout.locale,
    sourceName: checkout.sourceName,
    note: checkout.note,
    attributes: checkout.attributes,
    cartToken: checkout.cartToken,
    checkoutToken: checkout.token,
  });
  if (!placed.ok) return placed;
  save(context, { ...checkout, completedAt: store.now(), orderId: placed.order.id });
  const cart = checkout.cartToken ? store.carts.get(checkout.cartToken) : undefined;
  if (cart) store.carts.put({ ...cart, lines: [], discountCodes: [], note: null, attributes: [] });
  mailOrder(context, placed.order);
  return placed;
}
