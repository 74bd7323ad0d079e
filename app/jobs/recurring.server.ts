// Once a minute: gives every installed shop the jobs that are due by its own clock.
import { pool } from '../db.server.ts';
import { definitionOf, jobNames } from './catalog.ts';
import { enqueueForShops } from './enqueue.server.ts';
import { isDue } from './recurrence.ts';

/** Enqueues what is due at `now`; running it twice in a minute adds nothing. */
export async function enqueueDue(now: Date): Promise<void> {
  const { rows: shops } = await pool.query<{ id: number; timezone: string }>(
    'SELECT id, timezone FROM shop WHERE uninstalled_at IS NULL',
  );
  for (const name of jobNames) {
    const { recurs } = definitionOf(name);
    if (!recurs) continue;
    const due = shops.filter((shop) => isDue(recurs, shop, now)).map(({ id }) => id);
    if (due.length > 0) await enqueueForShops(pool, name, due, 'recurring');
  }
}
