// Whether a shopper is one of those a reward is for.
import { readBelonging } from '#app/retention/segments/read-belonging.server.ts';
import { asksForGroups, segmentGroup, worthGroup } from './offer.ts';
import type { Reward } from './read.server.ts';

/**
 * All that a customer belongs to and these rewards ask for, as `Buyer.groups` has it; nothing
 * where they ask for nothing. Who has never ordered is a prospect.
 */
export async function readBuyerGroups(
  shop: { id: number; timezone: string },
  customerId: bigint,
  rewards: Iterable<Pick<Reward, 'state' | 'offer'>>,
  now: Date,
): Promise<string[]> {
  const audiences = [...rewards]
    .filter(({ state, offer }) => state === 'active' && asksForGroups(offer.audience))
    .map(({ offer }) => offer.audience);
  if (audiences.length === 0) return [];
  const asked = {
    segmentIds: [...new Set(audiences.flatMap(({ segments }) => segments))],
    worth: audiences.some(({ worth }) => worth !== null),
  };
  const own = await readBelonging(shop, customerId, asked, now);
  return [
    own.group ?? 'prospects',
    ...own.segmentIds.map(segmentGroup),
    ...(own.isInTopQuarter ? [worthGroup('quarter')] : []),
    ...(own.isInTopTenth ? [worthGroup('tenth')] : []),
  ];
}
