import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { join } from '../../../tests/factories/members.ts';
import { seedCustomer, seedShop } from '../../../tests/factories/shop-data.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { verifyLedger } from '../verify-ledger.server.ts';
import { setBirthday } from './set-birthday.server.ts';
import { awardYearlyOccasions } from './yearly-occasions.server.ts';

const CUSTOMER = 7n;
const at = (day: string) => new Date(`${day}T09:00:00Z`);
let shopId: number;
let shops = 0;

beforeEach(async () => {
  shopId = await seedShop(`birthday-${++shops}.myshopify.com`);
  await seedCustomer(shopId, CUSTOMER);
  await publishRules(shopId, {
    rules: {
      isActive: true,
      enrolment: 'on-joining',
      order: { base: { kind: 'none' } },
      actions: [{ id: 'birthday', kind: 'birthday', name: 'Birthday', points: 50 }],
    },
    now: at('2026-01-01'),
  });
  await join(shopId, CUSTOMER, at('2026-01-02'));
});

const balance = async (now: Date) => {
  const account = await accountOfCustomer(pool, shopId, CUSTOMER);
  return (await balanceOf(pool, shopId, account!.id, now)).balance;
};

test('a birthday earns once a year, on its day', async () => {
  expect(await setBirthday(shopId, CUSTOMER, { month: 5, day: 14 }, at('2026-01-03'))).toEqual({
    ok: true,
    value: { month: 5, day: 14 },
  });
  await awardYearlyOccasions(shopId, at('2026-05-13'));
  expect(await balance(at('2026-05-13'))).toBe(0n);
  await awardYearlyOccasions(shopId, at('2026-05-14'));
  await awardYearlyOccasions(shopId, at('2026-05-15'));
  expect(await balance(at('2026-05-15'))).toBe(50n);
  await awardYearlyOccasions(shopId, at('2027-05-14'));
  expect(await balance(at('2027-05-14'))).toBe(100n);
});

test('a member cannot move the birthday within a year; the merchant can', async () => {
  await setBirthday(shopId, CUSTOMER, { month: 5, day: 14 }, at('2026-01-03'));
  const june = { month: 6, day: 1 };
  const again = await setBirthday(shopId, CUSTOMER, { month: 5, day: 14 }, at('2026-02-01'));
  expect(again).toMatchObject({ ok: true });
  expect(await setBirthday(shopId, CUSTOMER, june, at('2026-05-20'))).toMatchObject({
    reason: 'birthday-set',
  });
  expect(await setBirthday(shopId, CUSTOMER, june, at('2027-01-03'))).toMatchObject({ ok: true });
  const corrected = { month: 7, day: 1 };
  const byMerchant = await setBirthday(shopId, CUSTOMER, corrected, at('2027-01-04'), 'merchant');
  expect(byMerchant).toMatchObject({ ok: true });
});

test('a birthday moved to the coming week earns from the next year on', async () => {
  await setBirthday(shopId, CUSTOMER, { month: 5, day: 14 }, at('2026-05-10'));
  await awardYearlyOccasions(shopId, at('2026-05-14'));
  expect(await balance(at('2026-05-14'))).toBe(0n);
});

test('what the merchant says counts at once, and the member may still correct it', async () => {
  const may = (day: number) => ({ month: 5, day });
  await setBirthday(shopId, CUSTOMER, may(14), at('2026-05-10'), 'merchant');
  await awardYearlyOccasions(shopId, at('2026-05-14'));
  expect(await balance(at('2026-05-14'))).toBe(50n);
  expect(await setBirthday(shopId, CUSTOMER, may(20), at('2026-05-15'))).toMatchObject({
    ok: true,
  });
  await awardYearlyOccasions(shopId, at('2026-05-20'));
  expect(await balance(at('2026-05-20'))).toBe(50n);
});

test('an occasion that is made up for counts for its own day', async () => {
  await setBirthday(shopId, CUSTOMER, { month: 12, day: 31 }, at('2026-01-03'));
  await awardYearlyOccasions(shopId, at('2027-01-01'));
  expect(await balance(at('2027-01-01'))).toBe(50n);
  await awardYearlyOccasions(shopId, at('2027-12-31'));
  expect(await balance(at('2027-12-31'))).toBe(100n);
  await awardYearlyOccasions(shopId, at('2028-01-02'));
  expect(await balance(at('2028-01-02'))).toBe(100n);
});

test('the anniversary of many is worked in slices: each goes on where the last one ended', async () => {
  await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at)
     SELECT $1, 100 + n, '2026-03-01T10:00:00Z' FROM generate_series(1, 1500) n`,
    [shopId],
  );
  const rules = {
    isActive: true,
    enrolment: 'on-joining',
    order: { base: { kind: 'none' } },
    actions: [{ id: 'year', kind: 'anniversary', name: 'A year', points: 7 }],
  };
  expect(await publishRules(shopId, { rules, now: at('2026-02-01') })).toMatchObject({ ok: true });
  const points = async () => {
    const { rows } = await pool.query(
      'SELECT sum(balance)::int AS points FROM loyalty_account WHERE shop_id = $1',
      [shopId],
    );
    return rows[0].points;
  };
  await awardYearlyOccasions(shopId, at('2027-03-01'), () => true);
  expect(await points()).toBe(7000);
  const { rows: jobs } = await pool.query(
    `SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'loyalty/yearly-occasions'`,
  );
  expect(jobs).toHaveLength(1);
  await awardYearlyOccasions(shopId, at('2027-03-01'));
  await awardYearlyOccasions(shopId, at('2027-03-02'));
  expect(await points()).toBe(10_500);
  expect((await verifyLedger(shopId)).differences).toEqual([]);
});

test('a day that does not exist, a stranger and a blocked member are refused', async () => {
  const now = at('2026-02-01');
  const tell = (month: number, day: number, customer = CUSTOMER) =>
    setBirthday(shopId, customer, { month, day }, now);
  expect(await tell(2, 30)).toMatchObject({ reason: 'bad-birthday' });
  expect(await tell(13, 1)).toMatchObject({ reason: 'bad-birthday' });
  expect(await tell(2, 29, 8n)).toMatchObject({ reason: 'not-a-member' });
  await pool.query(`UPDATE loyalty_account SET status = 'blocked' WHERE shop_id = $1`, [shopId]);
  expect(await tell(2, 29)).toMatchObject({ reason: 'blocked' });
});
