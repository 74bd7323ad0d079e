// What the kill test interrupts: every job of the sync, each begun in a shop that has something to
// lose by it.
import { isDeepStrictEqual } from 'node:util';
import { type Stack, shopDomain } from '../setup/stack.ts';
import {
  addJob,
  eventsAreWorked,
  importIsOver,
  jobIsOver,
  revive,
  shopIdOf,
} from './kill-waits.ts';

/** Begins something; what it returns waits for its end after the kill, and throws what is wrong. */
type Begin = (stack: Stack, round: number) => Promise<() => Promise<void>>;
type Order = { id: number; lines: { id: number }[] };

const SYNCED = [
  'order_line',
  'refund_line',
  'refund',
  'orders',
  'redacted_order',
  'customer_person',
  'customer',
  'product',
];

/** What an import or a comparison finds: nothing, older rows, or rows that went astray. */
const BEFORE = {
  import: SYNCED.map((table) => `DELETE FROM ${table} WHERE shop_id = $1`),
  again: [
    `UPDATE orders SET updated_at = created_at - interval '1 day', read_at = 'epoch', tags = '{old}'
     WHERE shop_id = $1`,
    "UPDATE order_line SET title = 'old' WHERE shop_id = $1",
    `UPDATE customer SET updated_at = created_at - interval '1 day', read_at = 'epoch', state = 'old'
     WHERE shop_id = $1 AND redacted_at IS NULL`,
  ],
  // Few: what is repaired is read back at the pace that Shopify allows.
  census: [
    "UPDATE orders SET read_at = 'epoch' WHERE shop_id = $1",
    'DELETE FROM order_line WHERE shop_id = $1 AND order_id % 20 = 0',
    'DELETE FROM orders WHERE shop_id = $1 AND id % 20 = 0',
    'UPDATE orders SET current_total = current_total + 1 WHERE shop_id = $1 AND id % 20 = 1',
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     VALUES ($1, 1, 'epoch', 'epoch', 'epoch') ON CONFLICT DO NOTHING`,
    `INSERT INTO product (shop_id, id, title, updated_at, read_at)
     VALUES ($1, 1, 'gone', 'epoch', 'epoch') ON CONFLICT DO NOTHING`,
  ],
};

const importing =
  (phase: keyof typeof BEFORE): Begin =>
  async (stack) => {
    await beginImport(stack, phase);
    return () => importIsOver(stack);
  };

export const phases = {
  /** Brings everything into empty tables. */
  import: importing('import'),
  /** Over rows of before. */
  again: importing('again'),
  /** The nightly comparison, which repairs. */
  census: importing('census'),
  /** Changes of objects. */
  events: async (stack, round) => {
    await changeShop(stack, round);
    return () => eventsAreWorked(stack);
  },
  /** Merges, redactions and the like. */
  single: async (stack, round) => {
    const { areDone } = await singleEvents(stack, round);
    return async () => {
      await eventsAreWorked(stack);
      await areDone();
    };
  },
  /** The look that recurs finds what no notice told. */
  reconcile: async (stack, round) => {
    await stack.control('POST', '/faults', { webhooks: { lost: 1 } });
    await changeShop(stack, round);
    await stack.control('DELETE', '/faults');
    await addJob(stack, 'sync/reconcile');
    return () => jobIsOver(stack, 'sync/reconcile');
  },
  /** The merchant leaves within an import, and comes back. */
  uninstall: async (stack) => {
    await beginImport(stack, 'again');
    await leave(stack);
    return async () => {
      await eventsAreWorked(stack);
      await isAway(stack);
      await comeBack(stack);
    };
  },
  /** Shopify asks for the shop to be erased; then the merchant comes back. */
  erase: async (stack) => {
    await leave(stack);
    await eventsAreWorked(stack);
    await stack.control('POST', '/webhooks', {
      topic: 'shop/redact',
      payload: { shop_id: 1, shop_domain: shopDomain },
    });
    await isTold(stack, 'shop/redact');
    return async () => {
      await stack.until('the shop is erased', 90, async () => {
        await revive(stack);
        return (await stack.database.query('SELECT FROM shop')).rowCount === 0;
      });
      await nothingIsLeft(stack);
      await comeBack(stack);
    };
  },
  /** Every person is encrypted anew. */
  keys: async (stack) => {
    stack.encryptionKeys.reverse();
    for (const part of stack.parts) if (part.name !== 'devstore') await part.kill();
    await revive(stack);
    await addJob(stack, 'sync/rotate-keys');
    return async () => {
      await jobIsOver(stack, 'sync/rotate-keys');
      await jobIsOver(stack, 'sync/start-import');
      await importIsOver(stack);
      await keyIsNewest(stack);
    };
  },
} satisfies Record<string, Begin>;

export type Phase = keyof typeof phases;

async function beginImport(stack: Stack, phase: keyof typeof BEFORE): Promise<void> {
  const shopId = await shopIdOf(stack);
  await forgetRuns(stack);
  const client = await stack.database.connect();
  await client.query('BEGIN');
  for (const text of BEFORE[phase]) await client.query(text, [shopId]);
  await client.query('COMMIT');
  client.release();
  if (phase === 'census') await addJob(stack, 'sync/compare-months');
  else await addJob(stack, 'sync/start-import', { cause: 'again' });
}

async function forgetRuns(stack: Stack): Promise<void> {
  await stack.database.query(
    'WITH runs AS (DELETE FROM import_run RETURNING shop_id) DELETE FROM import_part',
  );
}

/** Returns when the app has been told. */
async function leave(stack: Stack): Promise<void> {
  await stack.database.query("DELETE FROM webhook_event WHERE topic LIKE 'app/%'");
  await stack.control('POST', '/uninstall');
  await isTold(stack, 'app/uninstalled');
}

/** An erased shop's events are gone with it. */
const isTold = (stack: Stack, topic: string) =>
  stack.until(`the app is told of ${topic}`, 30, async () => {
    const { rows } = await stack.database.query(
      `SELECT NOT EXISTS (SELECT FROM shop)
         OR EXISTS (SELECT FROM webhook_event WHERE topic = $1) AS told`,
      [topic],
    );
    return rows[0].told;
  });

async function isAway(stack: Stack): Promise<void> {
  const { rows } = await stack.database.query(
    `SELECT (SELECT uninstalled_at IS NOT NULL AND scopes = '{}' FROM shop) AS away,
       (SELECT count(*)::int FROM session) AS sessions,
       (SELECT count(*)::int FROM import_run
        WHERE finished_at IS NULL AND cancelled_at IS NULL) AS runs`,
  );
  expectSame(rows[0], { away: true, sessions: 0, runs: 0 });
}

async function nothingIsLeft(stack: Stack): Promise<void> {
  const { rows: tables } = await stack.database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'shop_id'`,
  );
  for (const { name } of tables) {
    const { rowCount } = await stack.database.query(`SELECT FROM ${name} LIMIT 1`);
    if (rowCount !== 0) throw new Error(`${name} has rows of the erased shop`);
  }
}

async function comeBack(stack: Stack): Promise<void> {
  await forgetRuns(stack);
  await stack.control('POST', '/install', {});
  await stack.install();
  await importIsOver(stack);
}

async function keyIsNewest(stack: Stack): Promise<void> {
  const key = Number(stack.encryptionKeys[0]!.split(':')[0]);
  const { rows } = await stack.database.query(
    `SELECT count(*) FILTER (WHERE get_byte(sealed, 0) <> $1)::int AS persons,
       (SELECT count(*)::int FROM orders WHERE get_byte(email_hash, 0) <> $1) AS guests
     FROM (SELECT sealed FROM customer_person
       UNION ALL SELECT sealed FROM customer_data_file) AS s`,
    [key],
  );
  expectSame(rows[0], { persons: 0, guests: 0 });
}

/**
 * Customers are merged, forgotten and deleted, and one asks for their data; returns when the app
 * has been told, because only Shopify's own later tries would tell it once more.
 */
async function singleEvents(stack: Stack, round: number) {
  const customer = async (name: string, orders: number) => {
    const email = `${name}.${round}@example.com`;
    const { id } = await stack.control<Order>('POST', '/customers', { firstName: name, email });
    const lines = [{ title: `A thing for ${name}`, price: '12.50' }];
    for (let order = 0; order < orders; order++)
      await stack.control('POST', '/orders', { customerId: id, lines });
    return id;
  };
  const [lost, kept] = [await customer('lost', 2), await customer('kept', 1)];
  const [redacted, deleted] = [await customer('redacted', 2), await customer('deleted', 0)];
  await stack.control('POST', '/customers/merge', { fromId: lost, intoId: kept });
  await stack.control('POST', `/customers/${redacted}/redact`);
  await stack.control('DELETE', `/customers/${deleted}`);
  await stack.control('POST', `/customers/${kept}/data-request`);
  await stack.until('the app is told', 30, async () => {
    const { rows } = await stack.database.query(
      `SELECT count(DISTINCT topic)::int AS topics FROM webhook_event
       WHERE (topic, object_id) IN (('customers/merge', $1), ('customers/redact', $2),
         ('customers/delete', $3), ('customers/data_request', $1))`,
      [kept, redacted, deleted],
    );
    return rows[0].topics === 4;
  });
  const areDone = async () => {
    const { rows } = await stack.database.query(
      `SELECT (SELECT merged_into_id FROM customer WHERE id = $1)::float8 AS into,
         (SELECT count(*) FROM customer WHERE id = $2 AND redacted_at IS NOT NULL)::int AS redacted,
         (SELECT count(*) FROM customer_person WHERE customer_id IN ($1, $2, $3))::int AS persons,
         (SELECT count(*) FROM customer_data_file WHERE customer_id = $4)::int AS files`,
      [lost, redacted, deleted, kept],
    );
    expectSame(rows[0], { into: kept, redacted: 1, persons: 0, files: 1 });
  };
  return { areDone };
}

function expectSame(found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

/** So many rounds change other orders each; a small shop has no more. */
const ROUNDS = 5;

/** Orders are tagged and refunded, customers change, new orders come in. */
async function changeShop(stack: Stack, round: number): Promise<void> {
  const orders = await stack.control<Order[]>(
    'GET',
    `/orders?limit=20&offset=${(round % ROUNDS) * 20}`,
  );
  const customers = await stack.control<{ id: number }[]>('GET', '/customers?limit=10');
  const tags = [`round ${round}`];
  const line = { title: `A thing of round ${round}`, price: '12.50' };
  await Promise.all([
    ...orders.map(({ id }) => stack.control('PATCH', `/orders/${id}`, { tags })),
    ...customers.map(({ id }) => stack.control('PATCH', `/customers/${id}`, { tags })),
    stack.control('POST', '/orders', { customerId: customers[0]!.id, lines: [line] }),
  ]);
  // Refused where that has happened to the order before.
  await Promise.allSettled([
    stack.control('POST', `/orders/${orders[0]!.id}/refund`, { amount: '0.01' }),
    stack.control('POST', `/orders/${orders[1]!.id}/cancel`, {}),
  ]);
}
