// Many at once on the same accounts. The long run is `npm run torture:ledger -- --rounds 1000`.
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedShop } from '../../tests/factories/shop-data.ts';
import { earning, makeAccounts, rush } from '../../tests/torture/points-rush.ts';
import { post } from './ledger.server.ts';

test('a hundred redemptions, awards and give-backs at once on one account never overspend it', async () => {
  for (let round = 0; round < 4; round++) {
    const { spent, refused } = await rush(`rush-${round}`);
    expect(spent).toBeGreaterThan(0n);
    expect(refused).toBeGreaterThan(0);
  }
}, 60_000);

test('batches that name the same accounts in any order do not dead-lock', async () => {
  const shopId = await seedShop('locks.myshopify.com');
  const ids = await makeAccounts(20, shopId);
  const rounds = Array.from({ length: 40 }, (_, at) => {
    const turned = [...ids.slice(at % 20), ...ids.slice(0, at % 20)];
    const ordered = at % 2 === 0 ? turned : turned.reverse();
    return post(
      pool,
      shopId,
      ordered.map((id) => earning(id, 1n)),
    );
  });
  await Promise.all(rounds);
  const { rows } = await pool.query(
    'SELECT DISTINCT balance FROM loyalty_account WHERE shop_id = $1',
    [shopId],
  );
  expect(rows).toEqual([{ balance: 40n }]);
});
