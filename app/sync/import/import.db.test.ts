import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { readImport } from '#app/sync/read-import.server.ts';
import { recordIssues } from '#app/sync/record-issue.server.ts';
import { retryIssue } from '#app/sync/retry-issue.server.ts';
import { changeOrder, placeCustomer, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer, type ReplayShop } from '../../../tests/setup/replay-shop.ts';
import { addShop, runImport, syncedRows } from '../../../tests/setup/sync-shop.ts';
import { advanceImport } from './advance-import.server.ts';
import { startImport } from './start-import.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

function stock(shop: ReplayShop, orders = 40): void {
  shop.products.set('gid://shopify/Product/1', {
    __typename: 'Product',
    id: 'gid://shopify/Product/1',
    title: 'A thing',
    handle: 'a-thing',
    productType: 'Things',
    vendor: 'Us',
    tags: [],
    updatedAt: shop.tick(),
    featuredMedia: null,
  });
  for (let id = 1; id <= 10; id++) {
    placeCustomer(shop, id, { firstName: `Name${id}`, email: `someone${id}@example.com` });
  }
  for (let index = 0; index < orders; index++) {
    const order = placeOrder(shop, index % 11 === 0 ? null : (index % 10) + 1, [1000, 250]);
    changeOrder(shop, order, { kind: 'pay' });
    if (index % 5 === 0) changeOrder(shop, order, { kind: 'refund-line', line: 1 });
    if (index % 7 === 0) {
      changeOrder(shop, order, {
        kind: 'refund-amount',
        cents: 150,
        gateway: 'shopify_store_credit',
      });
    }
  }
}

const countsOf = async (shopId: number) => {
  const rows = await syncedRows(shopId);
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.length]));
};

test('brings every order with its lines and refunds, and every customer', async () => {
  const shopId = await addShop('whole.myshopify.com');
  stock(server.shop('whole.myshopify.com'));
  await runImport(shopId);
  expect(await countsOf(shopId)).toEqual({
    orders: 40,
    order_line: 80,
    refund: 14,
    refund_line: 8,
    customer: 10,
    product: 1,
  });
  const { rows } = await pool.query(
    `SELECT sum(net_sales) AS net, count(*) FILTER (WHERE is_counted) AS counted,
       count(*) FILTER (WHERE is_guest_counted) AS guests FROM orders WHERE shop_id = $1`,
    [shopId],
  );
  // 40 orders of 25.00; 8 returned lines of 2.50 and 6 refunds of 1.50.
  expect(rows[0]).toEqual({ net: String(100_000 - 8 * 250 - 6 * 150), counted: 36n, guests: 4n });
  const { rows: credit } = await pool.query(
    'SELECT sum(store_credit) AS credit, sum(unexplained) AS extra FROM refund WHERE shop_id = $1',
    [shopId],
  );
  expect(credit[0]).toEqual({ credit: '900', extra: '900' });
  const overview = await readImport(shopId, new Date());
  expect(overview?.progress).toMatchObject({ phase: 'done', failures: [] });
});

test('counts all that its refunds are asked by, before they are', async () => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT attname::text AS name FROM pg_stats WHERE tablename IN ('orders', 'refund')`,
  );
  const counted = new Set(rows.map(({ name }) => name));
  for (const name of ['shop_id', 'id', 'created_at', 'read_at', 'deleted_at', 'is_detailed']) {
    expect(counted).toContain(name);
  }
});

test('changes nothing when it is run again', async () => {
  const shopId = await addShop('again.myshopify.com');
  stock(server.shop('again.myshopify.com'));
  await runImport(shopId);
  const fingerprint = async () =>
    (
      await pool.query(
        `SELECT 'o' || id AS key, xmin::text FROM orders WHERE shop_id = $1 UNION ALL
         SELECT 'l' || id, xmin::text FROM order_line WHERE shop_id = $1 UNION ALL
         SELECT 'c' || id, xmin::text FROM customer WHERE shop_id = $1 UNION ALL
         SELECT 'p' || customer_id, xmin::text FROM customer_person WHERE shop_id = $1 UNION ALL
         SELECT 'r' || id, xmin::text FROM refund WHERE shop_id = $1 ORDER BY 1`,
        [shopId],
      )
    ).rows;
  const before = await fingerprint();
  await runImport(shopId, 'again');
  expect(await fingerprint()).toEqual(before);
});

test('reads the lines of refunds without money, and those that a cancelled import left out', async () => {
  const shop = server.shop('details.myshopify.com');
  const shopId = await addShop('details.myshopify.com');
  changeOrder(shop, placeOrder(shop, 1, [0]), { kind: 'refund-line', line: 0 });
  changeOrder(shop, placeOrder(shop, 1, [900]), { kind: 'refund-line', line: 0 });
  await runImport(shopId);
  expect(await countsOf(shopId)).toMatchObject({ refund: 2, refund_line: 2 });
  const { refund } = await syncedRows(shopId);
  await pool.query('DELETE FROM refund_line WHERE shop_id = $1', [shopId]);
  await pool.query('UPDATE refund SET is_detailed = false WHERE shop_id = $1', [shopId]);
  await runImport(shopId, 'again');
  expect(await countsOf(shopId)).toMatchObject({ refund: 2, refund_line: 2 });
  expect((await syncedRows(shopId)).refund).toEqual(refund);
});

test('a second import leaves alone what store credit took off an order', async () => {
  const shop = server.shop('credit.myshopify.com');
  const shopId = await addShop('credit.myshopify.com');
  const order = placeOrder(shop, 1, [1000]);
  changeOrder(shop, order, { kind: 'pay' });
  const gateway = 'shopify_store_credit';
  changeOrder(shop, order, { kind: 'refund-amount', cents: 300, gateway });
  // Shopify's own sums do not always have it.
  order.totalRefundedSet = { shopMoney: { amount: '0.0' } };
  order.currentTotalPriceSet = order.totalPriceSet;
  await runImport(shopId);
  const stateOf = async () => {
    const { rows } = await pool.query(
      'SELECT net_sales AS net, refunded, xmin::text FROM orders WHERE shop_id = $1',
      [shopId],
    );
    return rows[0];
  };
  const before = await stateOf();
  expect(before).toMatchObject({ net: 1700n, refunded: 300n });
  await runImport(shopId, 'again');
  expect(await stateOf()).toEqual(before);
  // An import that wrote the order anew, and was cancelled before its refunds were looked at.
  changeOrder(shop, order, { kind: 'tag' });
  order.totalRefundedSet = { shopMoney: { amount: '0.0' } };
  order.currentTotalPriceSet = order.totalPriceSet;
  const cancelled = await runImport(shopId, 'again');
  await pool.query('UPDATE import_run SET finished_at = NULL, cancelled_at = now() WHERE id = $1', [
    cancelled,
  ]);
  await pool.query('UPDATE orders SET net_sales = 2000, refunded = 0 WHERE shop_id = $1', [shopId]);
  await runImport(shopId, 'again');
  expect(await stateOf()).toMatchObject({ net: 1700n, refunded: 300n });
});

test('goes on from the last committed byte when the connection breaks', async () => {
  const shop = server.shop('broken.myshopify.com');
  const shopId = await addShop('broken.myshopify.com');
  const quietId = await addShop('quiet.myshopify.com');
  stock(shop);
  server.shops.set('quiet.myshopify.com', shop);
  shop.breakAfterBytes = 700;
  await runImport(shopId);
  shop.breakAfterBytes = null;
  await runImport(quietId);
  expect(await syncedRows(shopId)).toEqual(await syncedRows(quietId));
});

test('asks for a new address when the old one has expired', async () => {
  const shop = server.shop('expired.myshopify.com');
  const shopId = await addShop('expired.myshopify.com');
  stock(shop, 5);
  shop.expiredDownloads = 2;
  await runImport(shopId);
  expect((await countsOf(shopId)).orders).toBe(5);
  const asked = shop.calls.filter(({ operation }) => operation === 'ReadBulk');
  expect(asked.length).toBeGreaterThan(6);
});

test('keeps garbage aside by its object or its byte and reads all the rest', async () => {
  const shop = server.shop('garbage.myshopify.com');
  const shopId = await addShop('garbage.myshopify.com');
  stock(shop, 6);
  const unknown = placeOrder(shop, 1, [100], { currencyCode: 'XQZ' });
  placeOrder(shop, 1, [-500]);
  placeOrder(shop, 1, [0]);
  placeOrder(shop, 1, [100], { processedAt: '1969-07-20T20:17:40Z' });
  placeOrder(shop, 1, [100], { processedAt: 'yesterday' });
  placeOrder(shop, 1, [100], { currencyCode: 'JPY' });
  placeOrder(shop, 1, [100], { test: true });
  shop.garble = (file) =>
    file.includes('/Order/')
      ? `not json at all\n${file}[1,2]\n{"id":"gid://shopify/Draft/1"}\n{"id":5}\n{"id":"gid://sh`
      : file;
  await runImport(shopId);
  const { rows } = await pool.query(
    'SELECT reason, count(*)::int AS n FROM sync_issue WHERE shop_id = $1 GROUP BY 1 ORDER BY 1',
    [shopId],
  );
  expect(rows).toEqual([
    { reason: 'another-shape', n: 1 },
    { reason: 'no-id', n: 1 },
    { reason: 'not-a-date', n: 1 },
    { reason: 'not-json', n: 2 },
    // The order with its line.
    { reason: 'unknown-currency', n: 1 },
    { reason: 'unknown-object', n: 1 },
  ]);
  const { rows: named } = await pool.query(
    `SELECT subject FROM sync_issue WHERE shop_id = $1 AND reason = 'unknown-currency'`,
    [shopId],
  );
  expect(named).toEqual([{ subject: unknown.id }]);
  const { rows: kept } = await pool.query(
    'SELECT id, net_sales AS net FROM orders WHERE shop_id = $1',
    [shopId],
  );
  expect(kept).toHaveLength(11);
  expect(kept.every(({ net }) => net >= 0n)).toBe(true);
  expect(kept.some(({ id }) => unknown.id.endsWith(String(id)))).toBe(false);
});

const openIssues = async (shopId: number) => {
  const { rows } = await pool.query<{ reason: string; n: number }>(
    `SELECT reason, count(*)::int AS n FROM sync_issue
     WHERE shop_id = $1 AND resolved_at IS NULL GROUP BY 1 ORDER BY 1`,
    [shopId],
  );
  return rows;
};

test('of a file of garbage a thousand lines are named and the rest is said, until a better one', async () => {
  const shop = server.shop('rubbish.myshopify.com');
  const shopId = await addShop('rubbish.myshopify.com');
  stock(shop, 3);
  shop.garble = (file) => (file.includes('/Order/') ? `${'rubbish\n'.repeat(1200)}${file}` : file);
  await runImport(shopId);
  expect(await openIssues(shopId)).toEqual([
    { reason: 'more-like-these', n: 1 },
    { reason: 'not-json', n: 1000 },
  ]);
  shop.garble = (file) => file;
  await runImport(shopId, 'again');
  expect(await openIssues(shopId)).toEqual([]);
});

test('an issue stays open when Shopify does not answer the retry, and is settled by its answer', async () => {
  const shop = server.shop('silent.myshopify.com');
  const shopId = await addShop('silent.myshopify.com');
  const order = placeOrder(shop, 1, [100], { processedAt: 'yesterday' });
  await runImport(shopId);
  await pool.query('DELETE FROM sync_issue WHERE shop_id = $1', [shopId]);
  await recordIssues(shopId, [
    { source: 'webhook', subject: order.id, reason: 'unknown-currency' },
  ]);
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT id FROM sync_issue WHERE shop_id = $1',
    [shopId],
  );
  const silent = new AbortController();
  silent.abort();
  await expect(retryIssue(shopId, rows[0]!.id, silent.signal)).rejects.toThrow();
  expect(await openIssues(shopId)).toHaveLength(1);
  order.processedAt = order.createdAt;
  order.updatedAt = shop.tick();
  expect(await retryIssue(shopId, rows[0]!.id)).toEqual({ ok: true, value: null });
  expect(await openIssues(shopId)).toEqual([]);
});

test('an import for a new scope gives back the places of the one it takes over from', async () => {
  const shop = server.shop('takeover.myshopify.com');
  const shopId = await addShop('takeover.myshopify.com');
  stock(shop, 3);
  const now = new Date('2026-06-01T00:00:00Z');
  const runId = await startImport(shopId, 'first', now);
  await advanceImport(shopId, runId!, now);
  const started = shop.calls.filter(({ operation }) => operation === 'RunBulk').length;
  await runImport(shopId, 'scope');
  const cancelled = shop.calls.filter(({ operation }) => operation === 'CancelBulk');
  expect(started).toBeGreaterThan(1);
  expect(cancelled).toHaveLength(started);
});

test('brings sixty days without read_all_orders, and the rest when the scope arrives', async () => {
  const shop = server.shop('walled.myshopify.com');
  const shopId = await addShop('walled.myshopify.com', ['read_orders']);
  placeOrder(shop, 1, [100], { createdAt: '2025-01-01T00:00:00Z' });
  placeOrder(shop, 1, [100], { createdAt: '2026-05-20T00:00:00Z' });
  await runImport(shopId);
  expect((await countsOf(shopId)).orders).toBe(1);
  const limited = await pool.query('SELECT history_from AS f FROM shop WHERE id = $1', [shopId]);
  expect(limited.rows[0].f).toEqual(new Date('2026-04-02T00:00:00Z'));
  await pool.query("UPDATE shop SET scopes = '{read_orders,read_all_orders}' WHERE id = $1", [
    shopId,
  ]);
  await runImport(shopId, 'scope');
  expect((await countsOf(shopId)).orders).toBe(2);
  const { rows } = await pool.query('SELECT history_from AS f FROM shop WHERE id = $1', [shopId]);
  expect(rows[0].f).toBeNull();
});
