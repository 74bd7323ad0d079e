// Two customers became one: nothing of either is lost, nothing is given twice.
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import {
  type OrderSeed,
  seedCustomer,
  seedOrder,
  seedShop,
} from '../../../tests/factories/shop-data.ts';
import { awardCustomers, awardOrders } from '../earning/award-members.server.ts';
import { expireLots } from '../expiry/expire-lots.server.ts';
import { giveBack, spend } from '../ledger.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import type { RulesInput } from '../programme/rules.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { readMember } from '../read-member.server.ts';
import { setTier } from '../tiers/set-tier.server.ts';
import { verifyLedger } from '../verify-ledger.server.ts';
import { setBlocked } from './adjust-points.server.ts';
import { mergeAccounts } from './merge-accounts.server.ts';
import { noteTold } from './note-told.server.ts';

const day = (n: number) => new Date(Date.UTC(2025, 0, 1 + n, 12));
const [GONE, KEPT] = [7n, 8n];
const base = { kind: 'per-amount' as const, points: 1, per: 100 };
let shopId: number;
let shops = 0;

async function publish(change: Partial<RulesInput>, now: Date) {
  const rules: RulesInput = { isActive: true, enrolment: 'automatic', order: { base }, ...change };
  expect(await publishRules(shopId, { rules, now })).toMatchObject({ ok: true });
}

async function put(order: Partial<OrderSeed> & { id: bigint }, now = day(50)) {
  await seedOrder(shopId, { customerId: GONE, placedAt: day(2), ...order });
  await awardOrders(shopId, [order.id], now);
}

/** As sync does it: the orders first, then the accounts. */
async function merge(now = day(60), [fromId, intoId] = [GONE, KEPT]) {
  await pool.query('UPDATE orders SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2', [
    shopId,
    fromId,
    intoId,
  ]);
  await mergeAccounts(shopId, { fromId, intoId }, now);
}

const account = async (customerId = KEPT) =>
  (await accountOfCustomer(pool, shopId, customerId))!.id;
const balance = async () => (await balanceOf(pool, shopId, await account(), day(61))).balance;

async function redeem(id: string, points: bigint, now: Date, customerId = GONE) {
  const subject = `redemption/${id}`;
  const accountId = await account(customerId);
  const spent = await spend(pool, shopId, {
    ...{ accountId, points, key: `${subject}/reserve`, subject, now },
  });
  expect(spent.ok).toBe(true);
}

const giveBackOf = (id: string, now: Date) =>
  giveBack(pool, shopId, {
    ...{ spendKey: `redemption/${id}/reserve`, key: `redemption/${id}/return` },
    ...{ reason: 'cancelled', now },
  });

beforeEach(async () => {
  shopId = await seedShop(`merges-${++shops}.myshopify.com`);
  await seedCustomer(shopId, GONE);
  await seedCustomer(shopId, KEPT);
  await publish({}, day(0));
});

test('an order that was moved before the merger earns once and is refunded in full', async () => {
  await awardCustomers(shopId, [GONE, KEPT], day(1));
  await put({ id: 1n });
  await put({ id: 1n, customerId: KEPT, updatedAt: day(3) });
  await merge();
  expect(await balance()).toBe(100n);
  await put({ id: 1n, customerId: KEPT, net: 4_000n, refunded: 6_000n, updatedAt: day(4) });
  expect(await balance()).toBe(40n);
  await put({ id: 1n, customerId: KEPT, net: 0n, isCounted: false, updatedAt: day(5) });
  expect(await balance()).toBe(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('what was redeemed under the profile that is gone keeps points alive', async () => {
  await publish({ expiry: { kind: 'after-activity', months: 2, warnDays: [] } }, day(0));
  await put({ id: 1n });
  await awardCustomers(shopId, [KEPT], day(1));
  await redeem('a', 40n, day(50));
  await merge(day(70));
  await expireLots(shopId, day(75));
  expect(await balance()).toBe(60n);
  await expireLots(shopId, day(140));
  expect(await balance()).toBe(0n);
});

test('a redemption that was given back keeps nothing alive beyond the notice', async () => {
  await publish({ expiry: { kind: 'after-activity', months: 2, warnDays: [] } }, day(0));
  await put({ id: 1n });
  await redeem('a', 40n, day(50));
  await giveBackOf('a', day(51));
  await awardCustomers(shopId, [GONE], day(52));
  await expireLots(shopId, day(80));
  expect((await balanceOf(pool, shopId, await account(GONE), day(80))).balance).toBe(100n);
  await expireLots(shopId, day(83));
  expect((await balanceOf(pool, shopId, await account(GONE), day(83))).balance).toBe(0n);
});

test('an order that comes back leaves the points that it kept alive a month', async () => {
  await publish({ expiry: { kind: 'after-activity', months: 2, warnDays: [] } }, day(0));
  await put({ id: 1n });
  await put({ id: 2n, placedAt: day(50) });
  const back = { id: 2n, placedAt: day(50), isCounted: false, refunded: 10_000n, net: 0n };
  await put({ ...back, updatedAt: day(70) }, day(71));
  const accountId = await account(GONE);
  await expireLots(shopId, day(99));
  expect((await balanceOf(pool, shopId, accountId, day(99))).balance).toBe(100n);
  await expireLots(shopId, day(101));
  expect((await balanceOf(pool, shopId, accountId, day(101))).balance).toBe(0n);
});

test('a member merged into a customer without an account keeps the bonus of a first order', async () => {
  const milestones = [{ order: 1, points: 200 }];
  await publish({ enrolment: 'on-joining', order: { base, milestones } }, day(1));
  await put({ id: 1n, customerId: KEPT, placedAt: day(1) });
  await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_via, joined_at)
     VALUES ($1, $2, 'joined', $3)`,
    [shopId, GONE, day(2)],
  );
  await put({ id: 2n, placedAt: day(3) });
  expect((await balanceOf(pool, shopId, await account(GONE), day(60))).balance).toBe(300n);
  await merge();
  const told = await readMember(shopId, KEPT, day(61));
  expect(told?.entries.map((one) => one.points)).not.toContain(-200);
});

test('who was shut out stays so, and a member is one since the earlier day', async () => {
  await awardCustomers(shopId, [GONE], day(1));
  await awardCustomers(shopId, [KEPT], day(9));
  await setBlocked(shopId, await account(GONE), true);
  await merge();
  expect(await accountOfCustomer(pool, shopId, KEPT)).toMatchObject({
    ...{ status: 'blocked', joinedAt: day(1) },
  });
  expect(await account(GONE)).toBe(await account(KEPT));
});

test('points for entering a tier are given once, whichever profile had them', async () => {
  const levels = [{ id: 'gold', name: 'Gold', threshold: 5_000, percent: 100, entryPoints: 30 }];
  await publish({ tiers: { basis: 'spend', window: 'lifetime', levels } }, day(0));
  await put({ id: 1n });
  await awardCustomers(shopId, [KEPT], day(9));
  await merge();
  expect(await balance()).toBe(130n);
});

test('a tier that was promised by hand goes along, also while orders reach a higher one', async () => {
  const level = (id: string, threshold: number) => ({ id, name: id, threshold, percent: 100 });
  const levels = [level('silver', 5_000), level('gold', 50_000)];
  await publish({ tiers: { basis: 'spend', window: 'lifetime', graceDays: 0, levels } }, day(0));
  await put({ id: 1n, net: 1_000n });
  await put({ id: 2n, net: 60_000n, customerId: KEPT });
  const promise = { accountId: await account(GONE), tierId: 'silver', until: day(900) };
  expect(await setTier(shopId, { ...promise, now: day(51) })).toMatchObject({ ok: true });
  await merge();
  const tierAt = async (now: Date) => (await readMember(shopId, KEPT, now))?.tier?.id;
  expect(await tierAt(day(61))).toBe('gold');
  const refund = { refunded: 60_000n, net: 0n, updatedAt: day(62) };
  await put({ id: 2n, customerId: KEPT, ...refund }, day(62));
  expect(await tierAt(day(63))).toBe('silver');
});

test('points that went down under the profile that is gone are still told, once', async () => {
  await put({ id: 1n });
  await put({ id: 1n, refunded: 10_000n, net: 0n, updatedAt: day(51) }, day(51));
  await put({ id: 2n, customerId: KEPT });
  await merge();
  const untold = async () =>
    (await readMember(shopId, KEPT, day(61)))!.entries.filter(
      ({ points, isTold }) => points < 0 && !isTold,
    );
  const [loss, ...more] = await untold();
  expect([loss?.points, more]).toEqual([-100, []]);
  await noteTold(shopId, KEPT, BigInt(loss!.id));
  expect(await untold()).toEqual([]);
});

test('the shopper reads one history, without what was carried from one into the other', async () => {
  await put({ id: 1n });
  await redeem('a', 30n, day(51));
  await put({ id: 2n, customerId: KEPT });
  await merge();
  await merge(day(62), [KEPT, 9n]);
  const told = await readMember(shopId, KEPT, day(63));
  expect(told).toBeNull();
  const heir = await readMember(shopId, 9n, day(63));
  expect(heir?.entries.map(({ kind, points }) => `${kind} ${points}`)).toEqual([
    ...['earn 100', 'redeem -30', 'earn 100'],
  ]);
  expect(heir?.entries.map((one) => one.orderName)).toEqual(['#2', null, '#1']);
});
