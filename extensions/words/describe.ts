// Rewards, gifts, conditions, history and refusals in words. What is true was decided by the app;
// here it is only said.
import type {
  HeldCode,
  HistoryLine,
  MemberTier,
  MemberWallet,
  Money,
  Points,
  Problem,
  Referral,
  RewardConditions,
  RewardInReach,
  RewardValue,
  ShopWords,
  TierWords,
  Wallet,
  WayToEarn,
} from '../../app/shoppers/contract.ts';
import type { Say } from './say.ts';

/** '5 € off', 'Free shipping': what a reward is. */
export function valueInWords(say: Say, value: RewardValue, steps = 1): string {
  switch (value.kind) {
    case 'percentage-off':
      return say.text('reward.percentage-off', { percent: say.percent(value.percent) });
    case 'free-shipping':
      return say.text('reward.free-shipping');
    case 'free-product':
      return say.text('reward.free-product', { title: value.title });
    default:
      return say.text(`reward.${value.kind}`, { amount: say.money(times(value.amount, steps)) });
  }
}

/** The merchant's name of a reward, or what it is worth where they gave none. */
export const rewardName = (say: Say, reward: { name: string; value: RewardValue }) =>
  reward.name ? say.own(reward.name) : valueInWords(say, reward.value);

/**
 * '$5 off · ' and `more`. What it is worth is left out where there is no name, because it is what
 * the reward is called then.
 */
export const worthInWords = (
  say: Say,
  { name, value }: { name: string; value: RewardValue },
  more: string,
  steps = 1,
): string => [name && valueInWords(say, value, steps), more].filter(Boolean).join(' · ');

const times = (money: Money, steps: number): Money =>
  steps === 1 ? money : { amount: String(Number(money.amount) * steps), currency: money.currency };

type SmallPrint = {
  conditions: RewardConditions;
  value: RewardValue;
  validDays?: RewardInReach['validDays'];
  left?: RewardInReach['left'];
};

/** The small print of a reward or a code, one short line each. */
export function conditionsInWords(
  say: Say,
  { conditions, value, validDays, left }: SmallPrint,
): string[] {
  const { minimum, products, isLimitedToProducts, purchase, countries, combinesWith } = conditions;
  const lines = [
    minimum && say.text('reward.minimum', { amount: say.money(minimum) }),
    products.length > 0 && say.text('reward.products', { products: products.join(', ') }),
    isLimitedToProducts && products.length === 0 && say.text('reward.some_products'),
    purchase !== 'both' && say.text(`reward.${purchase}`),
    value.kind === 'free-shipping' &&
      value.maximum &&
      say.text('reward.shipping_to', { amount: say.money(value.maximum) }),
    countries.length > 0 &&
      say.text('reward.countries', { countries: countries.map(say.country).join(', ') }),
    !combinesWith.order &&
      !combinesWith.product &&
      !combinesWith.shipping &&
      say.text('reward.alone'),
    validDays != null && say.text('reward.valid', { count: validDays }),
    left != null && say.text('reward.left', { count: left }),
  ];
  return lines.filter((line): line is string => !!line);
}

/** Why a reward cannot be had now. */
export function whyNotInWords(say: Say, reward: RewardInReach): string {
  if (!reward.whyNot) return '';
  return reward.missing > 0
    ? say.text('reward.missing', { points: say.points(reward.missing) })
    : say.text(`reason.${reward.whyNot}`);
}

/** A refusal of a door, said to the shopper; unknown ones are 'Please try again in a moment.' */
export function refusalInWords(
  say: Say,
  problem: { reason: Problem['reason']; missing?: Money | Points },
): string {
  const { reason, missing } = problem;
  if (reason === 'minimum-not-met' && missing && typeof missing === 'object') {
    return say.text('reason.minimum-missing', { amount: say.money(missing) });
  }
  if (reason === 'insufficient-points' && typeof missing === 'number' && missing > 0) {
    return say.text('reward.missing', { points: say.points(missing) });
  }
  return say.text(`reason.${reason}`) || say.text('reason.try-again');
}

/** Why an entry stands in the history. */
export const historyInWords = (say: Say, line: HistoryLine): string =>
  say.text(`entry.${line.reason}`) || say.text(`history.${line.kind}`);

/**
 * 'Used in order #1023', 'Your code is being made…'; of a code that can be used what it is worth
 * beside its name, and how long: '$5 off · Valid until Jan 5, 2027'.
 */
export function codeInWords(say: Say, code: HeldCode): string {
  switch (code.state) {
    case 'preparing':
      return say.text('code.preparing');
    case 'used':
      if (code.value.kind === 'store-credit') return say.text('code.credited');
      return code.orderName
        ? say.text('code.used_in', { order: code.orderName })
        : say.text('code.used');
    case 'returned':
    case 'expired':
      return say.text(`code.${code.state}`);
    case 'ready':
      return worthInWords(
        say,
        code,
        code.expiresAt ? say.text('code.until', { date: say.date(code.expiresAt) }) : '',
      );
  }
}

/** 'Place an order: 10 points for every 1 € you spend' without the name before the colon. */
export const wayInWords = (say: Say, way: WayToEarn): string =>
  way.per
    ? say.text('ways.per', { points: say.points(way.points), amount: say.money(way.per) })
    : say.points(way.points);

/** The merchant's own name of a way to earn, or ours, as the history has it. */
export const wayName = (say: Say, { name, kind }: WayToEarn): string =>
  name || say.text(kind === 'referral' ? 'ways.referral' : `entry.${kind}`);

const MOST_LINES = 5;

/** Points and their day, the nearest first; what comes after the fifth line is summed up. */
const dated = <T extends { points: Points }>(
  say: Say,
  all: readonly T[],
  day: (one: T) => string,
): [string, string][] =>
  all.slice(0, MOST_LINES + 1).map((one, place) => {
    if (place < MOST_LINES) return [say.points(one.points), day(one)];
    const rest = all.slice(place).reduce((sum, { points }) => sum + points, 0);
    return [say.text('balance.later', { points: say.points(rest) }), ''];
  });

export const pendingInWords = (say: Say, { pending }: MemberWallet): [string, string][] =>
  dated(say, pending, ({ releasesAt }) =>
    releasesAt
      ? say.text('balance.ready_on', { date: say.date(releasesAt) })
      : say.text('balance.ready_soon'),
  );

export const expiringInWords = (say: Say, { expiring }: MemberWallet): [string, string][] =>
  dated(say, expiring, ({ expiresAt }) =>
    say.text('balance.use_by', { date: say.date(expiresAt) }),
  );

/** Why the balance is below zero; null where it is not. */
export const debtInWords = (say: Say, { negativeReason }: MemberWallet): string | null =>
  negativeReason && say.text('balance.negative', { reason: say.text(`entry.${negativeReason}`) });

/** That joining is free, and which orders count. */
export const joinInWords = (say: Say, { countsSince }: ShopWords): string =>
  say.text(countsSince ? 'guest.join_since' : 'guest.join_text', {
    date: countsSince ? say.date(countsSince) : '',
  });

/** A way to earn of this kind that a member can still go. */
export const openWay = ({ state, waysToEarn }: Wallet, kind: string): WayToEarn | undefined =>
  state === 'member' ? waysToEarn.find((way) => way.kind === kind && !way.isDone) : undefined;

/** 'You received 50 points.' */
export const givenInWords = (say: Say, points: Points): string =>
  say.text('ways.given', { points: say.points(points) });

/** What a tier gives: what works by itself, then the merchant's own words. */
export const benefitsInWords = (say: Say, { perks, benefits }: TierWords): string[] =>
  perks
    .map((perk) =>
      say.text(
        `tier.${perk.kind}`,
        'percent' in perk ? { percent: say.percent(perk.percent) } : {},
      ),
    )
    .concat(benefits);

/** What is missing until a tier: points, money or orders. */
export function missingInWords(
  say: Say,
  missing: NonNullable<MemberTier['next']>['missing'],
): string {
  if ('points' in missing) return say.points(missing.points);
  if ('spend' in missing) return say.money(missing.spend);
  return say.text('tier.orders', { count: missing.orders });
}

/** What the advocate gets for a friend. */
export const giftInWords = (say: Say, gift: Referral['advocateGets']): string =>
  'points' in gift
    ? say.points(gift.points)
    : rewardName(say, { name: gift.rewardName, value: gift.value });
