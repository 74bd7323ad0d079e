// A person asks for the whole history once more.
import { pool } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';

/** Queues an import; while one is running nothing more happens. */
export async function importAgain(shopId: number): Promise<void> {
  await enqueue(pool, 'sync/start-import', { shopId, cause: 'again' }, { key: 'import' });
}

/** Queues a look at everything that changed since the last one. */
export async function reconcileNow(shopId: number): Promise<void> {
  await enqueue(pool, 'sync/reconcile', { shopId }, { key: 'recurring' });
}
