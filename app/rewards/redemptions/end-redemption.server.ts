// Ends a redemption before use. The code leaves Shopify first and the points come back after: the
// other way round a shopper could have both.
import { type Outcome, ok } from '#app/basics/outcome.ts';
import { pool, type Sql, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import {
  deleteDiscount,
  discountOfCode,
  orderWithCode,
  removeCodes,
} from '#app/shopify/discounts.server.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { readRedemption, type SavedRedemption } from '../read.server.ts';
import { type Applied, applyEvent } from './apply-event.server.ts';
import type { EndReason, NotPossible } from './redemption.ts';
import { saveReplacement } from './replace-code.server.ts';

/**
 * Decides that a redemption ends and queues the removal of its code. With `customerId`, only if it
 * is theirs.
 */
export async function askForEnd(
  shopId: number,
  id: string,
  ask: { by: 'shopper' | 'merchant'; reason: EndReason; customerId?: bigint },
  now: Date,
): Promise<Outcome<Applied, NotPossible | { ok: false; reason: 'not-found' }>> {
  const { by, reason, customerId } = ask;
  if (!(await readRedemption(shopId, id, { customerId }))) {
    return { ok: false, reason: 'not-found' };
  }
  // The door removes the code at once; the queue is for when it is interrupted.
  const runAt = new Date(now.getTime() + 15_000);
  return sqlTransaction((sql) => endIn(sql, shopId, id, { by, reason }, now, runAt));
}

/**
 * The same in the caller's transaction: the usual way out, which looks for an order that was faster
 * before any point moves. The code is removed from `runAt` on.
 */
export async function endIn(
  sql: Sql,
  shopId: number,
  id: string,
  ask: { by: 'shopper' | 'merchant'; reason: EndReason },
  now: Date,
  runAt = now,
): Promise<Outcome<Applied, NotPossible | { ok: false; reason: 'not-found' }>> {
  const applied = await applyEvent(sql, shopId, id, { type: 'end-asked', ...ask, at: now });
  if (applied.ok) {
    const payload = { shopId, redemptionId: id };
    await enqueue(sql, 'rewards/remove-code', payload, { key: id, runAt });
  }
  return applied;
}

/** Shopify still knows a code that it was asked to remove: come back in a moment. */
class CodeStillThere extends Error {
  override name = 'CodeStillThere';
}

/**
 * Takes the code of an ending redemption out of Shopify and settles it: released with its points,
 * or used if an order
 * was faster. Does nothing for a redemption that is not ending. Throws CodeStillThere and what
 * callShopify throws.
 */
export async function removeCode(
  shopId: number,
  id: string,
  now: Date,
  options: CallOptions,
): Promise<void> {
  const redemption = await readRedemption(shopId, id);
  if (!redemption || redemption.endingAt === null) return;
  if (redemption.state === 'used' || redemption.state === 'released') return;
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  if (redemption.way === 'pooled') await removePooled(shop, redemption, options);
  else await removePersonal(shop, redemption, options);
  // Only now: an order that was placed while the code was going away is found, and none can come
  // after.
  const orderId = await orderWithCode(shop, redemption.code, options);
  await sqlTransaction(async (sql) => {
    const applied = await applyEvent(
      sql,
      shopId,
      id,
      orderId === null
        ? { type: 'code-removed', at: now }
        : { type: 'order-used', orderId, at: now },
    );
    const hasEnded = applied.ok && applied.value.decision.step?.state === 'released';
    if (hasEnded && applied.value.after.endReason === 'replaced') {
      await saveReplacement(sql, shop, applied.value.after, now);
    }
    await sql.query(
      `UPDATE pool_code SET state = 'removed' WHERE shop_id = $1 AND redemption_id = $2`,
      [shopId, id],
    );
  });
}

async function removePersonal(shop: Shop, redemption: SavedRedemption, options: CallOptions) {
  const known = redemption.shopifyId;
  const id = known ?? (await discountOfCode(shop, redemption.code, options))?.id;
  if (id === undefined) return;
  try {
    await deleteDiscount(shop, id, options);
  } catch (error) {
    // It was deleted before, by an earlier try or by the merchant; anything else still stands
    // there.
    if (!(error instanceof ShopifyRefused)) throw error;
    if (await discountOfCode(shop, redemption.code, options)) throw error;
  }
}

async function removePooled(shop: Shop, redemption: SavedRedemption, options: CallOptions) {
  const { rows } = await pool.query<{ shopifyId: bigint | null }>(
    'SELECT shopify_id AS "shopifyId" FROM pool_code WHERE shop_id = $1 AND code = $2',
    [shop.id, redemption.code],
  );
  const codeId = rows[0]?.shopifyId ?? null;
  if (codeId !== null && redemption.shopifyId !== null) {
    try {
      await removeCodes(shop, redemption.shopifyId, [codeId], options);
    } catch (error) {
      if (!(error instanceof ShopifyRefused)) throw error;
    }
  }
  // Shopify removes single codes in its own time; it says yes to the request long before.
  if (await discountOfCode(shop, redemption.code, options)) {
    throw new CodeStillThere(redemption.id);
  }
}

/** Ends a redemption by the merchant's hand and, if Shopify is quick, settles it at once. */
export async function endAtOnce(
  shopId: number,
  id: string,
  ask: { by: 'shopper' | 'merchant'; reason: EndReason; customerId?: bigint },
  now: Date,
  options: CallOptions,
) {
  const asked = await askForEnd(shopId, id, ask, now);
  if (!asked.ok) return asked;
  try {
    await removeCode(shopId, id, now, options);
  } catch {
    // The queued removal goes on where this stopped.
  }
  return ok((await readRedemption(shopId, id))!);
}
