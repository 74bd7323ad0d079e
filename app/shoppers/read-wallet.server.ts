// Reads everything of one shopper for the wallet. Who looked a moment ago is asked only whether
// anything has changed since; the shop's own part is on the shelf.
import { pool } from '#app/db.server.ts';
import { shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { type MemberPoints, readMembers } from '#app/loyalty/read-member.server.ts';
import { readStandings } from '#app/loyalty/tiers/read.server.ts';
import type { Standing } from '#app/loyalty/tiers/tier-decision.ts';
import { type ReferralCounts, readReferralCounts } from '#app/referrals/read.server.ts';
import { type Held, readHeld } from '#app/rewards/read.server.ts';
import { readBuyerGroups } from '#app/rewards/read-belonging.server.ts';
import { batched } from './batching.server.ts';
import type { Wallet } from './contract.ts';
import { makeNonce } from './nonce.server.ts';
import { readVersions } from './read-versions.server.ts';
import { referralOf } from './referral-words.ts';
import { Remembered } from './remembering.ts';
import type { Shelf } from './shelf.server.ts';
import { memberTier, storefrontOf, tierAhead, type WalletFacts, walletOf } from './wallet.ts';

const NOTHING_HELD: Held = { redemptions: [], exchanges: {} };
const versionOf = batched(readVersions);
const memberOf = batched((shopId, ids) => readMembers(shopId, ids, new Date()));
const countsOf = batched(readReferralCounts);
const heldBy = batched((shopId, ids) => readHeld(shopId, ids, new Date()));

/** What is read of one shopper: nothing in it depends on the instant, the language or the page. */
type Own = {
  member: MemberPoints | null;
  held: Held;
  counts: ReferralCounts | null;
  /** What counts towards tiers so far; 0 where the shop has none. */
  reached: bigint;
};

const NOBODY: Own = { member: null, held: NOTHING_HELD, counts: null, reached: 0n };

/** What moves by the calendar alone (a window of tiers) may be so much behind. */
const KEPT_MS = 60_000;
const remembered = new Remembered<Own & { rules: Rules | null }>(10_000, KEPT_MS);

export type Asking = {
  shelf: Shelf;
  customerId: bigint | null;
  locale: string;
  isOnStorefront: boolean;
  now: Date;
};

/** What a wallet is made of; also what the doors judge an exchange by. */
export async function readWalletFacts(asking: Asking): Promise<WalletFacts> {
  const { shelf, customerId, locale, isOnStorefront, now } = asking;
  const { rules, shop, rewards } = shelf;
  const [{ held, counts, reached, ...own }, groups] =
    customerId === null
      ? [NOBODY, []]
      : await Promise.all([
          readOwn(shelf, customerId, now),
          readBuyerGroups(shop, customerId, rewards.values(), now),
        ]);
  const member = own.member && withoutLapsed(own.member, now);
  return {
    shelf,
    customerId,
    member,
    held,
    ...tiersOf(rules, member, reached, shop.currency),
    groups,
    referral: referralOf(shelf, counts, storefrontOf(shelf), locale),
    nonce: customerId === null ? null : makeNonce({ shopId: shop.id, customerId }, now),
    locale,
    isOnStorefront,
    now,
  };
}

function tiersOf(
  rules: Rules | null,
  member: MemberPoints | null,
  reached: bigint,
  currency: string,
): Pick<WalletFacts, 'tier' | 'firstTier'> {
  if (!rules || !member) return { tier: null, firstTier: null };
  const tier = memberTier(rules, member.tier, reached, currency);
  const firstTier = tier ? null : tierAhead(rules, null, reached, currency);
  return { tier, firstTier };
}

/** As remembered, if nothing has changed since; the version is read before what it stands for. */
async function readOwn(shelf: Shelf, customerId: bigint, now: Date): Promise<Own> {
  const { rules, shop } = shelf;
  const name = `${shop.id}/${customerId}`;
  const version = (await versionOf(shop.id, customerId)) ?? '';
  const known = remembered.recall(name, version, now.getTime());
  // Rules are the same object as long as they are the same version.
  if (known?.rules === rules) return known;
  const [member, held, counts] = await Promise.all([
    memberOf(shop.id, customerId),
    heldBy(shop.id, customerId),
    countsOf(shop.id, customerId),
  ]);
  const reached = member ? await readReached(shelf, member.accountId) : 0n;
  const own = { member, held: held ?? NOTHING_HELD, counts, reached, rules };
  remembered.keep(name, version, own, now.getTime());
  return own;
}

/** What was remembered may hold lots that have lapsed since. */
const withoutLapsed = (member: MemberPoints, now: Date): MemberPoints => ({
  ...member,
  lots: member.lots.filter(({ expiresAt }) => expiresAt === null || expiresAt > now.getTime()),
});

type Reached = (shopId: number, accountId: bigint) => Promise<Standing | null>;
const reachedBy = new WeakMap<Shelf, Reached>();

async function readReached(shelf: Shelf, accountId: bigint): Promise<bigint> {
  const { shop, rules } = shelf;
  const tiers = rules?.tiers;
  if (!tiers) return 0n;
  const calendar = shopCalendar(shop.timezone);
  const read =
    reachedBy.get(shelf) ??
    batched((shopId, ids) => readStandings(pool, shopId, ids, tiers, calendar, new Date()));
  reachedBy.set(shelf, read);
  return (await read(shop.id, accountId))?.value ?? 0n;
}

export const readWallet = async (asking: Asking): Promise<Wallet> =>
  walletOf(await readWalletFacts(asking));
