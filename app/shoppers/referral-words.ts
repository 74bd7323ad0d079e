// Referring as the contract words it.
import type { ReferralCounts } from '#app/referrals/read.server.ts';
import { shareTextOf } from '#app/referrals/settings.ts';
import { wordsOf } from '#app/rewards/offer.ts';
import type { Referral, ReferralOffer } from './contract.ts';
import { conditionWords, valueWords } from './reward-words.ts';
import type { Shelf } from './shelf.server.ts';

/** What a friend gets, or null while referrals are off or their reward is not on offer. */
export function friendGets(shelf: Shelf, locale: string): ReferralOffer['friendGets'] {
  const { isOn, friendRewardId } = shelf.referrals;
  const reward = friendRewardId === null ? undefined : shelf.rewards.get(friendRewardId);
  if (!isOn || reward?.state !== 'active') return null;
  const { currency } = shelf.shop;
  return {
    rewardName: wordsOf(reward.offer, locale).name,
    value: valueWords(reward.terms.value, currency),
    conditions: conditionWords(reward.terms, currency),
  };
}

/** A member's own referring; null while the shop has none, or the member has no code yet. */
export function referralOf(
  shelf: Shelf,
  counts: ReferralCounts | null,
  storefront: string,
  locale: string,
): Referral | null {
  const friend = friendGets(shelf, locale);
  const advocate = advocateGets(shelf, locale);
  if (!friend || !advocate || !counts) return null;
  const url = `${storefront}/?referral=${encodeURIComponent(counts.code)}`;
  const { code, visited, joined, waiting, completed } = counts;
  return {
    code,
    url,
    shareTexts: shareTextOf(shelf.referrals, locale, url),
    advocateGets: advocate,
    friendGets: { rewardName: friend.rewardName, value: friend.value },
    counts: { visited, joined, waiting, completed },
  };
}

function advocateGets(shelf: Shelf, locale: string): Referral['advocateGets'] | null {
  const { advocate } = shelf.referrals;
  if (advocate.kind === 'points') return { points: advocate.points };
  const reward = shelf.rewards.get(advocate.rewardId);
  if (!reward) return null;
  const value = valueWords(reward.terms.value, shelf.shop.currency);
  return { rewardName: wordsOf(reward.offer, locale).name, value };
}
