import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import type { CartFit, Problem, RedeemAnswer, Wallet } from '#app/shoppers/contract.ts';
import { clearShelves } from '#app/shoppers/shelf.server.ts';
import {
  addMember,
  addReward,
  addShop,
  fillPool,
  putOrder,
} from '../../../tests/factories/rewards.ts';
import { answerShopper } from './answer.server.ts';

const secret = 'encore-test-secret';
let server: Server;
let base: string;
let shop: Awaited<ReturnType<typeof addShop>>;
let reward: Reward;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (!answerShopper(request, response)) response.writeHead(418).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  shop = await addShop('door-test.myshopify.com');
  await publishRules(shop.id, { rules: firstRules(100n), now: new Date('2026-01-01') });
  reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 40, new Date());
});
afterAll(() => server.close());

type Sent = { method?: string; body?: unknown; headers?: Record<string, string> };
const send = async <T>(url: string, { method, body, headers }: Sent = {}) => {
  const response = await fetch(base + url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const answer = (text === '' ? null : JSON.parse(text)) as T;
  return { status: response.status, headers: response.headers, answer };
};

/** As Shopify's proxy forwards it: `/apps/rewards/X` of the storefront. */
function proxied(door: string, customerId: bigint | null, domain = shop.domain, more = {}) {
  const values: Record<string, string> = {
    shop: domain,
    logged_in_customer_id: customerId?.toString() ?? '',
    path_prefix: '/apps/rewards',
    timestamp: String(Math.floor(Date.now() / 1000)),
    ...more,
  };
  const text = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('');
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  return `/proxy/${door}?${new URLSearchParams({ ...values, signature })}`;
}

function bearer(customerId: bigint | null, claims: object = {}) {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
    dest: `https://${shop.domain}`,
    aud: 'encore-test-key',
    exp: now + 300,
    nbf: now,
    ...(customerId === null ? {} : { sub: `gid://shopify/Customer/${customerId}` }),
    ...claims,
  })}`;
  const signature = createHmac('sha256', secret).update(body).digest('base64url');
  return { authorization: `Bearer ${body}.${signature}` };
}

const walletOf = async (customerId: bigint | null) =>
  (await send<Wallet>(proxied('wallet', customerId))).answer;

test('a guest sees what could be had, and nothing of anybody', async () => {
  const wallet = await walletOf(null);
  expect(wallet).toMatchObject({
    state: 'guest',
    member: null,
    nonce: null,
    shop: { currency: 'EUR', isActive: true },
  });
  expect(wallet.rewards).toMatchObject([{ id: reward.id, canRedeem: false, whyNot: 'sign-in' }]);
  expect(wallet.waysToEarn).toMatchObject([{ kind: 'order', points: 1 }]);
});

test('a member redeems through the proxy with the nonce of the wallet, and the code is in the wallet', async () => {
  const { customerId } = await addMember(shop.id, 700n);
  const { nonce } = await walletOf(customerId);
  const body = { id: randomUUID(), rewardId: reward.id, nonce };
  const { status, answer } = await send<RedeemAnswer>(proxied('redeem', customerId), { body });
  expect(status).toBe(200);
  expect(answer).toMatchObject({
    code: { state: 'ready', points: 500 },
    balance: 200,
    spendable: 200,
  });
  expect(answer.code.applyUrl).toContain(`/discount/${answer.code.code}?redirect=/cart`);
  const { member } = await walletOf(customerId);
  expect(member).toMatchObject({
    balance: 200,
    codes: [{ code: answer.code.code }],
    history: [
      { kind: 'redeem', points: -500 },
      { kind: 'earn', points: 700 },
    ],
  });
});

test('a lost answer is asked for again with everything the same; a nonce is good for nothing else', async () => {
  const { customerId } = await addMember(shop.id, 1500n);
  const { nonce } = await walletOf(customerId);
  const body = { id: randomUUID(), rewardId: reward.id, nonce };
  const first = await send<RedeemAnswer>(proxied('redeem', customerId), { body });
  const again = await send<RedeemAnswer>(proxied('redeem', customerId), { body });
  expect(again.answer.code.code).toBe(first.answer.code.code);
  const other = { ...body, id: randomUUID() };
  const spent = await send<Problem>(proxied('redeem', customerId), { body: other });
  expect(spent).toMatchObject({ status: 409, answer: { reason: 'nonce-used' } });
  const fresh = { ...other, nonce: spent.answer.nonce };
  expect((await send(proxied('redeem', customerId), { body: fresh })).status).toBe(200);
});

test('a nonce of somebody else, a made-up one and none are refused before anything is touched', async () => {
  const one = await addMember(shop.id, 700n);
  const two = await addMember(shop.id, 700n);
  const { nonce } = await walletOf(one.customerId);
  for (const wrong of [nonce, 'A'.repeat(32), undefined]) {
    const body = { id: randomUUID(), rewardId: reward.id, nonce: wrong };
    const refused = await send<Problem>(proxied('redeem', two.customerId), { body });
    expect(refused).toMatchObject({ status: 409, answer: { reason: 'nonce-used' } });
  }
  expect((await walletOf(two.customerId)).member).toMatchObject({ balance: 700, codes: [] });
});

test('a form of another site is no JSON', async () => {
  const { customerId } = await addMember(shop.id, 700n);
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', '']) {
    const headers = { 'content-type': type };
    const sent = await send<Problem>(proxied('redeem', customerId), { body: {}, headers });
    expect(sent).toMatchObject({ status: 415, answer: { reason: 'not-json' } });
  }
});

test('extensions are answered across origins, refusals too', async () => {
  const preflight = await send('/api/checkout/redeem', { method: 'OPTIONS' });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
  const refused = await send<Problem>('/api/checkout/wallet', {
    headers: bearer(7n, { aud: 'x' }),
  });
  expect(refused).toMatchObject({ status: 401, answer: { reason: 'not-signed-in' } });
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
});

test('in checkout a session token is enough, and a guest is told to sign in', async () => {
  const { customerId } = await addMember(shop.id, 700n);
  const body = { id: randomUUID(), rewardId: reward.id };
  const guest = await send<Problem>('/api/checkout/redeem', { body, headers: bearer(null) });
  expect(guest).toMatchObject({ status: 403, answer: { reason: 'sign-in' } });
  const sent = await send<RedeemAnswer>('/api/checkout/redeem', {
    body,
    headers: bearer(customerId),
  });
  expect(sent).toMatchObject({ status: 200, answer: { code: { state: 'ready' } } });
});

test('a shopper can look at, cancel and repeat only what is theirs', async () => {
  const owner = await addMember(shop.id, 700n);
  const thief = await addMember(shop.id, 700n);
  const id = randomUUID();
  const own = bearer(owner.customerId);
  await send('/api/account/redeem', { body: { id, rewardId: reward.id }, headers: own });
  const theirs = bearer(thief.customerId);
  const look = await send<Problem>(`/api/account/redemption?id=${id}`, { headers: theirs });
  const cancel = await send<Problem>('/api/account/cancel', { body: { id }, headers: theirs });
  const repeat = await send<Problem>('/api/account/redeem', {
    body: { id, rewardId: reward.id },
    headers: theirs,
  });
  expect([look.status, cancel.status, repeat.answer.reason]).toEqual([404, 404, 'id-taken']);
  expect((await send(`/api/account/redemption?id=${id}`, { headers: own })).status).toBe(200);
});

test('the same customer number in another shop is another person', async () => {
  const other = await addShop('other-door.myshopify.com');
  const { customerId } = await addMember(shop.id, 700n);
  const wallet = (await send<Wallet>(proxied('wallet', customerId, other.domain))).answer;
  expect(wallet).toMatchObject({ state: 'visitor', member: null, rewards: [] });
  const dest = `https://${other.domain}`;
  const body = { id: randomUUID(), rewardId: reward.id };
  const sent = await send<Problem>('/api/checkout/redeem', {
    body,
    headers: bearer(customerId, { dest }),
  });
  expect(sent).toMatchObject({ status: 404, answer: { reason: 'not-found' } });
});

test('a cart that the code would not work in is refused before a point is spent, with what is missing', async () => {
  const { customerId } = await addMember(shop.id, 700n);
  const dear = await addReward(shop.id, {
    terms: { conditions: { minimum: 5000n } },
    offer: { points: 100 },
  });
  await fillPool(shop, dear.id, 2, new Date());
  const { clearShelves } = await import('#app/shoppers/shelf.server.ts');
  clearShelves();
  const line = { productId: '1', variantId: '2', quantity: 1, amount: '500.00' };
  const cart = { lines: [line], currency: 'CZK', currencyRate: '25' };
  const headers = bearer(customerId);
  const body = { id: randomUUID(), rewardId: dear.id, cart };
  const refused = await send<Problem>('/api/checkout/redeem', { body, headers });
  expect(refused).toMatchObject({ status: 409, answer: { reason: 'minimum-not-met' } });
  expect(refused.answer.missing).toEqual({ amount: '30.00', currency: 'EUR' });
  const check = { rewardId: dear.id, cart: { ...cart, lines: [{ ...line, amount: '1250.00' }] } };
  const checked = await send('/api/checkout/check', { body: check, headers });
  expect(checked.answer).toEqual({ ok: true });
});

const cartWith = (more: object) => ({
  ...{ lines: [{ productId: '7', variantId: '1', quantity: 1, amount: '90.00' }] },
  ...{ currency: 'EUR', discountCodes: [], ...more },
});
const check = async (rewardId: string, customerId: bigint | null, more: object = {}) => {
  const body = { rewardId, cart: cartWith(more) };
  return (await send('/api/checkout/check', { body, headers: bearer(customerId) })).answer;
};
const no = (reason: string) => ({ ok: false, reason });

test('a cart with a code of ours that does not go together is refused before points are spent', async () => {
  const { customerId } = await addMember(shop.id, 2000n);
  const headers = bearer(customerId);
  const wish = { id: randomUUID(), rewardId: reward.id };
  const first = await send<RedeemAnswer>('/api/checkout/redeem', { body: wish, headers });
  const discountCodes = [first.answer.code.code!.toLowerCase()];
  expect(await check(reward.id, customerId, { discountCodes })).toEqual(no('does-not-combine'));
  // Of a stranger's code nothing is known; Shopify decides.
  expect(await check(reward.id, customerId, { discountCodes: ['SUMMER'] })).toEqual({ ok: true });
  const cart = cartWith({ discountCodes });
  const body = { id: randomUUID(), rewardId: reward.id, cart };
  const second = await send<Problem>('/api/checkout/redeem', { body, headers });
  expect(second.answer).toMatchObject({ reason: 'does-not-combine' });
  const { member } = await walletOf(customerId);
  expect(member).toMatchObject({ balance: 1500 });
});

test('a cart is told all that it would refuse: rewards, and codes held that are not in it', async () => {
  const { customerId } = await addMember(shop.id, 2000n);
  const together = { order: true, product: true, shipping: true };
  const dear = await addReward(shop.id, {
    terms: { conditions: { minimum: 10_000n, combinesWith: together } },
  });
  clearShelves();
  const headers = bearer(customerId);
  const redeemed = async () => {
    const body = { id: randomUUID(), rewardId: reward.id };
    const { answer } = await send<RedeemAnswer>('/api/checkout/redeem', { body, headers });
    return answer.code;
  };
  const [used, held] = [await redeemed(), await redeemed()];
  const asked = async (more: object) => {
    const body = cartWith(more);
    return (await send<CartFit>('/api/checkout/fit', { body, headers })).answer;
  };
  const beside = await asked({ discountCodes: [used.code!.toLowerCase()] });
  expect(beside.rewards[reward.id]).toEqual({ reason: 'does-not-combine' });
  expect(beside.codes).toEqual({ [held.id]: { reason: 'does-not-combine' } });
  const plain = await asked({});
  const missing = { amount: '10.00', currency: 'EUR' };
  expect(plain.rewards[dear.id]).toEqual({ reason: 'minimum-not-met', missing });
  expect(plain.rewards).not.toHaveProperty(reward.id);
  expect(plain.codes).toEqual({});
});

test('a reward for a collection fits carts with a product of it, and every cart as long as nobody looked', async () => {
  const limited = await addReward(shop.id, { terms: { conditions: { collectionIds: [40n] } } });
  clearShelves();
  expect(await check(limited.id, null)).toEqual({ ok: true });
  const put = (productId: bigint) =>
    pool.query('INSERT INTO loyalty_collection_product VALUES ($1, 40, $2)', [shop.id, productId]);
  await put(8n);
  expect(await check(limited.id, null)).toEqual(no('no-matching-product'));
  await put(7n);
  expect(await check(limited.id, null)).toEqual({ ok: true });
});

test('what a tier gives in every cart has to go together with the reward', async () => {
  const other = await addShop();
  const perks = { percentOff: 10 };
  const level = { id: 'gold', name: 'Gold', threshold: 1n, percent: 100, perks };
  const tiers = { basis: 'spend', window: 'lifetime', levels: [level] };
  const rules = { ...firstRules(100n), tiers } as Parameters<typeof publishRules>[1]['rules'];
  await publishRules(other.id, { rules, now: new Date('2026-01-01') });
  const plain = await addReward(other.id);
  const { customerId, accountId } = await addMember(other.id, 700n);
  const headers = bearer(customerId, { dest: `https://${other.domain}` });
  const body = { rewardId: plain.id, cart: cartWith({}) };
  const asked = async () => (await send('/api/checkout/check', { body, headers })).answer;
  expect(await asked()).toEqual({ ok: true });
  await pool.query(
    `INSERT INTO loyalty_tier_change (shop_id, account_id, number, tier_id, at, reason)
     VALUES ($1, $2, 1, 'gold', now(), 'reached')`,
    [other.id, accountId],
  );
  expect(await asked()).toEqual(no('does-not-combine'));
});

test('the estimate is what the award would be, floor per order, in the shop’s currency', async () => {
  const line = { productId: '1', variantId: '2', quantity: 1, amount: '251.00' };
  const body = { lines: [line, line], currency: 'CZK', currencyRate: '25.10' };
  const { answer } = await send('/api/checkout/estimate', { body, headers: bearer(null) });
  expect(answer).toEqual({ points: 20, lines: [10, 10], pendingDays: 0, reason: null });
});

test('a visitor is promised the first-order bonus for the first order, also once it is counted', async () => {
  const other = await addShop();
  const rules = firstRules(100n);
  const milestones = [{ order: 1, points: 500n }];
  await publishRules(other.id, {
    rules: { ...rules, enrolment: 'on-joining', order: { ...rules.order, milestones } },
    now: new Date('2026-01-01'),
  });
  const customerId = 77n;
  const headers = bearer(customerId, { dest: `https://${other.domain}` });
  const first = await putOrder(other.id, { customerId });
  const second = await putOrder(other.id, { customerId });
  const pointsOf = async (id: bigint) =>
    (await send<{ points: number }>(`/api/account/order?id=${id}`, { headers })).answer;
  expect(await pointsOf(first)).toMatchObject({ state: 'visitor', points: 515 });
  expect(await pointsOf(second)).toMatchObject({ state: 'visitor', points: 15 });
});

test('too often is told with a time to wait', async () => {
  const headers = bearer(99n);
  const body = { id: randomUUID(), rewardId: randomUUID() };
  const answers = [];
  for (let time = 0; time < 12; time++) {
    answers.push(await send<Problem>('/api/account/redeem', { body, headers }));
  }
  expect(answers.map(({ status }) => status)).toContain(429);
  const last = answers.at(-1)!;
  expect(last.answer).toMatchObject({ reason: 'too-many-requests' });
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('a guest who asks too often holds up nobody else behind the same proxy of Shopify', async () => {
  const claim = (address: string | null) =>
    send<Problem>(proxied('referral', null), {
      body: { code: 'NOBODY', email: 'friend@example.com', nonce: 'x' },
      ...(address && { headers: { 'x-forwarded-for': address } }),
    });
  const statuses = async (address: string | null) => {
    const answers = [];
    for (let time = 0; time < 7; time++) answers.push((await claim(address)).status);
    return answers;
  };
  expect(await statuses('203.0.113.7')).toContain(429);
  expect(await statuses('203.0.113.8')).toEqual([409, 409, 409, 409, 409, 429, 429]);
  // Shopify does not say who: all of them share a wider one.
  expect(await statuses(null)).not.toContain(429);
});

test('what is no door of ours is left to others; an unknown one is a plain 404', async () => {
  expect((await send('/app/rewards', { method: 'HEAD' })).status).toBe(418);
  for (const path of ['constructor', 'toString', 'x']) {
    expect((await send<Problem>(proxied(path, null))).status).toBe(404);
  }
  expect((await send(proxied('wallet', null), { method: 'DELETE' })).status).toBe(405);
});

test('an uninstalled shop is unknown', async () => {
  const gone = await addShop('gone.myshopify.com');
  await pool.query('UPDATE shop SET uninstalled_at = now() WHERE id = $1', [gone.id]);
  const sent = await send<Problem>(proxied('wallet', null, gone.domain));
  expect(sent).toMatchObject({ status: 404, answer: { reason: 'shop-unknown' } });
});
