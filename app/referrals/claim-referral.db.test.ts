import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { sealPerson } from '#app/sync/person/person-cipher.server.ts';
import type { Person } from '#app/sync/rows.ts';
import {
  addMember,
  addReward,
  addShop,
  balanceOfCustomer,
  fillPool,
  nextNumber,
  noon,
  putOrder,
} from '../../tests/factories/rewards.ts';
import { claimReferral, noteVisit, openReferralCode } from './claim-referral.server.ts';
import { completeDue, followOrders } from './follow-orders.server.ts';
import { forgetPerson } from './forget-traces.server.ts';
import { judgeReferral, saveReferralSettings } from './judge-referral.server.ts';
import { readReferrals } from './read.server.ts';

let shop: Awaited<ReturnType<typeof addShop>>;
beforeAll(async () => {
  shop = await addShop();
  const friendReward = await addReward(shop.id);
  await fillPool(shop, friendReward.id, 100);
  const saved = await saveReferralSettings(
    shop.id,
    {
      isOn: true,
      friendRewardId: friendReward.id,
      advocate: { kind: 'points', points: 300 },
      perAddress: 2,
    },
    noon,
  );
  expect(saved.ok).toBe(true);
});

const after = (days: number) => new Date(noon.getTime() + days * 86_400_000);

async function addPerson(customerId: bigint, person: Partial<Person>) {
  const blank = { firstName: null, lastName: null, email: null, phone: null, address: null };
  const { sealed, emailHash, phoneHash } = sealPerson(shop.id, customerId, { ...blank, ...person });
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, phone_hash, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [shop.id, customerId, sealed, emailHash, phoneHash, noon],
  );
}

async function advocate(person: Partial<Person> = {}) {
  const { customerId } = await addMember(shop.id, 100n);
  await addPerson(customerId, { email: `advocate-${customerId}@example.com`, ...person });
  return { customerId, code: await openReferralCode(shop.id, customerId, noon) };
}

let claims = 0;
const claim = (code: string, more: object = {}) =>
  claimReferral(
    shop,
    {
      code,
      email: `friend-${++claims}@example.com`,
      customerId: null,
      device: null,
      network: null,
      ...more,
    },
    noon,
  );

async function friendBuys(code: string, person: Partial<Person> = {}, order: object = {}) {
  const friendId = nextNumber();
  await addPerson(friendId, { email: `buyer-${friendId}@example.com`, ...person });
  const orderId = await putOrder(shop.id, { customerId: friendId, codes: [code], ...order });
  await pool.query('UPDATE orders SET paid_at = $3 WHERE shop_id = $1 AND id = $2', [
    shop.id,
    orderId,
    noon,
  ]);
  await followOrders(shop.id, [orderId], noon);
  return { friendId, orderId };
}

const only = async (state: string, advocateId: bigint) =>
  (await readReferrals(shop.id, { state })).rows.find((row) => row.advocateId === advocateId);

test('from link to points: the friend gets a code, the advocate is rewarded after the return window', async () => {
  const { customerId, code } = await advocate();
  const claimed = await claim(code.toLowerCase());
  expect(claimed).toMatchObject({ ok: true, value: { state: 'issued', points: 0n } });
  if (!claimed.ok) return;
  await friendBuys(claimed.value.code);
  expect(await only('waiting', customerId)).toMatchObject({ dueAt: after(14) });
  await completeDue(shop.id, after(13));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(100n);
  for (const day of [14, 15, 16]) await completeDue(shop.id, after(day));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(400n);
});

test('an order that is refunded afterwards takes the points back', async () => {
  const { customerId, code } = await advocate();
  const claimed = await claim(code);
  if (!claimed.ok) throw new Error(claimed.reason);
  const { orderId, friendId } = await friendBuys(claimed.value.code);
  await completeDue(shop.id, after(14));
  const cancelledAt = after(20);
  await putOrder(shop.id, {
    id: orderId,
    customerId: friendId,
    codes: [claimed.value.code],
    cancelledAt,
  });
  for (const day of [20, 21]) await followOrders(shop.id, [orderId], after(day));
  expect(await only('revoked', customerId)).toMatchObject({ reasons: ['order-undone'] });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(100n);
});

test('the same friend asking again gets the same code, two at once too; through another link none', async () => {
  const one = await advocate();
  const two = await advocate();
  const email = 'twice@example.com';
  const answers = await Promise.all([1, 2, 3].map(() => claim(one.code, { email })));
  answers.push(await claim(one.code, { email: 'Twice+again@example.com' }));
  const codes = new Set(answers.map((answer) => answer.ok && answer.value.code));
  expect(codes.size).toBe(1);
  expect(await claim(two.code, { email })).toMatchObject({ reason: 'referral-existing-customer' });
});

test('nobody refers themselves: by account, by address with dots and aliases, by phone at the order', async () => {
  const own = await advocate({ email: 'anna.k@gmail.com', phone: '+49 151 1234' });
  expect(await claim(own.code, { customerId: own.customerId })).toMatchObject({
    reason: 'referral-own',
  });
  expect(await claim(own.code, { email: 'an.nak+2@googlemail.com' })).toMatchObject({
    reason: 'referral-own',
  });
  const other = await claim(own.code);
  if (!other.ok) throw new Error(other.reason);
  await friendBuys(other.value.code, { phone: '0049 (151) 1234' });
  expect(await only('denied', own.customerId)).toMatchObject({ reasons: ['same-phone'] });
});

test('who bought before is no new friend, found by the mailbox', async () => {
  const { code } = await advocate();
  const old = nextNumber();
  await addPerson(old, { email: 'old@example.com' });
  await putOrder(shop.id, { customerId: old });
  expect(await claim(code, { email: 'OLD@example.com' })).toMatchObject({
    reason: 'referral-existing-customer',
  });
});

test('one connection brings two friends a day, not three', async () => {
  const { code } = await advocate();
  const network = '203.0.113.7';
  const answers = [];
  for (let time = 0; time < 3; time++) answers.push(await claim(code, { network }));
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, false]);
  expect(answers[2]).toMatchObject({ reason: 'referral-limit' });
});

test('the same flat goes to the merchant, who lets it pass or not', async () => {
  const flat = {
    company: null,
    address1: 'Žitná 12',
    address2: null,
    city: 'Praha',
    zip: '12000',
    province: null,
    country: 'CZ',
  };
  const { customerId, code } = await advocate({ address: flat });
  const claimed = await claim(code);
  if (!claimed.ok) throw new Error(claimed.reason);
  const { orderId } = await friendBuys(claimed.value.code, {
    address: { ...flat, address1: 'zitna 12', zip: '120 00' },
  });
  const review = await only('review', customerId);
  expect(review).toMatchObject({ reasons: ['same-address'] });
  await completeDue(shop.id, after(30));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(100n);
  expect((await judgeReferral(shop.id, review!.id, 'approve', after(1))).ok).toBe(true);
  await followOrders(shop.id, [orderId], after(2));
  await completeDue(shop.id, after(30));
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(400n);
  expect(await judgeReferral(shop.id, review!.id, 'deny', after(31))).toMatchObject({
    reason: 'already-decided',
  });
});

test('the device an advocate looked at the own link with is remembered for the check', async () => {
  const { customerId, code } = await advocate();
  await noteVisit(shop.id, code, { customerId, device: 'laptop', network: null });
  const claimed = await claim(code, { device: 'laptop' });
  if (!claimed.ok) throw new Error(claimed.reason);
  await friendBuys(claimed.value.code);
  expect(await only('review', customerId)).toMatchObject({ reasons: ['same-device'] });
});

test('of a friend only hashes are kept, and none after the person is forgotten', async () => {
  const { code } = await advocate();
  const email = 'forget-me@example.com';
  const claimed = await claim(code, { email, device: 'phone-1', network: '198.51.100.9' });
  if (!claimed.ok) throw new Error(claimed.reason);
  const { friendId } = await friendBuys(claimed.value.code);
  const { rows } = await pool.query('SELECT to_jsonb(r)::text AS text FROM referral r');
  const all = rows.map(({ text }) => text).join();
  for (const word of [email, 'phone-1', '198.51.100.9']) expect(all).not.toContain(word);
  await forgetPerson(shop.id, friendId);
  const left = await pool.query(
    `SELECT count(*)::int AS count FROM referral WHERE redemption_id = $1
     AND coalesce(email_hash, device_hash, network_hash) IS NULL AND friend_id IS NULL`,
    [claimed.value.id],
  );
  expect(left.rows[0].count).toBe(1);
});

test('while referrals are off nobody gets anything, and a made-up code is nobody’s', async () => {
  const elsewhere = await addShop();
  expect(
    await claimReferral(
      elsewhere,
      { code: 'X', email: 'a@b.cz', customerId: null, device: null, network: null },
      noon,
    ),
  ).toMatchObject({ reason: 'referral-paused' });
  expect(await claim('NOBO-DY22')).toMatchObject({ reason: 'referral-unknown' });
});
