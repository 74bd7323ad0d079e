// How many of each reward are gone: exchanged and not released. `reward.taken` has what was
// counted, `reward_move` what came since, one row an exchange or a release, written by triggers: so
// nobody waits for a counter, nothing is counted twice, and no question grows with the years.
import { pool, type Sql } from '#app/db.server.ts';

const MOVED = `coalesce((SELECT sum(steps) FROM reward_move m
  WHERE m.shop_id = r.shop_id AND m.reward_id = r.id), 0)`;

/** Of one reward. Who decides by it holds the reward's lock. */
export async function readTaken(sql: Sql, shopId: number, rewardId: string): Promise<number> {
  const { rows } = await sql.query<{ taken: bigint }>({
    name: 'reward-taken',
    text: `SELECT (taken + ${MOVED})::bigint AS taken FROM reward r WHERE shop_id = $1 AND id = $2`,
    values: [shopId, rewardId],
  });
  return Number(rows[0]?.taken ?? 0n);
}

/** Of every reward that has a stock. */
export async function readStockTaken(shopId: number): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: string; taken: bigint }>(
    `SELECT id, (taken + ${MOVED})::bigint AS taken FROM reward r
     WHERE shop_id = $1 AND offer ->> 'stock' IS NOT NULL`,
    [shopId],
  );
  return new Map(rows.map((row) => [row.id, Number(row.taken)]));
}
