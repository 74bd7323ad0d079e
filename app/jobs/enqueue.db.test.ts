import { beforeEach, expect, test, vi } from 'vitest';
import { pool, sqlTransaction, transaction } from '../db.server.ts';
import { enqueue, enqueueForShops } from './enqueue.server.ts';

beforeEach(() => pool.query('DELETE FROM graphile_worker._private_jobs'));

const waiting = async () => {
  const { rows } = await pool.query(
    `SELECT payload, queue_name AS lane FROM graphile_worker._private_jobs job
       LEFT JOIN graphile_worker._private_job_queues queue ON queue.id = job.job_queue_id
      ORDER BY job.id`,
  );
  return rows;
};

test('a job exists if and only if its transaction was committed, in both kinds of transaction', async () => {
  await transaction((tx) => enqueue(tx, 'sync/read-shop', { shopId: 1 }));
  await sqlTransaction((sql) => enqueue(sql, 'sync/read-shop', { shopId: 2 }));
  const failed = sqlTransaction(async (sql) => {
    await enqueue(sql, 'sync/read-shop', { shopId: 3 });
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  expect((await waiting()).map((job) => job.payload.shopId)).toEqual([1, 2]);
});

test('a key keeps one job waiting for a shop, and does not touch the one of another shop', async () => {
  for (const shopId of [1, 1, 2]) {
    await enqueue(pool, 'sync/work-events', { shopId }, { key: 'pending' });
  }
  expect((await waiting()).map((job) => job.payload.shopId)).toEqual([1, 2]);
});

test('a job that is already being worked on is joined by a new one, never changed', async () => {
  await enqueue(pool, 'sync/work-events', { shopId: 1 }, { key: 'pending' });
  await pool.query(`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'x'`);
  await enqueue(pool, 'sync/work-events', { shopId: 1 }, { key: 'pending' });
  expect(await waiting()).toHaveLength(2);
});

test('a job that is taken at the very moment it is added again is joined by a new one', async () => {
  const add = () => enqueue(pool, 'sync/work-events', { shopId: 1 }, { key: 'pending' });
  await add();
  const taker = await pool.connect();
  await taker.query('BEGIN');
  await taker.query(`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'x'`);
  const added = add();
  await vi.waitFor(async () => {
    const { rowCount } = await pool.query('SELECT FROM pg_locks WHERE NOT granted');
    expect(rowCount).toBeGreaterThan(0);
  });
  await taker.query('COMMIT');
  taker.release();
  await added;
  expect(await waiting()).toHaveLength(2);
});

test('lanes are those of one shop', async () => {
  await enqueue(pool, 'sync/work-events', { shopId: 1 });
  await enqueueForShops(pool, 'sync/reconcile', [1, 2], 'recurring');
  await enqueueForShops(pool, 'sync/reconcile', [1, 2], 'recurring');
  expect((await waiting()).map((job) => job.lane)).toEqual([
    'events:1',
    'reconcile:1',
    'reconcile:2',
  ]);
});
