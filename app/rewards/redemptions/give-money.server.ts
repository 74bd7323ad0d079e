// Gives store credit and gift cards: money that cannot be called back. Whatever is lost on the way,
// it is given once or the points go back, never both and never twice.
import { assert } from '#app/basics/assert.ts';
import { dayOf, lastInstantOf } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { isForGood, isTaken, ShopifyRefused } from '#app/shopify/failures.ts';
import {
  creditCustomer,
  findGiftCards,
  issueGiftCard,
  readCredits,
} from '#app/shopify/reward-money.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import type { SavedRedemption } from '../read.server.ts';
import { type Event, isGivenUp } from './redemption.ts';

/** Longer than any call to Shopify lives, so that two tries never run side by side. */
const TRY_MS = 60_000;
/** How far Shopify's clock may be behind ours. */
const CLOCKS_MS = 10 * 60_000;

/** Another try for the same money is not a minute old: come back later. */
class MoneyUnderWay extends Error {
  override name = 'MoneyUnderWay';
}

/** Nobody can tell now whether an earlier try gave the money: come back later. */
class MoneyUnknown extends Error {
  override name = 'MoneyUnknown';
}

/** Money goes to a customer; a friend who is none yet gets a discount. */
function holderOf({ customerId }: SavedRedemption): bigint {
  assert(customerId !== null, 'store credit and gift cards have a customer');
  return customerId;
}

/**
 * Makes the card. Its code is derived from the redemption's id, so Shopify refuses a second one as
 * TAKEN; what an earlier try did is looked up only where the points are about to go back.
 */
export async function giveCard(
  shop: Shop,
  redemption: SavedRedemption,
  amount: bigint,
  now: Date,
  options: CallOptions,
): Promise<Event> {
  const { code, expiresAt, id } = redemption;
  const customerId = holderOf(redemption);
  const expiresOn = expiresAt && dayOf(lastInstantOf(expiresAt), shop.timezone);
  const gift = { code, customerId, amount, currency: shop.currency, expiresOn, note: id };
  const { isFirst } = await beginTry(shop.id, redemption, now);
  let refusal: unknown = null;
  if (!isGivenUp(redemption, now)) {
    try {
      const shopifyId = await issueGiftCard(shop, gift, options);
      return { type: 'issued', at: now, shopifyId };
    } catch (error) {
      if (isTaken(error)) return { type: 'issued', at: now, shopifyId: null };
      if (isFirst || !isForGood(error)) throw error;
      refusal = error;
    }
  }
  if (!isFirst) {
    const made = await readSurely(() => findGiftCards(shop, gift, options));
    if (made[0] !== undefined) return { type: 'issued', at: now, shopifyId: made[0] };
  }
  if (refusal !== null) throw refusal;
  return { type: 'refused-by-shopify', at: now };
}

/**
 * Credits the customer, or finds that an earlier try did. Shopify keeps no key of ours beside a
 * credit, so each delivered redemption keeps the number of its credit: one of the same amount,
 * made since the points were taken, that no other redemption has, is that of the earlier try.
 */
export async function giveCredit(
  shop: Shop,
  redemption: SavedRedemption,
  amount: bigint,
  now: Date,
  options: CallOptions,
): Promise<Event> {
  const { expiresAt, reservedAt } = redemption;
  const customerId = holderOf(redemption);
  const gift = { customerId, amount, currency: shop.currency, expiresAt };
  const { isFirst } = await beginTry(shop.id, redemption, now);
  if (!isFirst) {
    const since = new Date(reservedAt.getTime() - CLOCKS_MS);
    const credits = await readSurely(() => readCredits(shop, gift, since, options));
    const shopifyId = await firstUnclaimed(shop.id, credits);
    if (shopifyId !== null) return { type: 'delivered', at: now, shopifyId };
  }
  if (isGivenUp(redemption, now)) return { type: 'refused-by-shopify', at: now };
  const shopifyId = await creditCustomer(shop, gift, options);
  return { type: 'delivered', at: now, shopifyId };
}

/**
 * Notes that a try begins, before anything leaves for Shopify. Throws MoneyUnderWay if another may
 * still be running or the redemption is not reserved any more.
 */
async function beginTry(shopId: number, redemption: SavedRedemption, now: Date) {
  // What the row says under its lock counts; `redemption` was read before.
  const { rows } = await pool.query<{ attemptedAt: Date | null }>(
    `UPDATE redemption r SET attempted_at = $3
     FROM (SELECT attempted_at FROM redemption WHERE shop_id = $1 AND id = $2 FOR UPDATE) before
     WHERE r.shop_id = $1 AND r.id = $2 AND r.state = 'reserved'
       AND (before.attempted_at IS NULL OR before.attempted_at < $4)
     RETURNING before.attempted_at AS "attemptedAt"`,
    [shopId, redemption.id, now, new Date(now.getTime() - TRY_MS)],
  );
  if (!rows[0]) throw new MoneyUnderWay(redemption.id);
  return { isFirst: rows[0].attemptedAt === null };
}

/** A question that Shopify refuses says nothing of the money; only a refused gift does. */
async function readSurely<Found>(read: () => Promise<Found | null>): Promise<Found> {
  try {
    const found = await read();
    if (found !== null) return found;
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    throw new MoneyUnknown(error.message, { cause: error });
  }
  throw new MoneyUnknown('Shopify does not show whether the money was given');
}

/** If two redemptions find the same one, the index `redemption_credit` lets only one keep it. */
async function firstUnclaimed(shopId: number, credits: bigint[]): Promise<bigint | null> {
  const { rows } = await pool.query<{ shopifyId: bigint }>(
    `SELECT shopify_id AS "shopifyId" FROM redemption
     WHERE shop_id = $1 AND kind = 'store-credit' AND shopify_id = ANY ($2::bigint[])`,
    [shopId, credits.map(String)],
  );
  const claimed = new Set(rows.map(({ shopifyId }) => shopifyId));
  return credits.find((credit) => !claimed.has(credit)) ?? null;
}
