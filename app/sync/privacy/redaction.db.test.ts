// Who is to be forgotten is not always one customer with one number.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { changeOrder, placeCustomer, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../../tests/setup/sync-shop.ts';
import { workEvents } from '../events/work-events.server.ts';
import { readDataFile } from '../export-data.server.ts';
import { openRedactedEmail, personOf } from '../read-person.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const MAIL = 'kari@example.no';
const TITLE = 'Cake with "Happy birthday, Kari"';
const TRACES = /kari/i;
const numberOf = (gid: string) => Number(gid.split('/').at(-1));

async function stocked(domain: string) {
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  for (const id of [71, 72]) {
    Object.assign(placeCustomer(shop, id, { firstName: 'Kari', email: MAIL }), {
      tags: [`sister of Kari ${id}`],
    });
  }
  const guests = placeOrder(shop, null, [700], { email: MAIL, tags: ['for Kari'] });
  guests.lineItems[0] = { ...guests.lineItems[0], title: TITLE, product: null };
  return { shop, shopId, guests };
}

/** Every row of sync's tables as text, those of the queue and of other shops left out. */
async function ours(shopId: number): Promise<string> {
  const tables = ['orders', 'order_line', 'customer', 'webhook_event'];
  const all = await Promise.all(
    tables.map((table) =>
      pool.query(`SELECT to_jsonb(t)::text AS text FROM ${table} t WHERE shop_id = $1`, [shopId]),
    ),
  );
  return all.flatMap(({ rows }) => rows.map(({ text }) => text)).join('\n');
}

async function rowsOf(shopId: number, table: string): Promise<number> {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS n FROM ${table} WHERE shop_id = $1 AND customer_id IN (71, 72)`,
    [shopId],
  );
  return rows[0].n;
}

async function announced(shopId: number, name: string): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query(
    `SELECT payload FROM graphile_worker._private_jobs j
     JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = $1 AND payload ->> 'shopId' = $2`,
    [name, String(shopId)],
  );
  return rows.map(({ payload }) => payload);
}

test('of two customers who were merged both halves are forgotten, and both are handed over before', async () => {
  const domain = 'merged-redaction.myshopify.com';
  const { shopId } = await stocked(domain);
  await runImport(shopId);
  await personOf(shopId, 71n, 'profile opened');
  await deliver(domain, 'customers/data_request', { customer: { id: 71 } });
  await workEvents(shopId);
  await deliver(domain, 'customers/merge', {
    admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/72',
    admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/71',
  });
  await deliver(domain, 'customers/data_request', { customer: { id: 72 } });
  await workEvents(shopId);
  const { rows } = await pool.query(
    'SELECT id FROM customer_data_file WHERE shop_id = $1 AND customer_id = 72',
    [shopId],
  );
  const file = JSON.parse((await readDataFile(shopId, rows[0].id, new Date()))!);
  expect(file.customers.map(({ id }: { id: string }) => id)).toEqual(['71', '72']);
  // Bought as a guest with the same address.
  expect(file.orders).toHaveLength(1);
  expect(await rowsOf(shopId, 'customer_data_file')).toBe(2);
  await deliver(domain, 'customers/redact', { customer: { id: 72 }, orders_to_redact: [] });
  await workEvents(shopId);
  for (const table of ['customer_data_file', 'customer_person', 'person_access']) {
    expect([table, await rowsOf(shopId, table)]).toEqual([table, 0]);
  }
  expect(await ours(shopId)).not.toMatch(TRACES);
  // The figures held the country of the first order: they hear of both numbers.
  const heard = await announced(shopId, 'retention/refresh-customers');
  expect(heard.at(-1)).toMatchObject({ customerIds: ['72', '71'] });
});

test('somebody who only bought as a guest is forgotten by the mailbox, in later reads too', async () => {
  const domain = 'guest-redaction.myshopify.com';
  const { shop, shopId, guests } = await stocked(domain);
  shop.customers.clear();
  await runImport(shopId);
  expect(await ours(shopId)).toMatch(/happy birthday/i);
  await deliver(domain, 'customers/redact', {
    customer: { email: MAIL },
    orders_to_redact: [numberOf(guests.id)],
  });
  expect(await ours(shopId)).not.toContain(MAIL);
  await workEvents(shopId);
  expect(await ours(shopId)).not.toMatch(/kari|sealedEmail/i);
  const [forgotten] = await announced(shopId, 'referrals/forget-person');
  expect(openRedactedEmail(shopId, 0n, String(forgotten!.sealedEmail))).toBe(MAIL);
  // What was read before and is written now, and a file.
  changeOrder(shop, guests, { kind: 'pay' });
  guests.lineItems[0] = { ...guests.lineItems[0], title: TITLE, product: null };
  await deliver(domain, 'orders/updated', { id: numberOf(guests.id) });
  await workEvents(shopId);
  expect(await ours(shopId)).not.toMatch(TRACES);
  // Notices are kept for a week.
  await pool.query('DELETE FROM webhook_event WHERE shop_id = $1', [shopId]);
  await pool.query('DELETE FROM orders WHERE shop_id = $1', [shopId]);
  await runImport(shopId, 'again');
  expect(await ours(shopId)).not.toMatch(TRACES);
  const { rows } = await pool.query(
    'SELECT email_hash AS hash, net_sales::int AS net FROM orders WHERE shop_id = $1',
    [shopId],
  );
  expect(rows).toEqual([{ hash: null, net: 1400 }]);
});

test('somebody who only bought as a guest gets a file of their orders, until they are forgotten', async () => {
  const domain = 'guest-request.myshopify.com';
  const { shop, shopId, guests } = await stocked(domain);
  shop.customers.clear();
  // Known by its number alone.
  const named = placeOrder(shop, null, [300], { tags: ['for Kari'] });
  await runImport(shopId);
  await deliver(domain, 'customers/data_request', {
    customer: { email: MAIL.toUpperCase() },
    orders_requested: [numberOf(named.id)],
  });
  await workEvents(shopId);
  expect(await ours(shopId)).not.toContain('sealedEmail');
  const files = async () => {
    const { rows } = await pool.query('SELECT id FROM customer_data_file WHERE shop_id = $1', [
      shopId,
    ]);
    return rows;
  };
  const [{ id }] = await files();
  expect(JSON.parse((await readDataFile(shopId, id, new Date()))!)).toMatchObject({
    emails: [MAIL.toUpperCase()],
    orders: [{ id: String(numberOf(guests.id)) }, { id: String(numberOf(named.id)) }],
  });
  await deliver(domain, 'customers/redact', { customer: { email: 'other@example.no' } });
  await workEvents(shopId);
  expect(await files()).toHaveLength(1);
  await deliver(domain, 'customers/redact', { customer: { email: MAIL } });
  await workEvents(shopId);
  expect(await files()).toEqual([]);
});

test('a customer who was deleted before is known to other features by the address of the notice', async () => {
  const domain = 'deleted-redaction.myshopify.com';
  const { shopId } = await stocked(domain);
  await runImport(shopId);
  await deliver(domain, 'customers/delete', { id: 71 });
  await workEvents(shopId);
  await deliver(domain, 'customers/redact', {
    customer: { id: 71, email: MAIL },
    orders_to_redact: [],
  });
  await workEvents(shopId);
  const [forgotten] = await announced(shopId, 'referrals/forget-person');
  expect(forgotten).toMatchObject({ customerId: '71' });
  expect(openRedactedEmail(shopId, 71n, String(forgotten!.sealedEmail))).toBe(MAIL);
  // The orders of the same mailbox are theirs.
  const { rows } = await pool.query(
    'SELECT tags, email_hash AS hash FROM orders WHERE shop_id = $1 AND customer_id IS NULL',
    [shopId],
  );
  expect(rows).toEqual([{ tags: [], hash: null }]);
});

test('a guest’s order that was found by the mailbox stays forgotten when the notice is long gone', async () => {
  const domain = 'lasting-redaction.myshopify.com';
  const { shop, shopId, guests } = await stocked(domain);
  await runImport(shopId);
  await deliver(domain, 'customers/redact', {
    customer: { id: 71, email: MAIL },
    orders_to_redact: [],
  });
  await workEvents(shopId);
  await pool.query('DELETE FROM webhook_event WHERE shop_id = $1', [shopId]);
  const personal = async () => {
    const { rows } = await pool.query(
      `SELECT o.net_sales::int AS net, o.read_at AS read, o.tags, o.email_hash AS hash, l.title
       FROM orders o JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.id
       WHERE o.shop_id = $1`,
      [shopId],
    );
    return rows;
  };
  changeOrder(shop, guests, { kind: 'pay' });
  guests.lineItems[0] = { ...guests.lineItems[0], title: TITLE, product: null };
  await deliver(domain, 'orders/updated', { id: numberOf(guests.id) });
  await workEvents(shopId);
  const updated = await personal();
  expect(updated).toMatchObject([{ net: 1400, tags: [], hash: null, title: '' }]);
  // A file says nothing new: the order is left alone, not written and emptied once more.
  await runImport(shopId, 'again', new Date('2100-01-01T00:00:00Z'));
  expect(await personal()).toEqual(updated);
});

test.each([
  ['known', []],
  ['only named', [1]],
])(
  'an order (%s) whose customer Shopify tells no more stays forgotten and under the number',
  async (how, named) => {
    const domain = `untold-${how.replace(' ', '-')}.myshopify.com`;
    const { shop, shopId, guests } = await stocked(domain);
    shop.orders.delete(guests.id);
    const order = placeOrder(shop, 71, [1000], { tags: ['sister of Kari'] });
    if (how === 'known') await runImport(shopId);
    await deliver(domain, 'customers/redact', {
      customer: { id: 71 },
      orders_to_redact: named.map(() => numberOf(order.id)),
    });
    await workEvents(shopId);
    changeOrder(shop, order, { kind: 'pay' });
    order.customer = null;
    order.lineItems[0] = { ...order.lineItems[0], title: TITLE, product: null };
    const row = async () => {
      const { rows } = await pool.query(
        `SELECT customer_id AS buyer, is_counted AS counts, is_guest_counted AS guest, tags, country,
         title FROM orders o JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.id
       WHERE o.shop_id = $1`,
        [shopId],
      );
      return rows;
    };
    const forgotten = {
      buyer: 71n,
      counts: true,
      guest: false,
      tags: [],
      country: null,
      title: '',
    };
    if (how === 'known') {
      await deliver(domain, 'orders/updated', { id: numberOf(order.id) });
      await workEvents(shopId);
    } else await runImport(shopId);
    expect(await row()).toEqual([forgotten]);
    // A file is copied into an empty table as it is.
    await pool.query('DELETE FROM orders WHERE shop_id = $1', [shopId]);
    await pool.query('DELETE FROM order_line WHERE shop_id = $1', [shopId]);
    await runImport(shopId, 'again');
    expect(await row()).toEqual([forgotten]);
    // What the notice did not name is another's once it moved.
    order.customer = { id: 'gid://shopify/Customer/72' };
    order.updatedAt = shop.tick();
    await deliver(domain, 'orders/updated', { id: numberOf(order.id) });
    await workEvents(shopId);
    expect(await row()).toMatchObject([
      { buyer: 72n, tags: how === 'known' ? ['sister of Kari'] : [] },
    ]);
  },
);

test('a file that says nothing new of an order does not bring the titles of its lines back', async () => {
  const domain = 'title-redaction.myshopify.com';
  const { shopId, guests } = await stocked(domain);
  guests.customer = { id: 'gid://shopify/Customer/71' };
  Object.assign(guests, { tags: [], shippingAddress: null });
  await runImport(shopId);
  await deliver(domain, 'customers/redact', { customer: { id: 71 }, orders_to_redact: [] });
  await workEvents(shopId);
  await runImport(shopId, 'again', new Date('2100-01-01T00:00:00Z'));
  const { rows } = await pool.query('SELECT title FROM order_line WHERE shop_id = $1', [shopId]);
  expect(rows).toEqual([{ title: '' }]);
});

test('orders under the address of the notice are forgotten where another one was known', async () => {
  const domain = 'moved-redaction.myshopify.com';
  const { shop, shopId } = await stocked(domain);
  shop.customers.clear();
  placeCustomer(shop, 71, { firstName: 'Kari', email: 'new@example.no' });
  await runImport(shopId);
  await deliver(domain, 'customers/redact', {
    customer: { id: 71, email: MAIL },
    orders_to_redact: [],
  });
  await workEvents(shopId);
  expect(await ours(shopId)).not.toMatch(TRACES);
  const told = await announced(shopId, 'referrals/forget-person');
  expect(
    told.map(({ sealedEmail }) => openRedactedEmail(shopId, 71n, String(sealedEmail))),
  ).toEqual(['new@example.no', MAIL]);
});
