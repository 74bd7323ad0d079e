// Who earns nothing by the rules: neither points nor a tier.
import type { Rules } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { segmentsOf } from './segments/keep-segments.server.ts';
import { type CustomerTraits, isExcluded } from './worth.ts';

/** Those of these accounts whose customers are excluded, by a tag or a segment. */
export async function readExcluded(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
  rules: Rules,
): Promise<bigint[]> {
  if (rules.excludedCustomerTags.length + rules.excludedSegmentIds.length === 0) return [];
  const rows = await query<CustomerTraits & { id: bigint }>(
    tx,
    `SELECT a.id, c.tags, ${segmentsOf('a.shop_id', 'a.customer_id')} AS "segmentIds"
     FROM loyalty_account a JOIN customer c ON c.shop_id = a.shop_id AND c.id = a.customer_id
     WHERE a.shop_id = $1::int AND a.id = ANY ($2::text::bigint[])`,
    shopId,
    `{${accountIds.join(',')}}`,
  );
  return rows.filter((row) => isExcluded(rules, row)).map((row) => row.id);
}
