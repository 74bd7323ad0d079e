// Two apps and three workers on one database. Triggers of this test's own write down every change
// of an order and every event that is ticked off, whoever makes it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, Stack } from '../setup/stack.ts';

const WATCH = `
  CREATE TABLE order_writes (id bigint, before timestamptz, after timestamptz, read timestamptz);
  CREATE FUNCTION watch_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO order_writes VALUES (new.id, old.updated_at, new.updated_at, new.read_at);
    RETURN new; END $$;
  CREATE TRIGGER watch AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION watch_order();
  CREATE TABLE event_ticks (webhook_id text);
  CREATE FUNCTION watch_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO event_ticks VALUES (new.webhook_id); RETURN new; END $$;
  CREATE TRIGGER watch AFTER UPDATE OF worked_at ON webhook_event
    FOR EACH ROW EXECUTE FUNCTION watch_event();`;
const ROUNDS = 6;

let stack: Stack;
let apps: Running[];
beforeAll(async () => {
  // A worker that has one job at hand leaves the next one to another.
  stack = await Stack.start({ customers: 60, seed: 5, env: { WORKER_CONCURRENCY: '1' } });
  apps = [await stack.startApp(), await stack.startApp()];
  for (let worker = 0; worker < 3; worker++) await stack.startWorker();
  await stack.install();
  await imported();
  await stack.database.query(WATCH);
});
afterAll(() => stack?.stop());

const imported = () =>
  stack.until('the import is over', 60, async () => {
    const { rows } = await stack.database.query(
      'SELECT finished_at FROM import_run ORDER BY started_at DESC LIMIT 1',
    );
    return rows[0]?.finished_at != null;
  });
const drained = () =>
  stack.until('every event is worked on', 60, async () => {
    const deliveries = await stack.control<unknown[]>('GET', '/deliveries?state=waiting');
    const { rows } = await stack.database.query(
      'SELECT count(*)::int AS n FROM webhook_event WHERE worked_at IS NULL',
    );
    return rows[0].n === 0 && deliveries.length === 0;
  });

type Order = { id: number; updatedAt: string; totals: { currentTotal: number } };
const theirs = async () => {
  const orders = await stack.control<Order[]>('GET', '/orders?limit=5000');
  return new Map(orders.map((order) => [String(order.id), order]));
};

test('two apps and three workers bring every order, each in its newest state', async () => {
  await stack.control('POST', '/faults', { webhooks: { doubled: 0.3, shuffle: 5 } });
  const ids = [...(await theirs()).keys()].slice(0, 12);
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      ids.map((id) => stack.control('PATCH', `/orders/${id}`, { tags: [`round ${round}`] })),
    );
    // Now and then the work is done, and whoever is quickest gets the next.
    if (round % 2 === 1) await drained();
  }
  await stack.control('DELETE', '/faults');
  await drained();
  const { rows } = await stack.database.query(
    `SELECT id::text, tags, current_total::text AS total FROM orders WHERE deleted_at IS NULL`,
  );
  const expected = await theirs();
  expect(rows).toHaveLength(expected.size);
  for (const { id, tags, total } of rows) {
    expect(total).toBe(String(expected.get(id)!.totals.currentTotal));
    if (ids.includes(id)) expect(tags).toEqual([`round ${ROUNDS - 1}`]);
  }
});

test('no older state was ever written over a newer one, and no event was ticked off twice', async () => {
  const { rows } = await stack.database.query(
    `SELECT count(*)::int AS writes, count(*) FILTER (WHERE after < before)::int AS older
     FROM order_writes`,
  );
  expect(rows[0].writes).toBeGreaterThanOrEqual(12);
  expect(rows[0].older).toBe(0);
  const ticks = await stack.database.query(
    `SELECT count(*)::int AS ticks, count(DISTINCT webhook_id)::int AS events FROM event_ticks`,
  );
  expect(ticks.rows[0].ticks).toBeGreaterThanOrEqual(12);
  expect(ticks.rows[0].ticks).toBe(ticks.rows[0].events);
});

test('a webhook that reaches both apps at once is one event', async () => {
  const ids = Array.from({ length: 20 }, (_, number) => `both ${number}`);
  const [id] = (await theirs()).keys();
  const outcomes = await Promise.all(
    ids.flatMap((webhookId) =>
      apps.map((app) => stack.deliver(app, 'orders/updated', { id: Number(id) }, webhookId)),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'queued')).toHaveLength(ids.length);
  expect(outcomes.filter((outcome) => outcome === 'replayed')).toHaveLength(ids.length);
  await drained();
  const { rows } = await stack.database.query(
    `SELECT count(*)::int AS n FROM event_ticks WHERE webhook_id LIKE 'both %'`,
  );
  expect(rows[0].n).toBe(ids.length);
});

type Span = { job: string; start: number; end: number; pid: number };

/** Every job that was done, by whom and from when to when; the log rounds to a millisecond. */
function spans(): Span[] {
  return stack
    .logs()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"job done"'))
    .map((line) => JSON.parse(line) as { job: string; time: string; ms: number; pid: number })
    .map(({ job, time, ms, pid }) => {
      const end = Date.parse(time);
      return { job, start: end - ms, end, pid };
    })
    .sort((a, b) => a.start - b.start);
}

test('no two workers are at the events of a shop at the same time', () => {
  const work = spans().filter(({ job }) => job === 'sync/work-events');
  expect(work.length).toBeGreaterThan(2);
  for (const [at, span] of work.entries()) {
    if (at > 0) expect(span.start).toBeGreaterThanOrEqual(work[at - 1]!.end - 2);
  }
});

test('the work is spread over all three workers, side by side', () => {
  const done = spans();
  expect(new Set(done.map(({ pid }) => pid)).size).toBe(3);
  const eventWorkers = done.filter(({ job }) => job === 'sync/work-events').map(({ pid }) => pid);
  expect(new Set(eventWorkers).size).toBeGreaterThan(1);
  const isBeside = (a: Span, b: Span) => a.pid !== b.pid && a.start < b.end && b.start < a.end;
  expect(done.some((a, at) => done.slice(at + 1, at + 20).some((b) => isBeside(a, b)))).toBe(true);
});
