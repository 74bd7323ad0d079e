import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedHistory } from '../../../../bench/programme-start.ts';
import { readProgress } from '../../programme/progress.server.ts';
import { publishRules } from '../../programme/publish-rules.server.ts';
import { verifyLedger } from '../../verify-ledger.server.ts';
import { awardCustomers } from '../award-members.server.ts';
import { awardAll } from './award-all.server.ts';

const now = new Date('2026-06-01T00:00:00Z');
const rules = {
  isActive: true,
  enrolment: 'automatic',
  order: { base: { kind: 'per-amount', points: 1, per: 100 } },
  actions: [{ id: 'hello', kind: 'sign-up', name: 'Hello', points: 10 }],
};

/** A shop with 400 orders of 100 customers and a programme since the first of them. */
async function oldShop(shopId: number) {
  await seedHistory(pool, shopId, 400);
  expect(await publishRules(shopId, { rules, now, since: new Date(0) })).toMatchObject({
    ok: true,
  });
}

const counts = async (shopId: number) => {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS entries, count(DISTINCT account_id)::int AS members,
       (SELECT count(*)::int FROM loyalty_lot WHERE shop_id = $1) AS lots,
       (SELECT sum(net_sales / 100)::bigint FROM orders WHERE shop_id = $1) AS worth,
       sum(points) FILTER (WHERE reason = 'order')::bigint AS points
     FROM loyalty_entry WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0];
};

test('a programme that starts in the past values every order once, by COPY, and tells how far it is', async () => {
  await oldShop(41);
  await awardAll(41, { afterCustomerId: 0n, until: () => false }, now);
  const first = await counts(41);
  expect(first).toMatchObject({ entries: 500, members: 100, lots: 500 });
  expect(first.points).toBe(first.worth);
  expect(await readProgress(41, 'award-all')).toMatchObject({
    ...{ done: 100n, total: 100n, finishedAt: now },
  });
  expect((await verifyLedger(41)).differences).toEqual([]);
  await awardAll(41, { afterCustomerId: 0n, until: () => false }, now);
  expect(await counts(41)).toEqual(first);
});

const sliceOf = (payload: { afterCustomerId: string; startedAt: string }) => ({
  afterCustomerId: BigInt(payload.afterCustomerId),
  startedAt: new Date(payload.startedAt),
});

test('stopped in the middle, it goes on from there in a further job', async () => {
  await oldShop(42);
  let looks = 0;
  await awardAll(42, { afterCustomerId: 0n, until: () => ++looks > 1 }, now);
  const { rows } = await pool.query(
    `SELECT j.payload FROM graphile_worker._private_jobs j
     JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = 'loyalty/award-all' AND j.payload ->> 'shopId' = '42'
       AND j.payload ->> 'afterCustomerId' <> '0'`,
  );
  expect(await readProgress(42, 'award-all')).toMatchObject({ done: 25n, finishedAt: null });
  const next = { ...sliceOf(rows[0].payload), until: () => false };
  // Newer rules began it anew: whoever goes on with the old work leaves it to them.
  const later = new Date(+now + 1000);
  await awardAll(42, { afterCustomerId: 0n, until: () => true }, later);
  await awardAll(42, next, later);
  expect(await readProgress(42, 'award-all')).toMatchObject({ done: 0n, finishedAt: null });
  await awardAll(42, { ...next, startedAt: later }, now);
  expect(await counts(42)).toMatchObject({ entries: 500, members: 100 });
  expect(await readProgress(42, 'award-all')).toMatchObject({ done: 75n, finishedAt: now });
});

test('an order whose points another account still keeps gets a second name, not a second owner', async () => {
  await oldShop(43);
  await awardAll(43, { afterCustomerId: 0n, until: () => false }, now);
  const { rows } = await pool.query(
    `SELECT id, customer_id AS customer FROM orders WHERE shop_id = 43 ORDER BY customer_id LIMIT 5`,
  );
  const [moved, other] = [rows[0], rows[4]];
  await pool.query('UPDATE orders SET customer_id = $2 WHERE shop_id = 43 AND id = $1', [
    moved.id,
    other.customer,
  ]);
  // Only the new owner is valued: the word of the old one comes later.
  await awardCustomers(43, [other.customer], now);
  expect((await verifyLedger(43)).differences).toEqual([]);
  await awardCustomers(43, [moved.customer], now);
  expect((await verifyLedger(43)).differences).toEqual([]);
  const { points, worth } = await counts(43);
  const { rows: taken } = await pool.query(
    `SELECT -points AS points FROM loyalty_entry WHERE shop_id = 43 AND kind = 'reverse'`,
  );
  expect(points).toBe(worth + taken[0].points);
});
