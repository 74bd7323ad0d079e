// Empties pools that give out no more codes: their month is over, their reward has new terms, was
// archived or is no longer pooled, or the merchant laid hand on it in Shopify. Codes in shoppers'
// hands stay as long as they were promised.
import { pool, sqlTransaction } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { deleteDiscount, removeCodes } from '#app/shopify/discounts.server.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { CODES_A_CALL } from './pool.ts';

/** An order that was placed in the last minute of a month may still be on its way. */
const AFTER_END_MS = 2 * 86_400_000;

type Closing = { id: string; shopifyId: bigint | null };

/** Removes the codes nobody took; a discount that nobody holds a code of is deleted whole. */
export async function closePools(shopId: number, now: Date, options: CallOptions): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const { rows } = await pool.query<Closing>(
    `SELECT p.id, p.shopify_id AS "shopifyId"
     FROM code_pool p JOIN reward r ON r.shop_id = p.shop_id AND r.id = p.reward_id
     WHERE p.shop_id = $1 AND (p.state = 'broken' OR p.state IN ('making', 'open')
       AND (p.ends_at < $2 OR p.version < r.version OR r.state = 'archived' OR r.way <> 'pooled'))`,
    [shopId, new Date(now.getTime() - AFTER_END_MS)],
  );
  for (const closing of rows) await close(shop, closing, now, options);
}

async function close(shop: Shop, closing: Closing, now: Date, options: CallOptions) {
  // First nobody can take one any more, then they leave Shopify, then they are gone here.
  const { rows } = await pool.query<{ code: string; shopifyId: bigint | null }>(
    `UPDATE pool_code SET state = 'removing'
     WHERE shop_id = $1 AND pool_id = $2 AND state IN ('free', 'asked', 'removing')
     RETURNING code, shopify_id AS "shopifyId"`,
    [shop.id, closing.id],
  );
  if (closing.shopifyId !== null) {
    const { rows: held } = await pool.query(
      `SELECT 1 FROM pool_code WHERE shop_id = $1 AND pool_id = $2 AND state = 'taken' LIMIT 1`,
      [shop.id, closing.id],
    );
    if (held.length === 0) await ifThere(deleteDiscount(shop, closing.shopifyId, options));
    else {
      const ids = rows.flatMap(({ shopifyId }) => shopifyId ?? []);
      for (let start = 0; start < ids.length; start += CODES_A_CALL) {
        const some = ids.slice(start, start + CODES_A_CALL);
        await ifThere(removeCodes(shop, closing.shopifyId, some, options));
      }
    }
  }
  await sqlTransaction(async (sql) => {
    await sql.query(
      `UPDATE pool_code SET state = 'removed'
       WHERE shop_id = $1 AND pool_id = $2 AND state = 'removing'`,
      [shop.id, closing.id],
    );
    await sql.query(
      `UPDATE code_pool SET state = 'closed', closed_at = $3 WHERE shop_id = $1 AND id = $2`,
      [shop.id, closing.id, now],
    );
  });
}

async function ifThere(work: Promise<void>) {
  try {
    await work;
  } catch (error) {
    // Somebody was faster; there is nothing left to remove.
    if (!(error instanceof ShopifyRefused)) throw error;
  }
}
