// Reads everything of one shopper for the wallet: two prepared statements side by side, the rest is
// kept in memory.
import { pool } from '#app/db.server.ts';
import { shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { type MemberPoints, readMembers } from '#app/loyalty/read-member.server.ts';
import { readStandings } from '#app/loyalty/tiers/read.server.ts';
import { readReferralCounts } from '#app/referrals/read.server.ts';
import { type Held, readHeld } from '#app/rewards/read.server.ts';
import { readBuyerGroups } from '#app/rewards/read-belonging.server.ts';
import { batched } from './batching.server.ts';
import type { MemberTier, Wallet } from './contract.ts';
import { makeNonce } from './nonce.server.ts';
import { referralOf } from './referral-words.ts';
import type { Shelf } from './shelf.server.ts';
import { memberTier, storefrontOf, type WalletFacts, walletOf } from './wallet.ts';

const NOTHING_HELD: Held = { redemptions: [], exchanges: {} };
const memberOf = batched((shopId, ids) => readMembers(shopId, ids, new Date()));
const countsOf = batched(readReferralCounts);
const heldBy = batched((shopId, ids) => readHeld(shopId, ids, new Date()));

export type Asking = {
  shelf: Shelf;
  customerId: bigint | null;
  locale: string;
  isOnStorefront: boolean;
  now: Date;
};

/** What a wallet is made of; also what the doors judge an exchange by. */
export async function readWalletFacts({
  shelf,
  customerId,
  locale,
  isOnStorefront,
  now,
}: Asking): Promise<WalletFacts> {
  const { id: shopId } = shelf.shop;
  const [member, held, counts] =
    customerId === null
      ? [null, NOTHING_HELD, null]
      : await Promise.all([
          memberOf(shopId, customerId),
          heldBy(shopId, customerId),
          shelf.referrals.isOn ? countsOf(shopId, customerId) : null,
        ]);
  return {
    shelf,
    customerId,
    member,
    held: held ?? NOTHING_HELD,
    tier: member && (await readTier(shelf, member, now)),
    done: new Set(),
    groups:
      customerId === null
        ? []
        : await readBuyerGroups(shelf.shop, customerId, shelf.rewards.values(), now),
    referral: referralOf(shelf, counts, storefrontOf(shelf), locale),
    nonce: customerId === null ? null : makeNonce({ shopId, customerId }, now),
    locale,
    isOnStorefront,
    now,
  };
}

async function readTier(
  { shop, rules }: Shelf,
  { accountId, tier }: MemberPoints,
  now: Date,
): Promise<MemberTier | null> {
  if (!rules?.tiers || !tier?.id) return null;
  const calendar = shopCalendar(shop.timezone);
  const standings = await readStandings(pool, shop.id, [accountId], rules.tiers, calendar, now);
  return memberTier(rules, tier, standings.get(accountId)?.value ?? 0n, shop.currency);
}

export const readWallet = async (asking: Asking): Promise<Wallet> =>
  walletOf(await readWalletFacts(asking));
