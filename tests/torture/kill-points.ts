// One point of the kill test: an import, a nightly comparison or the work on events begins, a
// process is killed with no warning some milliseconds into it, a new one is started, and in the end
// everything is there, once, in its newest state.
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Running, Stack } from '../setup/stack.ts';

export type Victim = 'worker' | 'app' | 'database';
/**
 * 'import' brings everything into empty tables, 'again' over rows of before, 'census' repairs;
 * 'events' are changes of objects, 'single' a merge, a redaction and the like.
 */
export type Phase = 'import' | 'again' | 'census' | 'events' | 'single';
export type Point = { phase: Phase; victim: Victim; afterMs: number };

type Order = { id: number; lines: { id: number }[] };
/** How often a difference must show before it counts. */
const LOOKS = 3;
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

/** A stack with one app and one worker, and Encore installed in its shop. */
export async function prepare(stack: Stack): Promise<void> {
  await stack.startApp();
  await stack.startWorker();
  await stack.install();
  await importIsOver(stack);
}

/** Throws what is missing, doubled or old after the point. */
export async function killAt(stack: Stack, point: Point, round: number): Promise<void> {
  const { phase, victim, afterMs } = point;
  const isImport = phase === 'import' || phase === 'again' || phase === 'census';
  const singles = phase === 'single' ? await singleEvents(stack, round) : null;
  if (isImport) await beginImport(stack, phase);
  if (phase === 'events') await changeShop(stack, round);
  await pause(afterMs);
  await killAndRevive(stack, victim);
  if (isImport) await importIsOver(stack);
  else {
    await eventsAreWorked(stack);
    if (victim === 'app') await reconcile(stack);
  }
  await singles?.areDone();
  await compare(stack);
}

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
  census: [
    "UPDATE orders SET read_at = 'epoch' WHERE shop_id = $1",
    'DELETE FROM order_line WHERE shop_id = $1 AND order_id % 3 = 0',
    'DELETE FROM orders WHERE shop_id = $1 AND id % 3 = 0',
    'UPDATE orders SET current_total = current_total + 1 WHERE shop_id = $1 AND id % 3 = 1',
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     VALUES ($1, 1, 'epoch', 'epoch', 'epoch') ON CONFLICT DO NOTHING`,
    `INSERT INTO product (shop_id, id, title, updated_at, read_at)
     VALUES ($1, 1, 'gone', 'epoch', 'epoch') ON CONFLICT DO NOTHING`,
  ],
};

async function beginImport(stack: Stack, phase: keyof typeof BEFORE): Promise<void> {
  const shopId = await shopIdOf(stack);
  const client = await stack.database.connect();
  await client.query('BEGIN');
  const runs = ['import_part', 'import_run'].map(
    (table) => `DELETE FROM ${table} WHERE shop_id = $1`,
  );
  for (const text of [...runs, ...BEFORE[phase]]) await client.query(text, [shopId]);
  await client.query(
    `SELECT graphile_worker.add_job($2,
       json_strip_nulls(json_build_object('shopId', $1::int, 'cause', $3::text)),
       queue_name := 'import:' || $1, max_attempts := 12)`,
    phase === 'census'
      ? [shopId, 'sync/compare-months', null]
      : [shopId, 'sync/start-import', 'again'],
  );
  await client.query('COMMIT');
  client.release();
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

async function killAndRevive(stack: Stack, victim: Victim): Promise<void> {
  if (victim === 'database') return stack.crashDatabase();
  const part = stack.parts.findLast(({ name, isAlive }) => name === victim && isAlive) as Running;
  await part.kill();
  await revive(stack);
}

/**
 * What a supervisor does: the queue's library ends the process when it cannot write down a result.
 */
async function revive(stack: Stack): Promise<void> {
  const isUp = (victim: Victim) =>
    stack.parts.some(({ name, isAlive }) => name === victim && isAlive);
  if (!isUp('app')) await stack.startApp();
  if (!isUp('worker')) await stack.startWorker();
}

const importIsOver = (stack: Stack) =>
  stack.until('the import is over', 90, async () => {
    await revive(stack);
    const { rows } = await stack.database.query(
      'SELECT finished_at AS at FROM import_run ORDER BY started_at DESC LIMIT 1',
    );
    return rows[0]?.at != null;
  });

const eventsAreWorked = (stack: Stack) =>
  stack.until('every event is worked on', 90, async () => {
    await revive(stack);
    const { rows } = await stack.database.query(
      'SELECT count(*)::int AS n FROM webhook_event WHERE worked_at IS NULL',
    );
    return rows[0].n === 0;
  });

/**
 * What the killed app did not answer is found by the look that recurs every few minutes; here at
 * once.
 */
async function reconcile(stack: Stack): Promise<void> {
  const { rows } = await stack.database.query<{ now: Date }>('SELECT now()');
  await stack.database.query(
    `SELECT graphile_worker.add_job('sync/reconcile', json_build_object('shopId', $1::int),
       queue_name := 'reconcile:' || $1, max_attempts := 12)`,
    [await shopIdOf(stack)],
  );
  await stack.until('the reconciliation is through', 60, async () => {
    await revive(stack);
    const found = await stack.database.query<{ at: Date | null }>(
      'SELECT reconciled_at AS at FROM shop',
    );
    return (found.rows[0]?.at ?? new Date(0)) > rows[0]!.now;
  });
}

/**
 * Every synced row against those of a quiet import. What the app itself writes to Shopify comes
 * back as a webhook, so the shop may have moved on between the two looks: a difference must last.
 */
async function compare(stack: Stack): Promise<void> {
  let difference = '';
  for (let look = 0; look < LOOKS; look++) {
    await eventsAreWorked(stack);
    await recreate(stack, 'quiet');
    const url = new URL(stack.databaseUrl);
    url.pathname = '/quiet';
    difference = await stack.runScript(path.join(import.meta.dirname, 'quiet-rows.ts'), {
      DATABASE_URL: url.href,
      TORTURED_URL: stack.databaseUrl,
    });
    if (difference === '') return;
    await pause(2000);
  }
  throw new Error(difference);
}

async function recreate(stack: Stack, name: string): Promise<void> {
  await stack.database.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await stack.database.query(`CREATE DATABASE ${name} TEMPLATE template0`);
}

async function shopIdOf(stack: Stack): Promise<number> {
  const { rows } = await stack.database.query<{ id: number }>('SELECT id FROM shop');
  return rows[0]!.id;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
