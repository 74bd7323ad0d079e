// Orders that carry a friend's code move the referral on: to its waiting time, into the review, or
// out.
import { pool, sqlTransaction } from '#app/db.server.ts';
import {
  GOODS_COLUMNS,
  GOODS_JOIN,
  isUndone,
  type OrderGoods,
} from '#app/rewards/redemptions/order-goods.ts';
import { idArray, shopById } from '#app/sync/read.server.ts';
import { customerIdsByEmail, mailboxHash, personOf } from '#app/sync/read-person.server.ts';
import { doubtsAmong, findingsOf, verdictOf } from './fraud.ts';
import { readReferralSettings } from './read.server.ts';
import { readFacts } from './read-facts.server.ts';
import { complete, followOrder } from './referral.ts';
import { lockReferral, takeStep } from './take-step.server.ts';

type Row = OrderGoods & {
  referralId: string;
  orderId: bigint;
  customerId: bigint | null;
  processedAt: Date;
  paidAt: Date | null;
  emailHash: Buffer | null;
  deviceHash: Buffer | null;
  networkHash: Buffer | null;
  advocateId: bigint;
  reasons: string[];
};

const CARRYING = `
  SELECT f.id AS "referralId", f.reasons, f.advocate_id AS "advocateId",
    f.email_hash AS "emailHash", f.device_hash AS "deviceHash", f.network_hash AS "networkHash",
    o.id AS "orderId", o.customer_id AS "customerId", o.processed_at AS "processedAt",
    o.paid_at AS "paidAt",
    ${GOODS_COLUMNS}
  FROM orders o
  CROSS JOIN LATERAL unnest(o.discount_codes) AS used (code)
  JOIN redemption d ON d.shop_id = o.shop_id AND d.code = upper(used.code)
    AND d.origin = 'referral'
  JOIN referral f ON f.shop_id = o.shop_id AND f.redemption_id = d.id
  ${GOODS_JOIN}
  WHERE o.shop_id = $1 AND o.id = ANY ($2::text::bigint[]) AND NOT o.is_test
  ORDER BY o.processed_at, o.id`;

/** Follows these orders. Safe to repeat, in any order. */
export async function followOrders(
  shopId: number,
  orderIds: readonly bigint[],
  now: Date,
): Promise<void> {
  if (orderIds.length === 0) return;
  const { rows } = await pool.query<Row>(CARRYING, [shopId, idArray(orderIds)]);
  if (rows.length === 0) return;
  const shop = await shopById(shopId);
  const settings = await readReferralSettings(shopId);
  for (const row of rows) {
    const check = await checkOrder(shopId, row, settings);
    const order = { id: row.orderId, isUndone: isUndone(row), paidAt: row.paidAt };
    await sqlTransaction(async (sql) => {
      const referral = await lockReferral(sql, shopId, row.referralId);
      if (!referral) return;
      const step = followOrder(referral, order, check, settings.holdDays);
      await takeStep(sql, shop!, referral, step, now);
      await sql.query(
        `UPDATE referral SET friend_id = $3 WHERE shop_id = $1 AND id = $2
         AND friend_id IS DISTINCT FROM $3
         AND ($3 <> advocate_id OR state IN ('denied', 'revoked'))`,
        [shopId, row.referralId, row.customerId],
      );
    });
  }
}

/** The order shows who the friend is: account, phone, street; so everything is asked again. */
async function checkOrder(
  shopId: number,
  row: Row,
  limits: { perMonth: number; perAddress: number },
) {
  const friendId = row.customerId;
  const person = friendId === null ? null : await personOf(shopId, friendId, 'referral check');
  const email = person?.email ?? null;
  const byEmail = email === null ? [] : await customerIdsByEmail(shopId, email);
  const known = friendId === null ? byEmail : [...byEmail, friendId];
  const traces = {
    friendId,
    email,
    emailHash: email === null ? row.emailHash : mailboxHash(shopId, email),
    deviceHash: row.deviceHash,
    networkHash: null,
  };
  const facts = await readFacts(
    shopId,
    row.referralId,
    row.advocateId,
    traces,
    known,
    row.orderId,
    row.processedAt,
  );
  const findings = [...new Set([...findingsOf(facts, limits), ...doubtsAmong(row.reasons)])];
  return { findings, verdict: verdictOf(findings, 'order') };
}

/** Rewards the advocates whose friends' return windows are over. Gives how many. */
export async function completeDue(shopId: number, now: Date): Promise<number> {
  const shop = await shopById(shopId);
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM referral WHERE shop_id = $1 AND state = 'waiting' AND due_at <= $2
     ORDER BY due_at LIMIT 1000`,
    [shopId, now],
  );
  for (const { id } of rows) {
    await sqlTransaction(async (sql) => {
      const referral = await lockReferral(sql, shopId, id);
      if (!referral) return;
      const step = complete(referral, now);
      if (step.effect !== 'none') await takeStep(sql, shop!, referral, step, now);
    });
  }
  return rows.length;
}
