import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../../../tests/factories/shop-data.ts';
import { awardOrders } from '../earning/award-members.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { readProgramme } from '../programme/read.server.ts';
import type { RulesInput } from '../programme/rules.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { placeAllTiers } from './place-all-tiers.server.ts';
import { previewTiers } from './preview-tiers.server.ts';
import { setTier } from './set-tier.server.ts';

type TiersInput = NonNullable<RulesInput['tiers']>;
const at = (day: string) => new Date(`${day}T12:00:00Z`);
const MEMBERSHIP = 900n;
const levels = [
  { id: 'silver', name: 'Silver', threshold: 100_00n, percent: 100, entryPoints: 10n },
  { id: 'gold', name: 'Gold', threshold: 300_00n, percent: 200, entryPoints: 20n },
];
const shop = { id: 0, timezone: 'UTC' };
let shops = 0;

beforeEach(async () => {
  shop.id = await seedShop(`tiers-${++shops}.myshopify.com`);
  await seedCustomer(shop.id, 7n);
});

async function publish(tiers: Partial<TiersInput> = {}, day = '2026-01-01') {
  const outcome = await publishRules(shop.id, {
    rules: {
      isActive: true,
      enrolment: 'automatic',
      order: { base: { kind: 'per-amount', points: 1, per: 100 } },
      tiers: { basis: 'spend', window: 'lifetime', graceDays: 30, levels, ...tiers },
    },
    now: at(day),
  });
  expect(outcome).toMatchObject({ ok: true });
}

async function buy(id: bigint, net: bigint, day: string, more: object = {}) {
  await seedOrder(shop.id, { id, customerId: 7n, placedAt: at(day), net, ...more });
  await awardOrders(shop.id, [id], at(day));
}

async function account() {
  return (await accountOfCustomer(pool, shop.id, 7n))!.id;
}
async function tier() {
  const { rows } = await pool.query(
    'SELECT tier_id FROM loyalty_account WHERE shop_id = $1 AND customer_id = 7',
    [shop.id],
  );
  return rows[0]?.tier_id ?? null;
}
async function history() {
  const { rows } = await pool.query(
    `SELECT tier_id, reason FROM loyalty_tier_change WHERE shop_id = $1 ORDER BY number`,
    [shop.id],
  );
  return rows.map((row) => `${row.tier_id} ${row.reason}`);
}
const balance = async (day: string) =>
  (await balanceOf(pool, shop.id, await account(), at(day))).balance;

test('a tier given until a day outlasts a higher one that orders reached and a refund took', async () => {
  await publish({ graceDays: 0 });
  await buy(1n, 10_00n, '2026-02-01');
  const by = { accountId: await account(), tierId: 'silver', until: at('2027-12-31') };
  expect(await setTier(shop.id, { ...by, now: at('2026-02-02') })).toMatchObject({ ok: true });
  await buy(2n, 350_00n, '2026-02-03');
  expect(await tier()).toBe('gold');
  await buy(2n, 0n, '2026-02-03', { refunded: 350_00n, updatedAt: at('2026-02-10') });
  expect(await history()).toEqual(['silver by-hand', 'gold reached', 'silver by-hand']);
  const { tiers } = (await readProgramme(pool, shop.id, at('2026-02-11')))!.rules;
  const preview = await previewTiers(shop, tiers!, at('2026-02-11'));
  expect(preview).toMatchObject({ falling: 0, rising: 0 });
  await placeAllTiers(shop.id, at('2027-12-30'));
  expect(await tier()).toBe('silver');
  await placeAllTiers(shop.id, at('2028-01-02'));
  expect(await tier()).toBeNull();
});

test('spend reaches a tier, its entry points come once, and the next order earns by it', async () => {
  await publish();
  await buy(1n, 350_00n, '2026-02-01');
  expect(await tier()).toBe('gold');
  // 350 for the order, placed before the tier was reached, and what entering both tiers gives.
  expect(await balance('2026-02-01')).toBe(380n);
  await buy(2n, 10_00n, '2026-02-02');
  expect(await balance('2026-02-02')).toBe(400n);
});

test('what a member bought as a guest with the same mailbox lifts too', async () => {
  await publish();
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, updated_at)
     VALUES ($1, 7, '', 'ann', now())`,
    [shop.id],
  );
  await buy(1n, 10_00n, '2026-02-01');
  await seedCustomer(shop.id, 8n);
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, updated_at)
     VALUES ($1, 8, '', 'ann', now())`,
    [shop.id],
  );
  await buy(2n, 340_00n, '2026-02-02', { customerId: 8n });
  expect(await tier()).toBe('gold');
});

test('a member who skipped a level, fell out and came back is given no entry points twice', async () => {
  await publish({ window: 'rolling-year', graceDays: 0 });
  await buy(1n, 350_00n, '2026-02-01');
  await placeAllTiers(shop.id, at('2027-02-03'));
  expect(await tier()).toBeNull();
  await buy(2n, 350_00n, '2027-02-04');
  expect(await tier()).toBe('gold');
  expect(await balance('2027-02-04')).toBe(730n);
});

test('a rolling year lets go of a tier after its grace, and takes it up again at once', async () => {
  await publish({ window: 'rolling-year' });
  await buy(1n, 150_00n, '2026-02-01');
  await placeAllTiers(shop.id, at('2027-01-31'));
  expect(await history()).toEqual(['silver reached']);
  await placeAllTiers(shop.id, at('2027-02-03'));
  expect(await history()).toEqual(['silver reached', 'silver kept']);
  await placeAllTiers(shop.id, at('2027-03-01'));
  expect(await tier()).toBe('silver');
  await placeAllTiers(shop.id, at('2027-03-06'));
  expect(await tier()).toBeNull();
  await buy(2n, 150_00n, '2027-03-07');
  expect(await tier()).toBe('silver');
  // Once in a life: the second time gives no entry points.
  expect(await balance('2027-03-07')).toBe(310n);
});

test('a tier of a calendar year is good until the end of the next', async () => {
  await publish({ window: 'calendar-year', graceDays: 0 });
  await buy(1n, 150_00n, '2026-06-01');
  await placeAllTiers(shop.id, at('2027-12-30'));
  expect(await tier()).toBe('silver');
  await placeAllTiers(shop.id, at('2028-01-02'));
  expect(await tier()).toBeNull();
});

test('orders and points can be what counts', async () => {
  const two = [{ ...levels[0]!, threshold: 2n }];
  await publish({ basis: 'orders', levels: two });
  await buy(1n, 5_00n, '2026-02-01');
  expect(await tier()).toBeNull();
  await buy(2n, 5_00n, '2026-02-02');
  expect(await tier()).toBe('silver');
  await buy(2n, 5_00n, '2026-02-03', { cancelledAt: at('2026-02-03') });
  expect(await history()).toEqual(['silver reached', 'silver kept']);
  await publish({ basis: 'points', levels: [{ ...levels[1]!, threshold: 100n }] }, '2026-02-04');
  await buy(3n, 100_00n, '2026-02-05');
  expect(await tier()).toBe('gold');
});

test('a bought membership gives its tier for its months; a refund ends it', async () => {
  const memberships = [{ productId: MEMBERSHIP, tierId: 'gold', months: 12 }];
  await publish({ memberships, graceDays: 0 });
  const line = { id: 1n, productId: MEMBERSHIP, total: 50_00n };
  await buy(1n, 50_00n, '2026-02-01', { lines: [line] });
  expect(await history()).toEqual(['gold membership']);
  await placeAllTiers(shop.id, at('2027-01-31'));
  expect(await tier()).toBe('gold');
  await placeAllTiers(shop.id, at('2027-02-02'));
  expect(await tier()).toBeNull();
  await buy(2n, 50_00n, '2027-02-03', { lines: [{ ...line, id: 2n }] });
  expect(await tier()).toBe('gold');
  const returned = { ...line, id: 2n, currentQuantity: 0 };
  await buy(2n, 0n, '2027-02-10', { placedAt: at('2027-02-03'), lines: [returned] });
  expect(await tier()).toBeNull();
});

test('deciding again from the orders changes nothing', async () => {
  await publish({ window: 'rolling-year' });
  await buy(1n, 350_00n, '2026-02-01');
  const before = await history();
  for (const day of ['2026-02-01', '2026-02-02', '2026-05-01', '2026-05-01']) {
    expect(await placeAllTiers(shop.id, at(day))).toBe(0);
  }
  expect(await history()).toEqual(before);
});

test('a higher threshold is seen before it is saved, and takes no points', async () => {
  await publish();
  await buy(1n, 350_00n, '2026-02-01');
  const higher = levels.map((level) => ({ ...level, threshold: level.threshold * 2n }));
  const perks = { freeShipping: false, percentOff: 0, tag: null, words: [] };
  const wanted = {
    basis: 'spend' as const,
    window: 'lifetime' as const,
    graceDays: 30,
    levels: higher.map((level) => ({ ...level, perks })),
    memberships: [],
  };
  const preview = await previewTiers(shop, wanted, at('2026-02-02'));
  expect(preview).toMatchObject({ rising: 0, falling: 1 });
  expect(preview.levels.map(({ held, due }) => [held, due])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
  expect(await tier()).toBe('gold');
  await publish({ levels: higher }, '2026-02-03');
  await placeAllTiers(shop.id, at('2026-02-03'));
  expect(await history()).toContain('gold kept');
  await placeAllTiers(shop.id, at('2026-03-10'));
  expect(await tier()).toBe('silver');
  expect(await balance('2026-03-10')).toBe(380n);
});

test('a tier by hand holds until its day, and yields to a higher one', async () => {
  await publish({ graceDays: 0 });
  await buy(1n, 5_00n, '2026-02-01');
  const accountId = await account();
  const give = (tierId: string, until: string, now = '2026-02-02') =>
    setTier(shop.id, { accountId, tierId, until: at(until), now: at(now) });
  expect(await give('platinum', '2026-06-01')).toMatchObject({ reason: 'no-such-tier' });
  expect(await give('gold', '2026-01-01')).toMatchObject({ reason: 'bad-time' });
  expect(await give('silver', '2026-06-01')).toMatchObject({ ok: true });
  await placeAllTiers(shop.id, at('2026-05-31'));
  expect(await tier()).toBe('silver');
  await buy(2n, 400_00n, '2026-05-31');
  expect(await tier()).toBe('gold');
  expect(await give('silver', '2027-01-01', '2026-06-01')).toMatchObject({ reason: 'lower-tier' });
  await buy(2n, 0n, '2026-05-31', { cancelledAt: at('2026-06-01') });
  expect(await tier()).toBe('silver');
  expect(await give('gold', '2026-07-01', '2026-06-02')).toMatchObject({ ok: true });
  await placeAllTiers(shop.id, at('2026-07-02'));
  expect(await tier()).toBeNull();
});

test("another shop's member cannot be given a tier", async () => {
  await publish();
  await buy(1n, 5_00n, '2026-02-01');
  const accountId = await account();
  shop.id = await seedShop(`tiers-other-${shops}.myshopify.com`);
  await publish();
  const by = { accountId, tierId: 'gold', until: at('2027-01-01'), now: at('2026-02-02') };
  expect(await setTier(shop.id, by)).toMatchObject({ reason: 'no-such-member' });
});

test('who earns nothing reaches no tier either, and leaves the one that was reached', async () => {
  const publishFor = (excludedCustomerTags: string[], day: string) =>
    publishRules(shop.id, {
      rules: {
        ...{ isActive: true, enrolment: 'automatic', excludedCustomerTags },
        order: { base: { kind: 'per-amount', points: 1, per: 100 } },
        tiers: { basis: 'spend', window: 'lifetime', graceDays: 0, levels },
      },
      now: at(day),
    });
  await publishFor([], '2026-01-01');
  await seedCustomer(shop.id, 7n, { tags: ['wholesale'] });
  await buy(1n, 350_00n, '2026-02-01');
  expect(await tier()).toBe('gold');
  await publishFor(['Wholesale'], '2026-03-01');
  await placeAllTiers(shop.id, at('2026-03-02'));
  expect(await tier()).toBeNull();
  await buy(2n, 350_00n, '2026-03-03');
  expect(await tier()).toBeNull();
});
