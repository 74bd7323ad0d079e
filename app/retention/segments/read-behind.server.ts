// Finds the customers behind a figure in the histories.
import { pool, type Sql } from '../../db.server.ts';
import type { Histories } from '../history/histories.ts';
import { type Column, scanHistories } from '../history/scan.server.ts';
import { bucketsOf } from '../history/store.server.ts';
import { membership } from '../read-splits.server.ts';
import { readValuation } from '../value/valuation-store.server.ts';
import type { Behind } from './behind.ts';
import { type Counted, countedBy, isOfValuation } from './counted-by.ts';

/** The numbers of the customers that a figure counts, ascending: eight bytes each. */
export async function readBehind(shopId: number, behind: Behind): Promise<number[]> {
  const counted = await countedIn(pool, shopId, behind);
  const ids: number[] = [];
  await scanHistories(shopId, columnsOf(behind), (histories) => {
    const isCounted = counted(histories);
    for (let i = 0; i < histories.ids.length; i++) if (isCounted(i)) ids.push(histories.ids[i]!);
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
  const counted = await countedIn(sql, shopId, behind, customerIds);
  const asked = new Set(customerIds.map(Number));
  const ids: number[] = [];
  for await (const histories of bucketsOf(sql, shopId, [...asked], columnsOf(behind))) {
    const isCounted = counted(histories);
    for (const [i, id] of histories.ids.entries()) {
      if (asked.has(id) && isCounted(i)) ids.push(id);
    }
  }
  return ids;
}

const splitOf = (behind: Behind) => (behind.of === 'cohort' ? behind.split : undefined);

/** What is asked of the histories to tell whom a figure counts. */
export function columnsOf(behind: Behind): readonly Column[] {
  if (isOfValuation(behind)) return ['ids', 'amounts'];
  return splitOf(behind) ? ['ids', 'firsts'] : ['ids'];
}

/** The rule of a figure, the split of a cohort included. */
export async function countedIn(
  sql: Sql,
  shopId: number,
  behind: Behind,
  among?: readonly bigint[],
): Promise<Counted> {
  const valued = isOfValuation(behind) ? await readValuation(shopId, sql) : null;
  const counted = countedBy(behind, valued?.valuation ?? null);
  const split = splitOf(behind);
  if (!split) return counted;
  const isMember = await membership(sql, shopId, split, among);
  return (histories: Histories) => {
    const isCounted = counted(histories);
    return (i) => isCounted(i) && isMember(histories, i);
  };
}
