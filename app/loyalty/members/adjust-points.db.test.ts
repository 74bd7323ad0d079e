// What a merchant does by hand, its undoing, and the forgetting of a person.
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../../../tests/factories/shop-data.ts';
import { awardCustomers, awardOrders } from '../earning/award-members.server.ts';
import { spend } from '../ledger.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { verifyLedger } from '../verify-ledger.server.ts';
import { adjustPoints, undoAdjustment, writeOffDebt } from './adjust-points.server.ts';
import { checkChange } from './bulk/check-change.server.ts';
import { prepareChange } from './bulk/prepare-change.server.ts';
import { readChange } from './bulk/read-changes.server.ts';
import { eraseMember } from './erase-member.server.ts';
import { mergeAccounts } from './merge-accounts.server.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 12));
let shopId: number;
let accountId: bigint;
let shops = 0;

beforeEach(async () => {
  shopId = await seedShop(`hand-${++shops}.myshopify.com`);
  await seedCustomer(shopId, 7n, { tags: ['vip'] });
  const rules = {
    isActive: true,
    enrolment: 'automatic',
    order: { base: { kind: 'per-amount', points: 1, per: 100 } },
    excludedCustomerTags: ['wholesale'],
  };
  expect(await publishRules(shopId, { rules, now: day(0) })).toMatchObject({ ok: true });
  await seedOrder(shopId, { id: 1n, customerId: 7n, placedAt: day(1) });
  await awardOrders(shopId, [1n], day(1));
  accountId = (await accountOfCustomer(pool, shopId, 7n))!.id;
});

const balance = async () => (await balanceOf(pool, shopId, accountId, day(60))).balance;
const adjust = (points: bigint, id: string) =>
  adjustPoints(shopId, { accountId, points, id, note: 'sorry', author: 'Ola', now: day(2) });
const undo = async (entryId: bigint) =>
  undoAdjustment(shopId, entryId, { note: 'a slip', author: 'Ola', now: day(3) });
const redeem = (points: bigint, now: Date) => {
  const asked = { accountId, points, subject: 'redemption/a', now };
  return spend(pool, shopId, { ...asked, key: 'redemption/a/reserve' });
};

test('an adjustment that is sent twice adjusts once', async () => {
  expect(await adjust(50n, 'a')).toMatchObject({ ok: true, value: { isNew: true } });
  expect(await adjust(50n, 'a')).toMatchObject({ ok: true, value: { isNew: false } });
  expect(await balance()).toBe(150n);
});

test('an id that stands for another change already is refused, and changes nothing', async () => {
  await seedCustomer(shopId, 8n);
  await awardCustomers(shopId, [8n], day(1));
  const other = (await accountOfCustomer(pool, shopId, 8n))!.id;
  await adjust(-10n, 'a');
  expect(await adjust(-100n, 'a')).toMatchObject({ reason: 'key-used' });
  const asked = { accountId: other, points: -10n, id: 'a', note: '', author: 'Ola', now: day(2) };
  expect(await adjustPoints(shopId, asked)).toMatchObject({ reason: 'key-used' });
  expect(await balance()).toBe(90n);
  // Also after the member's customer was merged into another.
  await mergeAccounts(shopId, { fromId: 7n, intoId: 8n }, day(3));
  expect(await adjust(-10n, 'a')).toMatchObject({ ok: true, value: { isNew: false } });
});

test('nothing, too much, and more than there is are refused', async () => {
  expect(await adjust(0n, 'a')).toMatchObject({ reason: 'nothing-to-do' });
  expect(await adjust(10n ** 12n, 'a')).toMatchObject({ reason: 'too-many-points' });
  expect(await adjust(-101n, 'a')).toMatchObject({ reason: 'more-than-balance' });
  expect(await balance()).toBe(100n);
});

test('undoing takes back what was given and gives back what was taken, once', async () => {
  for (const points of [40n, -30n]) {
    const done = await adjust(points, `${points}`);
    expect(await balance()).toBe(100n + points);
    const entryId = done.ok ? done.value.entryId : 0n;
    expect(await undo(entryId)).toMatchObject({ ok: true, value: { isNew: true } });
    expect(await undo(entryId)).toMatchObject({ ok: true, value: { isNew: false } });
    expect(await balance()).toBe(100n);
  }
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('undoing points that were partly spent since takes back what is left, and no debt begins', async () => {
  const given = await adjust(40n, 'a');
  await redeem(140n, day(2));
  await undo(given.ok ? given.value.entryId : 0n);
  expect(await balance()).toBe(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('an earned entry cannot be undone as if it were an adjustment', async () => {
  const { rows } = await pool.query(
    `SELECT id FROM loyalty_entry WHERE shop_id = $1 AND kind = 'earn'`,
    [shopId],
  );
  expect(await undo(rows[0].id)).toMatchObject({ reason: 'no-such-adjustment' });
});

test('a debt is written off to exactly nothing', async () => {
  const asked = { accountId, id: 'w', note: '', author: 'Ola', now: day(6) };
  expect(await writeOffDebt(shopId, asked)).toMatchObject({ reason: 'nothing-to-do' });
  await redeem(80n, day(2));
  const gone = { net: 0n, isCounted: false, refunded: 10_000n, updatedAt: day(5) };
  await seedOrder(shopId, { id: 1n, customerId: 7n, placedAt: day(1), ...gone });
  await awardOrders(shopId, [1n], day(5));
  expect(await balance()).toBe(-80n);
  expect(await writeOffDebt(shopId, asked)).toMatchObject({ ok: true });
  expect(await writeOffDebt(shopId, asked)).toMatchObject({ ok: true, value: { isNew: false } });
  expect(await balance()).toBe(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('an erased member leaves numbers only, and the ledger still balances', async () => {
  await adjust(25n, 'a');
  await pool.query(
    `INSERT INTO loyalty_member_detail (shop_id, account_id, birth_month, birth_day, set_at)
     VALUES ($1, $2, 5, 17, now())`,
    [shopId, accountId],
  );
  await pool.query(
    `INSERT INTO loyalty_order_facts (shop_id, order_id, customer_tags, traits)
     VALUES ($1, 1, '{vip}', '{}') ON CONFLICT (shop_id, order_id) DO NOTHING`,
    [shopId],
  );
  await eraseMember(shopId, 7n, day(9));
  await eraseMember(shopId, 7n, day(10));
  expect(await balance()).toBe(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
  const { rows } = await pool.query(
    `SELECT a.customer_id, a.status, (SELECT count(*)::int FROM loyalty_note WHERE shop_id = $1) AS notes,
       (SELECT count(*)::int FROM loyalty_member_detail WHERE shop_id = $1) AS details,
       (SELECT count(*)::int FROM loyalty_order_facts
        WHERE shop_id = $1 AND customer_tags <> '{}') AS tags,
       (SELECT count(*)::int FROM loyalty_entry e WHERE e.shop_id = $1) AS entries
     FROM loyalty_account a WHERE a.shop_id = $1`,
    [shopId],
  );
  expect(rows).toEqual([
    { customer_id: null, status: 'erased', notes: 0, details: 0, tags: 0, entries: 3 },
  ]);
});

test('what was said of an account that was merged away is erased with the one that took it over', async () => {
  await seedCustomer(shopId, 8n);
  await awardCustomers(shopId, [8n], day(1));
  const other = (await accountOfCustomer(pool, shopId, 8n))!.id;
  const said = { note: 'For Ann, who called', author: 'Bob', now: day(2) };
  await adjustPoints(shopId, { accountId: other, points: 5n, id: 'said', ...said });
  await mergeAccounts(shopId, { fromId: 8n, intoId: 7n }, day(3));
  await eraseMember(shopId, 7n, day(9));
  expect((await verifyLedger(shopId)).differences).toEqual([]);
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM loyalty_note WHERE shop_id = $1) AS notes,
       (SELECT count(*)::int FROM loyalty_account
        WHERE shop_id = $1 AND customer_id IS NOT NULL) AS customers`,
    [shopId],
  );
  expect(rows).toEqual([{ notes: 0, customers: 0 }]);
});

test('tags of orders that earned nothing are forgotten, also of who never was a member', async () => {
  await seedCustomer(shopId, 9n, { tags: ['wholesale', 'met Dr Doe at the fair'] });
  await seedOrder(shopId, { id: 5n, customerId: 9n, placedAt: day(1) });
  await awardOrders(shopId, [5n], day(1));
  const tagged = async () =>
    (
      await pool.query(
        `SELECT count(*)::int AS n FROM loyalty_order_facts
         WHERE shop_id = $1 AND customer_tags::text LIKE '%Doe%'`,
        [shopId],
      )
    ).rows[0].n;
  expect(await tagged()).toBe(1);
  await eraseMember(shopId, 9n, day(9));
  expect(await tagged()).toBe(0);
});

test('a bulk change keeps its words until the last member of it is erased', async () => {
  await seedCustomer(shopId, 8n);
  await awardCustomers(shopId, [8n], day(1));
  const other = (await accountOfCustomer(pool, shopId, 8n))!.id;
  const alone = await changeFor([accountId]);
  const both = await changeFor([accountId, other]);
  const words = async (id: string) => {
    const change = (await readChange(shopId, id))!;
    return JSON.stringify([change.reason, change.selection]);
  };
  expect(await words(alone)).toContain('For Ann');
  await eraseMember(shopId, 7n, day(9));
  expect(await words(alone)).not.toMatch(new RegExp(`Ann|"${accountId}"`));
  expect(await words(both)).toContain('For Ann');
  await eraseMember(shopId, 8n, day(9));
  expect(await words(both)).not.toContain('Ann');
});

async function changeFor(accountIds: bigint[]) {
  const who = { kind: 'members', accountIds: accountIds.map(String) };
  const asked = { id: randomUUID(), reason: 'For Ann, who called', author: 'Bob', now: day(2) };
  await prepareChange(shopId, { ...asked, selection: { who, points: 5 } });
  const noSegments = async () => null;
  await checkChange(shopId, asked.id, noSegments, () => false, day(2));
  return asked.id;
}

test('a member who owes points is erased to nothing as well', async () => {
  await redeem(80n, day(2));
  await seedOrder(shopId, {
    ...{ id: 1n, customerId: 7n, placedAt: day(1), updatedAt: day(5) },
    ...{ net: 0n, isCounted: false, refunded: 10_000n },
  });
  await awardOrders(shopId, [1n], day(5));
  await eraseMember(shopId, 7n, day(9));
  expect(await balance()).toBe(0n);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});
