import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import type { Problem, StaffCustomer } from '#app/shoppers/contract.ts';
import { addMember, addShop, nextNumber } from '../../../tests/factories/rewards.ts';
import { action, loader } from './staff.ts';

const secret = 'encore-test-secret';
const domain = 'staff-test.myshopify.com';
let shop: Awaited<ReturnType<typeof addShop>>;
let customerId: bigint;

beforeAll(async () => {
  shop = await addShop(domain);
  await publishRules(shop.id, { rules: firstRules(100n), now: new Date('2026-01-01') });
  customerId = await addCustomer(shop.id);
  await addMember(shop.id, 700n, customerId);
});

async function addCustomer(shopId: number) {
  const id = nextNumber();
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     VALUES ($1, $2, now(), now(), now())`,
    [shopId, id],
  );
  return id;
}

type Claims = Record<string, unknown>;
function token(more: Claims = {}, key = secret) {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const at = Math.floor(Date.now() / 1000);
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({
    iss: `https://${domain}/admin`,
    dest: `https://${domain}`,
    aud: 'encore-test-key',
    sub: '42',
    exp: at + 60,
    nbf: at - 1,
    ...more,
  })}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

type Answer = { status: number; body: StaffCustomer & Problem };
async function ask(door: string, query: string, given = token(), body?: unknown): Promise<Answer> {
  const request = new Request(`https://encore.test/api/staff/${door}?${query}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${given}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const args = { request, params: { door }, context: {} } as never;
  const response = await (body === undefined ? loader(args) : action(args));
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  return { status: response.status, body: await response.json() };
}

test('staff see what a customer has', async () => {
  const { status, body } = await ask('customer', `id=gid://shopify/Customer/${customerId}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    customerId: `${customerId}`,
    isMember: true,
    balance: 700,
    predictedValue: null,
    path: `/app/customers/${customerId}`,
  });
});

test('an adjustment counts once, however often it is sent, and says who made it', async () => {
  const id = randomUUID();
  const change = { id, customerId: `${customerId}`, points: 50, note: 'Sorry for the delay' };
  expect((await ask('adjust', '', token(), change)).body.balance).toBe(750);
  const again = await ask('adjust', '', token(), change);
  expect(again.body.balance).toBe(750);
  expect(again.body.history[0]).toMatchObject({ points: 50, note: 'Sorry for the delay' });
});

test.each(['a\0b', 'half a \ud800'])('a note that cannot be kept is refused: %j', async (note) => {
  const change = { id: randomUUID(), customerId: `${customerId}`, points: 1, note };
  expect(await ask('adjust', '', token(), change)).toMatchObject({ status: 400 });
});

test('more than there is cannot be taken', async () => {
  const change = { id: randomUUID(), customerId: `${customerId}`, points: -99_999, note: 'x' };
  const { status, body } = await ask('adjust', '', token(), change);
  expect([status, body.reason]).toEqual([409, 'more-than-balance']);
});

test.each([
  ['a buyer’s token', () => token({ iss: undefined, sub: 'gid://shopify/Customer/7' })],
  ['a guest’s token', () => token({ iss: undefined, sub: undefined })],
  ['a token of another shop’s admin', () => token({ iss: 'https://other.myshopify.com/admin' })],
  ['a token for another app', () => token({ aud: 'another-app' })],
  ['an expired token', () => token({ exp: Math.floor(Date.now() / 1000) - 60 })],
  ['a forged token', () => token({}, 'another-secret')],
])('%s is refused', async (_name, given) => {
  const { status, body } = await ask('customer', `id=${customerId}`, given());
  expect([status, body.reason]).toEqual([401, 'not-signed-in']);
});

test('a customer of another shop is not there', async () => {
  const other = await addShop('staff-other.myshopify.com');
  const foreign = await addCustomer(other.id);
  const { status } = await ask('customer', `id=${foreign}`);
  expect(status).toBe(404);
});

test('nonsense is refused, and a preflight is answered', async () => {
  expect((await ask('customer', 'id=seven')).status).toBe(400);
  expect((await ask('adjust', '', token(), { points: 'many' })).status).toBe(400);
  expect((await ask('secrets', '')).status).toBe(404);
  const request = new Request('https://encore.test/api/staff/customer', { method: 'OPTIONS' });
  const response = await loader({ request, params: { door: 'customer' }, context: {} } as never);
  expect(response.status).toBe(204);
});
