// Gives the jobs of a worker that was killed to the others within seconds, and those that a living
// one does not have. The queue alone would keep them locked for four hours, because it cannot tell
// a dead worker from a slow one.
import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import { pool } from '../db.server.ts';
import { env } from '../env.server.ts';
import { log } from '../log.server.ts';

const BEAT = `INSERT INTO worker_beat (pool_id, beat_at) VALUES ($1, now())
  ON CONFLICT (pool_id) DO UPDATE SET beat_at = now()`;

// The entry is deleted in the statement that unlocks: two workers cannot both take over. A job that
// is long locked by a worker without an entry was left by one that could not say goodbye.
const TAKE_OVER = `WITH dead AS (
    DELETE FROM worker_beat WHERE beat_at < now() - $1 * interval '1 millisecond' RETURNING pool_id
  ), silent AS (
    SELECT DISTINCT locked_by AS pool_id FROM graphile_worker._private_jobs job
     WHERE locked_at < now() - $1 * interval '1 millisecond'
       AND NOT EXISTS (SELECT 1 FROM worker_beat WHERE pool_id = job.locked_by)
  ), ids AS (
    SELECT array_agg(pool_id) AS pool_ids FROM (TABLE dead UNION TABLE silent) AS gone
  )
  SELECT pool_ids, graphile_worker.force_unlock_workers(pool_ids) FROM ids
   WHERE pool_ids IS NOT NULL`;

// The database crashed when it had given this worker a job, and the answer did not come; or the
// worker could not write down that the job was over.
const LET_GO = `WITH lost AS (
    UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
     WHERE locked_by = $1 AND locked_at < now() - $2 * interval '1 millisecond'
       AND id <> ALL ($3::bigint[])
    RETURNING id, job_queue_id
  ), lanes AS (
    UPDATE graphile_worker._private_job_queues SET locked_at = NULL, locked_by = NULL
     WHERE locked_by = $1 AND id IN (SELECT job_queue_id FROM lost)
  )
  SELECT id FROM lost`;

export type Heartbeat = {
  /** Give this to the runner: it tells under which id the jobs are locked. */
  events: WorkerEvents;
  /** After the runner has stopped: this worker left in good order. */
  stop: () => Promise<void>;
};

/**
 * Beats until stopped, and takes over from those who do not. After a pause of the database, or its
 * own, everybody's last beat is old: whoever could not beat itself gives the others a whole period.
 */
export function startHeartbeat(): Heartbeat {
  const events: WorkerEvents = new EventEmitter();
  const deadAfter = env.WORKER_DEAD_AFTER_MS;
  const inHand = new Set<string>();
  let poolId: string | null = null;
  let beatenAt = Number.NEGATIVE_INFINITY;
  let judgesFrom = 0;
  const beat = async () => {
    if (poolId === null) return;
    await pool.query(BEAT, [poolId]);
    const now = performance.now();
    if (now - beatenAt > deadAfter / 2) judgesFrom = now + deadAfter;
    beatenAt = now;
    if (now < judgesFrom) return;
    const { rows } = await pool.query<{ pool_ids: string[] }>(TAKE_OVER, [deadAfter]);
    for (const { pool_ids } of rows) log.warn({ workers: pool_ids }, 'took over from dead workers');
    const lost = await pool.query<{ id: bigint }>(LET_GO, [poolId, deadAfter, [...inHand]]);
    for (const { id } of lost.rows) log.warn({ jobId: id }, 'let go of a job that is not in hand');
  };
  const beatOrWarn = () => void beat().catch((error) => log.warn({ error }, 'heartbeat failed'));
  events.on('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
    beatOrWarn();
  });
  events.on('job:start', ({ job }) => inHand.add(job.id));
  events.on('job:complete', ({ job }) => inHand.delete(job.id));
  const timer = setInterval(beatOrWarn, deadAfter / 5);
  return {
    events,
    stop: async () => {
      clearInterval(timer);
      await pool.query('DELETE FROM worker_beat WHERE pool_id = $1', [poolId]);
    },
  };
}
