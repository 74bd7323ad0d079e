import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { beforeAll, expect, test, vi } from 'vitest';
import { pool } from '#app/db.server.ts';
import { addShop, deliver, signedHeaders } from '../../../tests/setup/sync-shop.ts';
import { readBody } from './read-body.server.ts';
import { BODY_LIMIT_BYTES, receiveWebhook } from './receive-webhook.server.ts';

const DOMAIN = 'door.myshopify.com';
let shopId: number;
beforeAll(async () => {
  shopId = await addShop(DOMAIN);
});

const eventsOf = async (webhookId: string) => {
  const { rows } = await pool.query(
    'SELECT topic, object_id AS id, outcome, reason, detail FROM webhook_event WHERE shop_id = $1 AND webhook_id = $2',
    [shopId, webhookId],
  );
  return rows;
};
const jobs = async () => {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE task_identifier = 'sync/work-events'`,
  );
  return rows[0].n;
};

test('stores the event and its one job, and nothing of the person', async () => {
  const before = await jobs();
  const body = { id: 5123, email: 'kari@example.com', customer: { first_name: 'Kari' } };
  expect(await deliver(DOMAIN, 'orders/updated', body, 'a1')).toEqual({
    status: 200,
    outcome: 'queued',
  });
  await deliver(DOMAIN, 'orders/updated', body, 'a2');
  expect(await eventsOf('a1')).toEqual([
    { topic: 'orders/updated', id: 5123n, outcome: null, reason: null, detail: null },
  ]);
  expect(await jobs()).toBe(before + 1);
  const { rows } = await pool.query(`SELECT to_jsonb(e)::text AS text FROM webhook_event e`);
  expect(JSON.stringify(rows)).not.toMatch(/kari/i);
});

test('a replay is answered and changes nothing', async () => {
  await deliver(DOMAIN, 'orders/updated', { id: 1 }, 'replay');
  await pool.query(
    `UPDATE webhook_event SET worked_at = now(), outcome = 'done' WHERE webhook_id = 'replay'`,
  );
  expect(await deliver(DOMAIN, 'orders/updated', { id: 1 }, 'replay')).toEqual({
    status: 200,
    outcome: 'replayed',
  });
  expect(await eventsOf('replay')).toMatchObject([{ outcome: 'done' }]);
});

test('a hundred deliveries at once share a few commits and are all stored', async () => {
  const all = Array.from({ length: 100 }, (_, n) =>
    deliver(DOMAIN, 'orders/updated', { id: n }, `burst ${n % 80}`),
  );
  expect((await Promise.all(all)).every(({ status }) => status === 200)).toBe(true);
  const { rows } = await pool.query(
    `SELECT count(*)::int AS n FROM webhook_event WHERE webhook_id LIKE 'burst%'`,
  );
  expect(rows[0].n).toBe(80);
});

test('deliveries of several shops take their jobs in one order, whatever order they came in', async () => {
  const domains = ['order-a.myshopify.com', 'order-b.myshopify.com'] as const;
  const shops = [await addShop(domains[0]), await addShop(domains[1])] as const;
  for (const domain of domains) await deliver(domain, 'orders/updated', { id: 1 });
  const keyOf = (shop: number) => `sync/work-events:${shop}:all`;
  const lock = 'SELECT FROM graphile_worker._private_jobs WHERE key = $1 FOR UPDATE';
  const other = await pool.connect();
  await other.query('BEGIN');
  expect((await other.query(lock, [keyOf(shops[0])])).rowCount).toBe(1);
  // The first is being committed while the others come: these share the next commit.
  const answers = [DOMAIN, domains[1], domains[0]].map((domain) =>
    deliver(domain, 'orders/updated', { id: 2 }),
  );
  await answers[0];
  await vi.waitFor(async () => {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'
         AND datname = current_database() AND query LIKE '%add_job%'`,
    );
    expect(rowCount).toBe(1);
  });
  await other.query(`${lock} NOWAIT`, [keyOf(shops[1])]);
  await other.query('COMMIT');
  other.release();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('an unknown topic and a body without an id are kept aside with their reason', async () => {
  expect((await deliver(DOMAIN, 'fairies/create', { id: 1 }, 'topic')).outcome).toBe(
    'unknown-topic',
  );
  expect((await deliver(DOMAIN, 'orders/updated', { id: null }, 'no id')).outcome).toBe('no-id');
  const half = { admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/5' };
  expect((await deliver(DOMAIN, 'customers/merge', half, 'half')).outcome).toBe('no-id');
  expect(await eventsOf('topic')).toMatchObject([{ outcome: 'ignored', reason: 'unknown-topic' }]);
  expect(await eventsOf('no id')).toMatchObject([{ outcome: 'failed', reason: 'no-id' }]);
  const { rows } = await pool.query(
    'SELECT subject, reason FROM sync_issue WHERE shop_id = $1 ORDER BY 1',
    [shopId],
  );
  expect(rows).toEqual([
    { subject: 'customers/merge', reason: 'no-id' },
    { subject: 'fairies/create', reason: 'unknown-topic' },
    { subject: 'orders/updated', reason: 'no-id' },
  ]);
});

test('a wrong signature is refused before the body is looked at', async () => {
  const body = Buffer.from('not json');
  const headers = signedHeaders(DOMAIN, 'orders/updated', Buffer.from('other'), 'forged');
  expect(await receiveWebhook('POST', headers, body)).toEqual({
    status: 401,
    outcome: 'bad-signature',
  });
  headers.delete('x-shopify-hmac-sha256');
  expect((await receiveWebhook('POST', headers, body)).status).toBe(401);
  expect(await eventsOf('forged')).toEqual([]);
});

test.each([
  ['not json at all', { status: 400, outcome: 'not-json' }],
  ['[1,2]', { status: 400, outcome: 'not-json' }],
  ['', { status: 400, outcome: 'not-json' }],
])('a signed body %j is answered %j', async (body, reception) => {
  expect(await deliver(DOMAIN, 'orders/updated', body)).toEqual(reception);
});

test('missing headers, other methods and unknown shops have their answers', async () => {
  const body = Buffer.from('{"id":1}');
  const headers = signedHeaders(DOMAIN, 'orders/updated', body, 'x');
  headers.delete('x-shopify-webhook-id');
  expect((await receiveWebhook('POST', headers, body)).outcome).toBe('headers-missing');
  expect((await receiveWebhook('GET', headers, body)).outcome).toBe('not-a-post');
  expect(await deliver('erased.myshopify.com', 'shop/redact', {})).toEqual({
    status: 200,
    outcome: 'unknown-shop',
  });
});

test('ten megabytes are not read to their end', async () => {
  const chunk = Buffer.alloc(1 << 16, 97);
  let sent = 0;
  const body = Readable.from(
    (function* () {
      for (; sent < 160; sent++) yield chunk;
    })(),
  );
  const request = Object.assign(body, { headers: {} }) as unknown as IncomingMessage;
  expect(await readBody(request)).toBeNull();
  expect(sent * chunk.length).toBeLessThan(3 * BODY_LIMIT_BYTES);
  // The answer still has to go out through it.
  expect(request.destroyed).toBe(false);
  const announced = { headers: { 'content-length': `${10 << 20}` } } as unknown as IncomingMessage;
  expect(await readBody(announced)).toBeNull();
  expect((await receiveWebhook('POST', new Headers(), null)).outcome).toBe('too-large');
});

test('one body that no column can hold takes none of the others down', async () => {
  const bodies = [{ id: '9223372036854775808' }, { id: 7001 }, { current: ['read\0orders'] }];
  const topics = ['orders/updated', 'orders/updated', 'app/scopes_update'];
  const answers = await Promise.all(
    bodies.map((body, at) => deliver(DOMAIN, topics[at]!, body, `large-${at}`)),
  );
  expect(answers.map(({ outcome }) => outcome)).toEqual(['no-id', 'queued', 'queued']);
  expect(await eventsOf('large-2')).toMatchObject([{ detail: { current: ['readorders'] } }]);
});
