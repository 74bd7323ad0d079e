// Whether a reward's code would work in a cart, asked before any point is spent.
import type { Terms } from './terms.ts';

export type CartLine = {
  productId: bigint;
  variantId: bigint;
  quantity: number;
  /** The whole line, in minor units of the shop's currency. */
  amount: bigint;
  isSubscription: boolean;
  /** Collections the product lies in; null where nobody knows. */
  collectionIds: readonly bigint[] | null;
};

export type DiscountClass = 'order' | 'product' | 'shipping';
export type CombinesWith = Record<DiscountClass, boolean>;
/** A discount beside the reward's. */
export type OtherDiscount = { class: DiscountClass; combinesWith: CombinesWith };

export type Cart = {
  lines: readonly CartLine[];
  /** Codes in it already; null for those that are not ours, of which nothing is known. */
  codes: readonly (OtherDiscount | null)[];
  /** What this buyer has without a code. */
  automatic: readonly OtherDiscount[];
  country: string | null;
};

export type WhyNotThisCart =
  | 'cart-empty'
  | 'minimum-not-met'
  | 'no-matching-product'
  | 'no-one-time-product'
  | 'no-subscription-product'
  | 'country-not-served'
  | 'does-not-combine'
  | 'code-limit-of-cart';

export type CartAnswer = { fits: true } | { fits: false; why: WhyNotThisCart; missing: bigint };

/** Shopify takes at most five product and order codes and one shipping code in one cart. */
const MOST_CODES = 5;

const no = (why: WhyNotThisCart, missing = 0n): CartAnswer => ({ fits: false, why, missing });

/** The class Shopify gives to a discount with these terms. */
export function classOf(terms: Terms): DiscountClass {
  if (terms.value.kind === 'free-shipping') return 'shipping';
  if (terms.value.kind === 'free-product') return 'product';
  const { productIds, collectionIds } = terms.conditions;
  return productIds.length + collectionIds.length > 0 ? 'product' : 'order';
}

/** A code of these terms, as others in the cart meet it. */
export const discountOf = (terms: Terms): OtherDiscount => ({
  class: classOf(terms),
  combinesWith: terms.conditions.combinesWith,
});

/**
 * Checks a cart against the terms of a reward; the first reason a person could do something about
 * comes first.
 */
export function checkCart(terms: Terms, cart: Cart): CartAnswer {
  const { value, conditions } = terms;
  // Money goes to the customer's account or into a card: no cart has to fit.
  if (value.kind === 'store-credit' || value.kind === 'gift-card') return { fits: true };
  if (cart.lines.length === 0) return no('cart-empty');
  const { purchase, countries } = conditions;
  const bought = cart.lines.filter(
    (line) => purchase === 'both' || line.isSubscription === (purchase === 'subscription'),
  );
  if (bought.length === 0) {
    return no(purchase === 'subscription' ? 'no-subscription-product' : 'no-one-time-product');
  }
  const matching = bought.filter((line) => isNamed(line, conditions));
  if (matching.length === 0) return no('no-matching-product');
  if (value.kind === 'free-product') {
    const pieces = cart.lines.filter((line) => isNamed(line, value.buys));
    const quantity = pieces.reduce((sum, line) => sum + line.quantity, 0);
    if (quantity < value.buys.quantity) return no('no-matching-product');
    if (!cart.lines.some((line) => line.variantId === value.variantId)) {
      return no('no-matching-product');
    }
  }
  const total = matching.reduce((sum, line) => sum + line.amount, 0n);
  const minimum = conditions.minimum ?? 0n;
  if (total < minimum) return no('minimum-not-met', minimum - total);
  if (countries.length > 0 && cart.country !== null && !countries.includes(cart.country)) {
    return no('country-not-served');
  }
  return combines(terms, cart);
}

function isNamed(
  line: CartLine,
  named: { productIds: readonly bigint[]; collectionIds: readonly bigint[] },
): boolean {
  if (named.productIds.length > 0) return named.productIds.includes(line.productId);
  if (named.collectionIds.length === 0 || line.collectionIds === null) return true;
  return line.collectionIds.some((id) => named.collectionIds.includes(id));
}

function combines(terms: Terms, cart: Cart): CartAnswer {
  const own = discountOf(terms);
  const isShipping = own.class === 'shipping';
  const others = cart.codes.filter((code) => (code?.class === 'shipping') === isShipping);
  if (others.length >= (isShipping ? 1 : MOST_CODES)) return no('code-limit-of-cart');
  const all = [...cart.codes, ...cart.automatic];
  return all.every((other) => agree(own, other)) ? { fits: true } : no('does-not-combine');
}

/**
 * Shopify asks both. Of a code that is not ours only Shopify knows, and decides when ours is
 * applied; but what goes with nothing does not go with that one either.
 */
const agree = (own: OtherDiscount, other: OtherDiscount | null): boolean =>
  other === null
    ? Object.values(own.combinesWith).includes(true)
    : own.combinesWith[other.class] && other.combinesWith[own.class];
