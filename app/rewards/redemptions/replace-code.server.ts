// A code of former terms becomes one of the present ones. The old code leaves Shopify first; the
// new one comes in the same transaction in which the old one ends, and carries its points.
import { createHash } from 'node:crypto';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { type Sql, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { standingOf } from '../offer.ts';
import { readRedemption, readReward, type SavedRedemption } from '../read.server.ts';
import { applyEvent } from './apply-event.server.ts';
import type { NotPossible } from './redemption.ts';
import { type SavingShop, saveRedemption } from './save-redemption.server.ts';

export type ReplaceRefusal = NotPossible | Refused<'not-found' | 'cannot-replace' | 'id-taken'>;

/**
 * Decides that a redemption is replaced by `newId` and queues the removal of its code. The same
 * again is no change. Support may replace any open code, its holder one of former terms where the
 * merchant allows it.
 */
export async function askForReplacement(
  shopId: number,
  id: string,
  newId: string,
  ask: { by: 'shopper' | 'merchant'; customerId?: bigint },
  now: Date,
): Promise<Ok<SavedRedemption> | ReplaceRefusal> {
  const redemption = await readRedemption(shopId, id, { customerId: ask.customerId });
  if (!redemption) return refuse('not-found');
  if (redemption.replacedById !== null) {
    return redemption.replacedById === newId ? ok(redemption) : refuse('id-taken');
  }
  const reward = await readReward(shopId, redemption.rewardId);
  if (!reward || reward.state === 'archived') return refuse('cannot-replace');
  const isOffered = standingOf(redemption, reward) === 'replaceable';
  if (ask.by === 'shopper' && !isOffered) return refuse('cannot-replace');
  return sqlTransaction(async (sql) => {
    // The merchant's rule has said yes; whether it can end is for the state to say.
    const asked = { type: 'end-asked', by: 'merchant', reason: 'replaced', at: now } as const;
    const applied = await applyEvent(sql, shopId, id, asked);
    if (!applied.ok) return applied;
    if (applied.value.before.endingAt !== null) return refuse('already-ended');
    await sql.query('UPDATE redemption SET replaced_by_id = $3 WHERE shop_id = $1 AND id = $2', [
      shopId,
      id,
      newId,
    ]);
    const payload = { shopId, redemptionId: id };
    const runAt = new Date(now.getTime() + 15_000);
    await enqueue(sql, 'rewards/remove-code', payload, { key: id, runAt });
    return ok({ ...applied.value.after, replacedById: newId });
  });
}

/** Makes the code that takes the place of one that has just ended as replaced. */
export async function saveReplacement(
  sql: Sql,
  shop: SavingShop,
  old: SavedRedemption,
  now: Date,
): Promise<void> {
  const reward = await readReward(shop.id, old.rewardId, sql);
  if (!reward || old.replacedById === null) return;
  const { replacedById: id, customerId, steps, points } = old;
  const contentHash = createHash('sha256').update(`replaces ${old.id}`).digest();
  const spentAsId = old.spentAsId ?? old.id;
  await saveRedemption(
    sql,
    shop,
    { id, customerId, steps, points, origin: 'replacement', contentHash, spentAsId },
    reward,
    now,
  );
}
