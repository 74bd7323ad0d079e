import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { customersByIds, shopByDomain, survivorOf } from '#app/sync/read.server.ts';
import {
  customerIdsByEmail,
  findCustomersBySearch,
  personOf,
} from '#app/sync/read-person.server.ts';
import { changeOrder, placeCustomer, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer, reply } from '../../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../../tests/setup/sync-shop.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const KARI = {
  firstName: 'Karianne',
  lastName: 'Østervåg',
  email: 'karianne.ostervag@example.no',
  phone: '+47 905 31 227',
};

async function stocked(domain: string) {
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  placeCustomer(shop, 71, KARI);
  placeCustomer(shop, 72, { firstName: 'Ola', email: 'ola@example.no' });
  const order = placeOrder(shop, 71, [1000], { tags: ['for karianne.ostervag@example.no'] });
  changeOrder(shop, order, { kind: 'pay' });
  await runImport(shopId);
  return { shop, shopId, order };
}

/** Every value of every column of every table, as text and decoded from hex. */
async function everything(): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  let text = '';
  for (const { name } of tables) {
    const { rows } = await pool.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
    text += rows.map(({ row }) => row).join('\n');
  }
  return text;
}

test('a person is found by name, e-mail and phone without being decrypted', async () => {
  const { shopId } = await stocked('search.myshopify.com');
  expect(await findCustomersBySearch(shopId, 'karia oster', 10)).toEqual([71n]);
  expect(await findCustomersBySearch(shopId, 'karianne.ostervag@example.no', 10)).toEqual([71n]);
  expect(await findCustomersBySearch(shopId, '+47 90531', 10)).toEqual([71n]);
  expect(await findCustomersBySearch(shopId, 'nobody', 10)).toEqual([]);
  expect(await findCustomersBySearch(shopId, '', 10)).toEqual([]);
  expect(await customerIdsByEmail(shopId, ' Karianne.OSTERVAG@example.no')).toEqual([71n]);
  const other = await addShop('search-other.myshopify.com');
  expect(await findCustomersBySearch(other, 'karianne', 10)).toEqual([]);
  const { rows } = await pool.query('SELECT count(*)::int AS n FROM person_access');
  expect(rows[0].n).toBe(0);
});

test('every look at a person is written down with its reason', async () => {
  const { shopId } = await stocked('look.myshopify.com');
  expect(await personOf(shopId, 71n, 'profile opened')).toMatchObject(KARI);
  const { rows } = await pool.query(
    'SELECT customer_id AS id, why FROM person_access WHERE shop_id = $1',
    [shopId],
  );
  expect(rows).toEqual([{ id: 71n, why: 'profile opened' }]);
});

test('after a redaction nothing of the person is left in any table', async () => {
  const { shop, shopId, order } = await stocked('redact.myshopify.com');
  const traces = /karianne|stervåg|ostervag|90531227|905 31 227/i;
  expect(await everything()).toMatch(traces); // the tag of the order, so the search can find
  await personOf(shopId, 71n, 'profile opened');
  await deliver('redact.myshopify.com', 'customers/data_request', {
    customer: { id: 71, email: KARI.email, phone: KARI.phone },
    data_request: { id: 9 },
  });
  await workEvents(shopId);
  await deliver('redact.myshopify.com', 'customers/redact', {
    customer: { id: 71, email: KARI.email, phone: KARI.phone },
    orders_to_redact: [Number(order.id.split('/').at(-1))],
  });
  await workEvents(shopId);
  const ours = await pool.query(
    `SELECT string_agg(to_jsonb(o)::text, '') AS text FROM orders o WHERE shop_id = $1`,
    [shopId],
  );
  expect(ours.rows[0].text).not.toMatch(traces);
  expect(await personOf(shopId, 71n, 'after')).toBeNull();
  expect(await findCustomersBySearch(shopId, 'karianne', 10)).toEqual([]);
  // An import that read the person before does not bring them back, nor does a late webhook.
  shop.customers.get('gid://shopify/Customer/71')!.updatedAt = shop.tick();
  changeOrder(shop, order, { kind: 'tag' });
  await runImport(shopId, 'again');
  await deliver('redact.myshopify.com', 'customers/update', { id: 71 });
  await deliver('redact.myshopify.com', 'orders/updated', {
    id: Number(order.id.split('/').at(-1)),
  });
  await workEvents(shopId);
  const all = await pool.query(
    `SELECT string_agg(text, '') AS text FROM (
       SELECT to_jsonb(o)::text AS text FROM orders o WHERE shop_id = $1 UNION ALL
       SELECT to_jsonb(c)::text FROM customer c WHERE shop_id = $1 UNION ALL
       SELECT to_jsonb(p)::text FROM customer_person p WHERE shop_id = $1 AND customer_id = 71
       UNION ALL SELECT to_jsonb(e)::text FROM webhook_event e WHERE shop_id = $1 UNION ALL
       SELECT to_jsonb(f)::text FROM customer_data_file f WHERE shop_id = $1) AS t`,
    [shopId],
  );
  expect(all.rows[0].text).not.toMatch(traces);
  expect((await customersByIds(pool, shopId, [71n]))[0]).toMatchObject({ tags: [], locale: null });
  const { rows } = await pool.query(
    'SELECT sum(net_sales)::int AS net FROM orders WHERE shop_id = $1',
    [shopId],
  );
  expect(rows[0].net).toBe(2000);
});

test('customers merged one into the next are the last one, in whatever order it is told', async () => {
  for (const [at, order] of [
    ['72/71', '73/72'],
    ['73/72', '72/71'],
  ].entries()) {
    const domain = `chain-${at}.myshopify.com`;
    const { shopId } = await stocked(domain);
    for (const pair of order) {
      const [kept, deleted] = pair.split('/');
      await deliver(domain, 'customers/merge', {
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${deleted}`,
      });
      await workEvents(shopId);
    }
    const { rows } = await pool.query(
      'SELECT DISTINCT customer_id AS id FROM orders WHERE shop_id = $1 AND customer_id IS NOT NULL',
      [shopId],
    );
    expect(rows).toEqual([{ id: 73n }]);
    expect(await survivorOf(pool, shopId, 71n)).toBe(73n);
  }
});

test('a customer or product whose deletion came first is not brought back by a file', async () => {
  const { shop, shopId } = await stocked('early.myshopify.com');
  placeCustomer(shop, 90, { email: 'ninety@example.com' });
  await deliver('early.myshopify.com', 'customers/delete', { id: 90 });
  await workEvents(shopId);
  await runImport(shopId, 'again');
  expect(await personOf(shopId, 90n, 'after')).toBeNull();
  const { rows } = await pool.query(
    'SELECT deleted_at IS NOT NULL AS gone FROM customer WHERE shop_id = $1 AND id = 90',
    [shopId],
  );
  expect(rows).toEqual([{ gone: true }]);
});

test('two merged customers are one, also for orders that were read before', async () => {
  const { shopId } = await stocked('merge.myshopify.com');
  await deliver('merge.myshopify.com', 'customers/merge', {
    admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/72',
    admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/71',
  });
  await workEvents(shopId);
  const { rows } = await pool.query('SELECT customer_id AS id FROM orders WHERE shop_id = $1', [
    shopId,
  ]);
  expect(rows).toEqual([{ id: 72n }]);
  expect(await personOf(shopId, 71n, 'test')).toBeNull();
  expect((await customersByIds(pool, shopId, [71n]))[0]).toMatchObject({ mergedIntoId: 72n });
});

test('what Shopify withholds is absent, not empty', async () => {
  const { shop, shopId } = await stocked('withheld.myshopify.com');
  const json = shop.customers.get('gid://shopify/Customer/71')!;
  json.updatedAt = shop.tick();
  shop.faults.push(({ operation, response }) => {
    expect(operation).toBe('CustomersByIds');
    const node = { ...json, defaultEmailAddress: null, firstName: 'Karianna' };
    reply(response, {
      data: { nodes: [node] },
      errors: [
        {
          message: 'This app is not approved to use the email field.',
          path: ['nodes', 0, 'defaultEmailAddress'],
          extensions: { code: 'ACCESS_DENIED' },
        },
      ],
    });
    return true;
  });
  await deliver('withheld.myshopify.com', 'customers/update', { id: 71 });
  await workEvents(shopId);
  expect(await personOf(shopId, 71n, 'test')).toMatchObject({
    firstName: 'Karianna',
    email: KARI.email,
  });
});

/** As Shopify answers where Encore is not installed. */
const refuse = ({ response }: { response: ServerResponse }) => {
  reply(response, { errors: 'Invalid API key or access token' }, 401);
  return true;
};

const redactShop = async (shopId: number, domain: string) => {
  await deliver(domain, 'shop/redact', { shop_domain: domain });
  await workEvents(shopId);
};

test('an uninstalled shop is erased in every table', async () => {
  const domain = 'gone.myshopify.com';
  const { shop, shopId } = await stocked(domain);
  shop.faults.push(refuse, refuse);
  await deliver(domain, 'app/uninstalled', { domain });
  await workEvents(shopId);
  expect((await shopByDomain(domain))?.uninstalledAt).not.toBeNull();
  await redactShop(shopId, domain);
  expect(await shopByDomain(domain)).toBeNull();
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'shop_id'`,
  );
  for (const { name } of tables) {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS n FROM "${name}" WHERE shop_id = $1`,
      [shopId],
    );
    expect([name, rows[0].n]).toEqual([name, 0]);
  }
});

test('a shop that came back is kept, and one whose uninstall was never heard of is erased', async () => {
  const back = await stocked('back.myshopify.com');
  await redactShop(back.shopId, 'back.myshopify.com');
  const { rows } = await pool.query('SELECT count(*)::int AS n FROM orders WHERE shop_id = $1', [
    back.shopId,
  ]);
  expect(rows[0].n).toBe(1);
  const unheard = await stocked('unheard.myshopify.com');
  unheard.shop.faults.push(refuse, refuse);
  await redactShop(unheard.shopId, 'unheard.myshopify.com');
  expect(await shopByDomain('unheard.myshopify.com')).toBeNull();
});

test('a late word of an uninstall leaves alone a shop that has come back', async () => {
  const domain = 'late-word.myshopify.com';
  const { shopId } = await stocked(domain);
  await deliver(domain, 'app/uninstalled', { domain });
  await workEvents(shopId);
  expect((await shopByDomain(domain))?.uninstalledAt).toBeNull();
  const { rows } = await pool.query('SELECT count(*)::int AS n FROM session WHERE shop = $1', [
    domain,
  ]);
  expect(rows).toEqual([{ n: 1 }]);
});

test('what is told beside the erasure of a shop writes nothing of it', async () => {
  const domain = 'erased-at-once.myshopify.com';
  const { shop, shopId } = await stocked(domain);
  await deliver(domain, 'customers/redact', { customer: { id: 71, email: KARI.email } });
  await deliver(domain, 'shop/redact', { shop_domain: domain });
  await deliver(domain, 'customers/delete', { id: 72 });
  shop.faults.push(refuse, refuse);
  await workEvents(shopId);
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM customer WHERE shop_id = $1)
       + (SELECT count(*) FROM graphile_worker._private_jobs
          WHERE payload ->> 'shopId' = $1::text) AS n`,
    [shopId],
  );
  expect(rows).toEqual([{ n: 0n }]);
});

test('a deletion is noted for a shop that is out of reach', async () => {
  const domain = 'frozen.myshopify.com';
  const { shopId, order } = await stocked(domain);
  await pool.query('UPDATE shop SET uninstalled_at = now() WHERE id = $1', [shopId]);
  await deliver(domain, 'orders/delete', { id: Number(order.id.split('/').at(-1)) });
  await workEvents(shopId);
  const { rows } = await pool.query(
    `SELECT o.deleted_at IS NOT NULL AS gone, e.outcome FROM orders o, webhook_event e
     WHERE o.shop_id = $1 AND e.shop_id = $1 AND e.topic = 'orders/delete'`,
    [shopId],
  );
  expect(rows).toEqual([{ gone: true, outcome: 'done' }]);
});
