// Takes a referral one step further in the caller's transaction: its new state, and what the
// advocate gets or gives back for it.
import { randomUUID } from 'node:crypto';
import { assert } from '#app/basics/assert.ts';
import type { Sql } from '#app/db.server.ts';
import { announce, enqueue } from '#app/jobs/enqueue.server.ts';
import { readExcluded } from '#app/loyalty/earning/read-excluded.server.ts';
import { lapsesAt, shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { lockAccount, type NewEntry, post } from '#app/loyalty/ledger.server.ts';
import { readVersions } from '#app/loyalty/programme/read.server.ts';
import { versionAt } from '#app/loyalty/programme/rules.ts';
import { accountOfCustomer } from '#app/loyalty/read.server.ts';
import { announceEarnings } from '#app/loyalty/tell-flow.server.ts';
import { endIn } from '#app/rewards/redemptions/end-redemption.server.ts';
import { grantReward } from '#app/rewards/redemptions/grant-reward.server.ts';
import { REFERRAL, type ReferralRow, readReferralSettings } from './read.server.ts';
import type { Step } from './referral.ts';

type ReferringShop = { id: number; timezone: string };

/** A referral, locked until the transaction ends. */
export async function lockReferral(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<ReferralRow | null> {
  const { rows } = await sql.query<ReferralRow>(
    `SELECT ${REFERRAL} FROM referral WHERE shop_id = $1 AND id = $2 FOR UPDATE`,
    [shopId, id],
  );
  return rows[0] ?? null;
}

/**
 * Writes the step and does what it asks for. An advocate who cannot be rewarded brings the referral
 * to the merchant instead; a reward that cannot be taken back any more is named among the reasons.
 */
export async function takeStep(
  sql: Sql,
  shop: ReferringShop,
  referral: ReferralRow,
  step: Step,
  now: Date,
): Promise<void> {
  if (step.effect === 'reward-advocate') {
    const obstacle = await rewardAdvocate(sql, shop, referral, step, now);
    if (obstacle) return write(sql, shop.id, referral.id, obstacle, now);
  }
  if (step.effect === 'take-back') {
    const kept = await takeBack(sql, shop, referral, now);
    if (kept) return write(sql, shop.id, referral.id, withReason(step, kept), now);
  }
  await write(sql, shop.id, referral.id, step, now);
  // With nothing to wait for, the advocate is not made to wait for the clock.
  if (step.state === 'waiting' && step.dueAt !== null && step.dueAt <= now) {
    await enqueue(sql, 'referrals/complete-due', { shopId: shop.id }, { key: 'at-once' });
  }
}

const withReason = (step: Step, reason: string): Step => ({
  ...step,
  reasons: [...step.reasons, reason],
});

async function write(sql: Sql, shopId: number, id: string, step: Step, now: Date) {
  const isOver = ['completed', 'denied', 'revoked'].includes(step.state);
  await sql.query(
    `UPDATE referral SET state = $3, reasons = $4, order_id = $5, due_at = $6,
       settled_at = CASE WHEN $7 THEN coalesce(settled_at, $8) END
     WHERE shop_id = $1 AND id = $2`,
    [shopId, id, step.state, step.reasons, step.orderId, step.dueAt, isOver, now],
  );
  // Told once: later looks at the same order find it completed already.
  if (step.state === 'completed' && step.effect === 'reward-advocate') {
    await announce(sql, 'referral.completed', { shopId, referralId: id });
  }
}

/** Gives the advocate what was promised; if that cannot be, the step that is taken instead. */
async function rewardAdvocate(
  sql: Sql,
  shop: ReferringShop,
  referral: ReferralRow,
  step: Step,
  now: Date,
): Promise<Step | null> {
  const { advocate } = await readReferralSettings(shop.id, sql);
  const account = await accountOfCustomer(sql, shop.id, referral.advocateId);
  if (account?.status !== 'member') {
    return withReason({ ...step, state: 'denied' }, 'advocate-no-member');
  }
  const rules = versionAt(await readVersions(sql, shop.id), now)?.rules;
  if (rules && (await readExcluded(sql, shop.id, [account.id], rules)).length > 0) {
    return withReason({ ...step, state: 'denied' }, 'advocate-excluded');
  }
  if (advocate.kind === 'points') {
    const points = BigInt(advocate.points);
    await postPoints(sql, shop, referral, account.id, points, now);
    await remember(sql, shop.id, referral.id, points, null);
    return null;
  }
  const id = randomUUID();
  const grant = { id, customerId: referral.advocateId, rewardId: advocate.rewardId };
  const granted = await grantReward(sql, shop, { ...grant, origin: 'referral' }, now);
  if (!granted.ok) return withReason({ ...step, state: 'review' }, 'reward-not-on-offer');
  await remember(sql, shop.id, referral.id, 0n, id);
  return null;
}

/**
 * Points go back as far as the ledger's own rules say, a code leaves Shopify. Why that cannot be,
 * or null.
 */
async function takeBack(
  sql: Sql,
  shop: ReferringShop,
  referral: ReferralRow,
  now: Date,
): Promise<string | null> {
  if (referral.points > 0n) {
    const account = await accountOfCustomer(sql, shop.id, referral.advocateId);
    if (account) await postPoints(sql, shop, referral, account.id, -referral.points, now);
  }
  if (referral.advocateRewardId === null) return null;
  const ask = { by: 'merchant', reason: 'referral-revoked' } as const;
  const ended = await endIn(sql, shop.id, referral.advocateRewardId, ask, now);
  // What ended by itself is nobody's any more; what was used, or given as money, stays with them.
  return ended.ok || ended.reason === 'already-ended' ? null : 'reward-used-already';
}

async function postPoints(
  sql: Sql,
  shop: ReferringShop,
  referral: ReferralRow,
  accountId: bigint,
  points: bigint,
  now: Date,
): Promise<void> {
  // Whoever the account was merged into meanwhile has its points.
  const holder = await lockAccount(sql, shop.id, accountId);
  assert(holder, 'an account that was found is there');
  const earnedAt = referral.settledAt ?? now;
  const versions = await readVersions(sql, shop.id);
  const subject = `referral/${referral.id}`;
  const entry: NewEntry = {
    accountId: holder.id,
    kind: points > 0n ? 'earn' : 'reverse',
    effect: 'lot',
    points,
    key: points > 0n ? `${subject}/advocate` : `${subject}/revoked`,
    subject,
    reason: 'referral',
    occurredAt: now,
    dates: {
      earnedAt,
      availableAt: earnedAt,
      expiresAt: lapsesAt(earnedAt, versions, [], shopCalendar(shop.timezone)),
    },
  };
  await post(sql, shop.id, [entry]);
  await announceEarnings(sql, shop.id, [entry], now);
  await enqueue(
    sql,
    'loyalty/write-metafields',
    { shopId: shop.id },
    { key: 'all', keepRunAt: true },
  );
}

async function remember(
  sql: Sql,
  shopId: number,
  id: string,
  points: bigint,
  advocateRewardId: string | null,
) {
  await sql.query(
    `UPDATE referral SET points = $3, advocate_reward_id = $4 WHERE shop_id = $1 AND id = $2`,
    [shopId, id, points, advocateRewardId],
  );
}
