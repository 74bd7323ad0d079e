// The doors about referring: what a friend sees on landing, and asking for the code.

import type { z } from 'zod';
import { lastInstantOf } from '#app/basics/calendar.ts';
import { type Ok, ok, refuse } from '#app/basics/outcome.ts';
import {
  claimReferral,
  noteVisit,
  openReferralCode,
} from '#app/referrals/claim-referral.server.ts';
import { advocateOfCode } from '#app/referrals/read.server.ts';
import { issuePersonal } from '#app/rewards/redemptions/issue-personal.server.ts';
import type { ReferralAnswer, ReferralOffer, Wallet } from '#app/shoppers/contract.ts';
import { makeNonce } from '#app/shoppers/nonce.server.ts';
import { readWalletFacts } from '#app/shoppers/read-wallet.server.ts';
import { friendGets } from '#app/shoppers/referral-words.ts';
import type { requests } from '#app/shoppers/requests.ts';
import { storefrontOf, walletOf } from '#app/shoppers/wallet.ts';
import type { Caller, Refusal } from './doors.server.ts';

/** The wallet; a member who has no code to share yet is given one. */
export async function wallet(caller: Caller): Promise<Ok<Wallet>> {
  const facts = await readWalletFacts(caller);
  const { shelf, customerId, now } = caller;
  const isMember = facts.member?.status === 'member' && customerId !== null;
  if (!isMember || facts.referral !== null || !friendGets(shelf, caller.locale)) {
    return ok(walletOf(facts));
  }
  await openReferralCode(shelf.shop.id, customerId, now);
  return ok(walletOf(await readWalletFacts(caller)));
}

/** What a friend sees who comes through a link. */
export async function offer(
  caller: Caller,
  { code, device }: z.output<typeof requests.offer>,
): Promise<Ok<ReferralOffer>> {
  const { shelf, customerId, network, locale, now } = caller;
  const shopId = shelf.shop.id;
  const nonce = makeNonce({ shopId, customerId }, now);
  const gets = friendGets(shelf, locale);
  const advocate = gets && (await advocateOfCode(shopId, code));
  const visitor = { customerId, device: device ?? null, network };
  if (advocate) await noteVisit(shopId, code, visitor, now);
  const isOwn = advocate !== null && advocate.customerId === customerId;
  const reason = !gets
    ? 'referral-paused'
    : !advocate
      ? 'referral-unknown'
      : isOwn
        ? 'referral-own'
        : null;
  return ok({ isOpen: reason === null, reason, friendGets: gets, nonce });
}

/** Gives the friend the code. */
export async function claim(
  caller: Caller,
  { code, email, device }: z.output<typeof requests.referral>,
): Promise<Ok<ReferralAnswer> | Refusal> {
  const { shelf, customerId, network, now } = caller;
  const asked = { code, email, customerId, device: device ?? null, network };
  const claimed = await claimReferral(shelf.shop, asked, now);
  if (!claimed.ok) return claimed;
  const { value: redemption } = claimed;
  if (redemption.state === 'reserved') {
    const atOnce = { priority: 'shopper', deadlineMs: 3_500 } as const;
    try {
      await issuePersonal(shelf.shop.id, redemption.id, now, atOnce);
    } catch {
      // The queued job makes it; the friend is asked to come back in a moment.
      return refuse('try-again');
    }
  }
  const base = caller.isOnStorefront ? '' : storefrontOf(shelf);
  const url = `${base}/discount/${encodeURIComponent(redemption.code)}?redirect=/`;
  const { expiresAt: end } = redemption;
  const expiresAt = end && lastInstantOf(end).toISOString();
  return ok({ code: redemption.code, applyUrl: url, expiresAt });
}
