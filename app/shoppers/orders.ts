// What is shown and asked beside an order. Part of the contract: types only.
import type { Instant, Points, Referral } from './contract.ts';

/** Thank-you and order status. */
export type OrderPoints = {
  /**
   * 'guest': nobody is signed in: show an Estimate of the lines and ShopWords.signInUrl.
   * 'waiting': the order has not reached Encore yet; ask again in a few seconds.
   * 'visitor': signed in but not a member: joining claims `points`.
   * 'pending': earned, spendable from `spendableAt`. 'earned': spendable. 'none': this order earns
   * nothing.
   */
  state: 'guest' | 'waiting' | 'visitor' | 'pending' | 'earned' | 'none';
  points: Points;
  spendableAt: Instant | null;
  /** Points that were taken back again, by refunds or a cancellation (not below 0). */
  reversed: Points;
  balance: Points | null;
  signInUrl: string;
  referral: Referral | null;
  /** The merchant's one question about this order; null if there is none or it was answered. */
  survey: Survey | null;
};

export type Survey = {
  id: string;
  /** In the shopper's language where the merchant wrote it; plain text. */
  question: string;
  choices: string[];
  /** What a member gets for an answer; null for nobody's points. */
  points: Points | null;
};

/** `choice` counts from 0. The order is the shopper's own, or a guest's of this hour. */
export type SurveyRequest = {
  orderId: string;
  surveyId: string;
  choice: number;
  locale?: string;
};
/** `points`: what the answer brought; 0 for guests, and where it brings none. */
export type SurveyAnswer = { points: Points };
