// What others may know of referrals.
import { pool, type Sql } from '#app/db.server.ts';
import { idArray, idRows } from '#app/sync/read.server.ts';
import type { Referral } from './referral.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** The merchant's choices; off where none were made. */
export async function readReferralSettings(shopId: number, sql: Sql = pool): Promise<Settings> {
  const { rows } = await sql.query<{ settings: unknown }>(
    'SELECT settings FROM referral_settings WHERE shop_id = $1',
    [shopId],
  );
  return settingsSchema.parse(rows[0]?.settings ?? {});
}

export type Advocate = { customerId: bigint; code: string };

/**
 * Whose code this is, in whatever case it was typed; null if it is nobody's. A customer who was
 * merged goes on as the one that is left.
 */
export async function advocateOfCode(shopId: number, code: string): Promise<Advocate | null> {
  const { rows } = await pool.query<Advocate>(
    `SELECT coalesce(c.merged_into_id, r.customer_id) AS "customerId", r.code
     FROM referral_code r LEFT JOIN customer c ON c.shop_id = r.shop_id AND c.id = r.customer_id
     WHERE r.shop_id = $1 AND r.code = $2`,
    [shopId, code.trim().toUpperCase()],
  );
  return rows[0] ?? null;
}

export type ReferralCounts = {
  code: string;
  visited: number;
  joined: number;
  waiting: number;
  completed: number;
};

/**
 * Codes and counts of members who have a code; the others are left out. Of several codes, which a
 * merge of customers leaves, the first is shown, and all count.
 */
export async function readReferralCounts(
  shopId: number,
  customerIds: readonly bigint[],
): Promise<Map<bigint, ReferralCounts>> {
  const { rows } = await pool.query<ReferralCounts & { customerId: bigint }>({
    name: 'referral-counts',
    text: `SELECT wanted.customer_id AS "customerId", c.code, c.visited,
        count(r.id)::int AS joined,
        (count(r.id) FILTER (WHERE r.state IN ('waiting', 'review')))::int AS waiting,
        (count(r.id) FILTER (WHERE r.state = 'completed'))::int AS completed
      FROM ${idRows('$2')} AS wanted (customer_id)
      CROSS JOIN LATERAL (SELECT sum(visits)::int AS visited,
          (array_agg(code ORDER BY created_at, code))[1] AS code
        FROM referral_code WHERE shop_id = $1 AND customer_id = wanted.customer_id
        HAVING count(*) > 0) AS c
      LEFT JOIN referral r ON r.shop_id = $1 AND r.advocate_id = wanted.customer_id
      GROUP BY wanted.customer_id, c.code, c.visited`,
    values: [shopId, idArray(customerIds)],
  });
  return new Map(rows.map((row) => [row.customerId, row]));
}

export type ReferralRow = Referral & {
  id: string;
  advocateId: bigint;
  friendId: bigint | null;
  redemptionId: string;
  claimedAt: Date;
  settledAt: Date | null;
  points: bigint;
  advocateRewardId: string | null;
};

/** The columns of a referral, for every statement that reads one. */
export const REFERRAL = `id, advocate_id AS "advocateId", friend_id AS "friendId", state, reasons,
  redemption_id AS "redemptionId", order_id AS "orderId", due_at AS "dueAt",
  claimed_at AS "claimedAt", settled_at AS "settledAt", approved_at AS "approvedAt", points,
  advocate_reward_id AS "advocateRewardId"`;

/** One referral; null if the shop has none of that id. */
export async function readReferral(shopId: number, id: string): Promise<ReferralRow | null> {
  const { rows } = await pool.query<ReferralRow>(
    `SELECT ${REFERRAL} FROM referral WHERE shop_id = $1 AND id = $2`,
    [shopId, id],
  );
  return rows[0] ?? null;
}

/** Referrals for the merchant, newest first; those in review before all others. */
export async function readReferrals(
  shopId: number,
  { state = null as string | null, limit = 50, offset = 0 } = {},
): Promise<{ rows: (ReferralRow & { code: string })[]; total: number }> {
  const { rows } = await pool.query<ReferralRow & { code: string; total: number }>(
    `SELECT ${REFERRAL}, (SELECT code FROM redemption d
       WHERE d.shop_id = r.shop_id AND d.id = r.redemption_id) AS code,
       count(*) OVER ()::int AS total
     FROM referral r WHERE shop_id = $1 AND ($2::text IS NULL OR state = $2)
     ORDER BY (state = 'review') DESC, claimed_at DESC LIMIT $3 OFFSET $4`,
    [shopId, state, limit, offset],
  );
  return { rows, total: rows[0]?.total ?? 0 };
}

export type Funnel = {
  advocates: number;
  visits: number;
  claimed: number;
  ordered: number;
  completed: number;
  stopped: number;
  review: number;
};

/** From shared link to rewarded advocate, over all time. */
export async function readFunnel(shopId: number): Promise<Funnel> {
  const { rows } = await pool.query<Funnel>(
    `SELECT
       (SELECT count(DISTINCT customer_id)::int FROM referral_code WHERE shop_id = $1) AS advocates,
       (SELECT coalesce(sum(visits), 0)::int FROM referral_code WHERE shop_id = $1) AS visits,
       count(*)::int AS claimed, count(order_id)::int AS ordered,
       (count(*) FILTER (WHERE state = 'completed'))::int AS completed,
       (count(*) FILTER (WHERE state IN ('denied', 'revoked')))::int AS stopped,
       (count(*) FILTER (WHERE state = 'review'))::int AS review
     FROM referral WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0]!;
}
