// Recomputes everything that retention keeps about a shop and reports what was not right.
import { pool } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';
import { log } from '../log.server.ts';
import { shopById } from '../sync/read.server.ts';
import { markVisible } from './history/mark-visible.server.ts';
import { type Rebuild, rebuildHistories } from './history/rebuild-histories.server.ts';

/** Rebuilds a shop's figures from its orders. Null if there is no such shop. */
export async function rebuild(shopId: number, now: Date): Promise<Rebuild | null> {
  const shop = await shopById(shopId);
  if (!shop) return null;
  await markVisible('orders', 'order_line');
  const result = await rebuildHistories(shop, now);
  const { customers, orders, compared, differences } = result;
  log.info({ shopId, customers, orders, compared, differences }, 'retention rebuilt');
  await enqueue(pool, 'retention/score', { shopId }, { key: 'score' });
  return result;
}
