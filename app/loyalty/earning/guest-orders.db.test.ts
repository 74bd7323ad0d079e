// Orders that were placed as a guest and belong to a member by their e-mail address.
import { beforeEach, expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import {
  type OrderSeed,
  seedCustomer,
  seedOrder,
  seedShop,
} from '../../../tests/factories/shop-data.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { joinMember } from '../members/enrol-customers.server.ts';
import { eraseMember } from '../members/erase-member.server.ts';
import { mergeAccounts } from '../members/merge-accounts.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { readVersions } from '../programme/read.server.ts';
import type { RulesInput } from '../programme/rules.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { readCartFacts } from '../read-cart-facts.server.ts';
import { readOrderLedger } from '../read-order-points.server.ts';
import { verifyLedger } from '../verify-ledger.server.ts';
import { awardCustomers, awardOrders } from './award-members.server.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 12));
const ANN = 'ann@example.com';
const END = day(90);
const base = { kind: 'per-amount' as const, points: 1, per: 100 };
let shopId: number;
let shops = 0;

async function publish(change: Partial<RulesInput>, now: Date) {
  const rules: RulesInput = { isActive: true, enrolment: 'automatic', order: { base }, ...change };
  expect(await publishRules(shopId, { rules, now })).toMatchObject({ ok: true });
}

async function put(order: Partial<OrderSeed> & { id: bigint }) {
  const email = order.customerId == null ? ANN : undefined;
  await seedOrder(shopId, { customerId: null, email, placedAt: day(2), ...order });
  await awardOrders(shopId, [order.id], day(50));
}

/** A customer as sync tells of one. */
async function come(id: bigint, email: string | undefined = ANN, tags: string[] = []) {
  await seedCustomer(shopId, id, { email, tags });
  await awardCustomers(shopId, [id], day(50));
}

async function moveTo(id: bigint, email: string) {
  await pool.query(
    `UPDATE customer_person SET email_hash = sha256(convert_to($3, 'UTF8'))
     WHERE shop_id = $1 AND customer_id = $2`,
    [shopId, id, email],
  );
  await awardCustomers(shopId, [id], day(50));
}

async function join(id: bigint) {
  await sqlTransaction(async (tx) => {
    const programme = { versions: await readVersions(tx, shopId), calendar: shopCalendar('UTC') };
    await joinMember(tx, shopId, id, 'joined', day(50), programme);
  });
  await awardCustomers(shopId, [id], day(50));
}

async function points(customerId: bigint): Promise<bigint | null> {
  const account = await accountOfCustomer(pool, shopId, customerId);
  return account && (await balanceOf(pool, shopId, account.id, END)).balance;
}

const entries = async () => {
  const { rows } = await pool.query(
    `SELECT customer_id, kind, points, reason FROM loyalty_entry e
     JOIN loyalty_account a ON a.shop_id = e.shop_id AND a.id = e.account_id
     WHERE e.shop_id = $1 ORDER BY e.id`,
    [shopId],
  );
  return rows.map((row) => `${row.customer_id} ${row.kind} ${row.points} ${row.reason}`);
};

beforeEach(async () => {
  shopId = await seedShop(`guests-${++shops}.myshopify.com`);
  await publish({}, day(0));
});

test('a guest order becomes points when a customer with its address appears, once', async () => {
  await put({ id: 1n });
  await put({ id: 2n, email: 'bob@example.com' });
  expect(await entries()).toEqual([]);
  await come(7n);
  await awardCustomers(shopId, [7n], day(51));
  await awardOrders(shopId, [1n, 1n, 2n], day(52));
  expect(await entries()).toEqual(['7 earn 100 order']);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('a guest order of somebody who is a member already earns as it comes', async () => {
  await come(7n);
  await put({ id: 1n });
  expect(await points(7n)).toBe(100n);
  expect(await readOrderLedger(shopId, 1n)).toMatchObject({ customerId: 7n, earned: 100n });
});

test('what is refunded, cancelled or added to a guest order follows', async () => {
  await come(7n);
  await put({ id: 1n });
  await put({ id: 1n, net: 4_000n, refunded: 6_000n, updatedAt: day(5) });
  await put({ id: 1n, net: 5_000n, updatedAt: day(6) });
  await put({ id: 1n, cancelledAt: day(7), updatedAt: day(7) });
  expect(await entries()).toEqual([
    ...['7 earn 100 order', '7 reverse -60 refund', '7 earn 10 correction'],
    '7 reverse -50 cancelled',
  ]);
});

test('only a guest order since the programme began earns, and it waits as any other', async () => {
  await publish({ pending: { days: 14, from: 'payment' } }, day(1));
  await put({ id: 1n, placedAt: day(-3) });
  await put({ id: 2n, placedAt: day(2) });
  await come(7n);
  const account = await accountOfCustomer(pool, shopId, 7n);
  expect(await balanceOf(pool, shopId, account!.id, day(15))).toMatchObject({ pending: 100n });
  expect(await balanceOf(pool, shopId, account!.id, day(16))).toMatchObject({ available: 100n });
});

test('a guest order counts among the member’s orders, and the estimate knows', async () => {
  await publish({ order: { base, milestones: [{ order: 2, points: 40 }] } }, day(1));
  await put({ id: 1n });
  await put({ id: 2n, placedAt: day(-3) });
  await seedCustomer(shopId, 8n, { email: ANN });
  const [version] = (await readVersions(pool, shopId)).slice(-1);
  const shop = { id: shopId, timezone: 'UTC' };
  const facts = () => readCartFacts(shop, version!.rules, 8n, [], day(60));
  expect((await facts()).context.ordinal).toBe(3);
  await awardCustomers(shopId, [8n], day(50));
  // The one before the programme was the first, this one the second.
  expect(await points(8n)).toBe(140n);
  expect((await facts()).context.ordinal).toBe(3);
});

test('of several members with one address only the first is given the guest’s points', async () => {
  await publish({ enrolment: 'on-joining' }, day(1));
  for (const id of [7n, 8n, 9n]) await seedCustomer(shopId, id, { email: ANN });
  await put({ id: 1n });
  await put({ id: 2n, customerId: 9n });
  await join(8n);
  await join(7n);
  await awardOrders(shopId, [1n, 2n], day(52));
  expect(await entries()).toEqual(['8 earn 100 order', '8 earn 100 order']);
});

test('who is given another address keeps the points, and refunds still take them back', async () => {
  await seedCustomer(shopId, 9n, { email: ANN });
  await publish({ enrolment: 'on-joining' }, day(1));
  await put({ id: 1n });
  await put({ id: 2n, customerId: 9n });
  await seedCustomer(shopId, 7n, { email: ANN });
  await join(7n);
  expect(await points(7n)).toBe(200n);
  await moveTo(7n, 'ann@elsewhere.example');
  await seedCustomer(shopId, 8n, { email: ANN });
  await join(8n);
  expect(await points(7n)).toBe(200n);
  expect(await points(8n)).toBe(0n);
  await put({ id: 1n, net: 3_000n, refunded: 7_000n, updatedAt: day(5) });
  expect(await points(7n)).toBe(130n);
});

test('an order that turns out to be another member’s goes to them', async () => {
  await come(7n);
  await put({ id: 1n });
  await come(8n, 'bob@example.com');
  await put({ id: 1n, customerId: 8n, updatedAt: day(5) });
  expect(await entries()).toEqual([
    ...['7 earn 100 order', '7 reverse -100 correction', '8 earn 100 order'],
  ]);
  // And on to a third, from an account that knows it by its second name.
  await come(9n, 'cat@example.com');
  await put({ id: 1n, customerId: 9n, updatedAt: day(6) });
  expect([await points(7n), await points(8n), await points(9n)]).toEqual([0n, 0n, 100n]);
});

test('a guest order is merged with the member’s account', async () => {
  await come(7n);
  await put({ id: 1n });
  await come(8n, 'bob@example.com');
  await mergeAccounts(shopId, { fromId: 7n, intoId: 8n }, day(51));
  await awardOrders(shopId, [1n], day(52));
  expect(await points(8n)).toBe(100n);
  await put({ id: 1n, net: 0n, isCounted: false, refunded: 10_000n, updatedAt: day(5) });
  expect(await points(8n)).toBe(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('nothing of an erased member’s guest orders is given again', async () => {
  await come(7n);
  await put({ id: 1n });
  await eraseMember(shopId, 7n, day(51));
  // As sync leaves it.
  await pool.query('UPDATE orders SET email_hash = NULL WHERE shop_id = $1', [shopId]);
  await pool.query('DELETE FROM customer_person WHERE shop_id = $1', [shopId]);
  await come(8n);
  await awardOrders(shopId, [1n], day(52));
  expect(await points(8n)).toBe(0n);
  const { rows } = await pool.query('SELECT balance FROM loyalty_account WHERE shop_id = $1', [
    shopId,
  ]);
  expect(rows.map((row) => row.balance)).toEqual([0n, 0n]);
});

test('who is excluded by a tag earns nothing as a guest either', async () => {
  await publish({ excludedCustomerTags: ['wholesale'] }, day(1));
  await put({ id: 1n });
  await come(7n, ANN, ['wholesale']);
  expect(await entries()).toEqual([]);
});
