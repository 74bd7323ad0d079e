import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { changeOrder, placeCustomer, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../../tests/setup/sync-shop.ts';
import { advanceImport } from '../import/advance-import.server.ts';
import { readPart } from '../import/read-part.server.ts';
import { startImport } from '../import/start-import.server.ts';
import { reconcile } from './reconcile.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const numberOf = (gid: string) => Number(gid.split('/').at(-1));

/** A shop with two customers and an order of the first, imported, with nothing left to tell. */
async function stocked(domain: string) {
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  placeCustomer(shop, 1, { email: 'first@example.com' });
  placeCustomer(shop, 2, { email: 'second@example.com' });
  const order = placeOrder(shop, 1, [1000]);
  await runImport(shopId);
  await forgetJobs();
  return { shop, shopId, order };
}

const forgetJobs = () => pool.query('DELETE FROM graphile_worker._private_jobs');

/** What was announced, by the job that reacts. */
async function told(shopId: number): Promise<Record<string, unknown[]>> {
  const { rows } = await pool.query<{ name: string; payload: Record<string, unknown> }>(
    `SELECT t.identifier AS name, j.payload FROM graphile_worker._private_jobs j
     JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE j.payload ->> 'shopId' = $1 AND t.identifier LIKE 'retention/refresh-%' ORDER BY j.id`,
    [String(shopId)],
  );
  return Object.fromEntries(
    rows.map(({ name, payload }) => [name, Object.values(payload).flat().filter(isText)]),
  );
}
const isText = (value: unknown) => typeof value === 'string';

async function foundBy(shopId: number): Promise<number> {
  await reconcile(shopId);
  const { rows } = await pool.query('SELECT reconcile_found AS n FROM shop WHERE id = $1', [
    shopId,
  ]);
  return rows[0].n;
}

test('what moved only its updatedAt is neither repaired nor told', async () => {
  const { shop, shopId, order } = await stocked('touched.myshopify.com');
  // As our own metafield on a customer does, or a note on an order.
  shop.customers.get('gid://shopify/Customer/1')!.updatedAt = shop.tick();
  order.updatedAt = shop.tick();
  expect(await foundBy(shopId)).toBe(0);
  expect(await told(shopId)).toEqual({});
  const { rows } = await pool.query('SELECT updated_at AS at FROM orders WHERE shop_id = $1', [
    shopId,
  ]);
  expect(rows[0].at).toEqual(new Date(order.updatedAt));
});

test('a change that no webhook told is repaired, counted and told, once', async () => {
  const { shop, shopId, order } = await stocked('lost.myshopify.com');
  changeOrder(shop, order, { kind: 'tag' });
  shop.customers.get('gid://shopify/Customer/2')!.state = 'ENABLED';
  shop.customers.get('gid://shopify/Customer/2')!.updatedAt = shop.tick();
  expect(await foundBy(shopId)).toBe(2);
  expect(await told(shopId)).toEqual({
    'retention/refresh-orders': [String(numberOf(order.id))],
    'retention/refresh-customers': ['2'],
  });
  await forgetJobs();
  expect(await foundBy(shopId)).toBe(0);
  expect(await told(shopId)).toEqual({});
});

test('a change whose webhook waits for its turn was not lost', async () => {
  const { shop, shopId, order } = await stocked('waiting.myshopify.com');
  changeOrder(shop, order, { kind: 'tag' });
  await deliver('waiting.myshopify.com', 'orders/updated', { id: numberOf(order.id) });
  expect(await foundBy(shopId)).toBe(0);
});

test('an order that goes over to another customer is told to both', async () => {
  const { shop, shopId, order } = await stocked('moved.myshopify.com');
  changeOrder(shop, order, { kind: 'move', customer: 2 });
  await deliver('moved.myshopify.com', 'orders/updated', { id: numberOf(order.id) });
  await workEvents(shopId);
  // The order tells its customer of today, the customer of before hears of it by name.
  expect(await told(shopId)).toEqual({
    'retention/refresh-orders': [String(numberOf(order.id))],
    'retention/refresh-customers': ['1'],
  });
});

test('the nightly comparison repairs what differs, ends what is gone, and shows the months', async () => {
  const { shop, shopId, order } = await stocked('census.myshopify.com');
  const gone = placeOrder(shop, 1, [500]);
  await runImport(shopId, 'again');
  shop.orders.delete(gone.id);
  // A change within the second of the import, which no updatedAt shows.
  order.currentTotalPriceSet = { shopMoney: { amount: '7.00' } };
  await runImport(shopId, 'census');
  const { rows } = await pool.query(
    `SELECT current_total AS total, deleted_at IS NOT NULL AS gone FROM orders
     WHERE shop_id = $1 ORDER BY id`,
    [shopId],
  );
  expect(rows).toEqual([
    { total: 700n, gone: false },
    { total: 1500n, gone: true },
  ]);
  const months = await pool.query(
    `SELECT our_orders AS ours, their_orders AS theirs, our_total AS "ourTotal",
       their_total AS "theirTotal", repaired FROM month_check WHERE shop_id = $1`,
    [shopId],
  );
  expect(months.rows).toEqual([
    { ours: 2n, theirs: 1n, ourTotal: 4000n, theirTotal: 700n, repaired: 2 },
  ]);
});

test('a comparison that is ended within its repairs goes on without its file', async () => {
  const domain = 'ended-night.myshopify.com';
  const { shop, shopId, order } = await stocked(domain);
  order.currentTotalPriceSet = { shopMoney: { amount: '7.00' } };
  const now = new Date('2026-06-01T00:00:00Z');
  const runId = (await startImport(shopId, 'census', now))!;
  for (let step = 0; step < 2; step++) await advanceImport(shopId, runId, now);
  const stop = new AbortController();
  const endingAtRepair: (typeof shop.faults)[number] = ({ operation }) => {
    if (operation === 'OrdersByIds') stop.abort();
    else shop.faults.push(endingAtRepair);
    return false;
  };
  shop.faults.push(endingAtRepair);
  await expect(readPart(shopId, runId, 'census', stop.signal)).rejects.toThrow('aborted');
  const lines = async () =>
    (await pool.query('SELECT FROM census_line WHERE run_id = $1', [runId])).rowCount;
  expect(await lines()).toBe(1);
  await deliver(domain, 'orders/updated', { id: numberOf(order.id) });
  await workEvents(shopId);
  // Nothing of the file is read again, and the months stay as they were found.
  shop.breakAfterBytes = 0;
  await readPart(shopId, runId, 'census');
  expect(shop.breakAfterBytes).toBe(0);
  expect(await lines()).toBe(0);
  const { rows } = await pool.query(
    `SELECT our_total AS ours, their_total AS theirs, repaired, current_total AS total
     FROM month_check m JOIN orders o ON o.shop_id = m.shop_id WHERE m.shop_id = $1`,
    [shopId],
  );
  expect(rows).toEqual([{ ours: 2500n, theirs: 700n, repaired: 0, total: 700n }]);
});

test('an order that the comparison lacks is deleted only if Shopify does not know it by its id', async () => {
  const { shop, shopId, order } = await stocked('lagging.myshopify.com');
  // A cut line, or a search that lags: the file does not have the order.
  shop.garble = (file) => file.replace(/^.*createdAt.*$/m, '{"id":"gid:');
  await runImport(shopId, 'census');
  shop.garble = (file) => file;
  const { rows } = await pool.query('SELECT id::text, deleted_at FROM orders WHERE shop_id = $1', [
    shopId,
  ]);
  expect(rows).toEqual([{ id: String(numberOf(order.id)), deleted_at: null }]);
});

test('an amount that no column can hold keeps its order aside and the comparison going', async () => {
  const { shop, shopId, order } = await stocked('huge-amount.myshopify.com');
  placeOrder(shop, 2, [300]);
  order.currentTotalPriceSet = { shopMoney: { amount: '9'.repeat(30) } };
  await runImport(shopId, 'census');
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM orders WHERE shop_id = $1) AS orders, subject, reason
     FROM sync_issue WHERE shop_id = $1 AND resolved_at IS NULL`,
    [shopId],
  );
  expect(rows).toEqual([{ orders: 2, subject: order.id, reason: 'not-an-amount' }]);
});

test('the next look begins no later than the last one did', async () => {
  const { shop, shopId } = await stocked('ahead.myshopify.com');
  const { rows: before } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  shop.clock = Date.now() + 3_600_000;
  shop.customers.get('gid://shopify/Customer/2')!.updatedAt = shop.tick();
  await reconcile(shopId);
  const { rows } = await pool.query('SELECT reconciled_to AS to FROM shop WHERE id = $1', [shopId]);
  expect(rows[0].to.getTime() - before[0]!.now.getTime()).toBeLessThan(60_000);
});

test('a deletion of a customer or product that no notice told is found in the night', async () => {
  const { shop, shopId } = await stocked('lost-deletions.myshopify.com');
  const product = (id: number) => {
    const gid = `gid://shopify/Product/${id}`;
    const facts = { title: `P${id}`, handle: '', productType: '', vendor: '', tags: [] };
    shop.products.set(gid, { __typename: 'Product', id: gid, updatedAt: shop.tick(), ...facts });
    return gid;
  };
  const [stays, goes] = [product(5), product(6)];
  await runImport(shopId, 'again');
  const read = async () => {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT 'customer ' || id AS id FROM customer WHERE shop_id = $1 AND deleted_at IS NULL
       UNION ALL SELECT 'person ' || customer_id FROM customer_person WHERE shop_id = $1
       UNION ALL SELECT 'product ' || id FROM product WHERE shop_id = $1 AND deleted_at IS NULL
       ORDER BY 1`,
      [shopId],
    );
    return rows.map(({ id }) => id);
  };
  const here = ['customer 1', 'customer 2', 'person 1', 'person 2', 'product 5', 'product 6'];
  expect(await read()).toEqual(here);
  // A line that is lost on the way is no deletion: Shopify still knows the object by its id.
  shop.garble = (file) => file.replace('{"id":"gid://shopify/Customer/1"', '{"id":"gid://sho');
  await runImport(shopId, 'census');
  expect(await read()).toEqual(here);
  shop.garble = (file) => file;
  await forgetJobs();
  shop.customers.delete('gid://shopify/Customer/2');
  shop.products.delete(goes);
  shop.products.get(stays)!.title = 'Other';
  shop.products.get(stays)!.updatedAt = shop.tick();
  await runImport(shopId, 'census');
  expect(await read()).toEqual(['customer 1', 'person 1', 'product 5']);
  expect(await told(shopId)).toEqual({ 'retention/refresh-customers': ['2'] });
  const { rows } = await pool.query('SELECT title FROM product WHERE shop_id = $1 AND id = 5', [
    shopId,
  ]);
  expect(rows).toEqual([{ title: 'Other' }]);
});

test('what was written or placed while the comparison ran is no difference', async () => {
  const domain = 'busy-night.myshopify.com';
  const { shop, shopId, order } = await stocked(domain);
  const deleted = placeOrder(shop, 1, [500]);
  await runImport(shopId, 'again');
  const now = new Date('2026-06-01T00:00:00Z');
  const runId = (await startImport(shopId, 'census', now))!;
  await advanceImport(shopId, runId, now);
  // The files are written; now the shop goes on.
  changeOrder(shop, order, { kind: 'edit', line: 0 });
  const placed = placeOrder(shop, 2, [900]);
  shop.orders.delete(deleted.id);
  for (const { id } of [order, placed]) {
    await deliver(domain, 'orders/updated', { id: numberOf(id) });
  }
  await deliver(domain, 'orders/delete', { id: numberOf(deleted.id) });
  await workEvents(shopId);
  await advanceImport(shopId, runId, now);
  await readPart(shopId, runId, 'census');
  const { rows } = await pool.query(
    `SELECT our_orders AS ours, their_orders AS theirs, our_total - their_total AS difference,
       repaired FROM month_check WHERE shop_id = $1`,
    [shopId],
  );
  expect(rows).toEqual([{ ours: 2n, theirs: 2n, difference: 0n, repaired: 0 }]);
});
