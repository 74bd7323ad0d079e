// Makes true in the checkout what the tiers promise: for each tier and perk one automatic discount
// that only customers with the tier's tag have. Who enters or leaves a tier needs no call here: the
// tag moves, and the segment follows it.
import { pool } from '#app/db.server.ts';
import { log } from '#app/log.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import {
  ensureAutomaticDiscount,
  ensureSegment,
  removePerk,
  removeSegment,
} from '#app/shopify/tier-perks.server.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { type Perk, perksOf, segmentOf } from './perk.ts';
import { type DeliveredPerk, readPerks } from './read.server.ts';

/**
 * Brings the shop's automatic discounts in line with the rules in force. Done again, or after a
 * crash at any step, it makes nothing twice and leaves nothing behind: a perk is noted before it is
 * made. What a person deleted or ended in Shopify comes back.
 */
export async function deliverPerks(shopId: number, now: Date, options: CallOptions) {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const wanted = perksOf((await readProgramme(pool, shopId, now))?.rules ?? null);
  const known = await readPerks(shopId);
  for (const old of known.filter((one) => !wanted.some((perk) => isSame(perk, one)))) {
    await removePerk(shop, old, options);
    const isSegmentUsed = wanted.some((perk) => perk.tierId === old.tierId);
    if (!isSegmentUsed) await removeSegment(shop, segmentOf(old.tierId), old.segmentId, options);
    await forget(shopId, old);
  }
  for (const perk of wanted) {
    const old = known.find((one) => isSame(perk, one));
    if (!old) await keep(shopId, perk, NOT_MADE);
    await deliver(shop, perk, old?.discountId ?? null, now, options);
  }
}

const isSame = (perk: Perk, known: DeliveredPerk) =>
  perk.tierId === known.tierId && perk.kind === known.kind && perk.title === known.title;

async function deliver(
  shop: Shop,
  perk: Perk,
  knownId: bigint | null,
  now: Date,
  options: CallOptions,
): Promise<void> {
  let segmentId: bigint | null = null;
  try {
    segmentId = await ensureSegment(shop, segmentOf(perk.tierId), options);
    const { title, percentOff } = perk;
    const wanted = { title, percentOff, segmentId, startsAt: now };
    const discountId = await ensureAutomaticDiscount(shop, wanted, knownId, options);
    await keep(shop.id, perk, { segmentId, discountId, trouble: null });
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    log.warn({ shop: shop.id, perk: perk.kind, reason: error.message }, 'a perk was refused');
    await keep(shop.id, perk, { segmentId, discountId: null, trouble: error.message });
  }
}

type Outcome = { segmentId: bigint | null; discountId: bigint | null; trouble: string | null };
const NOT_MADE: Outcome = { segmentId: null, discountId: null, trouble: null };

const keep = (shopId: number, perk: Perk, { segmentId, discountId, trouble }: Outcome) =>
  pool.query(
    `INSERT INTO tier_perk (shop_id, tier_id, kind, title, segment_id, discount_id, trouble)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (shop_id, tier_id, kind) DO UPDATE SET title = excluded.title,
       segment_id = excluded.segment_id, discount_id = excluded.discount_id,
       trouble = excluded.trouble`,
    [shopId, perk.tierId, perk.kind, perk.title, segmentId, discountId, trouble?.slice(0, 500)],
  );

const forget = (shopId: number, { tierId, kind }: DeliveredPerk) =>
  pool.query('DELETE FROM tier_perk WHERE shop_id = $1 AND tier_id = $2 AND kind = $3', [
    shopId,
    tierId,
    kind,
  ]);
