// Runs in a thread of its own: values one shop, with its own connections, and says how it went.
import { parentPort, workerData } from 'node:worker_threads';
import { closeDatabase } from '../../db.server.ts';
import { scoreShop } from './score-shop.server.ts';

const { shopId, now } = workerData as { shopId: number; now: Date };
try {
  parentPort!.postMessage(await scoreShop(shopId, now));
} finally {
  await closeDatabase();
}
