// A referral from the link to the reward; the rules against fraud are in fraud.db.test.ts.
import { beforeAll, expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { redactCustomer } from '#app/sync/privacy/redact-customer.server.ts';
import { daysLater, openReferrals, type Referrals } from '../../tests/factories/referrals.ts';
import {
  addShop,
  balanceOfCustomer,
  noon,
  putOrder,
  putPerson,
} from '../../tests/factories/rewards.ts';
import { claimReferral } from './claim-referral.server.ts';
import { completeDue, followOrders } from './follow-orders.server.ts';
import { forgetPerson } from './forget-traces.server.ts';

let world: Referrals;
beforeAll(async () => {
  world = await openReferrals();
});

test('from link to points: the friend gets a code, the advocate is rewarded after the return window', async () => {
  const { customerId, code } = await world.addAdvocate();
  const claimed = await world.claim(code.toLowerCase());
  expect(claimed).toMatchObject({ ok: true, value: { state: 'issued', points: 0n } });
  if (!claimed.ok) return;
  await world.buy(claimed.value.code);
  expect(await world.referralOf(customerId)).toMatchObject({
    state: 'waiting',
    dueAt: daysLater(14),
  });
  await completeDue(world.shop.id, daysLater(13));
  expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(100n);
  for (const day of [14, 15, 16]) await completeDue(world.shop.id, daysLater(day));
  expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(400n);
});

test('an order that is refunded afterwards takes the points back', async () => {
  const { customerId, code } = await world.addAdvocate();
  const friendCode = await world.codeOf(code);
  const { orderId, friendId } = await world.buy(friendCode);
  await completeDue(world.shop.id, daysLater(14));
  const undone = { customerId: friendId, codes: [friendCode], cancelledAt: daysLater(20) };
  await putOrder(world.shop.id, { id: orderId, ...undone });
  for (const day of [20, 21]) await followOrders(world.shop.id, [orderId], daysLater(day));
  expect(await world.referralOf(customerId)).toMatchObject({
    state: 'revoked',
    reasons: ['order-undone'],
  });
  expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(100n);
});

test('an order that is not paid rewards nobody', async () => {
  const { customerId, code } = await world.addAdvocate();
  const friendCode = await world.codeOf(code);
  const orderId = await putOrder(world.shop.id, {
    customerId: customerId + 1n,
    codes: [friendCode],
    financialStatus: 'PENDING',
  });
  await followOrders(world.shop.id, [orderId], noon);
  await completeDue(world.shop.id, daysLater(100));
  expect(await world.referralOf(customerId)).toMatchObject({ state: 'waiting', dueAt: null });
  expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(100n);
});

test('the same friend asking again gets the same code, three at once too', async () => {
  const { code } = await world.addAdvocate();
  const email = 'twice@example.com';
  const answers = await Promise.all([1, 2, 3].map(() => world.claim(code, { email })));
  answers.push(await world.claim(code, { email: 'Twice+again@example.com' }));
  const codes = new Set(answers.map((answer) => answer.ok && answer.value.code));
  expect(codes.size).toBe(1);
});

test('of a friend only hashes are kept, and none after the person is forgotten', async () => {
  const { code } = await world.addAdvocate();
  const email = 'forget-me@example.com';
  const friend = { email, device: 'phone-1', network: '198.51.100.9' };
  const claimed = await world.claim(code, friend);
  if (!claimed.ok) throw new Error(claimed.reason);
  const { friendId } = await world.buy(claimed.value.code);
  const { rows } = await pool.query('SELECT to_jsonb(r)::text AS text FROM referral r');
  const all = rows.map(({ text }) => text).join();
  for (const word of Object.values(friend)) expect(all).not.toContain(word);
  await forgetPerson(world.shop.id, friendId, null);
  const left = await pool.query(
    `SELECT count(*)::int AS count FROM referral WHERE redemption_id = $1
     AND coalesce(email_hash, device_hash, network_hash) IS NULL AND friend_id IS NULL`,
    [claimed.value.id],
  );
  expect(left.rows[0].count).toBe(1);
});

test('a friend who asked for a code and never bought is forgotten by the mailbox', async () => {
  const { code } = await world.addAdvocate();
  const claimed = await world.claim(code, { email: 'Never+Bought@example.com', device: 'phone-2' });
  const other = await world.claim(code, { email: 'stays@example.com', device: 'phone-3' });
  if (!claimed.ok || !other.ok) throw new Error('no code');
  const friendId = 8_123_456n;
  await putPerson(world.shop.id, friendId, { email: 'never@example.com' });
  const redaction = { customerId: friendId, orderIds: [], sealedEmail: null };
  await sqlTransaction((sql) => redactCustomer(sql, world.shop.id, redaction));
  const { rows: jobs } = await pool.query<{ payload: { sealedEmail: string } }>(
    `SELECT payload FROM graphile_worker._private_jobs WHERE payload->>'customerId' = $1`,
    [String(friendId)],
  );
  expect(JSON.stringify(jobs)).not.toContain('never');
  await forgetPerson(world.shop.id, friendId, jobs[0]!.payload.sealedEmail);
  const { rows } = await pool.query(
    `SELECT redemption_id AS id, coalesce(email_hash, device_hash, network_hash) IS NULL AS gone
     FROM referral WHERE redemption_id = ANY ($1)`,
    [[claimed.value.id, other.value.id]],
  );
  expect(new Map(rows.map(({ id, gone }) => [id, gone]))).toEqual(
    new Map([
      [claimed.value.id, true],
      [other.value.id, false],
    ]),
  );
});

test('while referrals are off nobody gets anything, and a made-up code is nobody’s', async () => {
  const elsewhere = await addShop();
  const friend = { email: 'a@b.cz', customerId: null, device: null, network: null };
  expect(await claimReferral(elsewhere, { code: 'X', ...friend }, noon)).toMatchObject({
    reason: 'referral-paused',
  });
  expect(await world.claim('NOBO-DY22')).toMatchObject({ reason: 'referral-unknown' });
});
