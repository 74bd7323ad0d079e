// Finds the customers behind a figure in the histories.
import { pool, type Sql } from '../../db.server.ts';
import { scanHistories } from '../history/scan.server.ts';
import { bucketsOf } from '../history/store.server.ts';
import { membership } from '../read-splits.server.ts';
import { type Behind, type Belongs, belongsTo } from './behind.ts';

/** The numbers of the customers that a figure counts, ascending: eight bytes each. */
export async function readBehind(shopId: number, behind: Behind): Promise<number[]> {
  const isCounted = await countedBy(pool, shopId, behind);
  const ids: number[] = [];
  await scanHistories(shopId, hasSplit(behind) ? ['ids', 'firsts'] : ['ids'], (histories) => {
    for (const [i, id] of histories.ids.entries()) if (isCounted(histories, i)) ids.push(id);
  });
  return ids;
}

/** Those of the customers that a figure counts. Reads no other buckets than theirs. */
export async function readBehindAmong(
  sql: Sql,
  shopId: number,
  behind: Behind,
  customerIds: readonly bigint[],
): Promise<number[]> {
  const isCounted = await countedBy(sql, shopId, behind, customerIds);
  const asked = new Set(customerIds.map(Number));
  const ids: number[] = [];
  for await (const histories of bucketsOf(sql, shopId, [...asked])) {
    for (const [i, id] of histories.ids.entries()) {
      if (asked.has(id) && isCounted(histories, i)) ids.push(id);
    }
  }
  return ids;
}

const hasSplit = (behind: Behind) => behind.of === 'cohort' && behind.split !== undefined;

async function countedBy(
  sql: Sql,
  shopId: number,
  behind: Behind,
  among?: readonly bigint[],
): Promise<Belongs> {
  const belongs = belongsTo(behind);
  if (behind.of !== 'cohort' || !behind.split) return belongs;
  const isMember = await membership(sql, shopId, behind.split, among);
  return (histories, i) => belongs(histories, i) && isMember(histories, i);
}
