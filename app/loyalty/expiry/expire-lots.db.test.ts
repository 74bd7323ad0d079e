import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../../../tests/factories/shop-data.ts';
import { awardCustomers, awardOrders } from '../earning/award-members.server.ts';
import { spend } from '../ledger.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import type { RulesInput } from '../programme/rules.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { verifyLedger } from '../verify-ledger.server.ts';
import { expireLots } from './expire-lots.server.ts';
import { previewExpiry } from './preview-expiry.server.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 12));
type Expiry = NonNullable<RulesInput['expiry']>;
let shopId: number;
let shops = 0;

beforeEach(async () => {
  shopId = await seedShop(`expiry-${++shops}.myshopify.com`);
  await seedCustomer(shopId, 7n);
});

async function publish(expiry: Expiry, now: Date) {
  const rules = {
    isActive: true,
    enrolment: 'automatic',
    order: { base: { kind: 'per-amount', points: 1, per: 100 } },
    expiry,
  };
  expect(await publishRules(shopId, { rules, now })).toMatchObject({ ok: true });
}

const order = async (id: bigint, placed: number) => {
  await seedOrder(shopId, { id, customerId: 7n, placedAt: day(placed) });
  await awardOrders(shopId, [id], day(placed));
};
const account = async () => (await accountOfCustomer(pool, shopId, 7n))!.id;
const balance = async (now: Date) => balanceOf(pool, shopId, await account(), now);
const expired = async () => {
  const { rows } = await pool.query(
    `SELECT subject, points FROM loyalty_entry WHERE shop_id = $1 AND kind = 'expire'
     ORDER BY number`,
    [shopId],
  );
  return rows.map((row) => `${row.subject} ${row.points}`);
};

test('each lot lapses on its own day, never the whole balance at once', async () => {
  await publish({ kind: 'after-earning', months: 2, warnDays: [] }, day(0));
  await order(1n, 1);
  await order(2n, 31);
  await expireLots(shopId, day(58));
  expect(await expired()).toEqual([]);
  await expireLots(shopId, day(62));
  await expireLots(shopId, day(63));
  expect(await expired()).toEqual(['order/1 -100']);
  expect((await balance(day(63))).balance).toBe(100n);
  await expireLots(shopId, day(100));
  expect(await expired()).toEqual(['order/1 -100', 'order/2 -100']);
});

test('days of grace let lapsed points be spent a little longer', async () => {
  await publish({ kind: 'after-earning', months: 1, graceDays: 10, warnDays: [] }, day(0));
  await order(1n, 0);
  await expireLots(shopId, day(40));
  expect((await balance(day(40))).available).toBe(100n);
  await expireLots(shopId, day(43));
  expect((await balance(day(43))).balance).toBe(0n);
});

test('after the last activity: an order or a redemption keeps everything alive, expiry does not', async () => {
  await publish({ kind: 'after-activity', months: 1, warnDays: [] }, day(0));
  await order(1n, 0);
  await order(2n, 25);
  await expireLots(shopId, day(45));
  expect((await balance(day(45))).balance).toBe(200n);
  const asked = { accountId: await account(), points: 10n, subject: 'redemption/a', now: day(50) };
  await spend(pool, shopId, { ...asked, key: 'redemption/a/reserve' });
  await expireLots(shopId, day(70));
  expect((await balance(day(70))).balance).toBe(190n);
  await expireLots(shopId, day(90));
  expect((await balance(day(90))).balance).toBe(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('an order that comes too late does not wake what had lapsed', async () => {
  await publish({ kind: 'after-activity', months: 1, warnDays: [] }, day(0));
  await order(1n, 0);
  await expireLots(shopId, day(40));
  await order(2n, 41);
  expect((await balance(day(41))).balance).toBe(100n);
});

test('the member is warned once for each of the chosen days before the end', async () => {
  await publish({ kind: 'after-earning', months: 3, warnDays: [30, 7] }, day(0));
  await order(1n, 0);
  const warnings = async (now: Date) => {
    await expireLots(shopId, now);
    const { rows } = await pool.query(
      'SELECT days, points FROM loyalty_warning WHERE shop_id = $1 ORDER BY days DESC',
      [shopId],
    );
    return rows.map((row) => `${row.days} days: ${row.points}`);
  };
  expect(await warnings(day(50))).toEqual([]);
  expect(await warnings(day(62))).toEqual(['30 days: 100']);
  expect(await warnings(day(63))).toEqual(['30 days: 100']);
  expect(await warnings(day(85))).toEqual(['30 days: 100', '7 days: 100']);
});

test('each warning is announced once, and forgotten when its points have lapsed', async () => {
  await publish({ kind: 'after-earning', months: 1, warnDays: [7] }, day(0));
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await order(1n, 0);
  await order(2n, 1);
  const announced = async (now: Date) => {
    await expireLots(shopId, now);
    const { rows } = await pool.query(
      `SELECT j.payload -> 'points' AS points FROM graphile_worker._private_jobs j
       JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = 'loyalty/tell-flow-of-expiry' ORDER BY j.id`,
    );
    return rows.map(({ points }) => points);
  };
  expect(await announced(day(27))).toEqual([100, 100]);
  expect(await announced(day(28))).toEqual([100, 100]);
  await expireLots(shopId, day(60));
  const { rows } = await pool.query('SELECT 1 FROM loyalty_warning WHERE shop_id = $1', [shopId]);
  expect(rows).toEqual([]);
});

test('nothing lapses while the programme is paused, and lives go on where they stood', async () => {
  const expiry = { kind: 'after-earning' as const, months: 1, warnDays: [30] };
  await publish(expiry, day(0));
  await order(1n, 0);
  const rules = {
    isActive: false,
    enrolment: 'automatic',
    order: { base: { kind: 'per-amount', points: 1, per: 100 } },
    expiry,
  };
  expect(await publishRules(shopId, { rules, now: day(20) })).toMatchObject({ ok: true });
  await expireLots(shopId, day(100));
  expect(await expired()).toEqual([]);
  await publish(expiry, day(120));
  // As the job does that writes all dates anew.
  await awardCustomers(shopId, [7n], day(121));
  await expireLots(shopId, day(130));
  expect(await expired()).toEqual([]);
  expect((await balance(day(130))).available).toBe(100n);
  // A month and a pause of a hundred days.
  await expireLots(shopId, day(133));
  expect(await expired()).toEqual(['order/1 -100']);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('a shorter life gives thirty days of notice, and the preview says so before', async () => {
  await publish({ kind: 'never' }, day(0));
  await order(1n, 1);
  await order(2n, 200);
  const next = { kind: 'after-earning' as const, months: 1, warnDays: [], graceDays: 0 };
  const preview = await previewExpiry({ id: shopId, timezone: 'UTC' }, next, day(205));
  expect(preview).toMatchObject({ alive: 200n, endless: 0n, soonest: day(235) });
  await publish(next, day(205));
  // Before the job that writes all dates anew has come by.
  await expireLots(shopId, day(206));
  expect((await balance(day(206))).balance).toBe(200n);
  await awardCustomers(shopId, [7n], day(207));
  await expireLots(shopId, day(236));
  expect((await balance(day(236))).balance).toBe(0n);
});

test('a longer life saves what would have lapsed tomorrow, also before its date is written anew', async () => {
  await publish({ kind: 'after-earning', months: 1, warnDays: [] }, day(0));
  await order(1n, 0);
  await publish({ kind: 'after-earning', months: 6, warnDays: [] }, day(30));
  await expireLots(shopId, day(40));
  expect(await expired()).toEqual([]);
  expect((await balance(day(40))).available).toBe(100n);
});

test('the preview of a life after activity counts what members did, on the shop’s days', async () => {
  await publish({ kind: 'never' }, day(0));
  await order(1n, 0);
  await order(2n, 300);
  await order(3n, 350);
  const next = { kind: 'after-activity' as const, months: 12, warnDays: [], graceDays: 0 };
  const shop = { id: shopId, timezone: 'UTC' };
  const preview = await previewExpiry(shop, next, day(360));
  expect(preview).toMatchObject({ alive: 300n, byMonth: [{ month: '2027-12', points: 300n }] });
  const quiet = await previewExpiry(shop, { ...next, kind: 'after-earning' }, day(360));
  expect(quiet.byMonth.map(({ month }) => month)).toEqual(['2027-01', '2027-10', '2027-12']);
});
