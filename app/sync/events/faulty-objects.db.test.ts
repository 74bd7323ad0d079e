// Objects that Shopify fails to give while it gives others.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { changeOrder, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../../tests/setup/sync-shop.ts';
import { readDataPage } from '../read-data-page.server.ts';
import { reconcile } from '../reconcile/reconcile.server.ts';
import { retryIssue } from '../retry-issue.server.ts';
import { workEvents } from './work-events.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const numberOf = (gid: string) => Number(gid.split('/').at(-1));

/** A shop of some orders, of which the first cannot be given; all were changed since the import. */
async function stocked(domain: string, count = 6) {
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  const orders = Array.from({ length: count }, () => placeOrder(shop, null, [1000]));
  await runImport(shopId);
  for (const order of orders) changeOrder(shop, order, { kind: 'tag' });
  const bad = orders[0]!;
  shop.faulty.add(bad.id);
  return { shop, shopId, orders, bad };
}

async function stale(shopId: number, orders: readonly { id: string; updatedAt: string }[]) {
  const { rows } = await pool.query<{ id: bigint; at: Date }>(
    'SELECT id, updated_at AS at FROM orders WHERE shop_id = $1 AND deleted_at IS NULL',
    [shopId],
  );
  const ours = new Map(rows.map(({ id, at }) => [Number(id), at.getTime()]));
  return orders
    .filter(({ id, updatedAt }) => ours.get(numberOf(id)) !== Date.parse(updatedAt))
    .map(({ id }) => id);
}

test.each(['fails to give', 'breaks on'])(
  'one that Shopify %s keeps no other back, and is shown with a way to try again',
  async (how) => {
    const domain = `${how.replaceAll(' ', '-')}.myshopify.com`;
    const { shop, shopId, orders, bad } = await stocked(domain);
    if (how === 'breaks on') [shop.faulty, shop.broken] = [shop.broken, shop.faulty];
    for (const { id } of orders) await deliver(domain, 'orders/updated', { id: numberOf(id) });
    await workEvents(shopId);
    expect(await stale(shopId, orders)).toEqual([bad.id]);
    const { rows } = await pool.query(
      `SELECT object_id::text AS id, outcome, reason FROM webhook_event
     WHERE shop_id = $1 AND outcome <> 'done'`,
      [shopId],
    );
    expect(rows).toEqual([
      { id: String(numberOf(bad.id)), outcome: 'failed', reason: 'shopify-fault' },
    ]);
    const [issue] = (await readDataPage(shopId, new Date()))!.issues;
    expect(issue).toMatchObject({ subject: bad.id, reason: 'shopify-fault', canRetry: true });
    for (const set of [shop.faulty, shop.broken]) set.clear();
    expect(await retryIssue(shopId, issue!.id)).toMatchObject({ ok: true });
    expect(await stale(shopId, orders)).toEqual([]);
  },
);

test('an order whose refund is not given waits for it, and trying again does not hide that', async () => {
  const { shop, shopId, orders } = await stocked('faulty-refund.myshopify.com', 2);
  shop.faulty.clear();
  const order = orders[0]!;
  changeOrder(shop, order, { kind: 'refund-line', line: 0 });
  shop.unreadable.add(order.refunds[0]!.id);
  await deliver('faulty-refund.myshopify.com', 'refunds/create', {
    ...{ id: 1, order_id: numberOf(order.id) },
  });
  await workEvents(shopId);
  const [issue] = (await readDataPage(shopId, new Date()))!.issues;
  expect(issue).toMatchObject({ subject: order.id, reason: 'shopify-fault', canRetry: true });
  expect(await retryIssue(shopId, issue!.id)).toMatchObject({ reason: 'still-unusable' });
  shop.unreadable.clear();
  expect(await retryIssue(shopId, issue!.id)).toMatchObject({ ok: true });
  const { rows } = await pool.query('SELECT is_detailed FROM refund WHERE shop_id = $1', [shopId]);
  expect(rows).toEqual([{ is_detailed: true }]);
});

test('what was kept aside of an object is settled when the object is deleted', async () => {
  const { shopId, bad } = await stocked('faulty-gone.myshopify.com', 2);
  await deliver('faulty-gone.myshopify.com', 'orders/updated', { id: numberOf(bad.id) });
  await workEvents(shopId);
  expect((await readDataPage(shopId, new Date()))!.issues).toHaveLength(1);
  await deliver('faulty-gone.myshopify.com', 'orders/delete', { id: numberOf(bad.id) });
  await workEvents(shopId);
  expect((await readDataPage(shopId, new Date()))!.issues).toEqual([]);
});

test('lines and payments behind the first page of a refund are read, or the order waits', async () => {
  const { shop, shopId, orders } = await stocked('long-refund.myshopify.com', 3);
  shop.faulty.clear();
  const order = orders[0]!;
  changeOrder(shop, order, { kind: 'refund-line', line: 0 });
  const { id, details } = order.refunds[0]! as { id: string; details: FirstPages };
  const on = { hasNextPage: true, endCursor: 'first' };
  const end = { hasNextPage: false, endCursor: null };
  shop.furtherPages.set(id, {
    refundLineItems: { nodes: details.refundLineItems.nodes, pageInfo: end },
    transactions: { nodes: [{ ...credit, amountSet: money('7.50') }], pageInfo: end },
  });
  details.refundLineItems.pageInfo = on;
  details.transactions.pageInfo = on;
  shop.faulty.add(`${id}/more`);
  for (const each of orders) {
    await deliver('long-refund.myshopify.com', 'orders/updated', { id: numberOf(each.id) });
  }
  await workEvents(shopId);
  expect(await stale(shopId, orders)).toEqual([order.id]);
  shop.faulty.clear();
  const [issue] = (await readDataPage(shopId, new Date()))!.issues;
  expect(await retryIssue(shopId, issue!.id)).toMatchObject({ ok: true });
  const { rows } = await pool.query(
    `SELECT store_credit AS credit, (SELECT count(*)::int FROM refund_line l
       WHERE l.shop_id = r.shop_id AND l.refund_id = r.id) AS lines
     FROM refund r WHERE shop_id = $1`,
    [shopId],
  );
  expect(rows).toEqual([{ credit: 750n, lines: 2 }]);
});

type Page = { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
type FirstPages = { refundLineItems: Page; transactions: Page };
const credit = { kind: 'REFUND', status: 'SUCCESS', gateway: 'shopify_store_credit' };
const money = (amount: string) => ({ shopMoney: { amount } });

test('reconciliation and the nightly comparison go past it, and do not take it for deleted', async () => {
  const { shop, shopId, orders, bad } = await stocked('faulty-look.myshopify.com');
  await reconcile(shopId);
  expect(await stale(shopId, orders)).toEqual([bad.id]);
  const { rows } = await pool.query(
    'SELECT reconciled_to >= $2 AS "isPast" FROM shop WHERE id = $1',
    [shopId, orders.at(-1)!.updatedAt],
  );
  expect(rows).toEqual([{ isPast: true }]);
  shop.orders.delete(bad.id);
  await runImport(shopId, 'census');
  expect(await stale(shopId, orders)).toEqual([bad.id]);
  const { rows: deleted } = await pool.query(
    'SELECT count(*)::int AS n FROM orders WHERE shop_id = $1 AND deleted_at IS NOT NULL',
    [shopId],
  );
  expect(deleted).toEqual([{ n: 0 }]);
});

test('when Shopify fails to give anything, nothing is set aside', async () => {
  const { shop, shopId, orders } = await stocked('faulty-all.myshopify.com', 30);
  for (const { id } of orders) shop.faulty.add(id);
  for (const { id } of orders) {
    await deliver('faulty-all.myshopify.com', 'orders/updated', { id: numberOf(id) });
  }
  await expect(workEvents(shopId)).rejects.toThrow('Internal error');
  const { rows } = await pool.query(
    'SELECT count(*)::int AS n FROM webhook_event WHERE shop_id = $1 AND worked_at IS NULL',
    [shopId],
  );
  expect(rows).toEqual([{ n: 30 }]);
});

test('notices that cannot be worked on hold back no others', async () => {
  const domain = 'faulty-notices.myshopify.com';
  const { shop, shopId, orders } = await stocked(domain);
  shop.faulty.clear();
  await deliver(domain, 'customers/create', { id: 71 }, 'of another version');
  await deliver(domain, 'customers/redact', { customer: { id: 71, email: 'a@b.no' } }, 'broken');
  await pool.query(
    `UPDATE webhook_event SET
       topic = CASE WHEN webhook_id = 'broken' THEN topic ELSE 'orders/dreamt-of' END,
       detail = detail || '{"sealedEmail": "AAAA"}' WHERE shop_id = $1`,
    [shopId],
  );
  for (const { id } of orders) await deliver(domain, 'orders/updated', { id: numberOf(id) });
  await expect(workEvents(shopId)).rejects.toThrow('ENCRYPTION_KEYS has no key 0');
  expect(await stale(shopId, orders)).toEqual([]);
  const { rows } = await pool.query(
    `SELECT webhook_id AS id, outcome, reason FROM webhook_event
     WHERE shop_id = $1 AND outcome IS DISTINCT FROM 'done' ORDER BY 1`,
    [shopId],
  );
  expect(rows).toEqual([
    { id: 'broken', outcome: null, reason: null },
    { id: 'of another version', outcome: 'ignored', reason: 'unknown-topic' },
  ]);
});
