import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import {
  addMember,
  addReward,
  addShop,
  fillPool,
  noon,
  putOrder,
} from '../../tests/factories/rewards.ts';
import { readReport, readRewardReports } from './read-report.server.ts';
import { redeemReward } from './redemptions/redeem-reward.server.ts';
import { settleOrders } from './redemptions/settle-orders.server.ts';

let shop: Awaited<ReturnType<typeof addShop>>;
beforeEach(async () => {
  shop = await addShop();
});
const since = new Date('2026-11-01');
const later = new Date('2026-11-23');

async function redeemed(rewardId: string) {
  const { customerId } = await addMember(shop.id, 800n);
  const wish = { id: randomUUID(), customerId, rewardId, steps: 1 };
  const standing = { tier: null, groups: [], programmeIsActive: true };
  const answer = await redeemReward(shop, wish, standing, noon);
  if (!answer.ok) throw new Error(answer.reason);
  return { ...answer.value.redemption, customerId };
}

const giveOff = (id: string, given: bigint) =>
  pool.query('UPDATE redemption SET given = $2 WHERE id = $1', [id, given]);

test('cost is what our codes took off, not all discounts of the order; an order with two codes is one', async () => {
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 5);
  const [one, two, open] = [
    await redeemed(reward.id),
    await redeemed(reward.id),
    await redeemed(reward.id),
  ];
  const orderId = await putOrder(shop.id, {
    customerId: one.customerId,
    codes: ['SUMMER20', one.code, two.code],
    netSales: 4000n,
  });
  await settleOrders(shop.id, [orderId], later);
  await giveOff(one.id, 500n);
  await giveOff(two.id, 300n);
  expect(await readReport(shop.id, since)).toMatchObject({
    exchanged: 3,
    used: 2,
    open: 1,
    points: 1500n,
    cost: 800n,
    orders: 1,
    netSales: 4000n,
  });
  expect(open.state).toBe('issued');
  expect((await readRewardReports(shop.id, since)).get(reward.id)).toMatchObject({
    exchanged: 3,
    cost: 800n,
    orders: 1,
  });
});

test('an order that was cancelled cost nothing, and its points are back', async () => {
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 1);
  const { id, code, customerId } = await redeemed(reward.id);
  const orderId = await putOrder(shop.id, { customerId, codes: [code] });
  await settleOrders(shop.id, [orderId], later);
  await giveOff(id, 500n);
  await putOrder(shop.id, { id: orderId, customerId, codes: [code], cancelledAt: later });
  await settleOrders(shop.id, [orderId], later);
  expect(await readReport(shop.id, since)).toMatchObject({
    used: 0,
    released: 1,
    points: 0n,
    cost: 0n,
    orders: 0,
    netSales: 0n,
  });
});

test('a code that was replaced counts once, as the one in its place', async () => {
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 2);
  const old = await redeemed(reward.id);
  await pool.query(
    `UPDATE redemption SET state = 'released', end_reason = 'replaced', released_at = $2
     WHERE id = $1`,
    [old.id, later],
  );
  await pool.query(
    `INSERT INTO redemption (shop_id, id, customer_id, reward_id, version, way, kind, points, state,
       code, content_hash, reserved_at, origin, spent_as_id)
     VALUES ($1, $2, $3, $4, 1, 'personal', 'amount-off', 500, 'reserved', 'RW-NEW', '', $5,
       'replacement', $6)`,
    [shop.id, randomUUID(), old.customerId, reward.id, noon, old.id],
  );
  expect(await readReport(shop.id, since)).toMatchObject({ exchanged: 1, points: 500n });
});
