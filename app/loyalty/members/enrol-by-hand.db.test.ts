import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../../../tests/factories/shop-data.ts';
import { awardOrders } from '../earning/award-members.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { enrolByHand } from './enrol-by-hand.server.ts';

const begun = new Date('2026-01-01T00:00:00Z');
const now = new Date('2026-03-01T00:00:00Z');
const rules = {
  isActive: true,
  enrolment: 'on-joining',
  order: { base: { kind: 'per-amount', points: 1, per: 100 } },
  actions: [{ id: 'join', kind: 'sign-up', name: 'Join', points: 20 }],
};

test('a merchant makes a customer a member: the points of earlier orders come at once, and once', async () => {
  const id = await seedShop('by-hand.myshopify.com');
  const shop = { id, timezone: 'Europe/Oslo' };
  await seedCustomer(id, 7n);
  expect(await enrolByHand(shop, 7n, now)).toMatchObject({ reason: 'no-programme' });
  expect(await publishRules(id, { rules, now: begun })).toMatchObject({ ok: true });
  await seedOrder(id, { id: 1n, customerId: 7n, placedAt: new Date('2026-02-01'), net: 5_000n });
  // Nobody is enrolled by an order here.
  await awardOrders(id, [1n], now);
  expect(await accountOfCustomer(pool, id, 7n)).toBeNull();

  for (let times = 0; times < 2; times += 1) {
    expect(await enrolByHand(shop, 7n, now)).toMatchObject({ ok: true });
    const account = (await accountOfCustomer(pool, id, 7n))!;
    expect((await balanceOf(pool, id, account.id, now)).balance).toBe(70n);
  }
  const { rows } = await pool.query('SELECT joined_via FROM loyalty_account WHERE shop_id = $1', [
    id,
  ]);
  expect(rows).toEqual([{ joined_via: 'manual' }]);
});

test('nobody is made a member of a programme that is paused, or without being a customer', async () => {
  const id = await seedShop('by-hand-paused.myshopify.com');
  const shop = { id, timezone: 'Europe/Oslo' };
  await seedCustomer(id, 7n);
  expect(await publishRules(id, { rules, now: begun })).toMatchObject({ ok: true });
  expect(await enrolByHand(shop, 99n, now)).toMatchObject({ reason: 'not-found' });
  const paused = { ...rules, isActive: false };
  expect(await publishRules(id, { rules: paused, now })).toMatchObject({ ok: true });
  const later = new Date(+now + 1000);
  expect(await enrolByHand(shop, 7n, later)).toMatchObject({ reason: 'programme-paused' });
  expect(await accountOfCustomer(pool, id, 7n)).toBeNull();
});
