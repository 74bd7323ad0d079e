// Keeps the rows short that read-taken.server.ts adds to what was counted.
import { pool } from '#app/db.server.ts';

/** Adds what came since to what was counted. Each move is added by one, whoever runs at once. */
export async function countMoves(shopId: number): Promise<void> {
  await pool.query(
    `WITH moved AS (DELETE FROM reward_move WHERE shop_id = $1 RETURNING reward_id, steps)
     UPDATE reward SET taken = taken + news.steps
     FROM (SELECT reward_id, sum(steps) AS steps FROM moved GROUP BY reward_id) news
     WHERE shop_id = $1 AND id = news.reward_id`,
    [shopId],
  );
}
