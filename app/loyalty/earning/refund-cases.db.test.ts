// The field's known faults around refunds, each the whole way: a signed webhook, the order asked of
// Shopify, its net sales, the ledger.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { LoyalShop } from '../../../tests/setup/loyal-shop.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { giveBack, spend } from '../ledger.server.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { verifyLedger } from '../verify-ledger.server.ts';

const server = new ReplayServer();
let shop: LoyalShop;
let shops = 0;
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await LoyalShop.open(server, `refunds-${++shops}.myshopify.com`);
  await shop.publish();
});

const accountId = async () => (await accountOfCustomer(pool, shop.shopId, 1n))!.id;
const balance = async () => balanceOf(pool, shop.shopId, await accountId(), shop.now);

test('orders/paid doubled, and told by three topics, earns once', async () => {
  const order = await shop.paid([5_000]);
  await shop.hear(order, 'orders/paid', 'same-id');
  await shop.hear(order, 'orders/paid', 'same-id');
  await shop.hear(order, 'orders/create');
  expect(await shop.entries()).toEqual(['earn 100 order']);
});

test('a rule that changed between earning and refund: the old one takes back', async () => {
  const order = await shop.paid([5_000]);
  await shop.publish({ base: { kind: 'per-amount', points: 7, per: 100 } });
  await shop.change(order, { kind: 'refund-line', line: 0 });
  expect(await shop.entries()).toEqual(['earn 100 order', 'reverse -50 refund']);
});

test('a rule that was deleted between earning and refund still takes back what it gave', async () => {
  const effect = { kind: 'multiply' as const, percent: 300 };
  const match = { productIds: ['1'] };
  await shop.publish({ products: [{ id: 'triple', name: 'Triple', match, effect }] });
  const order = await shop.paid([5_000]);
  await shop.publish();
  await shop.change(order, { kind: 'refund-line', line: 0 });
  expect(await shop.entries()).toEqual(['earn 300 order', 'reverse -150 refund']);
});

test('each of several partial refunds takes back its part, with product rules', async () => {
  const effect = { kind: 'multiply' as const, percent: 200 };
  const match = { productIds: ['1'] };
  await shop.publish({ products: [{ id: 'double', name: 'Double', match, effect }] });
  const order = await shop.paid([1_000, 3_000]);
  await shop.change(order, { kind: 'refund-line', line: 0 });
  await shop.change(order, { kind: 'refund-line', line: 1 });
  await shop.change(order, { kind: 'refund-line', line: 1 });
  expect(await shop.entries()).toEqual([
    'earn 160 order',
    'reverse -20 refund',
    'reverse -60 refund',
    'reverse -60 refund',
  ]);
});

test('a refund as store credit takes back like any other', async () => {
  const order = await shop.paid([5_000]);
  const gateway = 'shopify_store_credit' as const;
  await shop.change(order, { kind: 'refund-amount', cents: 4_000, gateway });
  expect(await shop.entries()).toEqual(['earn 100 order', 'reverse -40 refund']);
});

test('an amount that was entered by hand takes back its part', async () => {
  const order = await shop.paid([5_000]);
  await shop.change(order, { kind: 'refund-amount', cents: 1_250, gateway: 'bogus' });
  expect(await shop.entries()).toEqual(['earn 100 order', 'reverse -13 refund']);
});

test('goods that come back while shipping is kept take back all points', async () => {
  const order = await shop.paid([5_000]);
  await shop.change(order, { kind: 'refund-line', line: 0 });
  await shop.change(order, { kind: 'refund-line', line: 0 });
  expect((await balance()).balance).toBe(0n);
});

test('a cancellation takes all back', async () => {
  const order = await shop.paid([5_000]);
  await shop.change(order, { kind: 'cancel' });
  expect(await shop.entries()).toEqual(['earn 100 order', 'reverse -100 cancelled']);
});

test('an un-cancelled order earns again', async () => {
  const order = await shop.paid([5_000]);
  await shop.change(order, { kind: 'cancel' });
  order.cancelledAt = null;
  order.updatedAt = shop.replay.tick();
  await shop.hear(order);
  expect((await balance()).balance).toBe(100n);
});

test('an edit up adds once it is paid, an edit down takes away', async () => {
  const order = await shop.paid([5_000]);
  await shop.change(order, { kind: 'edit', line: 0 });
  await shop.change(order, { kind: 'pay' });
  const up = (await balance()).balance;
  await shop.change(order, { kind: 'refund-line', line: 0 });
  expect({ up, down: (await balance()).balance }).toEqual({ up: 150n, down: 100n });
});

test('an order that was paid with a reward: its refund takes its own points, the reward comes back', async () => {
  await shop.paid([5_000]);
  const subject = 'redemption/r';
  const taking = { accountId: await accountId(), points: 80n, subject, now: shop.now };
  const spent = await spend(pool, shop.shopId, { ...taking, key: `${subject}/reserve` });
  expect(spent).toMatchObject({ ok: true });
  const second = await shop.paid([2_000], { discountCodes: ['REWARD-1'] });
  await shop.change(second, { kind: 'refund-line', line: 0 });
  await shop.change(second, { kind: 'refund-line', line: 0 });
  const back = { spendKey: `${subject}/reserve`, key: `${subject}/return`, reason: 'refund' };
  await giveBack(pool, shop.shopId, { ...back, now: shop.now });
  expect(await balance()).toMatchObject({ balance: 100n, available: 100n });
  expect((await verifyLedger(shop.shopId)).differences).toEqual([]);
});

test('points that were spent before the refund are owed, with the reason, and the next order pays', async () => {
  const order = await shop.paid([5_000]);
  const subject = 'redemption/s';
  const taking = { accountId: await accountId(), points: 70n, subject, now: shop.now };
  await spend(pool, shop.shopId, { ...taking, key: `${subject}/reserve` });
  await shop.change(order, { kind: 'cancel' });
  expect(await balance()).toMatchObject({
    ...{ balance: -70n, available: 0n },
    negativeBecause: { reason: 'cancelled', subject: `order/${order.id.split('/').at(-1)}` },
  });
  await shop.paid([5_000]);
  expect(await balance()).toMatchObject({ balance: 30n, available: 30n, negativeBecause: null });
});

test('an order that moves to another customer takes its points with it', async () => {
  const order = await shop.paid([5_000]);
  await shop.change(order, { kind: 'move', customer: 2 });
  const other = (await accountOfCustomer(pool, shop.shopId, 2n))!.id;
  expect((await balance()).balance).toBe(0n);
  expect((await balanceOf(pool, shop.shopId, other, shop.now)).balance).toBe(100n);
  expect((await verifyLedger(shop.shopId)).differences).toEqual([]);
});
