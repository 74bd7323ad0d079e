// Campaigns for segments of customers, and segments that earn nothing: a cart is promised what the
// order earns, and what was earned stays when a customer leaves the segment.
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../../../../tests/factories/shop-data.ts';
import { estimateCart, NO_TAX } from '../../estimate.ts';
import { eraseMember } from '../../members/erase-member.server.ts';
import { publishRules } from '../../programme/publish-rules.server.ts';
import { readProgramme } from '../../programme/read.server.ts';
import type { RulesInput } from '../../programme/rules.ts';
import { readCartFacts } from '../../read-cart-facts.server.ts';
import { awardOrders } from '../award-members.server.ts';
import { NO_TRAITS } from '../worth.ts';
import { keepNamedSegments, keepSegments, type SegmentReader } from './keep-segments.server.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 12));
const REGULAR = 7n;
const STRANGER = 8n;
let shop: { id: number; timezone: string };
let shops = 0;

/** Segments as the other feature would tell them, in slices of two. */
const segments =
  (known: Record<string, bigint[]>): SegmentReader =>
  async (_shop, id) => {
    const customers = known[id];
    return customers ? slicesOf(customers) : null;
  };

async function* slicesOf(ids: bigint[]) {
  for (let at = 0; at < ids.length; at += 2) yield ids.slice(at, at + 2);
}

const look = (known: Record<string, bigint[]>) =>
  keepSegments(shop, Object.keys(known), segments(known), day(0));

async function kept(shopId = shop.id): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT segment_id || ' ' || customer_id AS name FROM loyalty_segment_customer
     WHERE shop_id = $1 ORDER BY segment_id, customer_id`,
    [shopId],
  );
  return rows.map(({ name }) => name);
}

async function earned(orderId: bigint): Promise<number> {
  const { rows } = await pool.query<{ points: bigint }>(
    'SELECT points FROM loyalty_lot WHERE shop_id = $1 AND subject = $2',
    [shop.id, `order/${orderId}`],
  );
  return Number(rows[0]?.points ?? 0n);
}

async function promised(customerId: bigint): Promise<number> {
  const { rules } = (await readProgramme(pool, shop.id, day(5)))!;
  const { context } = await readCartFacts(shop, rules, customerId, [], day(5));
  const line = { id: '1', productId: null, quantity: 1, amount: 10_000n, traits: NO_TRAITS };
  const lines = [{ ...line, isGiftCard: false, isSubscription: false }];
  return Number(estimateCart({ lines, rates: NO_TAX }, { rules, ...context }, day(5)).points);
}

async function order(id: bigint, customerId: bigint, changes = {}) {
  await seedOrder(shop.id, { id, customerId, placedAt: day(5), ...changes });
  await awardOrders(shop.id, [id], day(6));
}

const campaign = {
  ...{ id: 'double', name: 'Double', startsAt: day(0), endsAt: day(30), percent: 200 },
  segmentIds: ['regulars'],
};

async function publish(change: Partial<RulesInput>, now = day(0)) {
  const order: RulesInput['order'] = { base: { kind: 'per-amount', points: 1, per: 100 } };
  const rules: RulesInput = { isActive: true, enrolment: 'automatic', order, ...change };
  expect(await publishRules(shop.id, { rules, now })).toMatchObject({ ok: true });
}

beforeEach(async () => {
  shop = { id: await seedShop(`segments-${++shops}.myshopify.com`), timezone: 'UTC' };
  await seedCustomer(shop.id, REGULAR);
  await seedCustomer(shop.id, STRANGER);
});

test('a campaign for a segment: the cart is promised what the order then earns', async () => {
  await look({ regulars: [3n, 5n, REGULAR] });
  await publish({ campaigns: [campaign] });
  expect([await promised(REGULAR), await promised(STRANGER)]).toEqual([200, 100]);
  await order(1n, REGULAR);
  await order(2n, STRANGER);
  expect([await earned(1n), await earned(2n)]).toEqual([200, 100]);
});

test('who leaves the segment keeps what was earned in it, and a refund takes back its part', async () => {
  await look({ regulars: [REGULAR] });
  await publish({ campaigns: [campaign] });
  await order(1n, REGULAR);
  await look({ regulars: [STRANGER] });
  await awardOrders(shop.id, [1n], day(8));
  expect(await earned(1n)).toBe(200);
  await order(1n, REGULAR, { net: 4_000n, refunded: 6_000n, updatedAt: day(7) });
  expect(await earned(1n)).toBe(80);
  await order(3n, REGULAR);
  expect(await earned(3n)).toBe(100);
});

test('a segment that is excluded earns nothing: no order, no joining', async () => {
  await look({ wholesale: [STRANGER] });
  const joining = { id: 'join', kind: 'sign-up' as const, name: 'Joining', points: 50 };
  await publish({ excludedSegmentIds: ['wholesale'], actions: [joining] });
  await seedCustomer(shop.id, 9n, { createdAt: day(1) });
  await order(1n, REGULAR);
  await order(2n, STRANGER);
  await order(3n, 9n);
  const { rows } = await pool.query(
    `SELECT customer_id, balance FROM loyalty_account WHERE shop_id = $1 ORDER BY customer_id`,
    [shop.id],
  );
  expect(rows.map((row) => [row.customer_id, row.balance])).toEqual([
    [REGULAR, 100n],
    [STRANGER, 0n],
    [9n, 150n],
  ]);
});

test('a look takes up who came and drops who left; one that is gone stays as it was', async () => {
  const other = await seedShop(`segments-other-${shops}.myshopify.com`);
  await keepSegments({ ...shop, id: other }, ['a'], segments({ a: [1n, 2n] }), day(0));
  await look({ a: [1n, 2n, 3n, 4n, 9n], b: [2n] });
  expect(await look({ a: [2n, 4n, 5n] })).toEqual([]);
  expect(await kept()).toEqual(['a 2', 'a 4', 'a 5', 'b 2']);
  expect(await keepSegments(shop, ['a', 'b'], segments({ b: [] }), day(0))).toEqual(['a']);
  expect(await kept()).toEqual(['a 2', 'a 4', 'a 5']);
  expect(await kept(other)).toEqual(['a 1', 'a 2']);
});

test('every night looks at what rules of these days name, and forgets the rest', async () => {
  await look({ regulars: [1n], wholesale: [2n], never: [3n] });
  await publish({ campaigns: [campaign] });
  await publish({ excludedSegmentIds: ['wholesale'] }, day(3));
  const now = { regulars: [11n], wholesale: [12n], never: [13n] };
  await keepNamedSegments(shop.id, segments(now), day(10));
  expect(await kept()).toEqual(['regulars 11', 'wholesale 12']);
  await keepNamedSegments(shop.id, segments(now), day(40));
  expect(await kept()).toEqual(['wholesale 12']);
});

test('of an erased person no segment is left', async () => {
  await look({ regulars: [REGULAR] });
  await publish({ campaigns: [campaign] });
  await order(1n, REGULAR);
  await eraseMember(shop.id, REGULAR, day(9));
  const facts = await pool.query('SELECT segment_ids FROM loyalty_order_facts WHERE shop_id = $1', [
    shop.id,
  ]);
  expect(await kept()).toEqual([]);
  expect(facts.rows).toEqual([{ segment_ids: [] }]);
});
