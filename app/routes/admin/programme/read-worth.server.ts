// What points buy in the shop's rewards, for previews and for the economics check.
import { decimalText } from '#app/basics/money.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import type { Shop } from '#app/sync/read.server.ts';

export type PointsWorth = {
  /** Active rewards. */
  rewards: number;
  /** What a hundred points buy in the best reward, in minor units; null where none is money. */
  ofHundred: bigint | null;
  /** The cheapest reward, in points; null without rewards. */
  cheapest: number | null;
};

/** Free shipping, free products and percentages have no price of their own and are left out. */
export async function readPointsWorth(shopId: number): Promise<PointsWorth> {
  const active = (await readRewards(shopId)).filter((reward) => reward.state === 'active');
  const worths = active.flatMap(({ offer, terms }) =>
    'amount' in terms.value ? [(terms.value.amount * 100n) / BigInt(offer.points)] : [],
  );
  const [cheapest] = active.map(({ offer }) => offer.points).sort((a, b) => a - b);
  return {
    rewards: active.length,
    ofHundred: worths.length > 0 ? worths.reduce((a, b) => (a > b ? a : b)) : null,
    cheapest: cheapest ?? null,
  };
}

/** The same as a browser takes it: decimal text of the shop's currency. */
export async function readShownWorth(shop: Shop) {
  const { ofHundred, ...worth } = await readPointsWorth(shop.id);
  return { ...worth, ofHundred: ofHundred === null ? null : decimalText(ofHundred, shop.currency) };
}
export type ShownWorth = Awaited<ReturnType<typeof readShownWorth>>;
