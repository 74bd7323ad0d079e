// The cart: what the theme's forms and the Ajax API do to it.
import type { Cart, CartLine } from '../../store/carts.ts';
import type { WebContext } from '../context.ts';
import { cookie } from '../http/respond.ts';
import { cookieName, type Visitor } from './visitor.ts';

/** The visitor's cart; a new one is made, and its cookie noted, where there is none. */
export function openCart(context: WebContext, visitor: Visitor): Cart {
  if (visitor.cart) return visitor.cart;
  const { store } = context;
  const now = store.now();
  const cart: Cart = {
    token: store.newToken(),
    createdAt: now,
    updatedAt: now,
    lines: [],
    discountCodes: [],
    note: null,
    attributes: [],
    customerId: visitor.customer?.id ?? null,
    presentmentCurrency: visitor.presentment.currency,
    locale: visitor.locale,
  };
  visitor.cart = cart;
  visitor.cookies.push(cookie(cookieName(context, 'cart'), cart.token));
  return cart;
}

/** Saves the cart with the visitor's present customer, language and currency. */
export function saveCart(context: WebContext, visitor: Visitor, cart: Cart): Cart {
  visitor.cart = context.store.carts.put({
    ...cart,
    updatedAt: context.store.now(),
    customerId: visitor.customer?.id ?? null,
    presentmentCurrency: visitor.presentment.currency,
    locale: visitor.locale,
  });
  return visitor.cart;
}

export type Wanted = {
  variantId: number;
  quantity: number;
  sellingPlan: string | null;
  attributes: { key: string; value: string }[];
};

/**
 * Adds to a line of the same variant, plan and attributes, or makes one. Null if the variant is
 * unknown or sold out.
 */
export function addLine(context: WebContext, cart: Cart, wanted: Wanted): CartLine | null {
  const found = context.store.products.variant(wanted.variantId);
  const isSold = found?.variant.isAvailable && found.product.status === 'ACTIVE';
  if (!isSold || wanted.quantity < 1) return null;
  const sameness = (line: Wanted) =>
    JSON.stringify([line.variantId, line.sellingPlan, line.attributes]);
  const known = cart.lines.find((line) => sameness(line) === sameness(wanted));
  if (known) {
    known.quantity += wanted.quantity;
    return known;
  }
  const line: CartLine = { key: `${wanted.variantId}:${context.store.newToken()}`, ...wanted };
  cart.lines.push(line);
  return line;
}

/** Sets quantities by line key or variant id; zero removes. */
export function setQuantities(cart: Cart, quantities: Map<string, number>): void {
  for (const [id, quantity] of quantities) {
    const line = cart.lines.find((each) => each.key === id || String(each.variantId) === id);
    if (line) line.quantity = Math.max(0, quantity);
  }
  cart.lines = cart.lines.filter((line) => line.quantity > 0);
}

/** The Ajax API's `discount`: the whole list, separated by commas; empty removes all. */
export function setDiscounts(cart: Cart, list: string): void {
  const codes = list
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);
  cart.discountCodes = [...new Map(codes.map((code) => [code.toLowerCase(), code])).values()];
}
