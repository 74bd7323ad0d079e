import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stack } from '../setup/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start({ customers: 60, seed: 5 });
  await stack.startApp();
  await stack.startApp();
  for (let worker = 0; worker < 3; worker++) await stack.startWorker();
  await stack.install();
  await imported();
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
  for (let round = 0; round < 6; round++) {
    await Promise.all(
      ids.map((id) => stack.control('PATCH', `/orders/${id}`, { tags: [`round ${round}`] })),
    );
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
    if (ids.includes(id)) expect(tags).toEqual(['round 5']);
  }
});

test('no two workers are at the events of a shop at the same time', () => {
  const spans = stack
    .logs()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes('"sync/work-events"'))
    .map((line) => JSON.parse(line) as { msg: string; time: string; ms: number; pid: number })
    .filter(({ msg }) => msg === 'job done')
    .map(({ time, ms, pid }) => ({ end: Date.parse(time), start: Date.parse(time) - ms, pid }))
    .sort((a, b) => a.start - b.start);
  expect(spans.length).toBeGreaterThan(2);
  // The log rounds to a millisecond at both ends.
  for (const [at, span] of spans.entries()) {
    if (at > 0) expect(span.start).toBeGreaterThanOrEqual(spans[at - 1]!.end - 2);
  }
});
