// Tiers, their entry points and perks are for orders that were paid and kept, and for members who
// may have them.
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import {
  type OrderSeed,
  seedCustomer,
  seedOrder,
  seedShop,
} from '../../../tests/factories/shop-data.ts';
import { awardCustomers, awardOrders } from '../earning/award-members.server.ts';
import { setBlocked } from '../members/adjust-points.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { readProgramme } from '../programme/read.server.ts';
import type { RulesInput } from '../programme/rules.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { placeAllTiers } from './place-all-tiers.server.ts';
import { previewTiers } from './preview-tiers.server.ts';
import { endTierByHand, setTier } from './set-tier.server.ts';

const at = (day: string) => new Date(`${day}T12:00:00Z`);
const CLUB = 900n;
const levels = [
  { id: 'silver', name: 'Silver', threshold: 100_00n, percent: 100, entryPoints: 10n },
  { id: 'gold', name: 'Gold', threshold: 300_00n, percent: 100, entryPoints: 20n },
];
const club = [{ productId: CLUB, tierId: 'gold', months: 12 }];
const clubLine = (id: bigint, more = {}) => ({ id, productId: CLUB, total: 50_00n, ...more });
let shopId = 0;
let shops = 0;

beforeEach(async () => {
  shopId = await seedShop(`fair-tiers-${++shops}.myshopify.com`);
  await seedCustomer(shopId, 7n, { tags: ['trade'] });
});

type Tiers = NonNullable<RulesInput['tiers']>;
async function publish(tiers: Partial<Tiers> = {}, rules: Partial<RulesInput> = {}) {
  const outcome = await publishRules(shopId, {
    rules: {
      ...{ isActive: true, enrolment: 'automatic' },
      order: { base: { kind: 'none' } },
      tiers: { basis: 'spend', window: 'rolling-year', graceDays: 30, levels, ...tiers },
      ...rules,
    },
    now: at('2026-01-01'),
  });
  expect(outcome).toMatchObject({ ok: true });
}

async function buy(id: bigint, net: bigint, day: string, more: Partial<OrderSeed> = {}) {
  await seedOrder(shopId, { id, customerId: 7n, placedAt: at(day), net, ...more });
  await awardOrders(shopId, [id], more.updatedAt ?? at(day));
}

const account = async () => (await accountOfCustomer(pool, shopId, 7n))!.id;
const points = async (day: string) => {
  const { balance, available } = await balanceOf(pool, shopId, await account(), at(day));
  return [Number(balance), Number(available)];
};
const held = async () => {
  const { rows } = await pool.query(
    `SELECT tier_id || ' ' || reason AS text, kept_until FROM loyalty_tier_change
     WHERE shop_id = $1 ORDER BY number DESC LIMIT 1`,
    [shopId],
  );
  return rows[0]?.text ?? null;
};

test('an order that was not paid lifts nobody; paid in part, the part does', async () => {
  await publish();
  const unpaid = { paidAt: null, financialStatus: 'PENDING', total: 400_00n, received: 0n };
  await buy(1n, 400_00n, '2026-02-01', unpaid);
  expect(await held()).toBeNull();
  const part = { ...unpaid, financialStatus: 'PARTIALLY_PAID', received: 150_00n };
  await buy(1n, 400_00n, '2026-02-01', { ...part, updatedAt: at('2026-02-02') });
  expect(await held()).toBe('silver reached');
  await buy(1n, 400_00n, '2026-02-01', { updatedAt: at('2026-02-03') });
  expect(await held()).toBe('gold reached');
});

test('points for entering open with the return window, and go when the order is returned', async () => {
  await publish({}, { pending: { days: 14, from: 'payment' } });
  await buy(1n, 350_00n, '2026-02-01');
  expect(await points('2026-02-10')).toEqual([30, 0]);
  expect(await points('2026-02-16')).toEqual([30, 30]);
  await buy(1n, 120_00n, '2026-02-01', { refunded: 230_00n, updatedAt: at('2026-02-20') });
  expect(await points('2026-02-21')).toEqual([10, 10]);
  // Grace is for the tier alone. Who comes back to it has its points back, once.
  expect(await held()).toBe('gold kept');
  await buy(2n, 200_00n, '2026-02-22');
  await placeAllTiers(shopId, at('2026-02-23'));
  expect(await points('2026-03-20')).toEqual([30, 30]);
  await placeAllTiers(shopId, at('2026-03-21'));
  expect(await points('2026-03-21')).toEqual([30, 30]);
});

test('a year later the tier goes and its points stay: they were earned', async () => {
  await publish();
  await buy(1n, 350_00n, '2026-02-01');
  await placeAllTiers(shopId, at('2027-02-05'));
  await placeAllTiers(shopId, at('2027-03-10'));
  expect(await held()).toBeNull();
  expect(await points('2027-03-11')).toEqual([30, 30]);
});

test('a refunded membership ends at once and takes its points along, whatever the grace', async () => {
  await publish({ memberships: club });
  await buy(1n, 50_00n, '2026-02-01', { lines: [clubLine(1n)] });
  expect(await held()).toBe('gold membership');
  const lines = [clubLine(1n, { currentQuantity: 0 })];
  await buy(1n, 0n, '2026-02-01', { lines, updatedAt: at('2026-02-10') });
  expect(await held()).toBeNull();
  expect(await points('2026-02-11')).toEqual([0, 0]);
});

test('a membership that is renewed early, or bought twice, loses no day', async () => {
  await publish({ memberships: club, graceDays: 0 });
  await buy(1n, 50_00n, '2026-02-01', { lines: [clubLine(1n)] });
  await buy(2n, 50_00n, '2027-01-10', { lines: [clubLine(2n, { quantity: 2 })] });
  const ends = await pool.query(
    'SELECT kept_until FROM loyalty_tier_change WHERE shop_id = $1 ORDER BY number',
    [shopId],
  );
  const days = ends.rows.map((row) => row.kept_until.toISOString().slice(0, 10));
  expect(days).toEqual(['2027-02-01', '2029-02-01']);
  await placeAllTiers(shopId, at('2029-01-31'));
  expect(await held()).toBe('gold membership');
  await placeAllTiers(shopId, at('2029-02-01'));
  expect(await held()).toBeNull();
});

test('who earns nothing has no tier that everybody begins with', async () => {
  const everybody = [{ ...levels[0]!, threshold: 0n }];
  await publish({ levels: everybody }, { excludedCustomerTags: ['Trade'] });
  await seedCustomer(shopId, 8n);
  await awardCustomers(shopId, [7n, 8n], at('2026-02-01'));
  const { rows } = await pool.query(
    'SELECT customer_id, tier_id FROM loyalty_account WHERE shop_id = $1 ORDER BY customer_id',
    [shopId],
  );
  expect(rows.map((row) => row.tier_id)).toEqual([null, 'silver']);
});

test('a tier by hand that orders reach meanwhile is kept as long as it is reached', async () => {
  await publish();
  await buy(1n, 5_00n, '2026-02-01');
  const byHand = { accountId: await account(), tierId: 'silver', until: at('2026-04-01') };
  await setTier(shopId, { ...byHand, now: at('2026-02-02') });
  await buy(2n, 150_00n, '2026-03-01');
  expect(await held()).toBe('silver by-hand');
  await placeAllTiers(shopId, at('2026-04-02'));
  expect(await held()).toBe('silver reached');
  // The year of the order is over: the grace of a reached tier begins.
  await placeAllTiers(shopId, at('2027-03-03'));
  expect(await held()).toBe('silver kept');
});

test('a tier by hand can be taken back; orders decide at once', async () => {
  await publish({ graceDays: 0 });
  await buy(1n, 150_00n, '2026-02-01');
  const accountId = await account();
  expect(await endTierByHand(shopId, accountId, at('2026-02-02'))).toMatchObject({ ok: false });
  await setTier(shopId, {
    accountId,
    tierId: 'gold',
    until: at('2027-01-01'),
    now: at('2026-02-02'),
  });
  expect(await endTierByHand(shopId, accountId, at('2026-02-03'))).toMatchObject({ ok: true });
  expect(await held()).toBe('silver lapsed');
});

test('who keeps a tier by hand or by membership, or is excluded, is previewed so', async () => {
  await publish({ memberships: club }, { excludedCustomerTags: ['outside'] });
  await seedCustomer(shopId, 8n);
  await seedCustomer(shopId, 9n);
  await buy(1n, 50_00n, '2026-02-01', { lines: [clubLine(1n)] });
  await buy(2n, 50_00n, '2026-02-01', { customerId: 8n });
  await buy(3n, 400_00n, '2026-02-01', { customerId: 9n });
  const eight = (await accountOfCustomer(pool, shopId, 8n))!.id;
  const until = at('2027-01-01');
  await setTier(shopId, { accountId: eight, tierId: 'silver', until, now: at('2026-02-02') });
  await seedCustomer(shopId, 9n, { tags: ['outside'] });
  const { tiers } = (await readProgramme(pool, shopId, at('2026-02-03')))!.rules;
  const preview = await previewTiers({ id: shopId, timezone: 'UTC' }, tiers!, at('2026-02-03'));
  expect(preview).toMatchObject({ rising: 0, falling: 1 });
  expect(preview.levels.map(({ due }) => due)).toEqual([1, 1, 1]);
});

test('the tier of a blocked member rests; let in again, it is what the orders say', async () => {
  await publish();
  await buy(1n, 5_00n, '2026-02-01');
  await setBlocked(shopId, await account(), true);
  await buy(2n, 350_00n, '2026-02-02');
  await placeAllTiers(shopId, at('2026-02-03'));
  expect([await held(), await points('2026-02-03')]).toEqual([null, [0, 0]]);
  await setBlocked(shopId, await account(), false);
  await awardCustomers(shopId, [7n], at('2026-02-04'));
  expect([await held(), await points('2026-02-04')]).toEqual(['gold reached', [30, 30]]);
});
