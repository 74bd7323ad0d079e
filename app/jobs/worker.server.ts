// The worker process: takes jobs from the queue in PostgreSQL and hands each to the feature that
// does it. Run any number of them. `npm run start:worker`: with the engine's usual room for young
// objects it would let half as much memory again fill with what is garbage already.
import { createServer } from 'node:http';
import { type JobHelpers, Logger, parseCronItems, run, type TaskList } from 'graphile-worker';
import { closeDatabase, pool } from '../db.server.ts';
import { env } from '../env.server.ts';
import { log } from '../log.server.ts';
import { noteFailure, noteSuccess } from '../sync/failed-jobs.server.ts';
import { type JobName, jobNames } from './catalog.ts';
import { handlers, runJob } from './handlers.server.ts';
import { startHeartbeat } from './heartbeat.server.ts';
import { enqueueDue } from './recurring.server.ts';

const heartbeat = startHeartbeat();
const runner = await run({
  events: heartbeat.events,
  logger: new Logger(() => writeQueueLine),
  // A pool of its own: the queue's code expects int8 as text, ours gives bigint.
  connectionString: env.DATABASE_URL,
  maxPoolSize: env.WORKER_CONCURRENCY + 2,
  concurrency: env.WORKER_CONCURRENCY,
  pollInterval: env.WORKER_POLL_MS,
  noHandleSignals: true,
  // Statements prepared under a name stay in a session, and a pooler in transaction mode has none.
  noPreparedStatements: true,
  taskList: taskList(),
  parsedCronItems: parseCronItems([
    // Minutes that no worker saw are made up for: a nightly job is late then, not lost.
    { task: 'recurring', match: '* * * * *', options: { backfillPeriod: 6 * 3_600_000 } },
  ]),
});
const health = env.WORKER_HEALTH_PORT ? openHealthDoor(env.WORKER_HEALTH_PORT) : null;
log.info({ jobs: Object.keys(handlers).length }, 'worker started');

/** The queue's own words in our log; that a job was done we write ourselves. */
function writeQueueLine(level: string, message: string): void {
  const ours = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  log[ours[level as keyof typeof ours] ?? 'debug']({ queue: message }, 'queue');
}

function taskList(): TaskList {
  const tasks: TaskList = { recurring: (payload) => enqueueDue(minuteOf(payload)) };
  for (const name of jobNames) tasks[name] = (payload, helpers) => work(name, payload, helpers);
  return tasks;
}

/** The minute a run was meant for; the queue writes it into the payload. */
const minuteOf = (payload: unknown) => new Date((payload as { _cron: { ts: string } })._cron.ts);

/** Every job of a shop says which. */
const shopOf = (payload: unknown) => (payload as { shopId?: number }).shopId;

async function work(name: JobName, payload: unknown, helpers: JobHelpers) {
  const startedAt = performance.now();
  const { id: jobId, attempts: attempt, key } = helpers.job;
  const shopId = shopOf(payload);
  const about = { job: name, jobId, attempt, shopId };
  try {
    await runJob(name, payload, { signal: helpers.abortSignal });
    if (shopId !== undefined) await noteSuccess(pool, shopId, { id: jobId, name, key });
    log.debug({ ...about, ms: Math.round(performance.now() - startedAt) }, 'job done');
  } catch (error) {
    const isLast = attempt >= helpers.job.max_attempts;
    log[isLast ? 'error' : 'warn'](
      { ...about, error },
      isLast ? 'job failed' : 'job will be tried again',
    );
    const failed = { id: jobId, name, key, isLastTry: isLast };
    if (shopId !== undefined) await noteFailure(shopId, failed, error);
    throw error;
  }
}

function openHealthDoor(port: number) {
  const server = createServer((_request, response) => {
    pool.query('SELECT 1').then(
      () => response.writeHead(200).end('ok\n'),
      () => response.writeHead(503).end('no database\n'),
    );
  });
  return server.listen(port, env.HOST);
}

let isStopping = false;
async function stop(signal: NodeJS.Signals) {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, 'worker stops after the jobs in hand');
  health?.close();
  await runner.stop();
  await heartbeat.stop();
  await closeDatabase();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
