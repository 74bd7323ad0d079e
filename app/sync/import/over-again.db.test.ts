// Imports that do not go through in one go: cancelled, taken over, stuck, and those that follow.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { lookForCodes } from '#app/rewards/redemptions/look-for-codes.server.ts';
import { changeOrder, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, runImport } from '../../../tests/setup/sync-shop.ts';
import { importAgain } from '../import-again.server.ts';
import { readImport } from '../read-import.server.ts';
import { reconcile } from '../reconcile/reconcile.server.ts';
import { updateScopes } from '../shop/update-scopes.server.ts';
import { advanceImport } from './advance-import.server.ts';
import { readPart } from './read-part.server.ts';
import { cancelOpenRun, startImport } from './start-import.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const NOW = new Date('2026-06-01T00:00:00Z');
const DAY_MS = 86_400_000;

async function jobs(shopId: number, name: string) {
  const { rows } = await pool.query<{ payload: Record<string, unknown>; wait: number }>(
    `SELECT payload, EXTRACT(EPOCH FROM run_at - now())::int AS wait
     FROM graphile_worker._private_jobs j
     JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = $1 AND payload ->> 'shopId' = $2 ORDER BY j.id`,
    [name, String(shopId)],
  );
  return rows;
}

/** A shop whose import has read its orders and goes no further. */
async function halfRead(domain: string) {
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  placeOrder(shop, null, [1000]);
  const order = placeOrder(shop, null, [1000], { discountCodes: ['WELCOME'] });
  const runId = (await startImport(shopId, 'first', NOW))!;
  await advanceImport(shopId, runId, NOW);
  await advanceImport(shopId, runId, NOW);
  return { shop, shopId, runId, number: order.id.split('/').at(-1)! };
}

test('orders with a code are told by the import after the one that was cancelled', async () => {
  const { shopId, runId, number } = await halfRead('told-late.myshopify.com');
  await readPart(shopId, runId, 'orders');
  // As if it had stopped between the file and its announcement.
  await pool.query("DELETE FROM graphile_worker._private_jobs WHERE payload ->> 'shopId' = $1", [
    String(shopId),
  ]);
  await cancelOpenRun(pool, shopId);
  await runImport(shopId, 'again', NOW);
  await pool.query(
    `INSERT INTO redemption (shop_id, id, customer_id, reward_id, version, way, kind, points, state,
       code, content_hash, reserved_at)
     VALUES ($1, $2, 1, $2, 1, 'pooled', 'amount-off', 500, 'issued', 'WELCOME', '', now())`,
    [shopId, runId],
  );
  for (const { payload } of await jobs(shopId, 'rewards/look-for-codes')) {
    await lookForCodes(shopId, new Date(payload.since as string));
  }
  const told = await jobs(shopId, 'referrals/follow-orders');
  expect(told.flatMap(({ payload }) => payload.orderIds)).toEqual([number]);
});

test('an import goes on as soon as a part of it is read', async () => {
  const { shopId, runId } = await halfRead('at-once.myshopify.com');
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() + interval '1 hour'
     WHERE payload ->> 'shopId' = $1`,
    [String(shopId)],
  );
  await readPart(shopId, runId, 'orders');
  const next = await jobs(shopId, 'sync/advance-import');
  expect(next).toHaveLength(1);
  expect(next[0]!.wait).toBeLessThanOrEqual(0);
});

test('a part between others asks for refunds between the orders of its file alone', async () => {
  const shop = server.shop('between.myshopify.com');
  const shopId = await addShop('between.myshopify.com');
  const orders = [1, 2, 3].map(() => {
    const order = placeOrder(shop, null, [1000]);
    changeOrder(shop, order, { kind: 'refund-line', line: 0 });
    return order;
  });
  await runImport(shopId, 'first', NOW);
  await pool.query('UPDATE refund SET is_detailed = false WHERE shop_id = $1', [shopId]);
  const middle = orders[1]!.id;
  shop.garble = (file) =>
    file.replaceAll(/.*\n/g, (line) => (line.includes(`"${middle}"`) ? line : ''));
  const runId = (await startImport(shopId, 'again', NOW))!;
  await advanceImport(shopId, runId, NOW);
  await advanceImport(shopId, runId, NOW);
  await pool.query(
    `UPDATE import_part SET range_from = '2000-01-01', range_to = '2100-01-01'
     WHERE shop_id = $1 AND run_id = $2 AND name = 'orders'`,
    [shopId, runId],
  );
  await readPart(shopId, runId, 'orders');
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT order_id AS id FROM refund WHERE shop_id = $1 AND is_detailed',
    [shopId],
  );
  expect(rows.map(({ id }) => `gid://shopify/Order/${id}`)).toEqual([middle]);
});

test('an import goes on over a connection that always breaks early', async () => {
  const shop = server.shop('breaks.myshopify.com');
  const shopId = await addShop('breaks.myshopify.com');
  for (let number = 0; number < 40; number++) placeOrder(shop, null, [1000, 500]);
  shop.alwaysBreaksAfter = 6000;
  await runImport(shopId, 'first', NOW);
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM orders WHERE shop_id = $1) AS orders,
       (SELECT count(*)::int FROM order_line WHERE shop_id = $1) AS lines,
       (SELECT count(*)::int FROM sync_issue WHERE shop_id = $1) AS issues`,
    [shopId],
  );
  expect(rows).toEqual([{ orders: 40, lines: 80, issues: 0 }]);
});

test.each([
  ['sync/start-import', null],
  ['sync/advance-import', null],
  ['sync/read-part', 'orders'],
])('%s that waits for hours after an outage is hastened by the next look', async (step, part) => {
  const { shopId } = await halfRead(`hastened-${step.slice(5)}.myshopify.com`);
  await importAgain(shopId);
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() + interval '6 hours', attempts = 20
     WHERE payload ->> 'shopId' = $1`,
    [String(shopId)],
  );
  await pool.query('UPDATE shop SET reconciled_to = NULL WHERE id = $1', [shopId]);
  await reconcile(shopId);
  const waiting = (await jobs(shopId, step)).filter(
    ({ payload }) => part === null || payload.name === part,
  );
  expect(waiting).toHaveLength(1);
  expect(waiting[0]!.wait).toBeGreaterThan(200);
  expect(waiting[0]!.wait).toBeLessThanOrEqual(300);
});

test('a click on “Import again” does not take the place of the import for a new scope', async () => {
  const shopId = await addShop('both.myshopify.com', ['read_orders']);
  await updateScopes(pool, shopId, ['read_orders', 'read_customers']);
  await importAgain(shopId);
  const causes = (await jobs(shopId, 'sync/start-import')).map(({ payload }) => payload.cause);
  expect(causes).toEqual(['scope', 'again']);
});

test('a cancelled import with none behind it has failed, and is not under way', async () => {
  const { shopId } = await halfRead('cancelled.myshopify.com');
  await cancelOpenRun(pool, shopId);
  expect((await readImport(shopId, NOW))?.progress).toMatchObject({
    phase: 'failed',
    failures: [{ part: 'import', reason: 'cancelled' }],
  });
});

test('the history begins where it was first read from, not sixty days ago for ever', async () => {
  const domain = 'begins.myshopify.com';
  const shopId = await addShop(domain, ['read_orders']);
  server.shop(domain).granted = ['read_orders'];
  const from = async () => {
    const { rows } = await pool.query<{ at: Date | null }>(
      'SELECT history_from AS at FROM shop WHERE id = $1',
      [shopId],
    );
    return rows[0]!.at;
  };
  await runImport(shopId, 'first', NOW);
  const begun = new Date(NOW.getTime() - 60 * DAY_MS);
  expect(await from()).toEqual(begun);
  const later = new Date(NOW.getTime() + 200 * DAY_MS);
  await runImport(shopId, 'census', later);
  expect(await from()).toEqual(begun);
  await runImport(shopId, 'again', later);
  expect(await from()).toEqual(begun);
  await pool.query("UPDATE shop SET scopes = '{read_orders,read_all_orders}' WHERE id = $1", [
    shopId,
  ]);
  await runImport(shopId, 'again', later);
  expect(await from()).toBeNull();
});
