import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedShop } from '../../tests/factories/shop-data.ts';
import { post, spend } from './ledger.server.ts';
import { balanceOf } from './read.server.ts';
import { verifyLedger } from './verify-ledger.server.ts';

const now = new Date('2026-05-01T12:00:00Z');
const dates = { earnedAt: now, availableAt: now, expiresAt: null };

const earning = (accountId: bigint, points: bigint) => {
  const subject = `order/${randomUUID()}`;
  const common = { kind: 'earn' as const, effect: 'lot' as const, reason: 'order' };
  return { ...common, accountId, points, key: subject, subject, occurredAt: now, dates };
};

async function accounts(count: number, shopId: number) {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at)
     SELECT $1, n, $2 FROM generate_series(1, $3::int) n RETURNING id`,
    [shopId, now, count],
  );
  return rows.map((row) => row.id);
}

test('a hundred redemptions and awards at once on one account never overspend it', async () => {
  const shopId = await seedShop('rush.myshopify.com');
  const [accountId] = await accounts(1, shopId);
  await post(pool, shopId, [earning(accountId!, 500n)]);
  let spent = 0n;
  let earned = 500n;
  await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      if (at % 4 === 0) {
        await post(pool, shopId, [earning(accountId!, 10n)]);
        earned += 10n;
        return;
      }
      const subject = `redemption/${randomUUID()}`;
      const asked = { accountId: accountId!, points: 30n, key: `${subject}/reserve`, subject, now };
      if ((await spend(pool, shopId, asked)).ok) spent += 30n;
    }),
  );
  const { balance } = await balanceOf(pool, shopId, accountId!, new Date(+now + 60_000));
  expect(spent).toBeGreaterThan(0n);
  expect(balance).toBe(earned - spent);
  expect(balance).toBeGreaterThanOrEqual(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('batches that name the same accounts in any order do not dead-lock', async () => {
  const shopId = await seedShop('locks.myshopify.com');
  const ids = await accounts(20, shopId);
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
