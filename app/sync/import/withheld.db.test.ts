// What Shopify withholds for lack of approval: in a bulk file, in single reads, and once it is
// given.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { changeOrder, placeCustomer, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../../tests/setup/sync-shop.ts';
import { workEvents } from '../events/work-events.server.ts';
import { whatIsOf } from '../privacy/named-person.server.ts';
import { customersByIds, shopById } from '../read.server.ts';
import { customerIdsByEmail, personOf } from '../read-person.server.ts';
import { reconcile } from '../reconcile/reconcile.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const KARI = { firstName: 'Kari', lastName: 'Ø', email: 'kari@example.no' };
const ALL = [
  'Customer.firstName',
  'Customer.defaultEmailAddress',
  'Customer.defaultAddress',
  'Order.customer',
  'Order.email',
  'Order.shippingAddress',
];
const numberOf = (gid: string) => Number(gid.split('/').at(-1));
const addressOf = (country: string) => ({ city: 'Levanger', countryCodeV2: country });

async function stocked(domain: string) {
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  Object.assign(placeCustomer(shop, 71, KARI), { defaultAddress: addressOf('NO') });
  const own = placeOrder(shop, 71, [1000], { email: KARI.email });
  const guests = placeOrder(shop, null, [700], { email: ' Kari@Example.no' });
  return { shop, shopId, own, guests };
}

type Row = {
  customerId: bigint | null;
  country: string | null;
  isCounted: boolean;
  isGuestCounted: boolean;
  hasHash: boolean;
};

async function orderRow(shopId: number, gid: string): Promise<Row> {
  const { rows } = await pool.query<Row>(
    `SELECT customer_id AS "customerId", country, is_counted AS "isCounted",
       is_guest_counted AS "isGuestCounted", email_hash IS NOT NULL AS "hasHash"
     FROM orders WHERE shop_id = $1 AND id = $2`,
    [shopId, numberOf(gid)],
  );
  return rows[0]!;
}

const OWN = {
  customerId: 71n,
  country: 'NO',
  isCounted: true,
  isGuestCounted: false,
  hasHash: false,
};
const GUESTS = { ...OWN, customerId: null, isCounted: false, isGuestCounted: true, hasHash: true };

async function everythingIsKnown(shopId: number, own: string, guests: string) {
  expect(await orderRow(shopId, own)).toEqual(OWN);
  expect(await orderRow(shopId, guests)).toEqual(GUESTS);
  expect(await personOf(shopId, 71n, 'test')).toMatchObject({
    ...KARI,
    address: { city: 'Levanger', country: 'NO' },
  });
  const [customer] = await customersByIds(pool, shopId, [71n]);
  expect(customer).toMatchObject({ country: 'NO', emailMarketing: 'SUBSCRIBED' });
}

test('an order of a guest is found by the mailbox of a customer', async () => {
  const { shopId, own, guests } = await stocked('mailbox.myshopify.com');
  await runImport(shopId);
  await everythingIsKnown(shopId, own.id, guests.id);
  const kari = { customerId: 71n, orderIds: [], sealedEmail: null };
  const { orders } = await whatIsOf(pool, shopId, kari);
  expect(orders.map(({ id }) => Number(id)).sort()).toEqual([
    numberOf(own.id),
    numberOf(guests.id),
  ]);
  const other = await addShop('mailbox-other.myshopify.com');
  expect((await whatIsOf(pool, other, kari)).orders).toEqual([]);
});

test('a repeated import and every notice leave what is known, when Shopify withholds it', async () => {
  const { shop, shopId, own, guests } = await stocked('withheld-again.myshopify.com');
  await runImport(shopId);
  for (const name of ALL) shop.withheld.add(name);
  const change = () => {
    for (const order of [own, guests]) changeOrder(shop, order, { kind: 'tag' });
    const customer = shop.customers.get('gid://shopify/Customer/71')!;
    Object.assign(customer, { lastName: 'Å', updatedAt: shop.tick() });
  };
  change();
  await runImport(shopId, 'again');
  KARI.lastName = 'Å';
  await everythingIsKnown(shopId, own.id, guests.id);
  change();
  for (const order of [own, guests]) {
    const id = numberOf(order.id);
    await deliver('withheld-again.myshopify.com', 'orders/updated', { id });
  }
  await deliver('withheld-again.myshopify.com', 'customers/update', { id: 71 });
  await workEvents(shopId);
  await everythingIsKnown(shopId, own.id, guests.id);
  change();
  await reconcile(shopId);
  await everythingIsKnown(shopId, own.id, guests.id);
  expect((await shopById(shopId))?.withheld).toEqual([...ALL].sort());
  KARI.lastName = 'Ø';
});

test('an order whose customer was never told is nobody’s, and no guest’s', async () => {
  const { shop, shopId, own, guests } = await stocked('withheld-first.myshopify.com');
  for (const name of ALL) shop.withheld.add(name);
  await runImport(shopId);
  for (const { id } of [own, guests]) {
    expect(await orderRow(shopId, id)).toEqual({
      ...OWN,
      customerId: null,
      country: null,
      isCounted: false,
    });
  }
  expect(await personOf(shopId, 71n, 'test')).toMatchObject({ firstName: null, lastName: 'Ø' });
});

test('what is given at last comes by itself in the following night', async () => {
  const { shop, shopId, own, guests } = await stocked('approved.myshopify.com');
  for (const name of ALL) shop.withheld.add(name);
  await runImport(shopId);
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  const isImportWaiting = async () => {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS n FROM graphile_worker._private_jobs j
       JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = 'sync/start-import' AND payload ->> 'shopId' = $1`,
      [String(shopId)],
    );
    return rows[0].n === 1;
  };
  await runImport(shopId, 'census');
  expect(await isImportWaiting()).toBe(false);
  shop.withheld.clear();
  await runImport(shopId, 'census');
  expect(await isImportWaiting()).toBe(true);
  expect((await shopById(shopId))?.withheld).toEqual([]);
  await runImport(shopId, 'again');
  await everythingIsKnown(shopId, own.id, guests.id);
  expect(await customerIdsByEmail(shopId, KARI.email)).toEqual([71n]);
});

test('objects that may not be read at all are named, and nobody takes them for deleted', async () => {
  const { shop, shopId, own, guests } = await stocked('denied.myshopify.com');
  await runImport(shopId);
  shop.withheld.add('Customer').add('Order');
  await reconcile(shopId);
  const answer = shop.answerBody('OrdersByIds', { ids: [own.id] }, '');
  expect(answer).toMatchObject({ errors: [{ path: ['nodes', 0] }] });
  await deliver('denied.myshopify.com', 'orders/updated', { id: numberOf(own.id) });
  await workEvents(shopId);
  await everythingIsKnown(shopId, own.id, guests.id);
  await runImport(shopId, 'again').catch(() => {});
  expect((await shopById(shopId))?.withheld).toEqual(['Customer', 'Order']);
});
