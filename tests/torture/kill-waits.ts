// What a point of the kill test waits for, with processes started again that ended.
import { definitionOf, type JobName } from '#app/jobs/catalog.ts';
import type { Stack } from '../setup/stack.ts';

export type Victim = 'worker' | 'app' | 'database';

/**
 * What a supervisor does: the queue's library ends the process when it cannot write down a result.
 */
export async function revive(stack: Stack): Promise<void> {
  const isUp = (victim: Victim) =>
    stack.parts.some(({ name, isAlive }) => name === victim && isAlive);
  if (!isUp('app')) await stack.startApp();
  if (!isUp('worker')) await stack.startWorker();
}

export const importIsOver = (stack: Stack) =>
  stack.until('the import is over', 90, async () => {
    await revive(stack);
    const { rows } = await stack.database.query(
      'SELECT finished_at AS at FROM import_run ORDER BY started_at DESC LIMIT 1',
    );
    return rows[0]?.at != null;
  });

export const eventsAreWorked = (stack: Stack) =>
  stack.until('every event is worked on', 90, async () => {
    await revive(stack);
    const { rows } = await stack.database.query(
      'SELECT count(*)::int AS n FROM webhook_event WHERE worked_at IS NULL',
    );
    return rows[0].n === 0;
  });

/** Puts a job of the shop into the queue. */
export async function addJob(stack: Stack, name: JobName, payload: object = {}): Promise<void> {
  const shopId = await shopIdOf(stack);
  await stack.database.query(
    `SELECT graphile_worker.add_job($1, $2::json, queue_name := $3, max_attempts := 12)`,
    [name, JSON.stringify({ shopId, ...payload }), `${definitionOf(name).lane}:${shopId}`],
  );
}

export const jobIsOver = (stack: Stack, name: JobName) =>
  stack.until(`${name} is over`, 90, async () => {
    await revive(stack);
    const { rowCount } = await stack.database.query(
      'SELECT FROM graphile_worker.jobs WHERE task_identifier = $1 LIMIT 1',
      [name],
    );
    return rowCount === 0;
  });

/** Looks at once, as Encore does by itself every few minutes, for what no notice told. */
export async function reconcile(stack: Stack): Promise<void> {
  const { rows } = await stack.database.query<{ now: Date }>('SELECT now()');
  await addJob(stack, 'sync/reconcile');
  await stack.until('the reconciliation is through', 60, async () => {
    await revive(stack);
    const found = await stack.database.query<{ at: Date | null }>(
      'SELECT reconciled_at AS at FROM shop',
    );
    return (found.rows[0]?.at ?? new Date(0)) > rows[0]!.now;
  });
}

export async function shopIdOf(stack: Stack): Promise<number> {
  const { rows } = await stack.database.query<{ id: number }>('SELECT id FROM shop');
  return rows[0]!.id;
}
