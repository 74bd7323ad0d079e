// How fast a reward's codes go, and how many are left.
import { pool as database } from '#app/db.server.ts';

export type Use = { free: number; asked: number; lastDay: number; lastWeek: number };

/** What a pool has and what its reward used lately; codes of long ago are not read. */
export async function readUse(
  shopId: number,
  rewardId: string,
  poolId: string,
  now: Date,
): Promise<Use> {
  const { rows } = await database.query<Use>(
    `SELECT own.free, own.asked, used."lastDay", used."lastWeek"
     FROM (
       SELECT (count(*) FILTER (WHERE state = 'free'))::int AS free,
         (count(*) FILTER (WHERE state = 'asked'))::int AS asked
       FROM pool_code WHERE shop_id = $1 AND pool_id = $3 AND state IN ('free', 'asked')
     ) own, (
       SELECT (count(*) FILTER (WHERE c.taken_at > $4::timestamptz - interval '1 day'))::int
         AS "lastDay", count(*)::int AS "lastWeek"
       FROM code_pool p JOIN pool_code c ON c.shop_id = p.shop_id AND c.pool_id = p.id
       WHERE p.shop_id = $1 AND p.reward_id = $2
         AND c.taken_at > $4::timestamptz - interval '7 days'
     ) used`,
    [shopId, rewardId, poolId, now],
  );
  return rows[0]!;
}
