import type { Job, WorkerPool } from 'graphile-worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pool } from '../db.server.ts';
import { env } from '../env.server.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.server.ts';

let heartbeat: Heartbeat;

const BEAT_MS = env.WORKER_DEAD_AFTER_MS / 5;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await pool.query('DELETE FROM worker_beat');
  for (const worker of ['killed', 'slow']) {
    await pool.query(`SELECT graphile_worker.add_job('some-job', job_key := $1)`, [worker]);
  }
  await pool.query('UPDATE graphile_worker._private_jobs SET locked_by = key, locked_at = now()');
});

afterEach(async () => {
  await heartbeat.stop();
  vi.useRealTimers();
});

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
const ownBeat = async () =>
  (await pool.query("SELECT beat_at FROM worker_beat WHERE pool_id = 'living'")).rows[0]?.beat_at;

/** A worker that begins to beat, and its first beat has arrived. */
async function startLiving() {
  heartbeat = startHeartbeat();
  heartbeat.events.emit('pool:create', { workerPool: { id: 'living' } as WorkerPool } as never);
  await vi.waitFor(async () => expect(await ownBeat()).toBeDefined());
}

/** Lets time pass at once; what was to be beaten meanwhile arrives after it, and is over then. */
async function pass(ms: number) {
  // Two beats may fall into one millisecond.
  await pool.query(
    "UPDATE worker_beat SET beat_at = now() - interval '1 s' WHERE pool_id = 'living'",
  );
  const before = await ownBeat();
  vi.advanceTimersByTime(ms);
  await vi.waitFor(async () => {
    expect(await ownBeat()).not.toEqual(before);
    expect(pool.idleCount).toBe(pool.totalCount);
  });
}

/** As many beats as a period has, each in its time. */
async function passPeriod() {
  for (let beat = 0; beat < 5; beat++) await pass(BEAT_MS);
}

test('the jobs of a worker that stopped beating are free again, those of a slow one are not', async () => {
  await beatFrom('killed', '1 hour');
  await beatFrom('slow', '5 seconds');
  await startLiving();
  await passPeriod();
  expect(await lockedBy()).toEqual([null, 'slow']);
  expect(await alive()).toEqual(['living', 'slow']);
});

test('the jobs of a worker that left without a word are free again after a while', async () => {
  await beatFrom('slow', '5 seconds');
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 minute'`,
  );
  await startLiving();
  await passPeriod();
  expect(await lockedBy()).toEqual([null, 'slow']);
});

test('after a pause of the database living workers have a period to beat again', async () => {
  await startLiving();
  await passPeriod();
  await beatFrom('killed', '20 seconds');
  await beatFrom('slow', '20 seconds');
  await pass(20_000);
  await pass(BEAT_MS);
  await pass(BEAT_MS);
  expect(await lockedBy()).toEqual(['killed', 'slow']);
  await pool.query("UPDATE worker_beat SET beat_at = now() WHERE pool_id = 'slow'");
  await passPeriod();
  expect(await lockedBy()).toEqual([null, 'slow']);
});

test('a worker that has just begun lets the others beat first', async () => {
  await beatFrom('killed', '20 seconds');
  await beatFrom('slow', '20 seconds');
  await startLiving();
  await pass(BEAT_MS);
  expect(await lockedBy()).toEqual(['killed', 'slow']);
});

test('a worker lets go of a job that was given to it and never came, and of its lane', async () => {
  await startLiving();
  const { rows } = await pool.query<{ id: string }>(
    `SELECT (graphile_worker.add_job('some-job', job_key := key, queue_name := key)).id::text
     FROM unnest('{came,lost}'::text[]) AS key`,
  );
  const job = { id: rows[0]!.id } as Job;
  heartbeat.events.emit('job:start', { job } as never);
  const old = "SET locked_by = 'living', locked_at = now() - interval '1 minute'";
  await pool.query(`UPDATE graphile_worker._private_jobs ${old} WHERE key IN ('came', 'lost')`);
  await pool.query(
    `UPDATE graphile_worker._private_job_queues ${old} WHERE queue_name IN ('came', 'lost')`,
  );
  const lockedLanes = async () =>
    (
      await pool.query(
        `SELECT queue_name AS lane FROM graphile_worker._private_job_queues
         WHERE locked_by IS NOT NULL ORDER BY lane`,
      )
    ).rows.map(({ lane }) => lane);
  await pass(BEAT_MS);
  expect(await lockedLanes()).toEqual(['came', 'lost']);
  await passPeriod();
  expect(await lockedBy()).toEqual(['living', 'killed', null, 'slow']);
  expect(await lockedLanes()).toEqual(['came']);
  heartbeat.events.emit('job:complete', { job } as never);
  await pass(BEAT_MS);
  expect(await lockedLanes()).toEqual([]);
});

test('a worker that leaves in good order leaves no beat behind', async () => {
  await startLiving();
  await heartbeat.stop();
  expect(await alive()).toEqual([]);
});
