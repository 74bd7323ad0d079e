// Tells Shopify Flow that a member exchanged points for a reward.
import { readMember } from '#app/loyalty/read-member.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { fireFlowTrigger } from '#app/shopify/flow.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { readRedemption, readReward } from '../read.server.ts';

/** One redemption a job: a repeat after a failure fires for none of the others. */
export async function tellFlowOfRedemption(
  shopId: number,
  redemptionId: string,
  now: Date,
  options: CallOptions,
): Promise<void> {
  const shop = await shopById(shopId);
  const redemption = await readRedemption(shopId, redemptionId);
  if (!shop || shop.uninstalledAt !== null || !redemption?.customerId) return;
  const { customerId, rewardId, points } = redemption;
  const [reward, member] = await Promise.all([
    readReward(shopId, rewardId),
    readMember(shopId, customerId, now),
  ]);
  const names = reward?.offer.names ?? {};
  const fields = {
    Points: Number(points),
    Balance: member?.balance ?? 0,
    Reward: (names.en ?? Object.values(names)[0])?.name ?? '',
  };
  await fireFlowTrigger(shop, 'encore-points-redeemed', customerId, fields, options);
}
