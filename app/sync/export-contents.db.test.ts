// What the files of the page "Data" hold.
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  changeOrder,
  placeCustomer,
  placeOrder,
  placeProduct,
} from '../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../tests/setup/replay-shop.ts';
import { addShop, runImport } from '../../tests/setup/sync-shop.ts';
import { type ExportName, exportData } from './export-data.server.ts';
import { personOf } from './read-person.server.ts';

const server = new ReplayServer();
let shopId: number;

beforeAll(async () => {
  await server.start();
  for (const domain of ['others.myshopify.com', 'export.myshopify.com']) {
    const shop = server.shop(domain);
    shopId = await addShop(domain);
    placeCustomer(shop, 71, { firstName: 'Ada', email: 'ada@example.com', phone: '+4790000000' });
    placeProduct(shop, 1).title = '=HYPERLINK("https://example.com")';
    const order = placeOrder(shop, 71, [1000, 250], { tags: ['-1', 'a "quoted", tag'] });
    changeOrder(shop, order, { kind: 'pay' });
    changeOrder(shop, order, { kind: 'refund-line', line: 1 });
    placeOrder(shop, null, [500]);
    await runImport(shopId);
  }
  await personOf(shopId, 71n, 'asked by a test');
});
afterAll(() => server.stop());

async function rowsOf(name: ExportName): Promise<Record<string, string>[]> {
  // A shop has one file at a time, and the last one may be about to end.
  const file = await vi.waitFor(
    async () => {
      const begun = await exportData(shopId, name);
      if (!begun) throw new Error('the last file is still under way');
      return begun;
    },
    { timeout: 10_000 },
  );
  return parse(await text(file), { columns: true });
}

test('orders have their sums in the smallest unit, and their codes and tags', async () => {
  const orders = await rowsOf('orders');
  expect(orders).toHaveLength(2);
  expect(orders[0]).toMatchObject({
    ...{ customer_id: '71', currency: 'EUR', total: '3000', current_total: '2750' },
    ...{ refunded: '250', net_sales: '2250', is_counted: 't', is_guest_counted: 'f' },
    tags: '\'-1, a "quoted", tag',
  });
  expect(orders[1]).toMatchObject({ customer_id: '', is_counted: 'f', is_guest_counted: 't' });
});

test('lines and refunds lead to their order', async () => {
  const [order] = await rowsOf('orders');
  const lines = await rowsOf('lines');
  expect(lines.filter((line) => line.order_id === order!.id)).toMatchObject([
    { quantity: '2', current_quantity: '2', discounted_total: '2000' },
    { quantity: '2', current_quantity: '1', discounted_total: '500' },
  ]);
  expect(lines).toHaveLength(3);
  expect(await rowsOf('refunds')).toMatchObject([
    { order_id: order!.id, amount: '250', line_id: lines[1]!.id, quantity: '1', subtotal: '250' },
  ]);
});

test('products and customers are there, the persons behind them are not', async () => {
  // A title that a spreadsheet would run is text again.
  expect(await rowsOf('products')).toMatchObject([
    { id: '1', title: '\'=HYPERLINK("https://example.com")' },
  ]);
  const customers = await rowsOf('customers');
  expect(customers).toMatchObject([{ id: '71', email_marketing: 'SUBSCRIBED', tags: 'a tag' }]);
  expect(JSON.stringify(customers)).not.toMatch(/Ada|ada@|4790000000/);
});

test('who looked at a person is told with the reason', async () => {
  expect(await rowsOf('access')).toMatchObject([{ customer_id: '71', why: 'asked by a test' }]);
});
