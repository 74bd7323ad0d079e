// Two ways lead to the same ledger: all members of a shop at once by COPY, and each for itself.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import {
  type OrderSeed,
  seedCustomer,
  seedOrder,
  seedShop,
} from '../../../../tests/factories/shop-data.ts';
import { type NewEntry, post } from '../../ledger.server.ts';
import { Opening } from '../../ledger-bulk.server.ts';
import { publishRules } from '../../programme/publish-rules.server.ts';
import type { RulesInput } from '../../programme/rules.ts';
import { verifyLedger } from '../../verify-ledger.server.ts';
import { awardCustomers } from '../award-members.server.ts';
import { awardAll } from './award-all.server.ts';

const DAY = 86_400_000;
const BEGIN = Date.UTC(2025, 0, 1);
const now = new Date(BEGIN + 400 * DAY);
const CUSTOMERS = 5;
const all = { afterCustomerId: 0n, until: () => false };

const day = fc.nat(399).map((days) => new Date(BEGIN + days * DAY));
const customer = fc.record({
  tags: fc.constantFrom<string[]>([], [], ['wholesale'], ['friend']),
  createdAt: day,
  email: fc.option(fc.constantFrom('ann@a.test', 'bob@b.test')),
});
const line = fc.record({
  total: fc.bigInt(0n, 9_000n),
  productId: fc.constantFrom(5n, 6n, null),
  quantity: fc.integer({ min: 1, max: 3 }),
  isGiftCard: fc.boolean(),
});
const order = fc.record({
  customerId: fc.bigInt(1n, BigInt(CUSTOMERS)),
  /** Placed as a guest with this address instead. */
  guest: fc.option(fc.constantFrom('ann@a.test', 'cat@c.test'), { freq: 4 }),
  placedAt: day,
  paid: fc.boolean(),
  fulfilled: fc.boolean(),
  isCounted: fc.boolean(),
  refunded: fc.constantFrom(0n, 0n, 1_000n),
  lines: fc.array(line, { maxLength: 3 }),
});
const rules = fc.record({
  points: fc.integer({ min: 1, max: 5 }),
  excludes: fc.boolean(),
  multiplies: fc.boolean(),
  limits: fc.boolean(),
  milestone: fc.boolean(),
  signUp: fc.boolean(),
  tiers: fc.boolean(),
  expiry: fc.constantFrom<NonNullable<RulesInput['expiry']>>(
    { kind: 'never' },
    { kind: 'after-earning', months: 6 },
    { kind: 'after-activity', months: 3 },
  ),
  from: fc.constantFrom<'payment' | 'fulfilment'>('payment', 'fulfilment'),
  since: day,
});
const shop = fc.record({
  customers: fc.array(customer, { minLength: CUSTOMERS, maxLength: CUSTOMERS }),
  orders: fc.array(order, { maxLength: 14 }),
  rules,
});
type Shop = typeof shop extends fc.Arbitrary<infer T> ? T : never;

const rulesOf = (wanted: Shop['rules']): RulesInput => ({
  isActive: true,
  enrolment: 'automatic',
  excludedCustomerTags: wanted.excludes ? ['wholesale'] : [],
  order: {
    base: { kind: 'per-amount', points: wanted.points, per: 100 },
    limit: wanted.limits ? { points: 120, unit: 'month' } : null,
    milestones: wanted.milestone ? [{ order: 2, points: 40 }] : [],
    products: wanted.multiplies
      ? [
          {
            id: 'more',
            name: 'More',
            match: { productIds: ['5'] },
            effect: { kind: 'multiply', percent: 250 },
          },
        ]
      : [],
  },
  actions: wanted.signUp ? [{ id: 'join', kind: 'sign-up', name: 'Join', points: 30 }] : [],
  pending: { days: 7, from: wanted.from },
  expiry: wanted.expiry,
  tiers: wanted.tiers
    ? {
        basis: 'spend',
        window: 'lifetime',
        levels: [{ id: 'gold', name: 'Gold', threshold: 5_000, percent: 150, entryPoints: 25 }],
      }
    : null,
});

function orderOf(id: bigint, seed: Shop['orders'][number]): OrderSeed {
  const { placedAt, lines } = seed;
  const net = lines.reduce((sum, one) => sum + one.total, 0n);
  return {
    ...{ id, placedAt, net, refunded: seed.refunded },
    ...(seed.guest ? { customerId: null, email: seed.guest } : { customerId: seed.customerId }),
    paidAt: seed.paid ? placedAt : null,
    fulfilledAt: seed.fulfilled ? new Date(+placedAt + DAY) : null,
    isCounted: seed.isCounted,
    lines: lines.map((one, at) => ({ ...one, id: id * 10n + BigInt(at) })),
  };
}

async function open(name: string, { customers, orders, rules }: Shop): Promise<number> {
  const shopId = await seedShop(`${name}.myshopify.com`);
  for (const [at, { email, ...one }] of customers.entries()) {
    await seedCustomer(shopId, BigInt(at + 1), { ...one, ...(email === null ? {} : { email }) });
  }
  for (const [at, one] of orders.entries()) await seedOrder(shopId, orderOf(BigInt(at + 1), one));
  const published = await publishRules(shopId, { rules: rulesOf(rules), now, since: rules.since });
  expect(published).toMatchObject({ ok: true });
  return shopId;
}

/** Everything that the ledger holds, with customers in place of the accounts' own numbers. */
async function ledgerOf(shopId: number): Promise<string> {
  const ask = async (sql: string) => (await pool.query(sql, [shopId])).rows;
  return canonicalJson({
    accounts: await ask(
      `SELECT customer_id, status, joined_via, joined_at, balance, debt, last_number, tier_id
       FROM loyalty_account WHERE shop_id = $1 ORDER BY customer_id`,
    ),
    entries: await ask(
      `SELECT a.customer_id, number, kind, effect, points, balance_after,
         replace(key, '/' || a.id, '') AS key, replace(subject, '/' || a.id, '') AS subject, reason,
         occurred_at, rule_version, tier, breakdown::jsonb
       FROM loyalty_entry e JOIN loyalty_account a ON a.shop_id = e.shop_id AND a.id = e.account_id
       WHERE e.shop_id = $1 ORDER BY a.customer_id, number`,
    ),
    lots: await ask(
      `SELECT a.customer_id, replace(subject, '/' || a.id, '') AS subject, points, booked,
         remaining, expired, earned_at, available_at, expires_at, context::jsonb, is_context_fixed
       FROM loyalty_lot l JOIN loyalty_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
       WHERE l.shop_id = $1 ORDER BY 1, 2`,
    ),
    actions: await ask(
      `SELECT a.customer_id, action_id, occurrence, at, points
       FROM loyalty_action c JOIN loyalty_account a ON a.shop_id = c.shop_id AND a.id = c.account_id
       WHERE c.shop_id = $1 ORDER BY 1, 2`,
    ),
    facts: await ask(
      `SELECT order_id, customer_tags, segment_ids, traits FROM loyalty_order_facts
       WHERE shop_id = $1 ORDER BY 1`,
    ),
  });
}

test('all at once by COPY or each for itself: the same accounts, entries and lots', async () => {
  let shops = 0;
  await fc.assert(
    fc.asyncProperty(shop, async (facts) => {
      const name = `ways-${++shops}`;
      const together = await open(`${name}-together`, facts);
      await awardAll(together, all, now);
      const alone = await open(`${name}-alone`, facts);
      for (let id = 1n; id <= CUSTOMERS; id++) await awardCustomers(alone, [id], now);
      expect(await ledgerOf(together)).toBe(await ledgerOf(alone));
      expect((await verifyLedger(together)).differences).toEqual([]);
    }),
    { numRuns: 25, seed: 20261122 },
  );
  // The shops were not idle.
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM loyalty_entry WHERE reason = 'order') AS orders,
       (SELECT count(*) FROM loyalty_entry WHERE reason = 'join') AS joins,
       (SELECT count(*) FROM loyalty_entry WHERE reason = 'tier') AS tiers,
       (SELECT count(*) FROM loyalty_order_facts) AS frozen,
       (SELECT count(*) FROM customer c WHERE NOT EXISTS (SELECT FROM loyalty_account a
          WHERE a.shop_id = c.shop_id AND a.customer_id = c.id)) AS guests`,
  );
  for (const [what, times] of Object.entries(rows[0])) {
    expect({ what, occurred: (times as bigint) > 0n }).toEqual({ what, occurred: true });
  }
});

const plain: Shop = {
  customers: Array.from({ length: CUSTOMERS }, () => ({
    ...{ tags: [], createdAt: new Date(0), email: null },
  })),
  orders: Array.from({ length: CUSTOMERS }, (_, at) => ({
    ...{ customerId: BigInt(at + 1), placedAt: new Date(BEGIN + at * DAY), paid: true },
    ...{ fulfilled: true, isCounted: true, refunded: 0n, guest: null },
    lines: [{ total: 1_000n, productId: 5n, quantity: 1, isGiftCard: false }],
  })),
  rules: {
    ...{ points: 1, excludes: false, multiplies: false, limits: false, milestone: false },
    ...{ signUp: false, tiers: false, expiry: { kind: 'never' }, from: 'payment' },
    since: new Date(0),
  },
};

test('a customer who becomes a member meanwhile has one account and each point once', async () => {
  const shopId = await open('meanwhile', plain);
  const rival = await pool.connect();
  await rival.query('BEGIN');
  await rival.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at) VALUES ($1, 3, $2)`,
    [shopId, now],
  );
  const started = awardAll(shopId, all, now);
  await waitUntilBlocked(rival);
  await rival.query('COMMIT');
  rival.release();
  await started;
  const { rows } = await pool.query(
    'SELECT balance, last_number FROM loyalty_account WHERE shop_id = $1',
    [shopId],
  );
  expect(rows).toEqual(Array(CUSTOMERS).fill({ balance: 10n, last_number: 1 }));
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

async function waitUntilBlocked(client: Pick<typeof pool, 'query'>): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database()
         AND wait_event_type = 'Lock' AND query LIKE 'COPY loyalty_account%'`,
    );
    if (rows.length > 0) return;
    // The next look is a round trip away; there is nothing else to wait for.
    await client.query('SELECT pg_stat_clear_snapshot()');
  }
}

test('what went in by COPY is known to the usual door as already posted', async () => {
  const shopId = await seedShop('doors.myshopify.com');
  await seedCustomer(shopId, 1n);
  const entry: NewEntry = {
    ...{ accountId: 900n, kind: 'earn', effect: 'lot', points: 7n, reason: 'order' },
    ...{ key: 'order/1/as-of/then', subject: 'order/1', occurredAt: new Date(BEGIN) },
    ...{ ruleVersion: 1, tier: 'gold', breakdown: { points: 7n, said: 'tab\t"ř"' } },
    dates: { earnedAt: new Date(BEGIN), availableAt: null, expiresAt: now },
    context: { tierId: 'gold', ordinal: 1, usedInPeriod: 0n },
  };
  await sqlTransaction(async (tx) => {
    const opening = new Opening(shopId, now);
    opening.add({ id: 900n, customerId: 1n, entries: [entry] });
    await opening.write(tx);
  });
  expect(await post(pool, shopId, [entry])).toMatchObject([{ isNew: false, balance: 7n }]);
  const { rows } = await pool.query('SELECT breakdown FROM loyalty_entry WHERE shop_id = $1', [
    shopId,
  ]);
  expect(rows).toEqual([{ breakdown: { points: '7', said: 'tab\t"ř"' } }]);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});
