// What customers belong to: group, segments, and the place among the most valuable.
import { dayOf } from '../../basics/calendar.ts';
import { pool, type Sql } from '../../db.server.ts';
import { remember } from '../remember.server.ts';
import type { RfmGroup } from '../rfm.ts';
import { filterSql } from './filter.ts';
import { readSegments, type SegmentShop } from './read.server.ts';
import { readBehindAmong } from './read-behind.server.ts';

export type Belonging = {
  /** Null without a counted order. */
  group: RfmGroup | null;
  /** Those of the segments asked for. */
  segmentIds: string[];
  isInTopQuarter: boolean;
  isInTopTenth: boolean;
};

/** Where a customer stands at `now`; only the segments named are looked at. */
export async function readBelonging(
  shop: SegmentShop,
  customerId: bigint,
  segmentIds: readonly string[],
  now: Date,
): Promise<Belonging> {
  const { rows } = await pool.query<{ group: RfmGroup; clv12: bigint }>(
    `SELECT rfm_group AS "group", clv_12 AS clv12 FROM customer_summary
     WHERE shop_id = $1 AND customer_id = $2`,
    [shop.id, customerId],
  );
  const customer = rows[0];
  if (!customer) {
    return { group: null, segmentIds: [], isInTopQuarter: false, isInTopTenth: false };
  }
  const among = await segmentsAmong(pool, shop, segmentIds, [customerId], now);
  const limits = await readValueLimits(shop.id);
  return {
    group: customer.group,
    segmentIds: among.get(customerId) ?? [],
    isInTopQuarter: customer.clv12 > 0n && customer.clv12 >= limits.quarter,
    isInTopTenth: customer.clv12 > 0n && customer.clv12 >= limits.tenth,
  };
}

/**
 * Which of the segments each of the customers belongs to at `now`; who belongs to none is not in
 * the answer, and a segment that does not exist holds nobody. One statement for any number of
 * customers, and one reading of their buckets for each segment of those behind a figure. Runs on
 * the caller's connection.
 */
export async function segmentsAmong(
  sql: Sql,
  shop: SegmentShop,
  segmentIds: readonly string[],
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, string[]>> {
  if (segmentIds.length === 0 || customerIds.length === 0) return new Map();
  const all = await readSegments(shop.id, sql);
  const wanted = all.filter(({ id }) => segmentIds.includes(id));
  if (wanted.length === 0) return new Map();
  const today = dayOf(now, shop.timezone);
  const values: unknown[] = [shop.id, customerIds];
  const isIn: string[] = [];
  for (const { filter } of wanted) {
    const behind =
      filter.behind && (await readBehindAmong(sql, shop.id, filter.behind, customerIds));
    isIn.push(`(${filterSql(filter, today, values, behind)}) IS TRUE`);
  }
  const { rows } = await sql.query<{ id: bigint; isIn: boolean[] }>(
    `SELECT s.customer_id AS id, ARRAY[${isIn.join(', ')}] AS "isIn"
     FROM customer_summary s WHERE s.shop_id = $1 AND s.customer_id = ANY($2::bigint[])`,
    values,
  );
  return new Map(
    rows
      .filter((row) => row.isIn.includes(true))
      .map((row) => [row.id, wanted.filter((_, i) => row.isIn[i]).map(({ id }) => id)]),
  );
}

/** The value in minor units that the best quarter, and the best tenth, of the customers reach. */
function readValueLimits(shopId: number): Promise<{ quarter: bigint; tenth: bigint }> {
  return remember(shopId, 'value-limits', async () => {
    const { rows } = await pool.query<{ quarter: bigint | null; tenth: bigint | null }>(
      `SELECT percentile_disc(0.75) WITHIN GROUP (ORDER BY clv_12) AS quarter,
         percentile_disc(0.9) WITHIN GROUP (ORDER BY clv_12) AS tenth
       FROM customer_summary WHERE shop_id = $1`,
      [shopId],
    );
    return { quarter: rows[0]?.quarter ?? 0n, tenth: rows[0]?.tenth ?? 0n };
  });
}
