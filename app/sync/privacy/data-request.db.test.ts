import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { readDataFile } from '#app/sync/export-data.server.ts';
import { mailboxHash } from '#app/sync/read-person.server.ts';
import { changeOrder, placeCustomer, placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../../../tests/setup/sync-shop.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const KARI = { firstName: 'Karianne', lastName: 'Østervåg', email: 'karianne.o@example.no' };
/** The one row of a table that every row of another can point at. */
const ID = 901;
const UUID = '00000000-0000-4000-8000-000000000901';

let shops = 0;

async function stocked() {
  const domain = `request-${++shops}.myshopify.com`;
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  placeCustomer(shop, 71, KARI);
  placeCustomer(shop, 72, { firstName: 'Ola', email: 'ola@example.no' });
  const order = placeOrder(shop, 71, [1000]);
  changeOrder(shop, order, { kind: 'pay' });
  changeOrder(shop, order, { kind: 'refund-line', line: 0 });
  await runImport(shopId);
  return { domain, shopId, orderId: Number(order.id.split('/').at(-1)) };
}

/** What the merchant is given for the customer of a request, as text. */
async function askedFor(domain: string, shopId: number, request: object): Promise<string> {
  await deliver(domain, 'customers/data_request', request);
  await workEvents(shopId);
  const { rows } = await pool.query(
    'SELECT id, sealed FROM customer_data_file WHERE shop_id = $1 AND id <> $2',
    [shopId, UUID],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].sealed.toString('latin1')).not.toMatch(/orders|customer/);
  return (await readDataFile(shopId, rows[0].id, new Date()))!;
}

/** Tables that the file tells as customers, a person and orders. */
const IN_OTHER_FORM = [
  ...['customer', 'customer_person', 'orders', 'order_line', 'refund', 'refund_line'],
];

/** Tables that hold nothing of a person, or nothing that another does not tell, and why. */
const NOBODYS: Record<string, string[]> = {
  'about the shop': [
    ...['product', 'api_budget', 'retention_settings', 'segment', 'loyalty_programme_version'],
    ...['loyalty_collection_product', 'loyalty_api_key', 'reward', 'reward_terms', 'code_pool'],
    ...['code_batch', 'tier_perk', 'referral_settings', 'survey_question', 'shop_text'],
    ...['shopper_settings', 'dismissed_card'],
  ],
  'figures of all customers, made of the orders': [
    ...['month_check', 'retention_state', 'history_bucket', 'history_label', 'cohort_cell'],
    ...['day_total', 'value_model', 'reward_move', 'loyalty_kept_months', 'loyalty_progress'],
    'loyalty_verification',
  ],
  'of many members at once; a person’s part is loyalty_bulk_row': ['loyalty_bulk_change'],
  'numbers for the transfer from Shopify, gone within days': [
    ...['order_move', 'webhook_event', 'import_run', 'import_part', 'census_line', 'sync_issue'],
    'spent_nonce',
  ],
  'the files themselves': ['customer_data_file'],
};

type Column = { table: string; name: string; type: string; isNeeded: boolean };

/** A row for every table, as if the customer 71 had one in each. */
async function fillEveryTable(shopId: number, orderId: number): Promise<void> {
  const own: Record<string, unknown> = {
    ...{ customer_id: 71, account_id: ID, entry_id: ID, order_id: orderId, redemption_id: UUID },
    ...{ advocate_id: 71, friend_id: 72 },
  };
  const anything = ({ name, type }: Column): unknown => {
    if (own[name] !== undefined) return own[name];
    if (type.startsWith('ARRAY')) return '{}';
    if (type === 'uuid') return UUID;
    if (/timestamp|date/.test(type)) return '2026-01-01';
    if (type === 'bytea') return Buffer.from([1]);
    if (type === 'jsonb' || type === 'json') return '{}';
    if (type === 'boolean') return false;
    return /int|numeric|double|real/.test(type) ? ID : 'x';
  };
  const { rows: columns } = await pool.query<Column>(
    `SELECT c.table_name AS table, c.column_name AS name, c.data_type AS type,
       c.is_nullable = 'NO' AND (c.column_default IS NULL OR c.column_name = 'id') AS "isNeeded"
     FROM information_schema.columns c JOIN information_schema.tables t
       USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'`,
  );
  const client = await pool.connect();
  // What a row says is not looked at: no rule, trigger or reference has to hold.
  await client.query("SET session_replication_role = 'replica'");
  const { rows: checks } = await client.query<{ sql: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS sql
     FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace`,
  );
  for (const { sql } of checks) await client.query(sql);
  for (const [table, all] of Map.groupBy(columns, ({ table }) => table)) {
    if (IN_OTHER_FORM.includes(table) || !all.some(({ name }) => name === 'shop_id')) continue;
    const filled = all.filter(({ name, isNeeded }) => isNeeded || name in own);
    const others = filled.filter(({ name }) => name !== 'shop_id');
    const names = ['shop_id', ...others.map(({ name }) => `"${name}"`)];
    await client.query(
      `INSERT INTO "${table}" (${names.join(', ')})
       VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) ON CONFLICT DO NOTHING`,
      [shopId, ...others.map(anything)],
    );
  }
  client.release(true);
}

test('the file holds the rows of every table that can be a person’s', async () => {
  const { domain, shopId, orderId } = await stocked();
  await fillEveryTable(shopId, orderId);
  const file = JSON.parse(await askedFor(domain, shopId, { customer: { id: 71 } }));
  const { customers, person, orders, ...tables } = file;
  expect(customers).toMatchObject([{ id: '71' }]);
  expect(person).toMatchObject(KARI);
  expect(orders).toMatchObject([{ lines: [{}], refunds: [{ lines: [{}] }] }]);
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.table_name AS name FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'shop_id'
       AND t.table_type = 'BASE TABLE'`,
  );
  const known = [...IN_OTHER_FORM, ...Object.keys(tables), ...Object.values(NOBODYS).flat()];
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
});

test('a person’s file tells nothing of the others in their referrals', async () => {
  const { domain, shopId } = await stocked();
  const rowsOf = (friend: string, advocate: number) => `($1, gen_random_uuid(), ${advocate},
    ${friend}, 'claimed', gen_random_uuid(), now())`;
  await pool.query(
    `INSERT INTO referral (shop_id, id, advocate_id, friend_id, state, redemption_id, claimed_at)
     VALUES ${rowsOf('7272', 71)}, ${rowsOf('71', 7373)}, ${rowsOf('NULL', 7474)},
       ${rowsOf('7575', 7676)}`,
    [shopId],
  );
  const hashes = await pool.query(
    `UPDATE referral SET device_hash = '\\xfade', network_hash = '\\xfade', order_id = 7777
     WHERE shop_id = $1 AND advocate_id = 71`,
    [shopId],
  );
  expect(hashes.rowCount).toBe(1);
  // Known by the mailbox alone, in another spelling.
  await pool.query(
    'UPDATE referral SET email_hash = $2 WHERE shop_id = $1 AND advocate_id = 7474',
    [shopId, mailboxHash(shopId, 'Karianne.O+shop@Example.no')],
  );
  const text = await askedFor(domain, shopId, { customer: { id: 71 } });
  expect(JSON.parse(text).referral).toHaveLength(3);
  expect(text).not.toMatch(/fade|7272|7373|7474|7575|7676|7777/);
});

test('a guest’s file holds what is known by the orders and the mailbox', async () => {
  const { domain, shopId, orderId } = await stocked();
  await pool.query(
    `WITH guest AS (UPDATE orders SET customer_id = NULL WHERE shop_id = $1)
     INSERT INTO survey_answer (shop_id, survey_id, order_id, choice, answered_at)
     VALUES ($1, $3, $2, 3, now())`,
    [shopId, orderId, UUID],
  );
  await pool.query(
    `INSERT INTO loyalty_order_facts (shop_id, order_id, customer_tags, traits)
     VALUES ($1, $2, '{met at fair}', '{}')`,
    [shopId, orderId],
  );
  await pool.query(
    `INSERT INTO referral (shop_id, id, advocate_id, state, redemption_id, email_hash, claimed_at)
     VALUES ($1, $2, 7171, 'claimed', $2, $3, now())`,
    [shopId, UUID, mailboxHash(shopId, 'guest@example.no')],
  );
  const customer = { id: null, email: 'guest@example.no' };
  const request = { customer, orders_requested: [orderId] };
  expect(JSON.parse(await askedFor(domain, shopId, request))).toMatchObject({
    orders: [{ id: String(orderId) }],
    survey_answer: [{ choice: 3 }],
    loyalty_order_facts: [{ customer_tags: ['met at fair'] }],
    referral: [{ id: UUID }],
  });
});
