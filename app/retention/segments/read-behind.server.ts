// Finds the customers behind a figure in one pass over the histories.
import { scanHistories } from '../history/scan.server.ts';
import { membership } from '../read-splits.server.ts';
import { type Behind, belongsTo } from './behind.ts';

/** The numbers of the customers that a figure counts, ascending: eight bytes each. */
export async function readBehind(shopId: number, behind: Behind): Promise<number[]> {
  const belongs = belongsTo(behind);
  const split = behind.of === 'cohort' ? behind.split : undefined;
  const isMember = split ? await membership(shopId, split) : () => true;
  const ids: number[] = [];
  await scanHistories(shopId, split ? ['ids', 'firsts'] : ['ids'], (histories) => {
    for (const [i, id] of histories.ids.entries()) {
      if (belongs(histories, i) && isMember(histories, i)) ids.push(id);
    }
  });
  return ids;
}
