// Puts together what a shopper sees of points, rewards and codes. Pure: everything it needs is read
// before.
import { lastInstantOf } from '#app/basics/calendar.ts';
import { isUsedUp } from '#app/loyalty/earning/action-worth.ts';
import { shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { mayChange } from '#app/loyalty/members/birthday.ts';
import type { Action, Rules } from '#app/loyalty/programme/rules.ts';
import type { MemberPoints } from '#app/loyalty/read-member.server.ts';
import type { Buyer } from '#app/rewards/offer.ts';
import { type Perk, perksOf } from '#app/rewards/perks/perk.ts';
import type { Held } from '#app/rewards/read.server.ts';
import type {
  HistoryLine,
  MemberTier,
  MemberWallet,
  Referral,
  ShopWords,
  TierAhead,
  TierPerk,
  TierWords,
  Wallet,
  WayToEarn,
} from './contract.ts';
import { friendGets } from './referral-words.ts';
import { heldCode, inReach, moneyOf } from './reward-words.ts';
import type { Shelf } from './shelf.server.ts';
import { languageOf } from './texts/wording.ts';

/** The languages of the extensions' own texts; others see English. */
const LOCALES = ['en', 'cs', 'nb', 'no', 'uk', 'th', 'he', 'de', 'fr'];

export type WalletFacts = {
  shelf: Shelf;
  customerId: bigint | null;
  member: MemberPoints | null;
  held: Held;
  tier: MemberTier | null;
  /** For a member in no tier: the lowest and the way to it. */
  firstTier: TierAhead | null;
  groups: readonly string[];
  referral: Referral | null;
  nonce: string | null;
  locale: string;
  /** Seen on the shop's own pages, where a path is enough and always right. */
  isOnStorefront: boolean;
  now: Date;
};

export function walletOf(facts: WalletFacts): Wallet {
  const { shelf, member, held, now } = facts;
  const { shop, rules } = shelf;
  const words = shopWords(shelf, facts.locale, facts.isOnStorefront);
  const buyer = buyerOf(facts);
  const viewer = {
    buyer,
    exchanges: held.exchanges,
    locale: facts.locale,
    currency: shop.currency,
    programmeIsActive: words.isActive,
    now,
  };
  const rewards = [...shelf.rewards.values()].filter(({ state }) => state === 'active');
  return {
    shop: words,
    state: buyer.state,
    member: member && buyer.state !== 'visitor' ? memberWallet(facts, member, buyer) : null,
    waysToEarn: rules ? [...waysToEarn(rules, shop, member, now), ...inviting(facts)] : [],
    tiers: rules ? tierWords(rules, shop.currency) : [],
    rewards: rewards.map((reward) => inReach(reward, shelf.taken.get(reward.id) ?? 0, viewer)),
    nonce: facts.nonce,
  };
}

/** Where the shop's storefront is, without a slash at the end. */
export const storefrontOf = ({ shop }: Shelf): string =>
  (shop.storefrontUrl || `https://${shop.domain}`).replace(/\/+$/, '');

export function shopWords(shelf: Shelf, locale: string, isOnStorefront = false): ShopWords {
  const { shop, rules, voice } = shelf;
  const [base = 'en'] = locale.split('-');
  return {
    domain: shop.domain,
    name: shop.name,
    currency: shop.currency,
    timezone: shop.timezone,
    locale: LOCALES.includes(base) ? locale : 'en',
    direction: base === 'he' || base === 'ar' ? 'rtl' : 'ltr',
    isActive: rules?.isActive ?? false,
    signInUrl: `${isOnStorefront ? '' : storefrontOf(shelf)}/account/login`,
    texts: voice.texts.get(languageOf(locale)) ?? {},
    supportUrl: voice.supportUrl,
    customerAccounts: shop.customerAccounts,
    countsSince: shelf.countsSince?.toISOString() ?? null,
  };
}

/** What is open to be spent. */
function spendableOf(member: MemberPoints | null, now: Date): number {
  const open = (member?.lots ?? []).filter(
    ({ opensAt }) => opensAt !== null && opensAt <= now.getTime(),
  );
  return open.reduce((sum, { points }) => sum + points, 0);
}

export function buyerOf({ customerId, member, groups, now }: WalletFacts): Buyer {
  const state = stateOf(customerId, member);
  return {
    state,
    spendable: state === 'member' ? BigInt(spendableOf(member, now)) : 0n,
    tier: member?.tier?.id ?? null,
    groups,
  };
}

function stateOf(customerId: bigint | null, member: MemberPoints | null): Buyer['state'] {
  if (customerId === null) return 'guest';
  if (member?.status === 'member') return 'member';
  return member?.status === 'blocked' ? 'blocked' : 'visitor';
}

function memberWallet(facts: WalletFacts, member: MemberPoints, buyer: Buyer): MemberWallet {
  const { now, shelf, held } = facts;
  const pending = member.lots
    .filter(({ opensAt }) => opensAt === null || opensAt > now.getTime())
    .sort((a, b) => (a.opensAt ?? Number.MAX_VALUE) - (b.opensAt ?? Number.MAX_VALUE));
  const pendingTotal = pending.reduce((sum, { points }) => sum + points, 0);
  return {
    // The ledger counts what is still in its return window; the shopper is shown it apart.
    balance: member.balance - pendingTotal,
    spendable: Number(buyer.spendable),
    negativeReason: member.balance < pendingTotal ? debtReason(member) : null,
    pending: pending.map(({ points, opensAt, orderName }) => ({
      points,
      releasesAt: opensAt === null ? null : new Date(opensAt).toISOString(),
      orderName,
    })),
    pendingTotal,
    expiring: expiringOf(member),
    tier: facts.tier,
    firstTier: facts.firstTier,
    birthday: birthdayOf(member),
    mayTellBirthday: mayTell(member, now),
    codes: held.redemptions.flatMap((redemption) => {
      const reward = shelf.rewards.get(redemption.rewardId);
      const terms = shelf.terms.get(`${redemption.rewardId}/${redemption.version}`);
      // Exchanged in the last seconds for a reward that is newer than the shelf: the next look
      // shows it.
      if (!reward || !terms) return [];
      return heldCode(redemption, {
        reward,
        terms,
        locale: facts.locale,
        currency: shelf.shop.currency,
        storefront: facts.isOnStorefront ? '' : storefrontOf(shelf),
        now,
      });
    }),
    news: member.entries.filter((entry) => isNews(entry, member)).map(historyLine),
    history: member.entries.map(historyLine),
    referral: facts.referral,
    joinedAt: new Date(member.joinedAt).toISOString(),
  };
}

type Entry = MemberPoints['entries'][number];

/**
 * Points that went down by nothing the member did, and that they have not read of. What happened
 * before they joined was never theirs.
 */
const isNews = ({ points, kind, at, isTold }: Entry, { joinedAt }: MemberPoints) =>
  points < 0 && kind !== 'redeem' && !isTold && at > joinedAt;

const historyLine = (entry: Entry): HistoryLine => ({
  id: entry.id,
  at: new Date(entry.at).toISOString(),
  kind: entry.kind,
  points: entry.points,
  balanceAfter: entry.balanceAfter,
  reason: entry.reason,
  note: entry.orderName ?? entry.note,
});

/** 'MM-DD', as it is sent. */
const birthdayOf = ({ birthday }: MemberPoints): string | null =>
  birthday &&
  [birthday.month, birthday.day].map((number) => String(number).padStart(2, '0')).join('-');

const mayTell = ({ birthday }: MemberPoints, now: Date): boolean =>
  mayChange(birthday && new Date(birthday.setAt), now);

const debtReason = ({ entries }: MemberPoints) =>
  entries.find(({ points, balanceAfter }) => points < 0 && balanceAfter < 0)?.reason ?? 'refund';

function expiringOf({ lots }: MemberPoints): MemberWallet['expiring'] {
  const sums = new Map<number, number>();
  for (const { points, expiresAt } of lots) {
    if (expiresAt !== null) sums.set(expiresAt, (sums.get(expiresAt) ?? 0) + points);
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([end, points]) => ({ points, expiresAt: lastInstantOf(end).toISOString() }));
}

function waysToEarn(
  rules: Rules,
  { currency, timezone }: Shelf['shop'],
  member: MemberPoints | null,
  now: Date,
): WayToEarn[] {
  const calendar = shopCalendar(timezone);
  const isDone = (action: Action) => {
    const times = (member?.actions[action.id] ?? []).map((at) => new Date(at));
    return times.length > 0 && isUsedUp(action, now, times, calendar);
  };
  const { base } = rules.order;
  const orders: WayToEarn[] =
    base.kind === 'none'
      ? []
      : [
          {
            id: 'order',
            kind: 'order',
            name: '',
            points: Number(base.points),
            per: base.kind === 'per-amount' ? moneyOf(base.per, currency) : null,
            isDone: false,
            url: null,
          },
        ];
  // Who is a member has joined already, with points for it or without.
  const actions = rules.actions.filter(
    (action) => isOpen(action, now) && !(action.kind === 'sign-up' && member !== null),
  );
  return [
    ...orders,
    ...actions.map((action) => ({
      id: action.id,
      kind: action.kind === 'sign-up' ? 'join' : action.kind,
      name: action.name,
      points: Number(action.points),
      per: null,
      isDone: isDone(action),
      url: action.kind === 'social' ? action.url : null,
    })),
  ];
}

/** Inviting friends is no rule of the programme, but a way to earn where it brings points. */
function inviting({ shelf, locale }: WalletFacts): WayToEarn[] {
  const { advocate } = shelf.referrals;
  if (advocate.kind !== 'points' || !friendGets(shelf, locale)) return [];
  const { points } = advocate;
  return [
    { id: 'referral', kind: 'referral', name: '', points, per: null, isDone: false, url: null },
  ];
}

const isOpen = ({ isOn, startsAt, endsAt }: Action, now: Date) =>
  isOn && (startsAt === null || startsAt <= now) && (endsAt === null || endsAt > now);

function tierWords(rules: Rules, currency: string): TierWords[] {
  const { tiers } = rules;
  if (!tiers) return [];
  const inCarts = perksOf(rules);
  return tiers.levels.map(({ id, name, threshold, perks }) => ({
    id,
    name,
    threshold: amountOf(tiers.basis, threshold, currency),
    benefits: perks.words,
    perks: inCarts.filter(({ tierId }) => tierId === id).map(perkWords),
  }));
}

const perkWords = ({ percentOff }: Perk): TierPerk =>
  percentOff === null
    ? { kind: 'free-shipping' }
    : { kind: 'percentage-off', percent: String(percentOff) };

/** A tier's measure in the words of the contract. */
export function amountOf(
  basis: 'spend' | 'points' | 'orders',
  amount: bigint,
  currency: string,
): TierWords['threshold'] {
  if (basis === 'spend') return { spend: moneyOf(amount, currency) };
  return basis === 'points' ? { points: Number(amount) } : { orders: Number(amount) };
}

/**
 * The member's tier and the way to the next; null for who is in none. `reached` is what counts
 * towards tiers so far, in their own measure.
 */
export function memberTier(
  rules: Rules,
  change: MemberPoints['tier'],
  reached: bigint,
  currency: string,
): MemberTier | null {
  const level = rules.tiers?.levels.find(({ id }) => id === change?.id);
  if (!level || !change) return null;
  return {
    id: level.id,
    name: level.name,
    since: new Date(change.since).toISOString(),
    until: change.keptUntil === null ? null : lastInstantOf(change.keptUntil).toISOString(),
    next: tierAhead(rules, change, reached, currency),
  };
}

/** The tier above the member's own, and the way to it: the lowest for who is in none. */
export function tierAhead(
  rules: Rules,
  change: MemberPoints['tier'],
  reached: bigint,
  currency: string,
): TierAhead | null {
  const { tiers } = rules;
  const place = tiers?.levels.findIndex(({ id }) => id === change?.id) ?? -1;
  const next = tiers?.levels[place + 1];
  if (!tiers || !next) return null;
  const missing = next.threshold > reached ? next.threshold - reached : 0n;
  return {
    id: next.id,
    name: next.name,
    missing: amountOf(tiers.basis, missing, currency),
    progress: next.threshold === 0n ? 1 : progressOf(reached, next.threshold),
  };
}

const progressOf = (reached: bigint, threshold: bigint) =>
  Math.min(1, Number((reached * 1000n) / threshold) / 1000);
