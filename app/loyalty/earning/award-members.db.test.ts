// The field's known faults, each as a test: what must not happen to a member's points.
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import {
  type OrderSeed,
  seedCustomer,
  seedOrder,
  seedProduct,
  seedShop,
} from '../../../tests/factories/shop-data.ts';
import { giveBack, spend } from '../ledger.server.ts';
import { releasePending } from '../members/adjust-points.server.ts';
import { mergeAccounts } from '../members/merge-accounts.server.ts';
import { readEntries } from '../members/read-members.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import type { RulesInput } from '../programme/rules.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { readOrderLedger } from '../read-order-points.server.ts';
import { verifyLedger } from '../verify-ledger.server.ts';
import { awardCustomers, awardOrders } from './award-members.server.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 12));
const CUSTOMER = 7n;
let shopId: number;
let shops = 0;

const rules = (change: Partial<RulesInput> = {}): RulesInput => ({
  isActive: true,
  enrolment: 'automatic',
  order: { base: { kind: 'per-amount', points: 1, per: 100 } },
  ...change,
});

async function publish(change: Partial<RulesInput>, now: Date) {
  const published = await publishRules(shopId, { rules: rules(change), now });
  expect(published).toMatchObject({ ok: true });
}

async function put(order: Partial<OrderSeed> & { id: bigint }, now = day(50)) {
  await seedOrder(shopId, { customerId: CUSTOMER, placedAt: day(2), ...order });
  await awardOrders(shopId, [order.id], now);
}

async function accountId(customerId = CUSTOMER) {
  return (await accountOfCustomer(pool, shopId, customerId))!.id;
}

const balance = async (at = day(60)) => balanceOf(pool, shopId, await accountId(), at);

const entries = async () => {
  const { rows } = await pool.query(
    `SELECT kind, points, reason, rule_version FROM loyalty_entry
     WHERE shop_id = $1 ORDER BY account_id, number`,
    [shopId],
  );
  return rows.map((row) => `${row.kind} ${row.points} ${row.reason}`);
};

async function redeem(points: bigint, id: string, now: Date) {
  const subject = `redemption/${id}`;
  return spend(pool, shopId, {
    accountId: await accountId(),
    points,
    key: `${subject}/reserve`,
    subject,
    now,
  });
}

beforeEach(async () => {
  shopId = await seedShop(`faults-${++shops}.myshopify.com`);
  await seedCustomer(shopId, CUSTOMER);
  await publish({}, day(0));
});

test('a paid order earns once, however often and late its events come', async () => {
  await put({ id: 1n });
  await awardOrders(shopId, [1n], day(51));
  await awardOrders(shopId, [1n, 1n], day(52));
  expect(await entries()).toEqual(['earn 100 order']);
  expect(await balance()).toMatchObject({ balance: 100n, available: 100n });
});

test('a refund takes back by the rule that earned, not by the rule of today', async () => {
  await put({ id: 1n });
  await publish({ order: { base: { kind: 'per-amount', points: 5, per: 100 } } }, day(10));
  await put({ id: 1n, net: 4_000n, refunded: 6_000n, updatedAt: day(20) });
  expect(await entries()).toEqual(['earn 100 order', 'reverse -60 refund']);
});

test('a rule that was deleted still takes back what it gave', async () => {
  await seedProduct(shopId, 5n, ['double']);
  const products = [
    {
      id: 'double',
      name: 'Double',
      match: { tags: ['double'] },
      effect: { kind: 'multiply' as const, percent: 200 },
    },
  ];
  const base = { kind: 'per-amount' as const, points: 1, per: 100 };
  await publish({ order: { base, products } }, day(1));
  await put({ id: 1n, lines: [{ id: 11n, productId: 5n, total: 10_000n }] });
  await publish({}, day(10));
  await seedProduct(shopId, 5n, []);
  await put({
    id: 1n,
    net: 5_000n,
    refunded: 5_000n,
    updatedAt: day(20),
    lines: [{ id: 11n, productId: 5n, quantity: 2, currentQuantity: 1, total: 10_000n }],
  });
  expect(await entries()).toEqual(['earn 200 order', 'reverse -100 refund']);
});

test('several partial refunds with product rules each take back their own part', async () => {
  const products = [
    {
      id: 'triple',
      name: 'Triple',
      match: { productIds: ['5'] },
      effect: { kind: 'multiply' as const, percent: 300 },
    },
  ];
  const base = { kind: 'per-amount' as const, points: 1, per: 100 };
  await publish({ order: { base, products } }, day(1));
  const lines = (plain: number, triple: number) => [
    { id: 11n, productId: 4n, quantity: 2, currentQuantity: plain, total: 6_000n },
    { id: 12n, productId: 5n, quantity: 2, currentQuantity: triple, total: 4_000n },
  ];
  await put({ id: 1n, lines: lines(2, 2) });
  await put({ id: 1n, net: 7_000n, refunded: 3_000n, updatedAt: day(5), lines: lines(1, 2) });
  await put({ id: 1n, net: 5_000n, refunded: 5_000n, updatedAt: day(6), lines: lines(1, 1) });
  expect(await entries()).toEqual(['earn 180 order', 'reverse -30 refund', 'reverse -60 refund']);
});

test('an amount entered by hand and a store-credit refund take back their part', async () => {
  await put({ id: 1n });
  await put({ id: 1n, net: 9_000n, refunded: 1_000n, updatedAt: day(5) });
  await put({ id: 1n, net: 0n, isCounted: false, refunded: 10_000n, updatedAt: day(6) });
  expect(await entries()).toEqual(['earn 100 order', 'reverse -10 refund', 'reverse -90 refund']);
});

test('a cancellation takes all back and an un-cancel gives it again', async () => {
  await put({ id: 1n });
  await put({ id: 1n, cancelledAt: day(5), updatedAt: day(5) });
  await put({ id: 1n, updatedAt: day(6) });
  expect(await entries()).toEqual([
    'earn 100 order',
    'reverse -100 cancelled',
    'earn 100 correction',
  ]);
});

test('an edit upwards adds, and points do not wait for the rest of the payment', async () => {
  await put({ id: 1n });
  await put({
    id: 1n,
    net: 20_000n,
    total: 20_000n,
    received: 10_000n,
    paidAt: null,
    financialStatus: 'PARTIALLY_PAID',
    updatedAt: day(5),
  });
  expect((await balance()).available).toBe(100n);
  await put({ id: 1n, net: 20_000n, updatedAt: day(6) });
  expect((await balance()).available).toBe(200n);
});

test('a refund of spent points makes the balance negative with its reason, and the next points fill it', async () => {
  await put({ id: 1n });
  expect(await redeem(80n, 'a', day(10))).toMatchObject({ ok: true });
  await put({ id: 1n, net: 0n, isCounted: false, refunded: 10_000n, updatedAt: day(20) });
  expect(await balance()).toMatchObject({
    balance: -80n,
    available: 0n,
    negativeBecause: { reason: 'refund', subject: 'order/1' },
  });
  await put({ id: 2n, placedAt: day(30), updatedAt: day(30) });
  expect(await balance()).toMatchObject({ balance: 20n, available: 20n });
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('a redemption of a refunded order gives its points back although shipping was kept', async () => {
  await put({ id: 1n });
  await redeem(60n, 'b', day(10));
  // The order that used the code comes back; its shipping stays paid.
  await put({ id: 2n, placedAt: day(11), net: 0n, shipping: 500n, refunded: 5_000n });
  await giveBack(pool, shopId, {
    spendKey: 'redemption/b/reserve',
    key: 'redemption/b/return',
    reason: 'refund',
    now: day(20),
  });
  expect(await balance()).toMatchObject({ balance: 100n, available: 100n });
});

test('cancelled, refunded and test orders are not counted towards the third order', async () => {
  const base = { kind: 'per-amount' as const, points: 1, per: 100 };
  await publish({ order: { base, milestones: [{ order: 3, points: 500 }] } }, day(1));
  await put({ id: 1n, placedAt: day(2) });
  await put({ id: 2n, placedAt: day(3), isTest: true, isCounted: false });
  await put({ id: 3n, placedAt: day(4), cancelledAt: day(5) });
  await put({ id: 4n, placedAt: day(6) });
  expect((await balance()).balance).toBe(200n);
  await put({ id: 5n, placedAt: day(7) });
  expect((await balance()).balance).toBe(800n);
  // An earlier order falls away: the bonus moves on with it.
  await put({ id: 1n, placedAt: day(2), cancelledAt: day(9), updatedAt: day(9) });
  expect((await balance()).balance).toBe(200n);
});

test('a merge joins two accounts that both hold lots, and a later refund still takes back its part', async () => {
  const other = 8n;
  await seedCustomer(shopId, other);
  await put({ id: 1n });
  await put({ id: 2n, customerId: other, placedAt: day(3) });
  await redeem(30n, 'm', day(10));
  await seedOrder(shopId, { id: 1n, customerId: other, placedAt: day(2), updatedAt: day(12) });
  await mergeAccounts(shopId, { fromId: CUSTOMER, intoId: other }, day(12));
  await mergeAccounts(shopId, { fromId: CUSTOMER, intoId: other }, day(13));
  const heir = await accountId(other);
  expect(await balanceOf(pool, shopId, heir, day(20))).toMatchObject({
    balance: 170n,
    available: 170n,
  });
  await put({
    id: 1n,
    customerId: other,
    net: 0n,
    isCounted: false,
    refunded: 10_000n,
    updatedAt: day(21),
  });
  expect((await balanceOf(pool, shopId, heir, day(22))).balance).toBe(70n);
  await giveBack(pool, shopId, {
    spendKey: 'redemption/m/reserve',
    key: 'redemption/m/return',
    reason: 'cancelled',
    now: day(23),
  });
  expect((await balanceOf(pool, shopId, heir, day(24))).balance).toBe(100n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
  // The history goes on: what happened in the account that is gone is seen in the heir's.
  const told = await readEntries(shopId, heir, null, 50);
  expect(told.map((one) => `${one.kind} ${one.points}`)).toEqual([
    ...['return 30', 'reverse -100', 'adjust 70', 'adjust -70', 'redeem -30'],
    ...['earn 100', 'earn 100'],
  ]);
  expect(await readEntries(shopId, heir, told[4]!.id, 1)).toEqual([told[5]]);
  // What the order brought stands in both accounts by now.
  expect(await readOrderLedger(shopId, 1n)).toMatchObject({ earned: 100n, reversed: 100n });
});

test('an order heard of before its customer and its product waits for both', async () => {
  const match = { types: ['mug'] };
  const products = [{ id: 'mug', name: 'Mug', match, effect: { kind: 'exclude' as const } }];
  const base = { kind: 'per-amount' as const, points: 1, per: 100 };
  const actions = [{ id: 'hi', kind: 'sign-up' as const, name: 'Hi', points: 5 }];
  await publish({ order: { base, products }, actions }, day(1));
  const lines = [
    { id: 11n, productId: 5n, total: 4_000n },
    { id: 12n, productId: null, total: 6_000n },
  ];
  await put({ id: 1n, customerId: 9n, lines }, day(2));
  expect(await accountOfCustomer(pool, shopId, 9n)).toBeNull();
  await seedCustomer(shopId, 9n, { createdAt: day(2) });
  await awardCustomers(shopId, [9n], day(2));
  expect(await entries()).toEqual(['earn 5 join']);
  const { rows } = await pool.query(
    `SELECT run_at, payload -> 'orderIds' AS ids FROM graphile_worker._private_jobs
     WHERE key = 'loyalty/award-orders:' || $1 || ':waiting/1'`,
    [shopId],
  );
  expect(rows).toEqual([{ run_at: new Date(+day(2) + 600_000), ids: ['1'] }]);
  await seedProduct(shopId, 5n);
  await pool.query(`UPDATE product SET type = 'mug' WHERE shop_id = $1`, [shopId]);
  await awardOrders(shopId, [1n], day(2));
  expect(await entries()).toEqual(['earn 5 join', 'earn 60 order']);
  // What never comes is not waited for for ever.
  const late = [{ id: 21n, productId: 6n, total: 500n }];
  await put({ id: 2n, customerId: 9n, net: 500n, lines: late }, day(4));
  expect((await entries()).at(-1)).toBe('earn 5 order');
});

test('an item added after the fulfilment closes the window again, and what was spent stays spent', async () => {
  const pending = { days: 7, from: 'fulfilment' as const };
  expect(await publishRules(shopId, { rules: rules({ pending }), now: day(0) })).toMatchObject({
    ok: true,
  });
  const hear = async (fulfilledAt: Date | null, net: bigint, now: Date) => {
    const order = { id: 1n, customerId: CUSTOMER, placedAt: day(1), updatedAt: now };
    await seedOrder(shopId, { ...order, fulfilledAt, net });
    await awardOrders(shopId, [1n], now);
  };
  await hear(day(2), 10_000n, day(2));
  const account = (await accountOfCustomer(pool, shopId, CUSTOMER))!.id;
  const [subject, key] = ['redemption/a', 'redemption/a/reserve'];
  const asked = { accountId: account, points: 60n, key, subject, now: day(10) };
  expect(await spend(pool, shopId, asked)).toMatchObject({ ok: true });
  await hear(null, 12_000n, day(11));
  const closed = { balance: 60n, available: 0n, pending: 60n, negativeBecause: null };
  expect(await balanceOf(pool, shopId, account, day(11))).toMatchObject(closed);
  await hear(day(12), 12_000n, day(12));
  expect(await balanceOf(pool, shopId, account, day(18))).toMatchObject(closed);
  const open = { balance: 60n, available: 60n, pending: 0n };
  expect(await balanceOf(pool, shopId, account, day(19))).toMatchObject(open);
  // Released by hand it stays open, also when another item comes.
  await hear(null, 12_000n, day(20));
  expect(await releasePending(shopId, account, day(20))).toBe(60n);
  await hear(null, 13_000n, day(21));
  expect(await balanceOf(pool, shopId, account, day(21))).toMatchObject({ available: 70n });
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});
