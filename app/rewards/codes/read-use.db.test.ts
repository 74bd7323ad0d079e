import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { addReward, addShop, fillPool, noon } from '../../../tests/factories/rewards.ts';
import { readUse } from './read-use.server.ts';

const DAY_MS = 86_400_000;

/** The first free codes of a pool, so many days ago. */
const take = (poolId: string, count: number, daysAgo: number) =>
  pool.query(
    `UPDATE pool_code SET state = 'taken', redemption_id = gen_random_uuid(), taken_at = $3
     WHERE pool_id = $1 AND code IN
       (SELECT code FROM pool_code WHERE pool_id = $1 AND state = 'free' LIMIT $2)`,
    [poolId, count, new Date(+noon - daysAgo * DAY_MS)],
  );

test('a pool counts its own free codes, and the pace of all pools of its reward', async () => {
  const shop = await addShop();
  const [reward, other] = [await addReward(shop.id), await addReward(shop.id)];
  const now = await fillPool(shop, reward.id, 40);
  const before = await fillPool(shop, reward.id, 40, new Date(+noon - 40 * DAY_MS));
  const others = await fillPool(shop, other.id, 40);
  for (const [poolId, count, daysAgo] of [
    [now.id, 5, 0.5],
    [now.id, 3, 6],
    [before.id, 4, 6.5],
    [before.id, 20, 30],
    [others.id, 30, 0.1],
  ] as const) {
    await take(poolId, count, daysAgo);
  }
  await pool.query(
    `UPDATE pool_code SET state = 'asked' WHERE pool_id = $1 AND code IN
       (SELECT code FROM pool_code WHERE pool_id = $1 AND state = 'free' LIMIT 7)`,
    [now.id],
  );
  expect(await readUse(shop.id, reward.id, now.id, noon)).toEqual({
    free: 25,
    asked: 7,
    lastDay: 5,
    lastWeek: 12,
  });
});
