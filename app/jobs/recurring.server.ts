// Once a minute: gives every installed shop the jobs that are due by its own clock.
import { Temporal } from 'temporal-polyfill';
import { pool } from '../db.server.ts';
import { definitionOf, type JobInput, type JobName, jobNames } from './catalog.ts';
import { enqueue } from './enqueue.server.ts';

/** True if a recurring job is due in the minute that `now` lies in, on the clock of `timezone`. */
export function isDue(
  recurs: { everyMinutes: number } | { atLocalHour: number },
  now: Date,
  timezone: string,
): boolean {
  const minute = Math.floor(now.getTime() / 60_000);
  if ('everyMinutes' in recurs) return minute % recurs.everyMinutes === 0;
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timezone);
  return local.hour === recurs.atLocalHour && local.minute === 0;
}

/** Enqueues what is due at `now`; running it twice in a minute adds nothing. */
export async function enqueueDue(now: Date): Promise<void> {
  // biome-ignore format: one statement
  const { rows } = await pool.query<{ id: number; timezone: string }>(
    'SELECT id, timezone FROM shop WHERE uninstalled_at IS NULL',
  );
  for (const name of jobNames) {
    const { recurs } = definitionOf(name);
    if (!recurs) continue;
    for (const shop of rows.filter((row) => isDue(recurs, now, row.timezone))) {
      await enqueue(pool, name, { shopId: shop.id } as JobInput<JobName>, { key: 'recurring' });
    }
  }
}
