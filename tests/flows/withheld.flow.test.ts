// What Shopify withholds, from the first import to the page "Data": nothing that is known is lost,
// the merchant is told, and what is given at last comes by itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stack } from '../setup/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await Stack.start({ customers: 10, seed: 5 });
  await stack.control('POST', '/protected-data', { name: false, email: false, address: false });
  await stack.startApp();
  await stack.startWorker();
  await stack.install();
  await imports(1);
});
afterAll(() => stack?.stop());

/** So many imports are through, and no event waits. */
const imports = (count: number) =>
  stack.until(`${count} imports are through`, 90, async () => {
    const { rows } = await stack.database.query<{ runs: number; waiting: number }>(
      `SELECT (SELECT count(*)::int FROM import_run
          WHERE finished_at IS NOT NULL AND cause <> 'census') AS runs,
         (SELECT count(*)::int FROM import_run WHERE finished_at IS NULL) AS waiting`,
    );
    return rows[0]!.runs >= count && rows[0]!.waiting === 0;
  });

const night = () =>
  stack.database.query(
    `SELECT graphile_worker.add_job('sync/compare-months', json_build_object('shopId', id),
       queue_name := 'import:' || id) FROM shop`,
  );

async function known() {
  const { rows } = await stack.database.query<Record<string, number>>(
    `SELECT count(*)::int AS customers, count(p.customer_id)::int AS persons,
       count(p.email_hash)::int AS mailboxes, count(c.country)::int AS countries,
       (SELECT count(*)::int FROM orders WHERE is_counted) AS counted,
       (SELECT count(*)::int FROM orders WHERE country IS NOT NULL) AS "orderCountries"
     FROM customer c LEFT JOIN customer_person p
       ON p.shop_id = c.shop_id AND p.customer_id = c.id`,
  );
  return rows[0]!;
}

const TITLE = 'Shopify does not give Encore everything';

test('what is withheld at first is said, and comes by itself when it is given', async () => {
  const before = await known();
  expect(before).toMatchObject({ customers: 10, mailboxes: 0, countries: 0, orderCountries: 0 });
  expect(before.counted).toBeGreaterThan(0);
  const told = await stack.open('/app/settings/data');
  for (const words of [TITLE, 'Names', 'E-mail addresses', 'Addresses']) {
    expect(told).toContain(words);
  }
  expect(told).not.toContain('Who bought');
  await stack.control('POST', '/protected-data', { name: true, email: true, address: true });
  await night();
  await imports(2);
  const after = await known();
  expect(after).toMatchObject({ customers: 10, persons: 10, mailboxes: 10 });
  expect(after.countries).toBeGreaterThan(0);
  expect(after.orderCountries).toBeGreaterThan(0);
  expect(await stack.open('/app/settings/data')).not.toContain(TITLE);
});

test('when it is withheld again, an import and notices leave what is known', async () => {
  const before = await known();
  const none = { name: false, email: false, address: false };
  await stack.control('POST', '/protected-data', none);
  // Without this permission an order does not tell its customer.
  await stack.control('POST', '/scopes', {
    scopes: ['read_orders', 'read_all_orders', 'read_products'],
  });
  const [order] = await stack.control<{ id: number }[]>('GET', '/orders?limit=1');
  await stack.control('PATCH', `/orders/${order!.id}`, { tags: ['changed since'] });
  await stack.until('the change is here', 60, async () => {
    const { rows } = await stack.database.query(
      "SELECT count(*)::int AS n FROM orders WHERE tags = '{changed since}'",
    );
    return rows[0].n === 1;
  });
  expect(await known()).toEqual(before);
  const { rows } = await stack.database.query<{ runs: number }>(
    "SELECT count(*)::int AS runs FROM import_run WHERE cause <> 'census'",
  );
  await stack.database.query(
    `SELECT graphile_worker.add_job('sync/start-import',
       json_build_object('shopId', id, 'cause', 'again'), queue_name := 'import:' || id)
     FROM shop`,
  );
  await imports(rows[0]!.runs + 1);
  expect(await known()).toEqual(before);
  const told = await stack.open('/app/settings/data');
  for (const words of [TITLE, 'Who bought', 'E-mail addresses', 'Addresses']) {
    expect(told).toContain(words);
  }
});
