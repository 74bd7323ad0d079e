// Carts that shoppers ask about, and what they would earn. Part of the contract: types only.
import type { Points, ReasonKey } from './contract.ts';

/** One line of a cart or of a product page, in the buyer's currency and after line discounts. */
export type CartLine = {
  /** Numbers or gids, as text. */
  productId: string;
  variantId: string;
  quantity: number;
  /** The whole line. */
  amount: string;
  isGiftCard?: boolean;
  isSubscription?: boolean;
};

export type Cart = {
  lines: CartLine[];
  /** The currency of every amount in it. */
  currency: string;
  /**
   * Units of `currency` for one unit of the shop's (Shopify.currency.rate in themes; in checkout
   * the quotient of
   * any two known amounts). Needed where the currencies differ.
   */
  currencyRate?: string;
  /** Codes in it already. */
  discountCodes?: string[];
  /** ISO country of the delivery, where known. */
  country?: string;
};

export type EstimateRequest = Cart;
/**
 * What this would earn if ordered now, by the same function as the award. Guests: what a new member
 * would earn.
 */
export type Estimate = {
  points: Points;
  /** By line, in the order of the request. */
  lines: Points[];
  /** When they could be spent, in days after payment; 0: at once. */
  pendingDays: number;
  /** Says why it is 0, e.g. 'excluded', 'programme-paused'. */
  reason: ReasonKey | null;
};
