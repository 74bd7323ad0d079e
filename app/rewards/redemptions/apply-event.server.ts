// Takes a redemption one step further: locks it, lets the core decide, writes the step and moves
// the points, all in the caller's transaction.
import { assert } from '#app/basics/assert.ts';
import { type Outcome, ok } from '#app/basics/outcome.ts';
import type { Sql } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { giveBack, spend } from '#app/loyalty/ledger.server.ts';
import { accountOfCustomer } from '#app/loyalty/read.server.ts';
import { offerSchema, type Policies } from '../offer.ts';
import { REDEMPTION, type SavedRedemption } from '../read.server.ts';
import {
  type Decision,
  decide,
  type EndReason,
  type Event,
  type Judged,
  type NotPossible,
  TAKEN_AGAIN,
} from './redemption.ts';

export type Applied = { before: SavedRedemption; after: SavedRedemption; decision: Decision };

/** The ledger's word for each end that gives points back. */
const RETURN_REASON: Record<EndReason, string> = {
  'cancelled-by-shopper': 'redemption-cancelled',
  'cancelled-by-merchant': 'redemption-cancelled',
  replaced: 'redemption-cancelled',
  'refused-by-shopify': 'refused-by-shopify',
  expired: 'redemption-expired',
  'order-undone': 'redemption-order-undone',
  'referral-revoked': 'redemption-cancelled',
};

/**
 * The key that the points of a redemption were taken under, the `time`-th time (the first is 1).
 */
export const spendKey = (id: string, time = 1) =>
  time === 1 ? `redemption/${id}/reserve` : `redemption/${id}/reserve/${time}`;
const returnKey = (id: string, time: number) =>
  time === 1 ? `redemption/${id}/return` : `redemption/${id}/return/${time}`;

/**
 * Applies `event`. Refuses what the core refuses, and 'not-found'. `sql` is inside a transaction.
 */
export async function applyEvent(
  sql: Sql,
  shopId: number,
  id: string,
  event: Event,
): Promise<Outcome<Applied, NotPossible | { ok: false; reason: 'not-found' }>> {
  const before = await lockRedemption(sql, shopId, id);
  if (!before) return { ok: false, reason: 'not-found' };
  const outcome = decide(before, event, await policiesOf(sql, shopId, before.rewardId));
  if (!outcome.ok) return outcome;
  const { changes, step, points } = outcome.value;
  const after = { ...before, ...changes };
  if (step === null) return ok({ before, after, decision: outcome.value });

  await write(sql, shopId, after);
  await noteStep(sql, shopId, id, event.at, step);
  const isGiven = step.state === 'used' || (step.state === 'issued' && after.kind === 'gift-card');
  if (isGiven) await enqueue(sql, 'rewards/note-given', { shopId, redemptionId: id }, { key: id });
  if (points !== 'none') {
    await movePoints(sql, shopId, after, points, event.at);
    // Themes print the balance out of the customer's metafield.
    await enqueue(sql, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  }
  return ok({ before, after, decision: outcome.value });
}

async function lockRedemption(sql: Sql, shopId: number, id: string) {
  const { rows } = await sql.query<SavedRedemption & Judged>(
    `SELECT ${REDEMPTION}, EXISTS (
       SELECT 1 FROM redemption next WHERE next.shop_id = $1 AND next.id = redemption.replaced_by_id
     ) AS "isPassedOn"
     FROM redemption WHERE shop_id = $1 AND id = $2 FOR UPDATE`,
    [shopId, id],
  );
  return rows[0] ?? null;
}

async function policiesOf(sql: Sql, shopId: number, rewardId: string): Promise<Policies> {
  const { rows } = await sql.query<{ offer: unknown }>(
    'SELECT offer FROM reward WHERE shop_id = $1 AND id = $2',
    [shopId, rewardId],
  );
  return offerSchema.parse(rows[0]?.offer);
}

async function write(sql: Sql, shopId: number, after: SavedRedemption) {
  await sql.query(
    `UPDATE redemption SET state = $3, shopify_id = $4, issued_at = $5, used_at = $6,
       used_order_id = $7, ending_at = $8, end_reason = $9, released_at = $10,
       returned_points = $11, trouble = NULL
     WHERE shop_id = $1 AND id = $2`,
    [
      shopId,
      after.id,
      after.state,
      after.shopifyId,
      after.issuedAt,
      after.usedAt,
      after.usedOrderId,
      after.endingAt,
      after.endReason,
      after.releasedAt,
      after.returnedPoints,
    ],
  );
}

/** Writes down a step with its reason, for the member's history and for support. */
async function noteStep(
  sql: Sql,
  shopId: number,
  id: string,
  at: Date,
  step: { state: string; reason: string; by: string },
): Promise<void> {
  await sql.query(
    `INSERT INTO redemption_step (shop_id, redemption_id, at, state, reason, "by")
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [shopId, id, at, step.state, step.reason, step.by],
  );
}

async function movePoints(
  sql: Sql,
  shopId: number,
  after: SavedRedemption,
  direction: 'return' | 'take-again',
  now: Date,
) {
  // A replacement carries the points of the code that it took the place of.
  const spentAs = after.spentAsId ?? after.id;
  const { rows } = await sql.query<{ reason: string }>(
    `SELECT reason FROM redemption_step
     WHERE shop_id = $1 AND redemption_id = $2 AND reason = $3`,
    [shopId, after.id, TAKEN_AGAIN],
  );
  // The first taking is that of the redemption itself.
  const time = 1 + rows.length;
  if (direction === 'return') {
    assert(after.endReason !== null, 'points go back for a reason');
    const given = await giveBack(sql, shopId, {
      spendKey: spendKey(spentAs, time),
      key: returnKey(spentAs, time),
      reason: RETURN_REASON[after.endReason],
      now,
    });
    // A second taking that found too few points left nothing to give back.
    assert(given.ok || time > 1, 'points that go back were taken once');
    return;
  }
  assert(after.customerId !== null, 'who spent points is a customer');
  const account = await accountOfCustomer(sql, shopId, after.customerId);
  if (account === null) return;
  const subject = `redemption/${spentAs}`;
  const wish = { accountId: account.id, subject, reason: 'redemption-used-late', now };
  const key = spendKey(spentAs, time);
  const taken = await spend(sql, shopId, { ...wish, points: after.points, key });
  if (taken.ok || taken.reason !== 'insufficient-points' || taken.available <= 0n) return;
  // What is there is taken; nobody is put into debt for a code that Shopify let through late.
  await spend(sql, shopId, { ...wish, points: taken.available, key });
}
