import { createHmac } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { readMember } from '#app/loyalty/read-member.server.ts';
import { readHeld } from '#app/rewards/read.server.ts';
import { addMember, addReward, addShop, fillPool } from '../../../tests/factories/rewards.ts';
import { action } from './flow.ts';

const domain = 'flow-test.myshopify.com';
let shop: Awaited<ReturnType<typeof addShop>>;
let customerId: bigint;

beforeAll(async () => {
  shop = await addShop(domain);
  ({ customerId } = await addMember(shop.id, 100n));
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 5, new Date());
});

async function run(name: string, properties: object, more: { id?: string; secret?: string } = {}) {
  const text = JSON.stringify({
    shop_id: 1,
    shopify_domain: domain,
    action_run_id: more.id ?? 'run-1',
    properties,
  });
  const secret = more.secret ?? 'encore-test-secret';
  const request = new Request(`https://encore.test/api/flow/${name}`, {
    method: 'POST',
    headers: {
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(text).digest('base64'),
    },
    body: text,
  });
  const response = await action({ request, params: { action: name }, context: {} } as never);
  return { status: response.status, outcome: (await response.json()).outcome };
}
const balance = async () => (await readMember(shop.id, customerId, new Date()))?.balance;

test('a workflow gives points once, however often Flow repeats the run', async () => {
  const properties = { customer_id: Number(customerId), points: '25', note: 'Thank you' };
  expect(await run('give-points', properties)).toEqual({ status: 200, outcome: 'done' });
  expect(await run('give-points', properties)).toEqual({ status: 200, outcome: 'done' });
  expect(await balance()).toBe(125);
  await run('give-points', properties, { id: 'run-2' });
  expect(await balance()).toBe(150);
});

test('a workflow sends a reward by its name, once a run and without taking points', async () => {
  const before = await balance();
  const properties = { customer_id: `gid://shopify/Customer/${customerId}`, reward: '5 € OFF' };
  expect((await run('send-reward', properties)).status).toBe(200);
  expect((await run('send-reward', properties)).status).toBe(200);
  const held = await readHeld(shop.id, [customerId], new Date());
  expect(held.get(customerId)?.redemptions).toHaveLength(1);
  expect(await balance()).toBe(before);
});

test('what cannot be done is told to the workflow’s owner, and not repeated', async () => {
  const given = { customer_id: Number(customerId) };
  expect(await run('send-reward', { ...given, reward: 'Nothing' })).toEqual({
    status: 422,
    outcome: 'no-such-reward',
  });
  expect(await run('give-points', { customer_id: 1, points: 5, note: 'x' })).toEqual({
    status: 422,
    outcome: 'no-such-member',
  });
  expect((await run('give-points', { ...given, points: 5 })).status).toBe(422);
});

test('a body that Shopify did not sign is refused before it is read', async () => {
  const properties = { customer_id: Number(customerId), points: 1_000_000, note: 'x' };
  const before = await balance();
  expect(await run('give-points', properties, { secret: 'guessed' })).toEqual({
    status: 401,
    outcome: 'bad-signature',
  });
  expect(await balance()).toBe(before);
});
