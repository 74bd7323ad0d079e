// Takes a referral one step further in the caller's transaction: its new state, and what the
// advocate gets or gives back for it.
import { randomUUID } from 'node:crypto';
import type { Sql } from '#app/db.server.ts';
import { lapsesAt, shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { post } from '#app/loyalty/ledger.server.ts';
import { readVersions } from '#app/loyalty/programme/read.server.ts';
import { accountOfCustomer } from '#app/loyalty/read.server.ts';
import { grantReward } from '#app/rewards/grant-reward.server.ts';
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

/** Writes the step and does what it asks for. */
export async function takeStep(
  sql: Sql,
  shop: ReferringShop,
  referral: ReferralRow,
  step: Step,
  now: Date,
): Promise<void> {
  const isOver = ['completed', 'denied', 'revoked'].includes(step.state);
  await sql.query(
    `UPDATE referral SET state = $3, reasons = $4, order_id = $5, due_at = $6,
       settled_at = CASE WHEN $7 THEN coalesce(settled_at, $8) END
     WHERE shop_id = $1 AND id = $2`,
    [shop.id, referral.id, step.state, step.reasons, step.orderId, step.dueAt, isOver, now],
  );
  if (step.effect === 'reward-advocate') await rewardAdvocate(sql, shop, referral, now);
  if (step.effect === 'take-back') await takeBack(sql, shop, referral, now);
}

async function rewardAdvocate(sql: Sql, shop: ReferringShop, referral: ReferralRow, now: Date) {
  const { advocate } = await readReferralSettings(shop.id, sql);
  if (advocate.kind === 'points') {
    const points = BigInt(advocate.points);
    const isPosted = await postPoints(sql, shop, referral, points, now);
    if (isPosted) await remember(sql, shop.id, referral.id, points, null);
    return;
  }
  const id = randomUUID();
  const grant = { id, customerId: referral.advocateId, rewardId: advocate.rewardId };
  const granted = await grantReward(sql, shop, { ...grant, origin: 'referral' }, now);
  if (granted.ok) await remember(sql, shop.id, referral.id, 0n, id);
}

/** A reward that was given stays given; points go back as far as the ledger's own rules say. */
async function takeBack(sql: Sql, shop: ReferringShop, referral: ReferralRow, now: Date) {
  if (referral.points > 0n) await postPoints(sql, shop, referral, -referral.points, now);
}

async function postPoints(
  sql: Sql,
  shop: ReferringShop,
  referral: ReferralRow,
  points: bigint,
  now: Date,
): Promise<boolean> {
  const account = await accountOfCustomer(sql, shop.id, referral.advocateId);
  if (account?.status !== 'member') return false;
  const earnedAt = referral.settledAt ?? now;
  const versions = await readVersions(sql, shop.id);
  const subject = `referral/${referral.id}`;
  await post(sql, shop.id, [
    {
      accountId: account.id,
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
    },
  ]);
  return true;
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
