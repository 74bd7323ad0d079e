// Values a shop's customers beside the server: a fit keeps a core busy for seconds in a large shop.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { log } from '../log.server.ts';

/** Fits and values in a worker thread. Throws what the thread threw; `signal` ends it. */
export async function scoreCustomers(
  shopId: number,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const startedAt = performance.now();
  const thread = new Worker(new URL('./value/score-thread.server.ts', import.meta.url), {
    workerData: { shopId, now },
  });
  const stop = () => void thread.terminate();
  signal?.addEventListener('abort', stop);
  try {
    const [customers] = (await Promise.race([once(thread, 'message'), gone(thread)])) as [number];
    const ms = Math.round(performance.now() - startedAt);
    log.info({ shopId, customers, ms }, 'customers valued');
    return customers;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** A thread that ends without a message was stopped. (One that throws makes `once` throw.) */
async function gone(thread: Worker): Promise<never> {
  const [code] = await once(thread, 'exit');
  throw new Error(`the thread that values customers ended with code ${code}`);
}
