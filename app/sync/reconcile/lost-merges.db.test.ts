import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { PIECE_BYTES } from '#app/sync/import/load-file.server.ts';
import { changeOrder, placeCustomer, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../../tests/setup/sync-shop.ts';
import { reconcile } from './reconcile.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

let shops = 0;

/** A shop with two customers and an order of the first, imported, with nothing left to tell. */
async function stocked() {
  const domain = `merging-${++shops}.myshopify.com`;
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  placeCustomer(shop, 1, { email: 'first@example.com' });
  placeCustomer(shop, 2, { email: 'second@example.com' });
  const order = placeOrder(shop, 1, [1000]);
  await runImport(shopId);
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  const tellOrder = async () => {
    await deliver(domain, 'orders/updated', { id: Number(order.id.split('/').at(-1)) });
    await workEvents(shopId);
  };
  const orderGoesOver = () => changeOrder(shop, order, { kind: 'move', customer: 2 });
  const firstGoes = () => shop.customers.delete('gid://shopify/Customer/1');
  return { domain, shop, shopId, order, tellOrder, orderGoesOver, firstGoes };
}
type Stocked = Awaited<ReturnType<typeof stocked>>;

/** What is known of the first customer, and the mergers that points and tiers follow. */
async function firstOf(shopId: number) {
  const { rows } = await pool.query(
    `SELECT merged_into_id AS into, deleted_at IS NOT NULL AS gone,
       (SELECT customer_id FROM orders WHERE shop_id = $1) AS buyer,
       (SELECT count(*)::int FROM graphile_worker._private_jobs j
        JOIN graphile_worker._private_tasks t ON t.id = j.task_id
        WHERE t.identifier = 'loyalty/merge-accounts'
          AND j.payload::jsonb = jsonb_build_object('shopId', $1, 'fromId', '1', 'intoId', '2'))
         AS mergers
     FROM customer WHERE shop_id = $1 AND id = 1`,
    [shopId],
  );
  return rows[0];
}

const ways: [string, (world: Stocked) => Promise<unknown>][] = [
  [
    'in the night',
    async ({ shopId, order, firstGoes }) => {
      // Nobody says whether a merge counts as a change of the orders.
      order.customer = { id: 'gid://shopify/Customer/2' };
      firstGoes();
      await runImport(shopId, 'census');
    },
  ],
  [
    'in the night after a notice of the deletion',
    async ({ domain, shopId, order, firstGoes }) => {
      order.customer = { id: 'gid://shopify/Customer/2' };
      firstGoes();
      await deliver(domain, 'customers/delete', { id: 1 });
      await workEvents(shopId);
      await runImport(shopId, 'census');
    },
  ],
  [
    'at the next look',
    async ({ shopId, orderGoesOver, firstGoes }) => {
      orderGoesOver();
      firstGoes();
      await reconcile(shopId);
    },
  ],
  [
    'after a notice of the order',
    async ({ shopId, orderGoesOver, firstGoes, tellOrder }) => {
      orderGoesOver();
      firstGoes();
      await tellOrder();
      await reconcile(shopId);
    },
  ],
  [
    'when the customer goes after the order',
    async ({ shopId, orderGoesOver, firstGoes, tellOrder }) => {
      orderGoesOver();
      await tellOrder();
      await reconcile(shopId);
      firstGoes();
      await reconcile(shopId);
    },
  ],
  [
    'after an import that brought the order',
    async ({ shopId, orderGoesOver, firstGoes }) => {
      orderGoesOver();
      firstGoes();
      await runImport(shopId, 'again');
      await reconcile(shopId);
    },
  ],
  [
    'in the night after an import that brought the order',
    async ({ shopId, order, firstGoes }) => {
      order.customer = { id: 'gid://shopify/Customer/2' };
      firstGoes();
      await runImport(shopId, 'again');
      await runImport(shopId, 'census');
    },
  ],
];

test.each(ways)('a merge that was not told is found in its orders %s', async (_when, happens) => {
  const world = await stocked();
  await happens(world);
  const found = await firstOf(world.shopId);
  expect(found).toEqual({ into: 2n, gone: true, buyer: 2n, mergers: 1 });
});

test('a customer who lives on without an order was not merged, and is forgotten after a day', async () => {
  const { shopId, orderGoesOver, firstGoes } = await stocked();
  orderGoesOver();
  await reconcile(shopId);
  await runImport(shopId, 'census');
  expect(await firstOf(shopId)).toEqual({ into: null, gone: false, buyer: 2n, mergers: 0 });
  await pool.query(
    `UPDATE order_move SET noted_at = now() - interval '25 hours' WHERE shop_id = $1`,
    [shopId],
  );
  await reconcile(shopId);
  firstGoes();
  await runImport(shopId, 'census');
  expect(await firstOf(shopId)).toEqual({ into: null, gone: true, buyer: 2n, mergers: 0 });
});

test('a customer whose orders went to several at once was not merged', async () => {
  const { shop, shopId, orderGoesOver, firstGoes } = await stocked();
  const other = placeOrder(shop, 1, [500]);
  placeCustomer(shop, 3, { email: 'third@example.com' });
  await reconcile(shopId);
  orderGoesOver();
  changeOrder(shop, other, { kind: 'move', customer: 3 });
  firstGoes();
  await runImport(shopId, 'again');
  await runImport(shopId, 'census');
  const { rows } = await pool.query(
    'SELECT merged_into_id AS into FROM customer WHERE shop_id = $1 AND id = 1',
    [shopId],
  );
  expect(rows).toEqual([{ into: null }]);
});

test('orders that went over and lie in several batches of a file are written side by side', async () => {
  const { shop, shopId, firstGoes } = await stocked();
  // Three batches and a bit.
  const tags = ['long '.repeat((3.2 * PIECE_BYTES) / 5 / 100)];
  const orders = Array.from({ length: 100 }, () => placeOrder(shop, 1, [100], { tags }));
  await runImport(shopId, 'again');
  for (const order of orders) changeOrder(shop, order, { kind: 'move', customer: 2 });
  firstGoes();
  await runImport(shopId, 'again');
  await reconcile(shopId);
  const { rows } = await pool.query(
    'SELECT merged_into_id AS into FROM customer WHERE shop_id = $1 AND id = 1',
    [shopId],
  );
  expect(rows).toEqual([{ into: 2n }]);
});
