import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { announcements } from '#app/jobs/catalog.ts';
import { addShop, nextNumber, noon, putOrder } from '../../../tests/factories/rewards.ts';
import { lookForCodes } from './look-for-codes.server.ts';

const addCode = (shopId: number, code: string) =>
  pool.query(
    `INSERT INTO redemption (shop_id, id, customer_id, reward_id, version, way, kind, points, state,
       code, content_hash, reserved_at)
     VALUES ($1, $2, $3, $2, 1, 'pooled', 'amount-off', 500, 'issued', $4, '', $5)`,
    [shopId, randomUUID(), nextNumber(), code, noon],
  );

/** The orders of the jobs that wait for a shop. */
async function told(shopId: number) {
  const { rows } = await pool.query<{ task: string; priority: number; ids: string[] }>(
    `SELECT t.identifier AS task, j.priority, j.payload -> 'orderIds' AS ids
     FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE j.payload ->> 'shopId' = $1 ORDER BY j.id`,
    [String(shopId)],
  );
  return rows;
}

test('an import tells of the orders that carry a code of ours, after all that is waited for', async () => {
  const [shop, other] = [await addShop(), await addShop()];
  await addCode(shop.id, 'RW-1');
  await addCode(other.id, 'OTHERS');
  const carrying = await putOrder(shop.id, { codes: ['SPRING', 'rw-1', 'RW-1'] });
  for (const codes of [[], ['SPRING'], ['OTHERS']]) await putOrder(shop.id, { codes });
  const before = await putOrder(shop.id, { codes: ['RW-1'] });
  await pool.query("UPDATE orders SET read_at = read_at - interval '1 ms' WHERE id = $1", [before]);
  await lookForCodes(shop.id, noon);
  const jobs = await told(shop.id);
  expect(jobs.map(({ task }) => task)).toEqual(announcements['code.imported'].reactions);
  for (const { ids, priority } of jobs) {
    expect(ids).toEqual([String(carrying)]);
    expect(priority).toBeGreaterThanOrEqual(5);
  }
});

test('each of more orders than a job takes is told once', async () => {
  const shop = await addShop();
  await addCode(shop.id, 'RW-1');
  await pool.query(
    `INSERT INTO orders (shop_id, id, name, created_at, processed_at, updated_at, read_at, currency,
       discount_codes, total, current_total, current_tax, current_shipping, discounts, refunded,
       received, tip, net_sales, is_counted)
     SELECT $1, number, '', $2, $2, $2, $2, 'EUR', '{rw-1}', 0, 0, 0, 0, 0, 0, 0, 0, 0, false
     FROM generate_series(1, 1001) AS number`,
    [shop.id, noon],
  );
  await lookForCodes(shop.id, noon);
  const lists = (await told(shop.id)).map(({ ids }) => ids);
  expect(lists.map((ids) => ids.length)).toEqual([1000, 1000, 1, 1]);
  expect(new Set(lists.flat()).size).toBe(1001);
});
