// The JSON between Encore and everything a shopper sees (theme, checkout, customer account, point
// of sale). Types only: extensions import this file and nothing else of the app. A field is added,
// never renamed.
//
// Doors. X is the last part of the URL; the answer of each is named beside it.
//   theme            GET|POST  /apps/rewards/X          signed by Shopify's app proxy
//   checkout         GET|POST  APP/api/checkout/X       Authorization: Bearer <session token>
//   customer account GET|POST  APP/api/account/X        Authorization: Bearer <session token>
//
//   GET  wallet?locale=cs                Wallet
//   GET  redemption?id=UUID&locale=cs    RedeemAnswer   (the same as redeem gave, in its present
// state)
//   GET  order?id=5123                   OrderPoints    (number or gid; the shopper's own order)
//   GET  referral?code=ANNA-7Q4M&locale= ReferralOffer  (what a friend sees on landing; theme only)
//   POST estimate    EstimateRequest  →  Estimate
//   POST check       CheckRequest     →  CheckAnswer    (this reward against this cart, nothing is
// reserved)
//   POST fit         Cart             →  CartFit        (all rewards and codes against this cart)
//   POST redeem      RedeemRequest    →  RedeemAnswer
//   POST cancel      CancelRequest    →  CancelAnswer
//   POST replace     ReplaceRequest   →  RedeemAnswer   (an old code for one with the reward's
// present terms)
//   POST join        JoinRequest      →  JoinAnswer
//   POST earn        EarnRequest      →  EarnAnswer     (a visit, or a social link followed)
//   POST code        CodeRequest      →  EarnAnswer     (a code from an event or a parcel card)
//   POST told        ToldRequest      →  ToldAnswer     (the member has read `news` up to here)
//   POST birthday    BirthdayRequest  →  BirthdayAnswer (a member tells the day, once a year)
//   POST survey      SurveyRequest    →  SurveyAnswer   (the question beside an order)
//   POST referral    ReferralRequest  →  ReferralAnswer (a friend asks for the code; theme only)
//
// Every POST has `content-type: application/json`; anything else is 415. Every refusal is a Problem
// with a status of 4xx (or 503); its `reason` is the key of a text in the extension's locale files.

import type { Cart } from './carts.ts';
import type { WhyNot, WhyNotThisCart } from './reasons.ts';

export type { Cart, CartLine, Estimate, EstimateRequest } from './carts.ts';
export type { OrderPoints, Survey, SurveyAnswer, SurveyRequest } from './orders.ts';
export type { Problem, ProblemReason, WhyNot, WhyNotThisCart } from './reasons.ts';

/**
 * Decimal text in whole units of `currency`: { amount: '12.50', currency: 'EUR' }. Never a float.
 */
export type Money = { amount: string; currency: string };
/** An instant in ISO 8601, UTC: '2026-11-22T10:00:00.000Z'. */
export type Instant = string;
/** Points are whole; as a number they are exact up to 9,007,199,254,740,991. */
export type Points = number;

/** Everything a panel, page or block shows of one shopper; one request. */
export type Wallet = {
  shop: ShopWords;
  /**
   * 'guest': not signed in. 'visitor': signed in, not a member yet. 'blocked': a member the
   * merchant has shut out.
   */
  state: 'guest' | 'visitor' | 'member' | 'blocked';
  /** All of a member's own; null for guest and visitor. */
  member: MemberWallet | null;
  /** Shown to everybody, in the merchant's order. */
  waysToEarn: WayToEarn[];
  /** The shop's tiers from the lowest to the highest; empty if it has none. */
  tiers: TierWords[];
  /** In the merchant's order. Guests see them too, each with whyNot 'sign-in' or 'join'. */
  rewards: RewardInReach[];
  /**
   * Goes with the next POST through the app proxy; good once, for this shopper, for 30 minutes.
   * Null for guests (but see ReferralOffer.nonce), and not needed with a session token.
   */
  nonce: string | null;
};

export type ShopWords = {
  domain: string;
  name: string;
  /** The shop's currency; points are computed from it. */
  currency: string;
  /** As 'America/New_York': a day that is told is one of the shop's. */
  timezone: string;
  /** The language of every text in this answer: one that the merchant's texts exist in. */
  locale: string;
  direction: 'ltr' | 'rtl';
  /** False while the merchant has paused the programme: show what is held, offer nothing new. */
  isActive: boolean;
  /**
   * The merchant's own wording in this language, by the key of the extensions' texts
   * ('reward.redeem'; plural
   * forms as 'reward.valid.one'). Only what differs from ours; plain text with {{ placeholders }}.
   */
  texts?: Record<string, string>;
  /** Where a guest signs in or signs up; a path or URL of the shop. */
  signInUrl: string;
  /** A mail address or URL of the shop's people, if the merchant gave one. */
  supportUrl: string | null;
  customerAccounts: 'classic' | 'new';
  /** Orders from here on count for who joins; null: all. */
  countsSince: Instant | null;
};

export type MemberWallet = {
  /** The ledger's balance: pending points are not in it. Below 0 after a refund of spent points. */
  balance: Points;
  /** What can be spent now: the balance, never below 0. */
  spendable: Points;
  /** Set if and only if balance < 0. */
  negativeReason: ReasonKey | null;
  /** Earned, but still inside the return window; the nearest first. */
  pending: { points: Points; releasesAt: Instant | null; orderName: string | null }[];
  pendingTotal: Points;
  /** Lots by the last instant they are good, the nearest first; what never expires is in none. */
  expiring: { points: Points; expiresAt: Instant }[];
  tier: MemberTier | null;
  /** The lowest tier, for a member who is in none; null where the shop has no tiers. */
  firstTier: TierAhead | null;
  /** 'MM-DD', once the member has told it. */
  birthday: string | null;
  /** A birthday can be told now: none was yet, or the last a year ago. */
  mayTellBirthday: boolean;
  /** Newest first. Codes that can still be used, and those settled in the last 90 days. */
  codes: HeldCode[];
  /** Lines of `history` in which points went down, until the member says that they were read. */
  news: HistoryLine[];
  /** Newest first, at most 50. */
  history: HistoryLine[];
  referral: Referral | null;
  joinedAt: Instant;
};

export type TierPerk = { kind: 'free-shipping' } | { kind: 'percentage-off'; percent: string };

export type TierWords = {
  id: string;
  name: string;
  /** What it takes: points earned, net sales, or orders, within the merchant's window. */
  threshold: { points: Points } | { spend: Money } | { orders: number };
  /** In the merchant's own words. */
  benefits: string[];
  /** What members have in every cart without a code. */
  perks: TierPerk[];
};

export type MemberTier = {
  id: string;
  name: string;
  since: Instant;
  /** The last instant it is kept without doing anything more, or paid for; null: while reached. */
  until: Instant | null;
  /** Null at the top. */
  next: TierAhead | null;
};

/** A tier that is not reached yet, and the way to it. */
export type TierAhead = {
  id: string;
  name: string;
  missing: { points: Points } | { spend: Money } | { orders: number };
  /** From 0 to 1. */
  progress: number;
};

export type WayToEarn = {
  id: string;
  /**
   * 'order', 'join', 'birthday', 'review', 'referral', 'newsletter', 'social' …; unknown kinds show
   * `name` alone.
   */
  kind: string;
  name: string;
  /** `points` for every `per` of net sales; or `points` once, where per is null. */
  points: Points;
  per: Money | null;
  /** Done and not to be had again, for now or for good. */
  isDone: boolean;
  /** Where a 'social' way leads: http or https. */
  url: string | null;
};

/** What the shopper gets. Percent is '10' for 10 %. */
export type RewardValue =
  | { kind: 'amount-off'; amount: Money }
  | { kind: 'percentage-off'; percent: string }
  | { kind: 'free-shipping'; maximum: Money | null }
  | { kind: 'free-product'; title: string; imageUrl: string | null; quantity: number }
  | { kind: 'store-credit'; amount: Money }
  | { kind: 'gift-card'; amount: Money };

export type RewardInReach = {
  id: string;
  /** In the shopper's language, from the merchant. Plain text: escape it. */
  name: string;
  description: string;
  value: RewardValue;
  /** What it costs; for an incremental reward the cost of one step. */
  points: Points;
  /**
   * Set for incremental rewards: the shopper chooses how many steps. `value.amount` is that of one
   * step.
   */
  steps: { minimum: number; maximum: number | null; affordable: number } | null;
  conditions: RewardConditions;
  /** How long a code is good for, in days; null: without end. */
  validDays: number | null;
  /** How many are left in all; null: no limit. */
  left: number | null;
  canRedeem: boolean;
  whyNot: WhyNot | null;
  /** Points still missing, where whyNot is 'insufficient-points'; otherwise 0. */
  missing: Points;
};

export type RewardConditions = {
  minimum: Money | null;
  /** True if only some products or collections count. */
  isLimitedToProducts: boolean;
  /** Titles for people, at most 5. */
  products: string[];
  purchase: 'one-time' | 'subscription' | 'both';
  /** ISO country codes; empty: everywhere. */
  countries: string[];
  combinesWith: { order: boolean; product: boolean; shipping: boolean };
};

/**
 * 'preparing': points are reserved, Shopify does not have the code yet; ask `redemption` again in a
 * second or two.
 * 'ready': can be used. 'used': an order used it. 'returned': ended without use, points are back.
 * 'expired': ended without use, points are gone.
 */
export type CodeState = 'preparing' | 'ready' | 'used' | 'returned' | 'expired';

export type HeldCode = {
  /** The redemption's id: the uuid that the caller made. */
  id: string;
  rewardId: string;
  name: string;
  value: RewardValue;
  points: Points;
  state: CodeState;
  /** Null while preparing, and for store credit (it is in the account already). */
  code: string | null;
  /**
   * Puts the code into the cart and goes there: https://SHOP/discount/CODE?redirect=/cart. Null
   * unless ready.
   */
  applyUrl: string | null;
  redeemedAt: Instant;
  /** The last instant it is good. */
  expiresAt: Instant | null;
  usedAt: Instant | null;
  /** The name of the order that used it ('#1023'), if it is the shopper's own. */
  orderName: string | null;
  canCancel: boolean;
  /**
   * The merchant changed the reward after this code was given: 'kept' as it was, or 'replaceable'
   * for a new one.
   */
  terms: 'current' | 'kept' | 'replaceable';
  /** Why it ended without use. */
  reason: ReasonKey | null;
  conditions: RewardConditions;
};

/** The reason of an entry or an end, as a key of the locale files (`reason.<key>`). */
export type ReasonKey = string;

export type HistoryLine = {
  id: string;
  at: Instant;
  kind: 'earn' | 'reverse' | 'redeem' | 'return' | 'expire' | 'adjust';
  /** Signed: below 0 where points went away. */
  points: Points;
  balanceAfter: Points;
  reason: ReasonKey;
  /**
   * The merchant's or the order's own words, to be shown as they are: '#1023', 'Sorry for the
   * delay'.
   */
  note: string | null;
};

export type Referral = {
  code: string;
  /** The link to share, on the shop's own storefront. */
  url: string;
  shareTexts: { subject: string; text: string };
  advocateGets: { points: Points } | { rewardName: string; value: RewardValue };
  friendGets: { rewardName: string; value: RewardValue };
  counts: { visited: number; joined: number; waiting: number; completed: number };
};

export type CheckRequest = { rewardId: string; steps?: number; cart: Cart };
export type CheckAnswer =
  | { ok: true }
  | { ok: false; reason: WhyNot | WhyNotThisCart; missing?: Money | Points };

/** What this cart would refuse, by id: rewards on offer, and codes held that are not in it. */
export type CartFit = { rewards: Record<string, Misfit>; codes: Record<string, Misfit> };
export type Misfit = { reason: WhyNotThisCart; missing?: Money };

export type RedeemRequest = {
  /**
   * A uuid made by the caller (crypto.randomUUID()) before the first try, and the same in every
   * repeat of it.
   */
  id: string;
  rewardId: string;
  /** For incremental rewards; otherwise left out. */
  steps?: number;
  /** The cart it is meant for. It is checked before anything is reserved. Left out: not checked. */
  cart?: Cart;
  locale?: string;
  /** Through the app proxy only: Wallet.nonce, or the `nonce` of the latest answer. */
  nonce?: string;
};
export type RedeemAnswer = {
  code: HeldCode;
  balance: Points;
  spendable: Points;
  /** For the next POST through the app proxy. */
  nonce: string | null;
};

export type CancelRequest = { id: string; locale?: string; nonce?: string };
export type CancelAnswer = RedeemAnswer;

/** `newId` is made by the caller like RedeemRequest.id. Costs nothing: the points move with it. */
export type ReplaceRequest = { id: string; newId: string; locale?: string; nonce?: string };

export type JoinRequest = { locale?: string; nonce?: string };
/** `claimed`: points of earlier orders that joining brought. */
export type JoinAnswer = { wallet: Wallet; claimed: Points };

/** `id` is that of a WayToEarn of kind 'visit' or 'social'; it is had at most once a day. */
export type EarnRequest = { id: string; locale?: string; nonce?: string };
/** Of any WayToEarn of kind 'code', compared without case and blanks. */
export type CodeRequest = { code: string; locale?: string; nonce?: string };
export type EarnAnswer = { wallet: Wallet; points: Points };

/** `id` is that of the newest line of `news`. */
export type ToldRequest = { id: string; locale?: string; nonce?: string };
export type ToldAnswer = { wallet: Wallet };

/** `birthday`: 'MM-DD'. Another one within a year is refused with 'birthday-set'. */
export type BirthdayRequest = { birthday: string; locale?: string; nonce?: string };
export type BirthdayAnswer = { wallet: Wallet };

export type ReferralOffer = {
  isOpen: boolean;
  /** Set if not open: 'referral-unknown', 'referral-paused', 'referral-own', 'referral-limit'. */
  reason: ReasonKey | null;
  friendGets: { rewardName: string; value: RewardValue; conditions: RewardConditions } | null;
  nonce: string;
};

export type ReferralRequest = {
  code: string;
  email: string;
  /** A random text that the theme keeps in localStorage: hashed, for the fraud check alone. */
  device?: string;
  locale?: string;
  nonce: string;
};
export type ReferralAnswer = { code: string; applyUrl: string; expiresAt: Instant | null };

/**
 * Point of sale and the admin's customer page; staff only: GET /api/staff/customer?id=5123, POST
 * /api/staff/adjust.
 */
export type StaffCustomer = {
  customerId: string;
  name: string;
  isMember: boolean;
  /** A member the merchant has shut out. */
  isBlocked: boolean;
  balance: Points;
  pendingTotal: Points;
  tier: string | null;
  /** CLV of the next 12 months; null while there is none. */
  predictedValue: Money | null;
  /** 'champions', 'at-risk' …; null for a customer without orders. */
  group: string | null;
  history: HistoryLine[];
  codes: HeldCode[];
  /** The customer's page inside Encore, as a path of the admin ('/app/customers/5123'). */
  path: string;
};

/** `id` is made by the caller like RedeemRequest.id. The answer is the StaffCustomer after it. */
export type StaffAdjust = { id: string; customerId: string; points: Points; note: string };
