// Tells Shopify Flow that a friend ordered and the advocate has been rewarded.
import type { CallOptions } from '#app/shopify/call.server.ts';
import { fireFlowTrigger } from '#app/shopify/flow.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { readReferral, readReferralCounts } from './read.server.ts';

/** One referral a job: a repeat after a failure fires for none of the others. */
export async function tellFlowOfReferral(
  shopId: number,
  referralId: string,
  options: CallOptions,
): Promise<void> {
  const shop = await shopById(shopId);
  const referral = await readReferral(shopId, referralId);
  if (!shop || shop.uninstalledAt !== null || !referral) return;
  const { advocateId, points } = referral;
  const counts = (await readReferralCounts(shopId, [advocateId])).get(advocateId);
  const fields = { Points: Number(points), Friends: counts?.completed ?? 0 };
  await fireFlowTrigger(shop, 'encore-referral-completed', advocateId, fields, options);
}
