// A reward and a redemption as the contract words them.
import { lastInstantOf } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import {
  affordableSteps,
  type Buyer,
  mayHave,
  type Offer,
  standingOf,
  wordsOf,
} from '#app/rewards/offer.ts';
import type { Held, HeldRedemption, Reward } from '#app/rewards/read.server.ts';
import type { Terms, Value } from '#app/rewards/terms.ts';
import { valueOfSteps } from '#app/rewards/terms.ts';
import type {
  CodeState,
  HeldCode,
  Money,
  RewardConditions,
  RewardInReach,
  RewardValue,
} from './contract.ts';

export const moneyOf = (minor: bigint, currency: string): Money => ({
  amount: decimalText(minor, currency),
  currency,
});

export function valueWords(value: Value, currency: string): RewardValue {
  switch (value.kind) {
    case 'percentage-off':
      return { kind: value.kind, percent: String(value.basisPoints / 100) };
    case 'free-shipping':
      return {
        kind: value.kind,
        maximum: value.maximum === null ? null : moneyOf(value.maximum, currency),
      };
    case 'free-product': {
      const { kind, title, imageUrl, quantity } = value;
      return { kind, title, imageUrl, quantity };
    }
    default:
      return { kind: value.kind, amount: moneyOf(value.amount, currency) };
  }
}

export function conditionWords({ conditions }: Terms, currency: string): RewardConditions {
  const { minimum, productIds, collectionIds, titles, purchase, countries, combinesWith } =
    conditions;
  return {
    minimum: minimum === null ? null : moneyOf(minimum, currency),
    isLimitedToProducts: productIds.length + collectionIds.length > 0,
    products: titles,
    purchase,
    countries,
    combinesWith,
  };
}

export type Viewer = {
  buyer: Buyer;
  exchanges: Held['exchanges'];
  locale: string;
  currency: string;
  programmeIsActive: boolean;
  now: Date;
};

/** A reward on offer, with whether this shopper can have it and why not. */
export function inReach(reward: Reward, taken: number, viewer: Viewer): RewardInReach {
  const { offer, terms } = reward;
  const { buyer, currency, locale, now } = viewer;
  const steps = offer.steps?.minimum ?? 1;
  const counts = countsOf(offer, viewer.exchanges[reward.id] ?? [], taken, now);
  const answer = mayHave(reward, buyer, counts, steps, viewer.programmeIsActive, now);
  const { minimum = 1, maximum = null } = offer.steps ?? {};
  const affordable = affordableSteps(offer, buyer.spendable);
  return {
    id: reward.id,
    ...wordsOf(offer, locale),
    value: valueWords(terms.value, currency),
    points: offer.points,
    steps: offer.steps === null ? null : { minimum, maximum, affordable },
    conditions: conditionWords(terms, currency),
    validDays: terms.validDays,
    left: offer.stock === null ? null : Math.max(0, offer.stock - taken),
    canRedeem: answer.can,
    whyNot: answer.can ? null : answer.why,
    missing: answer.can ? 0 : Number(answer.missing),
  };
}

function countsOf(offer: Offer, exchanges: readonly number[], taken: number, now: Date) {
  const since = now.getTime() - (offer.perPeriod?.days ?? 0) * 86_400_000;
  return {
    all: taken,
    own: exchanges.length,
    ownInPeriod: exchanges.filter((at) => at > since).length,
  };
}

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export type CodeContext = {
  reward: Reward;
  /** Of the version that the code was made with. */
  terms: Terms;
  locale: string;
  currency: string;
  /** https://… of the storefront, without a slash at the end; '' on the storefront itself. */
  storefront: string;
  now: Date;
};

/** A redemption as its holder sees it. */
export function heldCode(held: HeldRedemption, context: CodeContext): HeldCode {
  const { reward, terms, locale, currency, now } = context;
  const state = codeState(held, now);
  const isCode = held.kind !== 'store-credit';
  const isCartCode = isCode && held.kind !== 'gift-card';
  const url = `${context.storefront}/discount/${encodeURIComponent(held.code)}?redirect=/cart`;
  return {
    id: held.id,
    rewardId: held.rewardId,
    name: wordsOf(reward.offer, locale).name,
    value: valueWords(valueOfSteps(terms.value, held.steps), currency),
    points: held.points,
    state,
    code: state === 'preparing' || !isCode ? null : held.code,
    applyUrl: state === 'ready' && isCartCode ? url : null,
    redeemedAt: new Date(held.reservedAt).toISOString(),
    expiresAt: held.expiresAt === null ? null : lastInstantOf(held.expiresAt).toISOString(),
    usedAt: instant(held.usedAt),
    orderName: held.orderName,
    canCancel:
      (state === 'ready' || state === 'preparing') &&
      isCartCode &&
      !held.isEnding &&
      held.points > 0 &&
      reward.offer.canCancel,
    terms: standingOf(held, reward),
    reason: held.isEnding && state !== 'used' ? held.endReason : endOf(held, state),
    conditions: conditionWords(terms, currency),
  };
}

const endOf = (held: HeldRedemption, state: CodeState) =>
  state === 'returned' || state === 'expired' ? (held.endReason ?? 'expired') : null;

function codeState(held: HeldRedemption, now: Date): CodeState {
  if (held.state === 'used') return 'used';
  if (held.state === 'released') return held.returnedPoints > 0 ? 'returned' : 'expired';
  // Shopify takes it no more, though an order of the last minute may still be on its way to us.
  if (held.expiresAt !== null && held.expiresAt <= now.getTime()) return 'expired';
  // On its way out: not to be used any more, not given back yet.
  return held.state === 'reserved' || held.isEnding ? 'preparing' : 'ready';
}
