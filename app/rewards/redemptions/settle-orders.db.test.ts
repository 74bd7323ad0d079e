import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { sqlTransaction } from '#app/db.server.ts';
import {
  addMember,
  addReward,
  addShop,
  balanceOfCustomer,
  fillPool,
  noon,
  putOrder,
} from '../../../tests/factories/rewards.ts';
import type { OfferInput } from '../offer.ts';
import { readRedemption } from '../read.server.ts';
import { applyEvent } from './apply-event.server.ts';
import { askForEnd } from './end-redemption.server.ts';
import { expireRedemptions } from './expire-redemptions.server.ts';
import { redeemReward } from './redeem-reward.server.ts';
import { askForReplacement, saveReplacement } from './replace-code.server.ts';
import { settleOrders } from './settle-orders.server.ts';

let shop: Awaited<ReturnType<typeof addShop>>;
beforeAll(async () => {
  shop = await addShop();
});

const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);

async function redeemed(offer: Partial<OfferInput> = {}) {
  const { customerId } = await addMember(shop.id, 800n);
  const reward = await addReward(shop.id, { offer });
  await fillPool(shop, reward.id, 1);
  const standing = { tier: null, groups: [], programmeIsActive: true };
  const wish = { id: randomUUID(), customerId, rewardId: reward.id, steps: 1 };
  const answer = await redeemReward(shop, wish, standing, noon);
  if (!answer.ok) throw new Error(answer.reason);
  return { ...answer.value.redemption, customerId };
}

const stateOf = async (id: string) => (await readRedemption(shop.id, id))!;

test('an order that carries the code settles the redemption, in whatever case it is written', async () => {
  const { id, code, customerId } = await redeemed();
  const orderId = await putOrder(shop.id, { customerId, codes: ['OTHER', code.toLowerCase()] });
  await settleOrders(shop.id, [orderId], later(1));
  await settleOrders(shop.id, [orderId], later(2));
  expect(await stateOf(id)).toMatchObject({ state: 'used', usedOrderId: orderId });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(300n);
});

test('a cancelled order gives the points back once, however often it is told', async () => {
  const { id, code, customerId } = await redeemed();
  const orderId = await putOrder(shop.id, { customerId, codes: [code] });
  await settleOrders(shop.id, [orderId], later(1));
  await putOrder(shop.id, { id: orderId, codes: [code], cancelledAt: later(2) });
  for (const hour of [3, 4, 5]) await settleOrders(shop.id, [orderId], later(hour));
  expect(await stateOf(id)).toMatchObject({ state: 'released', endReason: 'order-undone' });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
});

test('an order that is first heard of when it is cancelled already ends the same', async () => {
  const { id, code, customerId } = await redeemed();
  const orderId = await putOrder(shop.id, { customerId, codes: [code], cancelledAt: later(2) });
  await settleOrders(shop.id, [orderId], later(3));
  expect(await stateOf(id)).toMatchObject({ state: 'released', endReason: 'order-undone' });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
});

test('goods wholly given back return the points though the shipping was kept', async () => {
  const { id, code, customerId } = await redeemed();
  const orderId = await putOrder(shop.id, { customerId, codes: [code] });
  await settleOrders(shop.id, [orderId], later(1));
  await putOrder(shop.id, {
    id: orderId,
    codes: [code],
    financialStatus: 'PARTIALLY_REFUNDED',
    refunded: 1500n,
    currentQuantity: 0,
  });
  await settleOrders(shop.id, [orderId], later(2));
  expect(await stateOf(id)).toMatchObject({ state: 'released' });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
});

test('a merchant who keeps the points of undone orders keeps them', async () => {
  const { id, code, customerId } = await redeemed({ onOrderUndone: 'keep' });
  const orderId = await putOrder(shop.id, { customerId, codes: [code], cancelledAt: later(2) });
  await settleOrders(shop.id, [orderId], later(3));
  expect(await stateOf(id)).toMatchObject({ state: 'used' });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(300n);
});

test('a code that was used just before it was cancelled takes the points again, never into debt', async () => {
  const { id, code, customerId } = await redeemed();
  const ask = { by: 'shopper', reason: 'cancelled-by-shopper', customerId } as const;
  expect((await askForEnd(shop.id, id, ask, later(1))).ok).toBe(true);
  await sqlTransaction((sql) =>
    applyEvent(sql, shop.id, id, { type: 'code-removed', at: later(2) }),
  );
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
  const orderId = await putOrder(shop.id, { customerId, codes: [code] });
  await settleOrders(shop.id, [orderId], later(3));
  expect(await stateOf(id)).toMatchObject({ state: 'used' });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(300n);
  await putOrder(shop.id, { id: orderId, codes: [code], cancelledAt: later(4) });
  await settleOrders(shop.id, [orderId], later(5));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
});

test('a code that ran out returns its points a day later, by the policy of the reward', async () => {
  const back = await redeemed();
  const gone = await redeemed({ onExpiry: 'keep' });
  const end = back.expiresAt!.getTime();
  await expireRedemptions(shop.id, new Date(end + 3_600_000));
  expect(await stateOf(back.id)).toMatchObject({ state: 'issued' });
  await expireRedemptions(shop.id, new Date(end + 25 * 3_600_000));
  expect(await stateOf(back.id)).toMatchObject({ state: 'released', endReason: 'expired' });
  expect(await stateOf(gone.id)).toMatchObject({ state: 'released', returnedPoints: 0n });
  expect(await balanceOfCustomer(shop.id, back.customerId)).toBe(800n);
  expect(await balanceOfCustomer(shop.id, gone.customerId)).toBe(300n);
});

test('a code that ran out without its points, and then was used in an order that was cancelled, gives them back', async () => {
  const { id, code, customerId, expiresAt } = await redeemed({ onExpiry: 'keep' });
  await expireRedemptions(shop.id, new Date(expiresAt!.getTime() + 25 * 3_600_000));
  const orders = [await putOrder(shop.id, { customerId, codes: [code] })];
  await settleOrders(shop.id, orders, later(3));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(300n);
  await putOrder(shop.id, { id: orders[0]!, codes: [code], cancelledAt: later(4) });
  await settleOrders(shop.id, orders, later(5));
  expect(await stateOf(id)).toMatchObject({ state: 'released', returnedPoints: 500n });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
  // The next late order takes them again, and its cancellation gives those back.
  orders[0] = await putOrder(shop.id, { customerId, codes: [code] });
  await settleOrders(shop.id, orders, later(6));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(300n);
  await putOrder(shop.id, { id: orders[0]!, codes: [code], cancelledAt: later(7) });
  await settleOrders(shop.id, orders, later(8));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
});

test('a replaced code that a late, cancelled order used gives nothing back: its points live on', async () => {
  const { id, code, customerId } = await redeemed();
  const next = randomUUID();
  const asked = await askForReplacement(shop.id, id, next, { by: 'merchant' }, later(1));
  expect(asked.ok).toBe(true);
  await sqlTransaction(async (sql) => {
    const applied = await applyEvent(sql, shop.id, id, { type: 'code-removed', at: later(2) });
    if (applied.ok) await saveReplacement(sql, shop, applied.value.after, later(2));
  });
  expect(await stateOf(next)).toMatchObject({ spentAsId: id });
  const orderId = await putOrder(shop.id, { customerId, codes: [code], cancelledAt: later(4) });
  await settleOrders(shop.id, [orderId], later(5));
  expect(await stateOf(id)).toMatchObject({ state: 'released', returnedPoints: 0n });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(300n);
  await askForEnd(shop.id, next, { by: 'shopper', reason: 'cancelled-by-shopper' }, later(6));
  await sqlTransaction((sql) =>
    applyEvent(sql, shop.id, next, { type: 'code-removed', at: later(7) }),
  );
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(800n);
});

test('nobody can cancel a code of somebody else', async () => {
  const { id, customerId } = await redeemed();
  const ask = {
    by: 'shopper',
    reason: 'cancelled-by-shopper',
    customerId: customerId + 1n,
  } as const;
  expect(await askForEnd(shop.id, id, ask, later(1))).toEqual({ ok: false, reason: 'not-found' });
  expect(await stateOf(id)).toMatchObject({ state: 'issued', endingAt: null });
});
