// What others read of points: the wallet, a cart's facts, an order's points.
import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedProduct, seedShop } from '../../tests/factories/shop-data.ts';
import { awardOrders } from './earning/award-members.server.ts';
import { NOBODY } from './earning/worth.ts';
import { spend } from './ledger.server.ts';
import { publishRules } from './programme/publish-rules.server.ts';
import { readProgramme } from './programme/read.server.ts';
import { accountOfCustomer } from './read.server.ts';
import { readCartFacts } from './read-cart-facts.server.ts';
import { readMember, readMembers } from './read-member.server.ts';
import { readOrderLedger } from './read-order-points.server.ts';
import { readTaxRates } from './read-tax-rates.server.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 12));
let shopId: number;
let shop: { id: number; timezone: string };

beforeAll(async () => {
  shopId = await seedShop('reads.myshopify.com');
  shop = { id: shopId, timezone: 'UTC' };
  await seedCustomer(shopId, 7n, { tags: ['vip'] });
  await seedCustomer(shopId, 8n);
  await seedProduct(shopId, 5n, ['new']);
  const rules = {
    isActive: true,
    enrolment: 'automatic',
    order: {
      base: { kind: 'per-amount', points: 1, per: 100 },
      limit: { points: 500, unit: 'month' },
      products: [
        {
          ...{ id: 'new', name: 'New', match: { tags: ['new'] } },
          effect: { kind: 'multiply', percent: 200 },
        },
      ],
    },
    pending: { days: 14, from: 'payment' },
    expiry: { kind: 'after-earning', months: 6 },
  };
  expect(await publishRules(shopId, { rules, now: day(0) })).toMatchObject({ ok: true });
  await seedOrder(shopId, { id: 1n, customerId: 7n, placedAt: day(1) });
  await seedOrder(shopId, { id: 2n, customerId: 7n, placedAt: day(20), net: 5_000n });
  await awardOrders(shopId, [1n, 2n], day(20));
  const { id: accountId } = (await accountOfCustomer(pool, shopId, 7n))!;
  const asked = { accountId, points: 30n, subject: 'redemption/a', now: day(21) };
  await spend(pool, shopId, { ...asked, key: 'redemption/a/reserve' });
});

test('a member reads balance, lots with their dates, and the newest entries first', async () => {
  const member = (await readMember(shopId, 7n, day(22)))!;
  expect(member).toMatchObject({ status: 'member', balance: 120, tier: null });
  expect(member.lots.sort((a, b) => b.points - a.points)).toMatchObject([
    { points: 70, opensAt: +day(15), expiresAt: Date.UTC(2026, 6, 3), orderName: '#1' },
    { points: 50, opensAt: +day(34), orderName: '#2' },
  ]);
  expect(member.entries.map((one) => [one.kind, one.points, one.balanceAfter])).toEqual([
    ['redeem', -30, 120],
    ['earn', 50, 150],
    ['earn', 100, 100],
  ]);
  expect(typeof member.balance).toBe('number');
});

test('points that have lapsed are no longer in the wallet, booked or not', async () => {
  expect((await readMember(shopId, 7n, day(400)))!.lots).toEqual([]);
});

test('many members are read at once; who takes no part is left out, other shops are not seen', async () => {
  const found = await readMembers(shopId, [7n, 8n, 9n], day(22));
  expect([...found.keys()]).toEqual([7n]);
  const other = await seedShop('other.myshopify.com');
  expect(await readMember(other, 7n, day(22))).toBeNull();
});

test('a cart is valued with the next ordinal, the tags, what the limit has left, and traits', async () => {
  const { rules } = (await readProgramme(pool, shopId, day(22)))!;
  const known = await readCartFacts(shop, rules, 7n, [5n, 6n], day(22));
  const context = { ordinal: 3, customer: { tags: ['vip'], segmentIds: [] }, tierId: null };
  expect(known.context).toEqual({ ...context, usedInPeriod: 150n });
  expect(known.traitsOf(5n).tags).toEqual(['new']);
  expect(known.traitsOf(6n).tags).toEqual([]);
  await pool.query('UPDATE product SET is_gift_card = true WHERE shop_id = $1 AND id = 5', [
    shopId,
  ]);
  const cards = await readCartFacts(shop, rules, 7n, [5n, 6n], day(22));
  expect([5n, 6n].map(cards.isGiftCard)).toEqual([true, false]);
  // The next month begins with the whole limit.
  const next = await readCartFacts(shop, rules, 7n, [], day(40));
  expect(next.context.usedInPeriod).toBe(0n);
  const stranger = await readCartFacts(shop, rules, null, [], day(22));
  const nobody = { customer: NOBODY, ordinal: 1, usedInPeriod: 0n };
  expect(stranger.context).toEqual({ ...context, ...nobody });
});

test('what a limit has left is the same in the cart and at the award, extra points or not', async () => {
  const id = await seedShop('limits.myshopify.com');
  await seedCustomer(id, 7n);
  const rules = {
    isActive: true,
    enrolment: 'automatic',
    order: {
      base: { kind: 'per-amount', points: 1, per: 100 },
      limit: { points: 150, unit: 'month' },
      milestones: [{ order: 1, points: 100 }],
    },
  };
  await publishRules(id, { rules, now: day(0) });
  await seedOrder(id, { id: 1n, customerId: 7n, placedAt: day(1) });
  await awardOrders(id, [1n], day(1));
  const programme = (await readProgramme(pool, id, day(2)))!;
  const cart = await readCartFacts({ id, timezone: 'UTC' }, programme.rules, 7n, [], day(2));
  await seedOrder(id, { id: 2n, customerId: 7n, placedAt: day(2) });
  await awardOrders(id, [2n], day(2));
  expect(cart.context.usedInPeriod).toBe(100n);
  expect(await readOrderLedger(id, 2n)).toMatchObject({ earned: 50n });
});

test('before there was a limit nothing of it was used, and unpaid orders are none', async () => {
  const id = await seedShop('new-limit.myshopify.com');
  await seedCustomer(id, 7n);
  const order = { base: { kind: 'per-amount', points: 1, per: 100 } };
  const rules = { isActive: true, enrolment: 'automatic', order };
  await publishRules(id, { rules, now: day(0) });
  await seedOrder(id, { id: 1n, customerId: 7n, placedAt: day(1), net: 40_000n });
  await seedOrder(id, { id: 2n, customerId: 7n, placedAt: day(2), paidAt: null, received: 0n });
  await awardOrders(id, [1n, 2n], day(2));
  const more = { limit: { points: 150, unit: 'month' }, milestones: [{ order: 2, points: 7 }] };
  await publishRules(id, { rules: { ...rules, order: { ...order, ...more } }, now: day(3) });
  const programme = (await readProgramme(pool, id, day(4)))!;
  const cart = await readCartFacts({ id, timezone: 'UTC' }, programme.rules, 7n, [], day(4));
  await seedOrder(id, { id: 3n, customerId: 7n, placedAt: day(4) });
  await awardOrders(id, [3n], day(4));
  expect(cart.context).toMatchObject({ usedInPeriod: 0n, ordinal: 2 });
  expect(await readOrderLedger(id, 3n)).toMatchObject({ earned: 107n });
});

test('an order tells what it earned, what was taken back, and when it opens', async () => {
  const gone = { net: 4_000n, refunded: 6_000n, updatedAt: day(30) };
  await seedOrder(shopId, { id: 3n, customerId: 7n, placedAt: day(25) });
  await awardOrders(shopId, [3n], day(25));
  await seedOrder(shopId, { id: 3n, customerId: 7n, placedAt: day(25), ...gone });
  await awardOrders(shopId, [3n], day(30));
  expect(await readOrderLedger(shopId, 3n)).toMatchObject({
    ...{ customerId: 7n, isCounted: true, earned: 100n, reversed: 60n },
    availableAt: day(39),
  });
  expect(await readOrderLedger(shopId, 99n)).toBeNull();
});

test('how a shop taxes is learnt from its orders, country by country', async () => {
  const taxed = await seedShop('taxed.myshopify.com');
  const sell = async (id: bigint, country: string, tax: bigint) => {
    await seedOrder(taxed, { id, customerId: 7n, placedAt: day(Number(id)), net: 11_900n });
    await pool.query(
      `UPDATE orders SET taxes_included = true, country = $3 WHERE shop_id = $1 AND id = $2`,
      [taxed, id, country],
    );
    await pool.query('UPDATE order_line SET tax = $3 WHERE shop_id = $1 AND order_id = $2', [
      taxed,
      id,
      tax,
    ]);
  };
  await sell(1n, 'DE', 1_900n);
  await sell(2n, 'DE', 1_900n);
  await sell(3n, 'CH', 892n);
  expect(await readTaxRates(taxed, 'DE', day(9))).toMatchObject({ isIncluded: true, usual: 190 });
  expect(await readTaxRates(taxed, 'CH', day(9))).toMatchObject({ usual: 81 });
  expect(await readTaxRates(taxed, 'SE', day(9))).toMatchObject({ usual: 190 });
});
