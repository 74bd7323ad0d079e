// What a reward really cost: the amount its code took off the order, or the money it gave.
import { pool } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { takenOffOrder } from '#app/shopify/discounts.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { readRedemption, readTerms } from '../read.server.ts';
import { valueOfSteps } from '../terms.ts';

/**
 * Writes it down beside a redemption that was used, or whose money was given. Not known before
 * Shopify is asked: an order holds the sum of all its discounts, those that are none of ours
 * included. Throws what callShopify throws.
 */
export async function noteGiven(
  shopId: number,
  redemptionId: string,
  options: CallOptions,
): Promise<void> {
  const redemption = await readRedemption(shopId, redemptionId);
  const shop = await shopById(shopId);
  if (!redemption || !shop || shop.uninstalledAt !== null) return;
  const { rewardId, version, steps, usedOrderId, code, kind } = redemption;
  let given: bigint | null = null;
  if (kind === 'store-credit' || kind === 'gift-card') {
    const terms = await readTerms(shopId, rewardId, version);
    const value = valueOfSteps(terms.value, steps);
    given = 'amount' in value ? value.amount : null;
  } else if (usedOrderId !== null) {
    given = await takenOffOrder(shop, usedOrderId, code, options);
  }
  if (given === null) return;
  await pool.query('UPDATE redemption SET given = $3 WHERE shop_id = $1 AND id = $2', [
    shopId,
    redemptionId,
    given,
  ]);
}
