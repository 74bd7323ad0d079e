// An advocate who gets a reward in place of points: given once, and taken back with the order.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { readRedemption } from '#app/rewards/read.server.ts';
import { readSteps } from '#app/rewards/read-codes.server.ts';
import { settleOrders } from '#app/rewards/redemptions/settle-orders.server.ts';
import { archiveReward } from '#app/rewards/save-reward.server.ts';
import { daysLater, openReferrals } from '../../tests/factories/referrals.ts';
import { addReward, fillPool, noon, putOrder } from '../../tests/factories/rewards.ts';
import { completeDue, followOrders } from './follow-orders.server.ts';
import { judgeReferral, saveReferralSettings } from './judge-referral.server.ts';

/** A shop in which advocates get a code; one friend has bought and the waiting time is over. */
async function rewardedAdvocate() {
  const world = await openReferrals();
  const { shop, settings } = world;
  const reward = await addReward(shop.id, { offer: { points: 1000 } });
  await fillPool(shop, reward.id, 3);
  const advocate = { kind: 'reward', rewardId: reward.id } as const;
  const saved = await saveReferralSettings(shop.id, { ...settings, advocate }, noon);
  if (!saved.ok) throw new Error(saved.reason);
  const { customerId, code } = await world.addAdvocate();
  const friendCode = await world.codeOf(code);
  const { orderId, friendId } = await world.buy(friendCode);
  const undo = async () => {
    const cancelledAt = daysLater(20);
    await putOrder(shop.id, {
      id: orderId,
      customerId: friendId,
      codes: [friendCode],
      cancelledAt,
    });
    await followOrders(shop.id, [orderId], daysLater(20));
  };
  return { ...world, reward, customerId, undo };
}

test('gets one code that costs no points, however often the clock is asked', async () => {
  const { shop, customerId, reward, referralOf } = await rewardedAdvocate();
  for (const day of [14, 15, 16]) await completeDue(shop.id, daysLater(day));
  const { rows } = await pool.query(
    'SELECT origin, points, reward_id FROM redemption WHERE shop_id = $1 AND customer_id = $2',
    [shop.id, customerId],
  );
  expect(rows).toEqual([{ origin: 'referral', points: 0n, reward_id: reward.id }]);
  expect(await referralOf(customerId)).toMatchObject({ state: 'completed' });
});

test('loses the code with the friend’s order, and its history says why', async () => {
  const { shop, customerId, referralOf, undo } = await rewardedAdvocate();
  await completeDue(shop.id, daysLater(14));
  const { advocateRewardId } = (await referralOf(customerId))!;
  await undo();
  expect(await referralOf(customerId)).toMatchObject({
    state: 'revoked',
    reasons: ['order-undone'],
  });
  expect(await readRedemption(shop.id, advocateRewardId!)).toMatchObject({
    endingAt: daysLater(20),
    endReason: 'referral-revoked',
  });
  const steps = await readSteps(shop.id, [advocateRewardId!]);
  expect(steps.at(-1)).toMatchObject({ reason: 'referral-revoked', by: 'merchant' });
});

test('keeps what was used already, and the merchant reads that', async () => {
  const { shop, customerId, referralOf, undo } = await rewardedAdvocate();
  await completeDue(shop.id, daysLater(14));
  const { advocateRewardId } = (await referralOf(customerId))!;
  const { code } = (await readRedemption(shop.id, advocateRewardId!))!;
  const orderId = await putOrder(shop.id, { customerId, codes: [code] });
  await settleOrders(shop.id, [orderId], daysLater(15));
  await undo();
  expect(await referralOf(customerId)).toMatchObject({
    state: 'revoked',
    reasons: ['order-undone', 'reward-used-already'],
  });
});

test('whose reward is off the shelf goes to the merchant, and is rewarded once there is another', async () => {
  const { shop, settings, customerId, reward, referralOf } = await rewardedAdvocate();
  await archiveReward(shop.id, reward.id, noon);
  await completeDue(shop.id, daysLater(14));
  const stuck = (await referralOf(customerId))!;
  expect(stuck).toMatchObject({ state: 'review', reasons: ['reward-not-on-offer'] });
  await saveReferralSettings(shop.id, settings, noon);
  expect((await judgeReferral(shop.id, stuck.id, 'approve', daysLater(15))).ok).toBe(true);
  await completeDue(shop.id, daysLater(15));
  expect(await referralOf(customerId)).toMatchObject({ state: 'completed', points: 300n });
});

test('who was shut out of the programme gets nothing, and the reason is kept', async () => {
  const { shop, customerId, referralOf } = await rewardedAdvocate();
  await pool.query(
    `UPDATE loyalty_account SET status = 'blocked' WHERE shop_id = $1 AND customer_id = $2`,
    [shop.id, customerId],
  );
  await completeDue(shop.id, daysLater(14));
  expect(await referralOf(customerId)).toMatchObject({
    state: 'denied',
    reasons: ['advocate-no-member'],
  });
  expect(await readRedemption(shop.id, randomUUID())).toBeNull();
});
