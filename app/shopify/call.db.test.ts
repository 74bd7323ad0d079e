import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { cost, ReplayServer, reply } from '../../tests/setup/replay-shop.ts';
import { addShop } from '../../tests/setup/sync-shop.ts';
import { readBudget, reserve, settle } from './budget.server.ts';
import { callShopify } from './call.server.ts';
import { ShopGone, ShopifyRefused, ShopifyThrottled, ShopifyUnreachable } from './failures.ts';
import { OrdersByIdsDocument, RunBulkDocument, ShopFactsDocument } from './operations.generated.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

let number = 0;
async function open() {
  const domain = `call-${++number}.myshopify.com`;
  return { domain, id: await addShop(domain), replay: server.shop(domain) };
}
const facts = (shop: { id: number; domain: string }, more = {}) =>
  callShopify(shop, ShopFactsDocument, {}, { priority: 'admin', ...more });

const throttled = (missing: number) => ({
  errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
  extensions: {
    cost: {
      requestedQueryCost: 100 + missing,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 100, restoreRate: 1000 },
    },
  },
});

test('waits as long as the reported cost says, then repeats', async () => {
  const shop = await open();
  shop.replay.faults.push(({ response }) => {
    reply(response, throttled(200));
    return true;
  });
  const startedAt = performance.now();
  expect((await facts(shop)).shop.name).toBe('Replay');
  // 200 points are missing at 1000 a second.
  expect(performance.now() - startedAt).toBeGreaterThan(195);
  expect(shop.replay.calls).toHaveLength(2);
});

test('reserves what a call of so many objects costs, whatever the last one asked for', async () => {
  const shop = await open();
  const throttleStatus = { maximumAvailable: 2000, currentlyAvailable: 2000, restoreRate: 0.001 };
  const reserved: number[] = [];
  const ask = async (ids: number) => {
    shop.replay.faults.push(({ response }) => {
      void readBudget(shop.id).then((budget) => {
        reserved.push(Math.round(2000 - budget!.available));
        const spent = { requestedQueryCost: 4 * ids, actualQueryCost: 0, throttleStatus };
        reply(response, { data: { nodes: [] }, extensions: { cost: spent } });
      });
      return true;
    });
    const gids = Array.from({ length: ids }, (_, id) => `gid://shopify/Order/${id + 1}`);
    await callShopify(shop, OrdersByIdsDocument, { ids: gids }, { priority: 'webhook' });
  };
  await ask(100);
  for (const ids of [1, 200, 3]) await ask(ids);
  expect(reserved.slice(1)).toEqual([4, 800, 12]);
});

test('gives up with the time to wait when the deadline is nearer', async () => {
  const shop = await open();
  shop.replay.faults.push(({ response }) => {
    reply(response, throttled(5000));
    return true;
  });
  const failure = await facts(shop, { deadlineMs: 1000 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ShopifyThrottled);
  expect((failure as ShopifyThrottled).retryAfterMs).toBeGreaterThan(4000);
});

test('repeats a query after a broken answer, but never a mutation that may have happened', async () => {
  const shop = await open();
  const broken = ({ response }: { response: import('node:http').ServerResponse }) => {
    response.destroy();
    return true;
  };
  shop.replay.faults.push(broken, ({ response }) => {
    reply(response, {}, 502);
    return true;
  });
  expect((await facts(shop)).shop.name).toBe('Replay');
  shop.replay.faults.push(broken);
  const failure = await callShopify(
    shop,
    RunBulkDocument,
    { query: '{}' },
    { priority: 'admin' },
  ).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ShopifyUnreachable);
  expect((failure as ShopifyUnreachable).mayHaveHappened).toBe(true);
});

test('user errors are a refusal with their codes', async () => {
  const shop = await open();
  shop.replay.faults.push(({ response }) => {
    const userErrors = [{ field: ['query'], message: 'is no query', code: 'INVALID' }];
    const data = { bulkOperationRunQuery: { bulkOperation: null, userErrors } };
    reply(response, { data, extensions: { cost } });
    return true;
  });
  const failure = await callShopify(
    shop,
    RunBulkDocument,
    { query: '{}' },
    { priority: 'admin' },
  ).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ShopifyRefused);
  expect((failure as ShopifyRefused).codes).toEqual(['INVALID']);
});

test('a shop without a session, or whose token is refused twice, is gone', async () => {
  const shop = await open();
  await pool.query('DELETE FROM session WHERE shop = $1', [shop.domain]);
  await expect(facts(shop)).rejects.toBeInstanceOf(ShopGone);
  // What it had reserved for the call is there for others.
  expect((await readBudget(shop.id))?.available).toBeGreaterThan(990);
  const other = await open();
  for (let refusal = 0; refusal < 2; refusal++) {
    other.replay.faults.push(({ response }) => {
      reply(response, { errors: 'Invalid API key or access token' }, 401);
      return true;
    });
  }
  await expect(facts(other)).rejects.toBeInstanceOf(ShopGone);
});

test('a token that ends soon is refreshed once, however many ask and whenever', async () => {
  for (let round = 0; round < 20; round++) {
    const shop = await open();
    await pool.query(`UPDATE session SET expires = now() AT TIME ZONE 'UTC' WHERE shop = $1`, [
      shop.domain,
    ]);
    await Promise.all(
      Array.from({ length: 16 }, async (_, caller) => {
        await pause(caller);
        return facts(shop);
      }),
    );
    expect(server.refreshes.filter((domain) => domain === shop.domain)).toHaveLength(1);
    const { rows } = await pool.query(
      'SELECT "accessToken" AS token FROM session WHERE shop = $1',
      [shop.domain],
    );
    expect(rows[0].token).toMatch(/^shpat_renewed/);
  }
});

test('a call that is aborted while it waits throws the reason', async () => {
  const shop = await open();
  shop.replay.faults.push(({ response }) => {
    reply(response, throttled(5000));
    return true;
  });
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('the worker stops')), 50);
  await expect(facts(shop, { signal: stop.signal })).rejects.toThrow(/abort|the worker stops/i);
});

test('the import leaves half of the bucket to the others, the shopper may take all of it', async () => {
  const { id } = await open();
  await reserve(id, 10, 'import');
  const throttleStatus = { maximumAvailable: 1000, currentlyAvailable: 540, restoreRate: 0.001 };
  await settle(id, 10, { requestedQueryCost: 10, actualQueryCost: 10, throttleStatus });
  await pool.query('UPDATE api_budget SET available = 540 WHERE shop_id = $1', [id]);
  expect(await reserve(id, 40, 'import')).toBe(0);
  expect(await reserve(id, 40, 'import')).toBeGreaterThan(0);
  expect(await reserve(id, 200, 'admin')).toBe(0);
  expect(await reserve(id, 200, 'admin')).toBeGreaterThan(0);
  expect(await reserve(id, 200, 'webhook')).toBe(0);
  expect(await reserve(id, 100, 'webhook')).toBeGreaterThan(0);
  expect(await reserve(id, 90, 'shopper')).toBe(0);
});

test('two processes can not take the same points', async () => {
  const { id } = await open();
  await reserve(id, 1, 'shopper');
  await pool.query(
    'UPDATE api_budget SET available = 100, maximum = 100, restore_rate = 0.001 WHERE shop_id = $1',
    [id],
  );
  const waits = await Promise.all(Array.from({ length: 20 }, () => reserve(id, 10, 'shopper')));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
});
