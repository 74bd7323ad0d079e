// docs/api.md as its readers use it: every example is sent to the door it names, in order, and
// answered as the page says; and every reason of the door of events stands on the page.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeApiKey } from '#app/loyalty/api/api-keys.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { emailHashes } from '#app/sync/person/person-cipher.server.ts';
import { addMember, addReward, addShop, fillPool } from '../../../tests/factories/rewards.ts';
import { seedCustomer } from '../../../tests/factories/shop-data.ts';
import * as events from './api-events.ts';
import * as rewards from './api-rewards.ts';

const page = readFileSync('docs/api.md', 'utf8');
const CUSTOMER = 7012345678901n;
const JANE = 7012345678902n;
const monthAgo = new Date(Date.now() - 30 * 86_400_000);
let key: string;
let rewardId: string;

beforeAll(async () => {
  const shop = await addShop();
  const actions = [{ id: 'custom', kind: 'custom', name: 'Quiz', points: 50 }];
  const rules = { ...firstRules(100n), actions };
  await publishRules(shop.id, { rules, now: new Date('2026-01-01') });
  const made = await makeApiKey(shop.id, { name: 'Page', may: ['events', 'rewards'] }, monthAgo);
  if (!made.ok) throw new Error(made.reason);
  key = made.value.key;
  const reward = await addReward(shop.id);
  rewardId = reward.id;
  await fillPool(shop, rewardId, 5);
  await addMember(shop.id, 700n, CUSTOMER);
  await seedCustomer(shop.id, CUSTOMER);
  await pool.query(
    'INSERT INTO loyalty_account (shop_id, customer_id, joined_at) VALUES ($1, $2, $3)',
    [shop.id, JANE, monthAgo],
  );
  await seedCustomer(shop.id, JANE);
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, updated_at)
     VALUES ($1, $2, '', $3, now())`,
    [shop.id, JANE, emailHashes(shop.id, 'jane@example.com')[0]],
  );
});

/** What `curl` would send. */
function requestOf(example: string): Request {
  const command = example.replaceAll('\\\n', ' ').replace('encore_…', key);
  const url = /curl (\S+)/.exec(command)![1]!;
  const given = [...command.matchAll(/-H "([^:]+): ([^"]+)"/g)];
  const headers = new Headers(given.map(([, name, value]) => [name!, value!] as [string, string]));
  const body = /-d '([^']+)'/.exec(command)?.[1]?.replace('REWARD', rewardId);
  return new Request(url, body === undefined ? { headers } : { method: 'POST', headers, body });
}

async function send(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, customer, door] = /customers\/(\d+)\/(\w+)/.exec(pathname) ?? [];
  const args = { request, params: { customer, door }, context: {} } as never;
  if (pathname === '/api/v1/events') return events.action(args);
  return request.method === 'GET' ? rewards.loader(args) : rewards.action(args);
}

test('every example of the page is answered as the page says', async () => {
  const blocks = [...page.matchAll(/```(sh|json (\d+))\n(.*?)```/gs)];
  let example = '';
  let answers = 0;
  for (const [, kind, status, text] of blocks) {
    if (kind === 'sh') example = text!;
    else {
      // A second answer under one example is that of the same call again.
      const response = await send(requestOf(example));
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: Number(status),
        body: JSON.parse(text!),
      });
      answers += 1;
    }
  }
  expect(answers).toBe(5);
});

test('every reason of the door of events stands on the page', () => {
  const source = readFileSync('app/routes/shoppers/api-events.ts', 'utf8');
  const table = /const REFUSALS[^{]+\{(.*?)\n\};/s.exec(source)![1]!;
  const reasons = [...table.matchAll(/^ {2}'?([a-z-]+)'?: \[/gm)].map(([, reason]) => reason);
  expect(reasons.length).toBeGreaterThan(15);
  expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
