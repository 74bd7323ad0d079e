// Tells Shopify Flow that a member exchanged points for a reward.
import { pool } from '#app/db.server.ts';
import { accountOfCustomer, shownBalance } from '#app/loyalty/read.server.ts';
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
  const reward = await readReward(shopId, rewardId);
  const account = await accountOfCustomer(pool, shopId, customerId);
  const balance = account ? await shownBalance(pool, shopId, account.id, now) : 0n;
  const names = reward?.offer.names ?? {};
  const fields = {
    Points: Number(points),
    Balance: Number(balance),
    Reward: (names.en ?? Object.values(names)[0])?.name ?? '',
  };
  await fireFlowTrigger(shop, 'encore-points-redeemed', customerId, fields, options);
}
