// Reads how soon and how many customers order again.

import { scanHistories } from './history/scan.server.ts';
import type { MeasuredShop, Overview } from './read.server.ts';
import { remember } from './remember.server.ts';
import { type Repurchase, RepurchaseCount } from './repurchase.ts';

/** Repurchase within N days, steps from order to order, and the curve of the second order. */
export async function readRepurchase(shop: MeasuredShop, overview: Overview): Promise<Repurchase> {
  const end = overview.asOf.number;
  return remember(shop.id, `repurchase/${end}`, async () => {
    const count = new RepurchaseCount(end);
    await scanHistories(shop.id, [], (histories) => count.add(histories));
    return count.result();
  });
}
