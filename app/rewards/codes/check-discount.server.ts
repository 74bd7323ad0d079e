// A discount was changed or deleted in the Shopify admin. If it carries codes of ours, nobody may
// lose points by it.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { discountById } from '#app/shopify/discounts.server.ts';
import type { DiscountFacts } from '#app/shopify/discounts.ts';
import { shopById } from '#app/sync/read.server.ts';
import { endIn } from '../redemptions/end-redemption.server.ts';
import { fingerprintOf } from './keep-pools-full.server.ts';

type Touched = { id: string; fingerprint: Buffer | null; endsAt: Date | null };

/**
 * Looks at the discount as it is now. Deleted or ended early: its unused codes give their points
 * back. Edited: no
 * further code comes out of it, those already out stay. In both cases a new pool takes its place.
 */
export async function checkDiscount(
  shopId: number,
  discountId: bigint,
  now: Date,
  options: CallOptions,
): Promise<void> {
  const { rows: pools } = await pool.query<Touched>(
    `SELECT id, fingerprint, ends_at AS "endsAt" FROM code_pool
     WHERE shop_id = $1 AND shopify_id = $2`,
    [shopId, discountId],
  );
  const { rows: redemptions } = await pool.query<{ id: string }>(
    `SELECT id FROM redemption WHERE shop_id = $1 AND shopify_id = $2 AND state = 'issued'
       AND (expires_at IS NULL OR expires_at > $3) AND kind NOT IN ('gift-card', 'store-credit')`,
    [shopId, discountId, now],
  );
  if (pools.length === 0 && redemptions.length === 0) return;
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const facts = await discountById(shop, discountId, options);
  const isDead = facts === null || hasEnded(facts, now);
  for (const touched of pools) {
    if (isDead || !isAsMade(touched, facts)) await breakPool(shopId, touched.id, isDead);
  }
  if (!isDead) return;
  for (const { id } of redemptions) {
    const ask = { by: 'merchant', reason: 'cancelled-by-merchant' } as const;
    await sqlTransaction((sql) => endIn(sql, shopId, id, ask, now));
  }
}

const hasEnded = ({ essence: { endsAt } }: DiscountFacts, now: Date) =>
  endsAt !== null && new Date(endsAt) <= now;

const isAsMade = ({ fingerprint }: Touched, facts: DiscountFacts) =>
  fingerprint === null || fingerprint.equals(fingerprintOf(facts));

async function breakPool(shopId: number, id: string, isDead: boolean) {
  await sqlTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE code_pool SET state = 'broken', trouble = $3
       WHERE shop_id = $1 AND id = $2 AND state IN ('making', 'open')`,
      [shopId, id, isDead ? 'deleted-in-shopify' : 'edited-in-shopify'],
    );
    if (rowCount === 0) return;
    await enqueue(sql, 'rewards/keep-pools-full', { shopId }, { key: 'recurring' });
    await enqueue(sql, 'rewards/close-pools', { shopId }, { key: 'recurring' });
  });
}
