// npm run bench:events [-- --json]: real app and worker processes on a durable database. Time from
// a webhook to its visible change at 200 a second, and how fast a burst of 10,000 is drained.
// The orders are of customers with accounts in a running programme, so every change is also counted
// in the figures of its customer and awarded. Shopify is a stand-in that answers at once and never
// throttles: a real shop's API budget comes on top and is reported by the page "Data".
import { createHmac, randomUUID } from 'node:crypto';
import { changeOrder, placeCustomer, placeOrder } from '../tests/setup/replay-order.ts';
import { ReplayServer, type ReplayShop } from '../tests/setup/replay-shop.ts';
import { apiSecret, Stack } from '../tests/setup/stack.ts';
import { quantile, report } from './report.ts';

const DOMAIN = 'bench.myshopify.com';
const RATE = 200;
const SECONDS = 10;
const BURST = 10_000;
const CUSTOMERS = 3_000;
const SENDERS = 32;

const server = new ReplayServer();
await server.start();
const shop = server.shop(DOMAIN);
const ids = stock(shop);
const stack = await Stack.start({
  shopifyUrl: process.env.DEVSTORE_URL,
  isDurable: true,
  env: { LOG_LEVEL: 'warn' },
});
try {
  await install();
  const app = await stack.startApp();
  await stack.startWorker();
  const door = `${app.url}/webhooks`;
  await startProgramme();
  await warmUp(door);
  const steady = await measureSteady(door);
  const burst = await measureBurst(door);
  const p99 = quantile(steady.visible, 0.99);
  const doorP99 = quantile(steady.answers, 0.99);
  const rate = `at ${RATE} webhooks/s`;
  report('bench:events', [
    { what: 'p99-ms', value: p99, unit: 'ms', goal: `≤ 1000 ${rate}`, met: p99 <= 1000 },
    {
      what: 'p50-ms',
      value: quantile(steady.visible, 0.5),
      unit: 'ms',
      goal: 'shown beside p99',
      met: true,
    },
    {
      what: 'drain',
      value: burst.drain,
      unit: 'events/s',
      goal: `≥ 500, burst of ${BURST} orders`,
      met: burst.drain >= 500,
    },
    { what: 'door-p99-ms', value: doorP99, unit: 'ms', goal: `≤ 50 ${rate}`, met: doorP99 <= 50 },
    {
      what: 'burst-door-p99-ms',
      value: quantile(burst.answers, 0.99),
      unit: 'ms',
      goal: `shown: ${SENDERS} senders without a pause`,
      met: true,
    },
    {
      what: 'drain-with-points',
      value: burst.awarded,
      unit: 'orders/s',
      goal: 'shown: until figures and points follow too',
      met: true,
    },
  ]);
} finally {
  await stack.stop();
  await server.stop();
}

/** So many different paid orders, of customers who buy several times. */
function stock(replay: ReplayShop): number[] {
  for (let id = 1; id <= CUSTOMERS; id++)
    placeCustomer(replay, id, { email: `c${id}@example.com` });
  return Array.from({ length: BURST }, (_, number) => {
    const order = placeOrder(replay, 1 + ((number * 7919) % CUSTOMERS), [1000, 500]);
    changeOrder(replay, order, { kind: 'pay' });
    return Number(order.id.split('/').at(-1));
  });
}

/** Every customer is known and a member: one point for every euro. */
async function startProgramme(): Promise<void> {
  Object.assign(process.env, stack.settings());
  const { publishRules } = await import('../app/loyalty/programme/publish-rules.server.ts');
  const { closeDatabase } = await import('../app/db.server.ts');
  const { rows } = await stack.database.query<{ id: number }>('SELECT id FROM shop');
  const rules = {
    isActive: true,
    enrolment: 'automatic',
    order: { base: { kind: 'per-amount', points: 1, per: 100 } },
  };
  const now = new Date(Date.parse('2025-01-01T00:00:00Z'));
  const published = await publishRules(rows[0]!.id, { rules, now });
  if (!published.ok) throw new Error(published.reason);
  await stack.database.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     SELECT $1, n, '2025-01-01', '2025-01-01', '2025-01-01' FROM generate_series(1, $2::int) n`,
    [rows[0]!.id, CUSTOMERS],
  );
  await closeDatabase();
}

async function install(): Promise<void> {
  await stack.database.query(
    `INSERT INTO session (id, shop, state, "accessToken") VALUES ($1, $2, '', 'shpat_bench')`,
    [`offline_${DOMAIN}`, DOMAIN],
  );
  await stack.database.query(
    `INSERT INTO shop (domain, scopes, currency) VALUES ($1, '{read_orders}', 'EUR')`,
    [DOMAIN],
  );
}

/**
 * Changes an order in the shop and tells the app; returns how long the door took, in milliseconds.
 */
async function send(door: string, id: number): Promise<number> {
  const order = shop.orders.get(`gid://shopify/Order/${id}`)!;
  order.updatedAt = shop.tick();
  order.tags = [`changed ${order.updatedAt}`];
  const body = JSON.stringify({ id, updated_at: order.updatedAt });
  const startedAt = performance.now();
  const response = await fetch(door, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-shopify-hmac-sha256': createHmac('sha256', apiSecret).update(body).digest('base64'),
      'x-shopify-shop-domain': DOMAIN,
      'x-shopify-topic': 'orders/updated',
      'x-shopify-webhook-id': randomUUID(),
      'x-shopify-triggered-at': new Date().toISOString(),
    },
  });
  if (!response.ok) throw new Error(`the door answers ${response.status}`);
  return performance.now() - startedAt;
}

async function warmUp(door: string): Promise<void> {
  for (const id of ids.slice(0, 200)) await send(door, id);
  await drained();
  await stack.database.query('DELETE FROM webhook_event');
}

async function drained(): Promise<void> {
  await stack.until('every event is worked on', 120, async () => {
    const { rows } = await stack.database.query(
      'SELECT count(*)::int AS n FROM webhook_event WHERE worked_at IS NULL',
    );
    return rows[0].n === 0;
  });
}

/** Until what reacts to the orders is done, and every order has its points. */
async function settled(): Promise<void> {
  await stack.until('every reaction is done', 300, async () => {
    const { rows } = await stack.database.query(
      `SELECT count(*)::int AS n FROM graphile_worker.jobs
       WHERE task_identifier IN ('loyalty/award-orders', 'retention/refresh-orders')`,
    );
    return rows[0].n === 0;
  });
  const { rows } = await stack.database.query(
    `SELECT count(DISTINCT subject)::int AS n FROM loyalty_entry WHERE kind = 'earn'`,
  );
  if (rows[0].n < BURST) throw new Error(`only ${rows[0].n} of ${BURST} orders have points`);
}

/**
 * From the sender's instant to the commit of the change, and to the door's answer, in milliseconds;
 * one clock on one machine.
 */
async function measureSteady(door: string): Promise<{ visible: number[]; answers: number[] }> {
  const startedAt = performance.now();
  const sent: Promise<number>[] = [];
  for (let number = 0; number < RATE * SECONDS; number++) {
    const wait = startedAt + (number * 1000) / RATE - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    sent.push(send(door, ids[number % ids.length]!));
  }
  const answers = await Promise.all(sent);
  await drained();
  const { rows } = await stack.database.query<{ ms: number }>(
    `SELECT 1000 * EXTRACT(EPOCH FROM worked_at - triggered_at)::float8 AS ms FROM webhook_event`,
  );
  await stack.database.query('DELETE FROM webhook_event');
  return { visible: rows.map(({ ms }) => ms), answers };
}

/** Each order once: none of them can be read together with itself. */
async function measureBurst(
  door: string,
): Promise<{ drain: number; awarded: number; answers: number[] }> {
  const answers: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const sender = async () => {
    while (next < BURST) answers.push(await send(door, ids[next++ % ids.length]!));
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await drained();
  const drain = (1000 * BURST) / (performance.now() - startedAt);
  await settled();
  return { drain, awarded: (1000 * BURST) / (performance.now() - startedAt), answers };
}
