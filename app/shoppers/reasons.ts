// Why something is refused, as keys of the extensions' texts. Part of the contract: types only.
import type { Money, Points } from './contract.ts';

/**
 * Why a reward cannot be had now. Each is a key in the extensions' locale files (`reason.<key>`).
 */
export type WhyNot =
  | 'sign-in'
  | 'join'
  | 'blocked'
  | 'programme-paused'
  | 'insufficient-points'
  | 'reward-not-started'
  | 'reward-ended'
  | 'reward-archived'
  | 'out-of-stock'
  | 'limit-reached'
  | 'tier-too-low'
  | 'not-for-you';

/** Why a code would not work in this cart. */
export type WhyNotThisCart =
  | 'cart-empty'
  | 'minimum-not-met'
  | 'no-matching-product'
  | 'no-one-time-product'
  | 'no-subscription-product'
  | 'country-not-served'
  | 'does-not-combine'
  | 'code-limit-of-cart';

/** The body of every refusal. */
export type Problem = {
  reason: ProblemReason;
  /** English, for developers; never shown to shoppers. */
  message: string;
  /** What is missing, where that is the reason. */
  missing?: Points | Money;
  /** Seconds after which a repeat makes sense, with 'too-many-requests' and 'try-again'. */
  retryAfter?: number;
  /** With 'nonce-used': a fresh one, to ask again with at once. */
  nonce?: string;
};

export type ProblemReason =
  | WhyNot
  | WhyNotThisCart
  | 'bad-request'
  | 'not-json'
  | 'not-signed-in'
  | 'bad-signature'
  | 'shop-unknown'
  | 'not-found'
  | 'nonce-used'
  | 'id-taken'
  | 'too-many-requests'
  | 'try-again'
  | 'already-used'
  | 'already-ended'
  | 'cannot-cancel'
  | 'cannot-replace'
  | 'refused-by-shopify'
  | 'earned-already'
  | 'code-unknown'
  | 'not-running'
  | 'referral-unknown'
  | 'referral-paused'
  | 'referral-own'
  | 'referral-existing-customer'
  | 'referral-limit';
