// Finds what was cut off: redemptions that got stuck, and codes in Shopify that nobody holds.
import { pool } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import {
  codesOf,
  deleteDiscount,
  discountOfCode,
  removeCodes,
} from '#app/shopify/discounts.server.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { askForEnd } from '../redemptions/end-redemption.server.ts';
import { isGivenUp } from '../redemptions/redemption.ts';
import { isDiscount, type Kind } from '../terms.ts';
import { seedCode } from './keep-pools-full.server.ts';
import { inCalls } from './pool.ts';

const STUCK_AFTER_MS = 2 * 60_000;
/** A creation that was under way when its redemption ended has long been answered by then. */
const LATE_CODES_MS = 2 * 86_400_000;

type Stuck = { id: string; kind: Kind; reservedAt: Date; isEnding: boolean };

/** Takes stuck redemptions up again: issues, removes, or after a day gives the points back. */
export async function resumeStuck(shopId: number, now: Date): Promise<void> {
  const { rows } = await pool.query<Stuck>(
    `SELECT id, kind, reserved_at AS "reservedAt", ending_at IS NOT NULL AS "isEnding"
     FROM redemption
     WHERE shop_id = $1 AND reserved_at < $2
       AND (state = 'reserved' OR (ending_at < $2 AND state = 'issued'))`,
    [shopId, new Date(now.getTime() - STUCK_AFTER_MS)],
  );
  for (const stuck of rows) {
    const { id } = stuck;
    const payload = { shopId, redemptionId: id };
    if (stuck.isEnding) await enqueue(pool, 'rewards/remove-code', payload, { key: id });
    // Money cannot be taken out of Shopify again: its own act gives it up, having looked for it.
    else if (!isGivenUp(stuck, now) || !isDiscount(stuck.kind)) {
      await enqueue(pool, 'rewards/issue-personal', payload, { key: id });
    } else {
      await askForEnd(shopId, id, { by: 'merchant', reason: 'refused-by-shopify' }, now);
    }
  }
}

/** Removes codes that Shopify has and nobody holds. Gives how many there were. */
export async function sweepOrphans(
  shopId: number,
  now: Date,
  options: CallOptions,
): Promise<number> {
  await resumeStuck(shopId, now);
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return 0;
  return (await sweepPersonal(shop, now, options)) + (await sweepPools(shop, options));
}

async function sweepPersonal(shop: Shop, now: Date, options: CallOptions): Promise<number> {
  const { rows } = await pool.query<{ code: string }>(
    `SELECT code FROM redemption WHERE shop_id = $1 AND way = 'personal' AND state = 'released'
       AND released_at > $2 AND kind NOT IN ('store-credit', 'gift-card')`,
    [shop.id, new Date(now.getTime() - LATE_CODES_MS)],
  );
  let removed = 0;
  for (const { code } of rows) {
    const discount = await discountOfCode(shop, code, options);
    if (!discount) continue;
    await deleteDiscount(shop, discount.id, options);
    removed++;
  }
  return removed;
}

async function sweepPools(shop: Shop, options: CallOptions): Promise<number> {
  const { rows: pools } = await pool.query<{ id: string; shopifyId: bigint }>(
    `SELECT id, shopify_id AS "shopifyId" FROM code_pool
     WHERE shop_id = $1 AND shopify_id IS NOT NULL AND removed_at IS NULL`,
    [shop.id],
  );
  let removed = 0;
  for (const { id, shopifyId } of pools) {
    const unknown = await unknownCodes(shop, shopifyId, seedCode(shop.id, id), options);
    for (const some of inCalls(unknown)) await removeCodes(shop, shopifyId, some, options);
    removed += unknown.length;
  }
  return removed;
}

/** All pages are read before anything is removed: a page that shrinks would hide what follows. */
async function unknownCodes(
  shop: Shop,
  discountId: bigint,
  seed: string,
  options: CallOptions,
): Promise<bigint[]> {
  const unknown: bigint[] = [];
  for await (const page of codesOf(shop, discountId, options)) {
    const codes = page.map(({ code }) => code.toUpperCase());
    const { rows } = await pool.query<{ code: string }>(
      `SELECT code FROM pool_code WHERE shop_id = $1 AND code = ANY ($2) AND state <> 'removed'`,
      [shop.id, codes],
    );
    const known = new Set([seed, ...rows.map(({ code }) => code)]);
    for (const { id, code } of page) if (!known.has(code.toUpperCase())) unknown.push(id);
  }
  return unknown;
}
