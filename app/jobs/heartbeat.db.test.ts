import type { WorkerPool } from 'graphile-worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pool } from '../db.server.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.server.ts';

let heartbeat: Heartbeat;

beforeEach(async () => {
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await pool.query('DELETE FROM worker_beat');
  for (const worker of ['killed', 'slow']) {
    await pool.query(`SELECT graphile_worker.add_job('some-job', job_key := $1)`, [worker]);
  }
  await pool.query('UPDATE graphile_worker._private_jobs SET locked_by = key, locked_at = now()');
});

afterEach(() => heartbeat.stop());

const beatFrom = (poolId: string, age: string) =>
  pool.query(`INSERT INTO worker_beat VALUES ($1, now() - $2::interval)`, [poolId, age]);
const lockedBy = async () =>
  (await pool.query('SELECT locked_by FROM graphile_worker._private_jobs ORDER BY key')).rows.map(
    (row) => row.locked_by,
  );
const alive = async () =>
  (await pool.query('SELECT pool_id FROM worker_beat ORDER BY pool_id')).rows.map(
    (row) => row.pool_id,
  );

test('the jobs of a worker that stopped beating are free again, those of a slow one are not', async () => {
  await beatFrom('killed', '1 hour');
  await beatFrom('slow', '5 seconds');
  heartbeat = startHeartbeat();
  heartbeat.events.emit('pool:create', { workerPool: { id: 'living' } as WorkerPool } as never);
  await vi.waitFor(async () => expect(await lockedBy()).toEqual([null, 'slow']));
  expect(await alive()).toEqual(['living', 'slow']);
});

test('the jobs of a worker that left without a word are free again after a while', async () => {
  await beatFrom('slow', '5 seconds');
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 minute'`,
  );
  heartbeat = startHeartbeat();
  heartbeat.events.emit('pool:create', { workerPool: { id: 'living' } as WorkerPool } as never);
  await vi.waitFor(async () => expect(await lockedBy()).toEqual([null, 'slow']));
});

test('a worker that leaves in good order leaves no beat behind', async () => {
  heartbeat = startHeartbeat();
  heartbeat.events.emit('pool:create', { workerPool: { id: 'living' } as WorkerPool } as never);
  await vi.waitFor(async () => expect(await alive()).toEqual(['living']));
  await heartbeat.stop();
  expect(await alive()).toEqual([]);
});
