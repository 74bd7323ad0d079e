// Empties pools that give out no more codes: their month is over, their reward has new terms, was
// archived or is no longer pooled, or the merchant laid hand on it in Shopify. Codes in shoppers'
// hands stay as long as they were promised.
import { pool, sqlTransaction } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import {
  deleteDiscount,
  discountById,
  discountOfCode,
  removeCodes,
} from '#app/shopify/discounts.server.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { seedCode } from './keep-pools-full.server.ts';
import { inCalls } from './pool.ts';

/** An order that was placed in the last minute of a month may still be on its way. */
const AFTER_END_MS = 2 * 86_400_000;

type Closing = { id: string; shopifyId: bigint | null; state: string };

// A code that was given out is held until it is used, given back, or its month is over.
const IS_HELD = `EXISTS (
  SELECT 1 FROM pool_code c JOIN redemption d ON d.shop_id = c.shop_id AND d.id = c.redemption_id
  WHERE c.shop_id = p.shop_id AND c.pool_id = p.id AND c.state = 'taken'
    AND d.state IN ('reserved', 'issued') AND (p.ends_at IS NULL OR p.ends_at >= $2))`;

/**
 * Removes the codes nobody took, and the whole discount once nobody holds a code of it any more.
 */
export async function closePools(shopId: number, now: Date, options: CallOptions): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const over = new Date(now.getTime() - AFTER_END_MS);
  const { rows } = await pool.query<Closing & { isHeld: boolean }>(
    `SELECT p.id, p.shopify_id AS "shopifyId", p.state, ${IS_HELD} AS "isHeld"
     FROM code_pool p JOIN reward r ON r.shop_id = p.shop_id AND r.id = p.reward_id
     WHERE p.shop_id = $1 AND p.removed_at IS NULL
       AND (p.state = 'broken' OR (p.state = 'closed' AND NOT ${IS_HELD})
         OR (p.state IN ('making', 'open') AND (p.ends_at < $2 OR p.version < r.version
           OR r.state = 'archived' OR r.way <> 'pooled')))`,
    [shopId, over],
  );
  for (const closing of rows) await close(shop, closing, now, over, options);
}

async function close(
  shop: Shop,
  closing: Closing,
  now: Date,
  over: Date,
  options: CallOptions,
): Promise<void> {
  // First nobody can take one any more, then they leave Shopify, then they are gone here.
  const { rows } = await pool.query<{ shopifyId: bigint | null }>(
    `UPDATE pool_code SET state = 'removing'
     WHERE shop_id = $1 AND pool_id = $2 AND state IN ('free', 'asked', 'removing')
     RETURNING shopify_id AS "shopifyId"`,
    [shop.id, closing.id],
  );
  // One that was cut off while it was made may be there all the same.
  const discountId =
    closing.shopifyId ??
    (await discountOfCode(shop, seedCode(shop.id, closing.id), options))?.id ??
    null;
  // Asked after the codes were locked away: what was taken until then is seen.
  const isHeld = await isStillHeld(shop.id, closing.id, over);
  if (discountId !== null && !isHeld) await removeDiscount(shop, discountId, options);
  else if (discountId !== null) {
    // Those that were only asked for are found by the sweep, should they have got there.
    for (const some of inCalls(rows.flatMap(({ shopifyId }) => shopifyId ?? []))) {
      await removeCodes(shop, discountId, some, options);
    }
  }
  await sqlTransaction(async (sql) => {
    await sql.query(
      `UPDATE pool_code SET state = 'removed'
       WHERE shop_id = $1 AND pool_id = $2 AND state = 'removing'`,
      [shop.id, closing.id],
    );
    await sql.query(
      `UPDATE code_pool SET state = 'closed', closed_at = coalesce(closed_at, $3), removed_at = $4
       WHERE shop_id = $1 AND id = $2`,
      [shop.id, closing.id, now, isHeld ? null : now],
    );
  });
}

async function isStillHeld(shopId: number, poolId: string, over: Date): Promise<boolean> {
  const { rows } = await pool.query<{ isHeld: boolean }>(
    `SELECT ${IS_HELD} AS "isHeld" FROM code_pool p WHERE p.shop_id = $1 AND p.id = $3`,
    [shopId, over, poolId],
  );
  return rows[0]!.isHeld;
}

async function removeDiscount(shop: Shop, id: bigint, options: CallOptions) {
  try {
    await deleteDiscount(shop, id, options);
  } catch (error) {
    // Somebody was faster; if it still stands there, it was something else.
    if (!(error instanceof ShopifyRefused)) throw error;
    if (await discountById(shop, id, options)) throw error;
  }
}
