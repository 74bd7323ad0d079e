import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeApiKey, readApiKeys, revokeApiKey } from '#app/loyalty/api/api-keys.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { accountOfCustomer, balanceOf } from '#app/loyalty/read.server.ts';
import { join } from '../../../tests/factories/members.ts';
import { seedCustomer, seedShop } from '../../../tests/factories/shop-data.ts';
import { action, loader } from './api-events.ts';

const CUSTOMER = 7n;
const now = new Date();
const monthAgo = new Date(+now - 30 * 86_400_000);
let shopId: number;
let domain: string;
let key: string;
let shops = 0;

async function openShop(name: string) {
  const id = await seedShop(name);
  await publishRules(id, {
    rules: {
      isActive: true,
      enrolment: 'on-joining',
      order: { base: { kind: 'none' } },
      actions: [
        { id: 'quiz', kind: 'custom', name: 'Quiz', points: 25 },
        { id: 'course', kind: 'custom', name: 'C', points: 5, limit: { times: 1, unit: 'ever' } },
      ],
    },
    now: monthAgo,
  });
  const made = await makeApiKey(id, { name: 'Quiz app', may: ['events'] }, monthAgo);
  if (!made.ok) throw new Error(made.reason);
  return { id, key: made.value.key };
}

beforeEach(async () => {
  domain = `events-${++shops}.myshopify.com`;
  const opened = await openShop(domain);
  shopId = opened.id;
  key = opened.key;
  await seedCustomer(shopId, CUSTOMER);
  await join(shopId, CUSTOMER, monthAgo);
});

type Sent = { body?: unknown; key?: string | null; idempotencyKey?: string | null };
async function send({ body, key: used = key, idempotencyKey = 'event-0001' }: Sent = {}) {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (used !== null) headers.set('authorization', `Bearer ${used}`);
  if (idempotencyKey !== null) headers.set('idempotency-key', idempotencyKey);
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? quiz());
  const request = new Request('https://encore.test/api/v1/events', {
    method: 'POST',
    headers,
    body: text,
  });
  const response = await action({ request, params: {}, context: {} } as never);
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const quiz = (more: object = {}) => ({ event: 'quiz', customerId: String(CUSTOMER), ...more });

async function balance() {
  const account = await accountOfCustomer(pool, shopId, CUSTOMER);
  return (await balanceOf(pool, shopId, account!.id, now)).balance;
}

test('an event earns once, however often it is reported with its key', async () => {
  const first = await send();
  expect(first).toMatchObject({ status: 201, body: { ok: true, points: 25, isNew: true } });
  const again = await send();
  expect(again).toMatchObject({ status: 200, body: { points: 25, balance: 25, isNew: false } });
  const both = await Promise.all([1, 2, 3, 4].map(() => send({ idempotencyKey: 'event-0002' })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
  expect(await balance()).toBe(50n);
});

test('the same key for another event is refused', async () => {
  await send();
  const other = await send({ body: quiz({ event: 'course' }) });
  expect(other).toMatchObject({ status: 409, body: { reason: 'key-used' } });
  expect(await balance()).toBe(25n);
});

test('nobody comes in without a key, with a wrong one or with a revoked one', async () => {
  expect(await send({ key: null })).toMatchObject({ status: 401, body: { reason: 'no-key' } });
  const wrong = `${key.slice(0, -2)}xx`;
  expect(await send({ key: wrong })).toMatchObject({
    status: 401,
    body: { reason: 'unknown-key' },
  });
  const [shown] = await readApiKeys(shopId);
  await revokeApiKey(shopId, shown!.id, now);
  expect(await send()).toMatchObject({ status: 401, body: { reason: 'unknown-key' } });
  expect(await readApiKeys(shopId)).toEqual([]);
  expect(await balance()).toBe(0n);
});

test('the same key for another time is refused; without a time it is the same event', async () => {
  const hoursAgo = (hours: number) => new Date(+now - hours * 3_600_000).toISOString();
  await send({ body: quiz({ occurredAt: hoursAgo(5) }) });
  const other = await send({ body: quiz({ occurredAt: hoursAgo(4) }) });
  expect(other).toMatchObject({ status: 409, body: { reason: 'key-used' } });
  expect(await send({ body: quiz({ occurredAt: hoursAgo(5) }) })).toMatchObject({ status: 200 });
  expect(await send()).toMatchObject({ status: 200, body: { isNew: false } });
  expect(await balance()).toBe(25n);
});

test('nothing that a caller writes into its key is kept in the ledger', async () => {
  expect(await send({ idempotencyKey: 'quiz-jane@example.com' })).toMatchObject({ status: 201 });
  const { rows } = await pool.query(
    `SELECT e::text AS entry, (SELECT string_agg(l::text, '') FROM loyalty_lot l) AS lots,
       (SELECT string_agg(a::text, '') FROM loyalty_action a) AS actions FROM loyalty_entry e`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain('jane');
});

test('an idempotency key that is no line of ASCII is refused with words', async () => {
  for (const idempotencyKey of ['short', 'x'.repeat(201), 'event-\u0000-0001', 'udalost-č-1']) {
    const answer = await send({ idempotencyKey: null, body: quiz({ idempotencyKey }) });
    expect(answer).toMatchObject({ status: 400, body: { reason: 'no-idempotency-key' } });
  }
});

test('a key that may only exchange points reports nothing', async () => {
  const till = await makeApiKey(shopId, { name: 'Till', may: ['rewards'] }, monthAgo);
  const answer = await send({ key: till.ok ? till.value.key : '' });
  expect(answer).toMatchObject({ status: 403, body: { reason: 'key-may-not' } });
  expect(await balance()).toBe(0n);
});

test("another shop's key opens only that shop", async () => {
  const other = await openShop(`other-of-${domain}`);
  const named = await send({ key: other.key, body: quiz({ shop: domain }) });
  expect(named).toMatchObject({ status: 403, body: { reason: 'other-shop' } });
  const unnamed = await send({ key: other.key });
  expect(unnamed).toMatchObject({ status: 404, body: { reason: 'not-a-member' } });
  // The number of the shop inside a key is no more than a hint: the whole key is compared.
  const renumbered = other.key.replace(`_${other.id}_`, `_${shopId}_`);
  expect(await send({ key: renumbered })).toMatchObject({ status: 401 });
  expect(await balance()).toBe(0n);
});

test('a key that reports too fast is told how long to wait, and others go on', async () => {
  const calls = await Promise.all(
    Array.from({ length: 105 }, (_, n) => send({ body: '{', idempotencyKey: `event-${n}` })),
  );
  const refused = calls.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  const other = await makeApiKey(shopId, { name: 'Another', may: ['events'] }, now);
  expect(other.ok && (await send({ key: other.value.key })).status).toBe(201);
});

test('what is wrong with a body is said by its field', async () => {
  expect(await send({ body: 'no json' })).toMatchObject({ status: 400 });
  const bad = await send({ body: { event: 'quiz' } });
  expect(bad).toMatchObject({ status: 400, body: { reason: 'bad-request' } });
  expect(bad.body.problems.join()).toContain('customerId or email');
  expect(await send({ body: quiz({ occurredAt: 'today' }) })).toMatchObject({ status: 400 });
  expect(await send({ idempotencyKey: null })).toMatchObject({
    status: 400,
    body: { reason: 'no-idempotency-key' },
  });
  expect(await send({ body: quiz({ event: 'x'.repeat(20_000) }) })).toMatchObject({ status: 413 });
  expect((await (await loader()).json()).reason).toBe('post-only');
  expect(await balance()).toBe(0n);
});

test('limits, strangers, unknown events and times far away are refused with their reason', async () => {
  const course = quiz({ event: 'course' });
  await send({ body: course });
  const again = await send({ body: course, idempotencyKey: 'event-0009' });
  expect(again).toMatchObject({ status: 409, body: { reason: 'limit-reached' } });
  expect(await send({ body: quiz({ event: 'party' }) })).toMatchObject({
    status: 404,
    body: { reason: 'no-such-action' },
  });
  expect(await send({ body: quiz({ customerId: 99 }) })).toMatchObject({ status: 404 });
  const old = new Date(+now - 40 * 86_400_000).toISOString();
  expect(await send({ body: quiz({ occurredAt: old }) })).toMatchObject({
    status: 422,
    body: { reason: 'bad-time' },
  });
});
