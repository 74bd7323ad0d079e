// A shop in a devstore of this process, with Encore installed: what Shopify sends arrives at the
// app's own door, and the queue is worked when a test says so. Import tests/setup/fresh-database.ts
// before it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Logger, runOnce, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { pool } from '#app/db.server.ts';
import { env } from '#app/env.server.ts';
import { jobNames } from '#app/jobs/catalog.ts';
import { runJob } from '#app/jobs/handlers.server.ts';
import { receiveWebhook } from '#app/sync/events/receive-webhook.server.ts';
import { fetchShopFacts } from '#app/sync/shop/fetch-shop-facts.server.ts';
import { installShop } from '#app/sync/shop/install-shop.server.ts';
import { seedShop } from '../../devstore/seed/seed-shop.ts';
import { startDevstore } from '../../devstore/server/start.ts';
import { grantToken, install } from '../../devstore/shop/installation.ts';

const root = path.resolve(import.meta.dirname, '../..');
const optional = [
  'write_gift_cards',
  'read_store_credit_accounts',
  'write_store_credit_account_transactions',
];

/** Opens the shop with a few generated customers. Close it at the end. */
export async function openDevstoreShop({ customers = 5, seed = 1 } = {}) {
  const door = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const headers = new Headers(request.headers as Record<string, string>);
    const reception = await receiveWebhook(request.method ?? '', headers, Buffer.concat(parts));
    response.writeHead(reception.status).end();
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const devstore = await startDevstore({
    port: 0,
    dataDirectory: ':memory:',
    app: root,
    appUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    apiKey: env.SHOPIFY_API_KEY,
    apiSecret: env.SHOPIFY_API_SECRET,
  });
  const { store } = devstore;
  process.env.DEVSTORE_URL = devstore.origin.replace('localhost', '127.0.0.1');
  // @ts-expect-error: the redirect is plain JavaScript that Node loads before the app
  await import('../../devstore/launch/redirect.mjs');
  await seedShop(store, { customers, seed });
  install(store, [...devstore.deployment.scopes, ...optional]);
  const { domain } = store.shop();
  const { access } = grantToken(store, { isExpiring: false, isOnline: false });
  await pool.query(`INSERT INTO session (id, shop, state, "accessToken") VALUES ($1, $2, '', $3)`, [
    `offline_${domain}`,
    domain,
    access.token,
  ]);
  const shop = await installShop(domain, devstore.deployment.scopes, new Date());
  await fetchShopFacts(shop.id);
  // A test that wants the import starts it.
  await pool.query(`DELETE FROM graphile_worker._private_jobs`);

  // The queue's own connections; the server may go before they do.
  const queue = new pg.Pool({ connectionString: env.DATABASE_URL });
  queue.on('error', () => {});
  queue.on('connect', (client) => void client.on('error', () => {}));
  const runJobs = async () => {
    await devstore.dispatcher.settled();
    await pool.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()`,
    );
    const taskList: TaskList = {};
    for (const name of jobNames) taskList[name] = (payload) => runJob(name, payload, {});
    await runOnce({
      pgPool: queue,
      taskList,
      noHandleSignals: true,
      logger: new Logger(() => () => {}),
    });
  };
  const close = async () => {
    await queue.end();
    await devstore.close();
    door.close();
  };
  return { store, devstore, shopId: shop.id, domain, runJobs, close };
}

export type DevstoreShop = Awaited<ReturnType<typeof openDevstoreShop>>;
