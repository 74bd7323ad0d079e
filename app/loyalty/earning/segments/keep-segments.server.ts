// Who is in the customer segments that the rules name. Looked at when rules are saved and once a
// night, so that a cart is promised what its order then earns: asked at the award, a customer of
// "one order so far" would have two.
import { pool } from '#app/db.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { readVersions } from '../../programme/read.server.ts';
import { type RuleVersion, segmentsNamed } from '../../programme/rules.ts';
import { query } from '../../query.server.ts';

type SegmentShop = { id: number; timezone: string };

/**
 * All customers of a segment, some at a time, ascending; null where there is no such segment.
 * Given by the caller: segments are another feature's.
 */
export type SegmentReader = (
  shop: SegmentShop,
  segmentId: string,
  now: Date,
) => Promise<AsyncIterable<readonly bigint[]> | null>;

/** Orders are first seen at most so long after they were placed under older rules. */
const LATE_MS = 30 * 86_400_000;
/** Above every number of a customer. */
const LAST_ID = 2n ** 63n - 1n;

/** SQL for the segments that a customer was in when they were last looked at. */
export const segmentsOf = (shop: string, customer: string) =>
  `array(SELECT seen.segment_id FROM loyalty_segment_customer seen
    WHERE seen.shop_id = ${shop} AND seen.customer_id = ${customer} ORDER BY seen.segment_id)`;

/** Looks at these segments now; gives back those that do not exist, whose customers stay kept. */
export async function keepSegments(
  shop: SegmentShop,
  segmentIds: readonly string[],
  read: SegmentReader,
  now: Date,
): Promise<string[]> {
  const missing: string[] = [];
  for (const segmentId of segmentIds) {
    const customers = await read(shop, segmentId, now);
    if (customers === null) missing.push(segmentId);
    else await keep(shop.id, segmentId, customers);
  }
  return missing;
}

/** The nightly look at every segment that rules of these days name; others are forgotten. */
export async function keepNamedSegments(
  shopId: number,
  read: SegmentReader,
  now: Date,
): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop) return;
  const named = namedOf(await readVersions(pool, shopId), now);
  await query(
    pool,
    `DELETE FROM loyalty_segment_customer
     WHERE shop_id = $1::int AND segment_id <> ALL ($2::text[])`,
    shopId,
    named,
  );
  await keepSegments(shop, named, read, now);
}

const namedOf = (versions: readonly RuleVersion[], now: Date): string[] => {
  const since = new Date(+now - LATE_MS);
  const recent = versions.filter((_, at) => {
    const next = versions[at + 1];
    return next === undefined || next.effectiveFrom > since;
  });
  return [...new Set(recent.flatMap(({ rules }) => segmentsNamed(rules)))];
};

/** Slice by slice of the customers' numbers: memory does not grow with the segment. */
async function keep(
  shopId: number,
  segmentId: string,
  customers: AsyncIterable<readonly bigint[]>,
): Promise<void> {
  let after = 0n;
  for await (const ids of customers) {
    const last = ids.at(-1);
    if (last === undefined) continue;
    await query(pool, REPLACE, shopId, segmentId, `${after}`, `${last}`, `{${ids.join(',')}}`);
    after = last;
  }
  await query(pool, REPLACE, shopId, segmentId, `${after}`, `${LAST_ID}`, '{}');
}

/** Of the customers above $3 up to $4 those in $5 are in the segment, and no others. */
const REPLACE = `
  WITH gone AS (
    DELETE FROM loyalty_segment_customer WHERE shop_id = $1::int AND segment_id = $2
      AND customer_id > $3::text::bigint AND customer_id <= $4::text::bigint
      AND customer_id <> ALL ($5::text::bigint[]))
  INSERT INTO loyalty_segment_customer (shop_id, segment_id, customer_id)
  SELECT $1::int, $2, unnest($5::text::bigint[]) ON CONFLICT DO NOTHING`;
