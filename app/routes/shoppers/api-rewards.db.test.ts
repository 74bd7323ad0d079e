import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { makeApiKey } from '#app/loyalty/api/api-keys.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import type { RedeemAnswer, Wallet } from '#app/shoppers/contract.ts';
import { clearShelves } from '#app/shoppers/shelf.server.ts';
import { addMember, addReward, addShop, fillPool } from '../../../tests/factories/rewards.ts';
import { seedCustomer } from '../../../tests/factories/shop-data.ts';
import { action, loader } from './api-rewards.ts';

const monthAgo = new Date(Date.now() - 30 * 86_400_000);
let reward: Reward;
let key: string;
let shopId: number;
let customerId: bigint;
let foreignKey: string;
let quizKey: string;

async function openShop() {
  const shop = await addShop();
  await publishRules(shop.id, { rules: firstRules(100n), now: new Date('2026-01-01') });
  const made = await makeApiKey(shop.id, { name: 'Till', may: ['rewards'] }, monthAgo);
  if (!made.ok) throw new Error(made.reason);
  return { shop, key: made.value.key };
}

beforeAll(async () => {
  const opened = await openShop();
  key = opened.key;
  shopId = opened.shop.id;
  reward = await addReward(opened.shop.id);
  await fillPool(opened.shop, reward.id, 5);
  ({ customerId } = await addMember(opened.shop.id, 700n));
  await seedCustomer(opened.shop.id, customerId);
  foreignKey = (await openShop()).key;
  const quiz = await makeApiKey(opened.shop.id, { name: 'Quiz', may: ['events'] }, monthAgo);
  quizKey = quiz.ok ? quiz.value.key : '';
});

type Sent = { body?: object; key?: string | null; customer?: bigint };
async function send<T>(door: string, { body, key: used = key, customer = customerId }: Sent = {}) {
  const request = new Request(`https://encore.test/api/v1/customers/${customer}/${door}`, {
    method: body ? 'POST' : 'GET',
    headers: used === null ? {} : { authorization: `Bearer ${used}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const params = { customer: String(customer), door: door.replace(/\?.*/, '') };
  const args = { request, params, context: {} } as unknown as Parameters<typeof loader>[0];
  const response = await (body ? action(args) : loader(args));
  return { status: response.status, answer: (await response.json()) as T };
}

test('a program with the shop’s key sees what is within reach, exchanges once, and gives back', async () => {
  const { answer: wallet } = await send<Wallet>('wallet');
  expect(wallet).toMatchObject({ member: { balance: 700 }, rewards: [{ id: reward.id }] });
  expect(wallet).not.toHaveProperty('nonce');
  const body = { id: randomUUID(), rewardId: reward.id };
  const first = await send<RedeemAnswer>('redeem', { body });
  expect(first).toMatchObject({ status: 200, answer: { balance: 200, code: { state: 'ready' } } });
  // The same id again is the same exchange.
  const { answer: again } = await send<RedeemAnswer>('redeem', { body });
  expect(again).toMatchObject({ balance: 200, code: { code: first.answer.code.code } });
  expect(await send(`redemption?id=${body.id}`)).toMatchObject({ status: 200 });
  const cart = { lines: [], currency: 'EUR', discountCodes: [] };
  const check = await send('check', { body: { rewardId: reward.id, cart } });
  expect(check.answer).toMatchObject({ ok: false, reason: 'cart-empty' });
  const cancelled = await send('cancel', { body: { id: body.id } });
  expect(cancelled.status).toBe(200);
});

test('an exchange that is refused says what is missing, points as a number and money as money', async () => {
  const dear = await addReward(shopId, {
    offer: { points: 1000 },
    terms: { conditions: { minimum: 5000n } },
  });
  clearShelves();
  const { customerId: customer } = await addMember(shopId, 700n);
  await seedCustomer(shopId, customer);
  const body = { id: randomUUID(), rewardId: dear.id };
  expect(await send('redeem', { body, customer })).toMatchObject({
    status: 409,
    answer: { reason: 'insufficient-points', missing: 300 },
  });
  const line = { productId: '1', variantId: '2', quantity: 1, amount: '20.00' };
  const cart = { lines: [line], currency: 'EUR', discountCodes: [] };
  expect((await send('redeem', { body: { ...body, cart }, customer })).answer).toMatchObject({
    reason: 'minimum-not-met',
    missing: { amount: '30.00', currency: 'EUR' },
  });
});

test('a key that may only report events neither sees nor spends anybody’s points', async () => {
  const body = { id: randomUUID(), rewardId: reward.id };
  for (const answer of [
    await send('wallet', { key: quizKey }),
    await send('redeem', { key: quizKey, body }),
  ]) {
    expect(answer).toMatchObject({ status: 403, answer: { reason: 'key-may-not' } });
  }
});

test('without a key, with that of another shop, or for nobody’s customer, nothing is told', async () => {
  expect((await send('wallet', { key: null })).status).toBe(401);
  expect((await send('wallet', { key: 'encore_1_x' })).status).toBe(401);
  expect((await send('wallet', { key: foreignKey })).status).toBe(404);
  expect((await send('wallet', { customer: 999_999_999n })).status).toBe(404);
  // Doors that are about a person's own browser are not for programs.
  for (const door of ['join', 'referral', 'survey', 'x']) {
    expect((await send(door, { body: {} })).status).toBe(404);
  }
  expect((await send('redeem')).status).toBe(405);
  expect((await send('redeem', { body: { id: 'x' } })).status).toBe(400);
});
