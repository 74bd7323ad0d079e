// What rewards cost and bring.
import { pool } from '#app/db.server.ts';

export type RewardReport = {
  /** Codes given out since `since` for points, and what became of them. */
  exchanged: number;
  used: number;
  open: number;
  released: number;
  /** Points they took and did not give back. */
  points: bigint;
  /** What those that were used took off their orders, and the money given; minor units. */
  cost: bigint;
  /** Orders that used one, and their net sales in minor units. */
  orders: number;
  netSales: bigint;
};

// A code that was replaced lives on in the one that took its place, so only that one counts. What
// support or a referral gave cost no points, but is used like every other.
const FIGURES = `count(*)::int AS exchanged,
  (count(*) FILTER (WHERE d.state = 'used'))::int AS used,
  (count(*) FILTER (WHERE d.state IN ('reserved', 'issued')))::int AS open,
  (count(*) FILTER (WHERE d.state = 'released'))::int AS released,
  coalesce(sum(d.points - d.returned_points), 0)::bigint AS points,
  coalesce(sum(d.given) FILTER (WHERE d.state = 'used' OR d.kind = 'gift-card'), 0)::bigint
    AS cost`;
const COUNTED = `d.shop_id = $1 AND d.reserved_at >= $2
  AND d.end_reason IS DISTINCT FROM 'replaced'`;
const SALES = `
  SELECT count(*)::int AS orders, coalesce(sum(o.net_sales), 0)::bigint AS "netSales"
  FROM orders o WHERE o.shop_id = $1 AND o.id IN (
    SELECT d.used_order_id FROM redemption d
    WHERE ${COUNTED} AND d.state = 'used' AND d.used_order_id IS NOT NULL)`;

export type ShopReport = RewardReport & {
  /** Points earned in the same time: the share of them that is exchanged is the redemption rate. */
  pointsEarned: bigint;
};

/** All rewards together. An order with two codes of ours is one order. */
export async function readReport(shopId: number, since: Date): Promise<ShopReport> {
  const { rows } = await pool.query<ShopReport>(
    `SELECT figures.*, sales.*,
       (SELECT coalesce(sum(points), 0)::bigint FROM loyalty_entry e
        WHERE e.shop_id = $1 AND e.kind IN ('earn', 'reverse') AND e.occurred_at >= $2)
         AS "pointsEarned"
     FROM (SELECT ${FIGURES} FROM redemption d WHERE ${COUNTED}) figures, (${SALES}) sales`,
    [shopId, since],
  );
  return rows[0]!;
}

/** Each reward by its id; those that nobody had are left out. */
export async function readRewardReports(
  shopId: number,
  since: Date,
): Promise<Map<string, RewardReport>> {
  const { rows } = await pool.query<RewardReport & { rewardId: string }>(
    `SELECT d.reward_id AS "rewardId", ${FIGURES},
       (count(DISTINCT o.id))::int AS orders, coalesce(sum(o.net_sales), 0)::bigint AS "netSales"
     FROM redemption d
     LEFT JOIN orders o ON o.shop_id = d.shop_id AND o.id = d.used_order_id AND d.state = 'used'
     WHERE ${COUNTED} GROUP BY d.reward_id`,
    [shopId, since],
  );
  return new Map(rows.map((row) => [row.rewardId, row]));
}
