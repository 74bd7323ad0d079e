// Gives a redemption what was promised where Shopify has to make it: a discount for the one
// customer, a gift card, store credit. Any number of these may run at once for one redemption, and
// any of them may be killed anywhere.
import { pool, sqlTransaction } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { deleteDiscount, discountOfCode, makeDiscount } from '#app/shopify/discounts.server.ts';
import type { DiscountDraft } from '#app/shopify/discounts.ts';
import { isForGood, isTaken } from '#app/shopify/failures.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { wordsOf } from '../offer.ts';
import { readRedemption, readReward, readTerms, type SavedRedemption } from '../read.server.ts';
import { isDiscount, type Terms, valueOfSteps } from '../terms.ts';
import { applyEvent } from './apply-event.server.ts';
import { giveCard, giveCredit } from './give-money.server.ts';
import type { Event } from './redemption.ts';

/**
 * Makes the code of a reserved redemption in Shopify and notes that it is issued; does nothing if
 * that was done.
 * A refusal for good gives the points back. Throws what callShopify throws when a later try may do
 * better.
 */
export async function issuePersonal(
  shopId: number,
  redemptionId: string,
  now: Date,
  options: CallOptions,
): Promise<void> {
  const redemption = await readRedemption(shopId, redemptionId);
  // One that is already ending is left to the act that ends it.
  if (redemption?.state !== 'reserved' || redemption.endingAt !== null) return;
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const terms = await readTerms(shopId, redemption.rewardId, redemption.version);
  let event: Event;
  try {
    event = await give(shop, redemption, terms, now, options);
  } catch (error) {
    if (!isForGood(error)) throw error;
    event = { type: 'refused-by-shopify', at: now };
    await noteTrouble(shopId, redemptionId, (error as Error).message);
  }
  const applied = await sqlTransaction((sql) => applyEvent(sql, shopId, redemptionId, event));
  // It ended while Shopify was making it: what was made has to go, or somebody could use it for
  // nothing.
  const { after } = applied.ok ? applied.value : { after: null };
  const isOrphan = after === null || after.state === 'released' || after.endingAt !== null;
  if (
    event.type === 'issued' &&
    event.shopifyId !== null &&
    isOrphan &&
    isDiscount(redemption.kind)
  ) {
    await deleteDiscount(shop, event.shopifyId, options);
  }
}

function give(
  shop: Shop,
  redemption: SavedRedemption,
  terms: Terms,
  now: Date,
  options: CallOptions,
): Promise<Event> {
  const value = valueOfSteps(terms.value, redemption.steps);
  if (value.kind === 'store-credit') {
    return giveCredit(shop, redemption, value.amount, now, options);
  }
  if (value.kind === 'gift-card') return giveCard(shop, redemption, value.amount, now, options);
  return giveDiscount(shop, redemption, terms, now, options);
}

async function giveDiscount(
  shop: Shop,
  redemption: SavedRedemption,
  terms: Terms,
  now: Date,
  options: CallOptions,
): Promise<Event> {
  const { code } = redemption;
  // Looked for first: an earlier try may have been cut off between Shopify's answer and our commit.
  const isFirstTry = redemption.attemptedAt === null;
  const found = isFirstTry ? null : await discountOfCode(shop, code, options);
  if (found) return { type: 'issued', at: now, shopifyId: found.id };
  await noteAttempt(shop.id, redemption.id, now);
  try {
    const draft = await personalDraft(shop, redemption, terms);
    const made = await makeDiscount(shop, draft, options);
    return { type: 'issued', at: now, shopifyId: made.id };
  } catch (error) {
    if (!isTaken(error)) throw error;
    const taken = await discountOfCode(shop, code, options);
    if (!taken) throw error;
    return { type: 'issued', at: now, shopifyId: taken.id };
  }
}

async function personalDraft(
  shop: Shop,
  redemption: SavedRedemption,
  terms: Terms,
): Promise<DiscountDraft> {
  const reward = await readReward(shop.id, redemption.rewardId);
  const value = valueOfSteps(terms.value, redemption.steps);
  return {
    title: `${reward ? wordsOf(reward.offer, 'en').name : 'Reward'} · ${redemption.code}`,
    code: redemption.code,
    currency: shop.currency,
    // A minute early, so that a clock that is slow here does not hold the code back.
    startsAt: new Date(redemption.reservedAt.getTime() - 60_000),
    endsAt: redemption.expiresAt,
    customerId: redemption.customerId,
    value: value as DiscountDraft['value'],
    conditions: terms.conditions,
  };
}

async function noteAttempt(shopId: number, id: string, now: Date) {
  await pool.query('UPDATE redemption SET attempted_at = $3 WHERE shop_id = $1 AND id = $2', [
    shopId,
    id,
    now,
  ]);
}

async function noteTrouble(shopId: number, id: string, trouble: string) {
  await pool.query('UPDATE redemption SET trouble = $3 WHERE shop_id = $1 AND id = $2', [
    shopId,
    id,
    trouble.slice(0, 500),
  ]);
}
