// A reward that costs no points: given by support in place of a code that went wrong, or for a
// referral.
import { createHash } from 'node:crypto';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import type { Sql } from '#app/db.server.ts';
import { readRedemption, readReward, type SavedRedemption } from '../read.server.ts';
import { isDiscount } from '../terms.ts';
import { type SavingShop, saveRedemption } from './save-redemption.server.ts';

export type Grant = {
  /** The caller's uuid, the same in every repeat. */
  id: string;
  /** Null for somebody who is nobody's customer yet; they can only be given discounts. */
  customerId: bigint | null;
  rewardId: string;
  origin: 'support' | 'referral';
};

export type GrantRefusal = Refused<'not-found' | 'id-taken' | 'reward-archived'>;

/** Gives one reward in the caller's transaction; the same id again gives the same one. */
export async function grantReward(
  sql: Sql,
  shop: SavingShop,
  grant: Grant,
  now: Date,
): Promise<Ok<SavedRedemption> | GrantRefusal> {
  const contentHash = createHash('sha256').update(canonicalJson(grant)).digest();
  const known = await readRedemption(shop.id, grant.id, { sql });
  if (known) return known.contentHash.equals(contentHash) ? ok(known) : refuse('id-taken');
  const reward = await readReward(shop.id, grant.rewardId, sql);
  if (!reward) return refuse('not-found');
  const { kind } = reward.terms.value;
  if (reward.state === 'archived') return refuse('reward-archived');
  if (grant.customerId === null && !isDiscount(kind)) return refuse('not-found');
  const { id, customerId, origin } = grant;
  // Neither stock nor limits are asked: the merchant decided to give it.
  const steps = reward.offer.steps?.minimum ?? 1;
  const saving = { id, customerId, origin, steps, points: 0n, contentHash };
  return ok(await saveRedemption(sql, shop, saving, reward, now));
}
