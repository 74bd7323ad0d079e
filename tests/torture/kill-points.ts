// One point of the kill test: an import or the work on events begins, a process is killed with no
// warning some milliseconds into it, a new one is started, and in the end everything is there,
// once, in its newest state.
import path from 'node:path';
import type { Running, Stack } from '../setup/stack.ts';

export type Victim = 'worker' | 'app' | 'database';
export type Point = { phase: 'import' | 'events'; victim: Victim; afterMs: number };

type Order = { id: number; lines: { id: number }[] };
/** How often a difference must show before it counts. */
const LOOKS = 3;
const TABLES = [
  'order_line',
  'refund_line',
  'refund',
  'orders',
  'customer_person',
  'customer',
  'product',
  'import_part',
  'import_run',
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
  if (point.phase === 'import') await beginImport(stack);
  else await changeShop(stack, round);
  await pause(point.afterMs);
  await killAndRevive(stack, point.victim);
  if (point.phase === 'import') await importIsOver(stack);
  else {
    await eventsAreWorked(stack);
    if (point.victim === 'app') await reconcile(stack);
  }
  await compare(stack);
}

async function beginImport(stack: Stack): Promise<void> {
  const shopId = await shopIdOf(stack);
  const client = await stack.database.connect();
  await client.query('BEGIN');
  for (const table of TABLES)
    await client.query(`DELETE FROM ${table} WHERE shop_id = $1`, [shopId]);
  await client.query(
    `SELECT graphile_worker.add_job('sync/start-import',
       json_build_object('shopId', $1::int, 'cause', 'again'), queue_name := 'import:' || $1,
       max_attempts := 12)`,
    [shopId],
  );
  await client.query('COMMIT');
  client.release();
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
      `SELECT finished_at AS at FROM import_run WHERE cause <> 'census'
       ORDER BY started_at DESC LIMIT 1`,
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
