// Two Shopify customers became one: what the first held belongs to the second.
import { pool } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { discountOfCode, tieDiscount } from '#app/shopify/discounts.server.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import { type Shop, shopById, survivorOf } from '#app/sync/read.server.ts';
import { readTerms, type SavedRedemption } from '../read.server.ts';

/**
 * Hands over all redemptions of `fromId` and ties the personal codes among them to the customer
 * that is left: Shopify would refuse them, as it only knew the one that is gone. Safe to repeat;
 * throws what callShopify throws.
 */
export async function followMerge(
  shopId: number,
  fromId: bigint,
  keptId: bigint,
  options: CallOptions,
): Promise<void> {
  const intoId = await survivorOf(pool, shopId, keptId);
  await pool.query(
    'UPDATE redemption SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2',
    [shopId, fromId, intoId],
  );
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  // All of the second's own: after a failure it is no longer known which came from the first.
  const { rows } = await pool.query<Held>(
    `SELECT id, code, reward_id AS "rewardId", version, shopify_id AS "shopifyId" FROM redemption
     WHERE shop_id = $1 AND customer_id = $2 AND way = 'personal'
       AND state IN ('reserved', 'issued') AND kind NOT IN ('store-credit', 'gift-card')`,
    [shopId, intoId],
  );
  for (const held of rows) await tie(shop, held, intoId, options);
}

type Held = Pick<SavedRedemption, 'id' | 'code' | 'rewardId' | 'version' | 'shopifyId'>;

async function tie(shop: Shop, held: Held, customerId: bigint, options: CallOptions) {
  // One that is still being made may be there already, made for the customer that is gone.
  const id = held.shopifyId ?? (await discountOfCode(shop, held.code, options))?.id;
  if (id === undefined) return;
  const { value } = await readTerms(shop.id, held.rewardId, held.version);
  if (value.kind === 'store-credit' || value.kind === 'gift-card') return;
  try {
    await tieDiscount(shop, id, value.kind, customerId, options);
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    // Support sees it beside the code and can replace it.
    await pool.query('UPDATE redemption SET trouble = $3 WHERE shop_id = $1 AND id = $2', [
      shop.id,
      held.id,
      `Still tied to the customer it was made for: ${error.message}`.slice(0, 500),
    ]);
  }
}
