// Orders as no shop should have them, by both ways in: each is kept as what it is, or kept aside
// with its reason where the merchant sees it. Bodies that are no webhooks: receive-webhook.db.test.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { placeOrder } from '../../tests/setup/replay-order.ts';
import { type ReplayOrder, ReplayServer } from '../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../tests/setup/sync-shop.ts';
import { readDataPage } from './read-data-page.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const bag = (amount: string) => ({ shopMoney: { amount } });
const line = (order: ReplayOrder) => order.lineItems[0]!;
type Change = (order: ReplayOrder) => void;

let shops = 0;

/** An order that `change` spoils, beside a good one, brought by an import and by a webhook. */
async function bring(change: Change) {
  const number = ++shops;
  const domains = [`import-${number}.myshopify.com`, `webhook-${number}.myshopify.com`] as const;
  const shop = server.shop(domains[0]);
  server.shops.set(domains[1], shop);
  const order = placeOrder(shop, 1, [1000]);
  const good = placeOrder(shop, 1, [1000]);
  change(order);
  const ids = await Promise.all(domains.map((domain) => addShop(domain)));
  await runImport(ids[0]!);
  for (const { id } of [order, good]) {
    await deliver(domains[1], 'orders/updated', { id: Number(id.split('/').at(-1)) });
  }
  await workEvents(ids[1]!);
  return Promise.all(ids.map((id) => outcomeOf(id, order, good)));
}

async function outcomeOf(shopId: number, order: ReplayOrder, good: ReplayOrder) {
  const { rows } = await pool.query<{ id: bigint; row: Record<string, unknown> }>(
    'SELECT id, to_jsonb(o) AS row FROM orders o WHERE shop_id = $1',
    [shopId],
  );
  const kept = (one: ReplayOrder) => rows.find(({ id }) => one.id.endsWith(`/${id}`))?.row ?? null;
  expect(kept(good)).not.toBeNull();
  const lines = await pool.query<{ product: bigint | null }>(
    'SELECT product_id AS product FROM order_line WHERE shop_id = $1 ORDER BY order_id LIMIT 1',
    [shopId],
  );
  const page = await readDataPage(shopId, new Date());
  const reasons = [...new Set(page!.issues.map(({ reason }) => reason))];
  return { row: kept(order), product: lines.rows[0]?.product, reasons };
}

test.each<[string, Change, object]>([
  ['by a guest', (order) => (order.customer = null), { customer_id: null, is_guest_counted: true }],
  [
    'with a negative total',
    (order) => {
      order.totalPriceSet = bag('-5.00');
      order.currentTotalPriceSet = bag('-5.00');
    },
    { current_total: -500, net_sales: 0, is_counted: true },
  ],
  [
    'with a total of zero',
    (order) => {
      order.totalPriceSet = bag('0.00');
      order.currentTotalPriceSet = bag('0.00');
    },
    { current_total: 0, net_sales: 0, is_counted: true },
  ],
  [
    'with the largest amount that figures can be worked out with',
    (order) => {
      order.totalPriceSet = bag('45035996273704.95');
      order.currentTotalPriceSet = bag('45035996273704.95');
      order.currentShippingPriceSet = bag('0.00');
    },
    { net_sales: 2 ** 52 - 1, is_counted: true },
  ],
  [
    'from before 1970',
    (order) => (order.processedAt = '1969-07-20T20:17:40Z'),
    { processed_at: '1969-07-20T20:17:40+00:00' },
  ],
  ['made as a test', (order) => (order.test = true), { is_test: true, is_counted: false }],
  [
    'in a currency that the shop has given up',
    (order) => {
      order.currencyCode = 'JPY';
      for (const name of ['totalPriceSet', 'currentTotalPriceSet']) order[name] = bag('2500');
      order.currentShippingPriceSet = bag('0');
      order.lineItems = [];
    },
    { currency: 'JPY', current_total: 2500, net_sales: 2500 },
  ],
  [
    'with half a character and a NUL in a tag',
    (order) => (order.tags = ['a\ud800b', 'nul\0']),
    { tags: ['a\ufffdb', 'nul'] },
  ],
])('an order %s is kept as it is', async (_, change, expected) => {
  for (const { row, reasons } of await bring(change)) {
    expect(row).toMatchObject(expected);
    expect(reasons).toEqual([]);
  }
});

test('a line whose product was deleted is kept without one', async () => {
  const outcomes = await bring((order) => (line(order).product = null));
  for (const { product, reasons } of outcomes) {
    expect(product).toBeNull();
    expect(reasons).toEqual([]);
  }
});

test.each<[string, Change, string]>([
  ['a currency that nobody knows', (order) => (order.currencyCode = 'XQZ'), 'unknown-currency'],
  ['a date that is none', (order) => (order.processedAt = 'yesterday'), 'not-a-date'],
  [
    'the date that other systems write where they have none',
    (order) => (order.processedAt = '0001-01-01T00:00:00Z'),
    'not-a-date',
  ],
  [
    'a date that no calendar holds',
    (order) => (order.createdAt = '+012345-01-01T00:00:00Z'),
    'not-a-date',
  ],
  ['an amount that is none', (order) => (order.totalPriceSet = bag('1,50')), 'not-an-amount'],
  [
    'an amount that no column holds',
    (order) => (order.totalReceivedSet = bag('99999999999999999999.00')),
    'not-an-amount',
  ],
  [
    'an amount that no figure can be worked out with',
    (order) => (order.totalReceivedSet = bag('45035996273704.96')),
    'not-an-amount',
  ],
  [
    'amounts that make such a one',
    (order) => {
      order.currentTotalPriceSet = bag('45035996273704.95');
      order.currentShippingPriceSet = bag('-45035996273704.95');
    },
    'not-an-amount',
  ],
  ['tags that are no list', (order) => (order.tags = 'vip'), 'another-shape'],
  ['a name that is a number', (order) => (order.name = 7), 'another-shape'],
])('an order with %s is kept aside, and what is beside it is not', async (_, change, reason) => {
  for (const { row, reasons } of await bring(change)) {
    expect(row).toBeNull();
    expect(reasons).toContain(reason);
  }
});

test('a line with half a piece is kept aside by an import, and its whole order by a webhook', async () => {
  const [imported, read] = await bring((order) => (line(order).quantity = 0.5));
  expect(imported!.reasons).toEqual(['another-shape']);
  expect(read).toMatchObject({ row: null, reasons: ['another-shape'] });
});
