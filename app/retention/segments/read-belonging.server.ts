// What one customer belongs to: group, segments, and the place among the most valuable.
import { dayOf } from '../../basics/calendar.ts';
import { pool } from '../../db.server.ts';
import { remember } from '../remember.server.ts';
import type { RfmGroup } from '../rfm.ts';
import { filterSql } from './filter.ts';
import { readSegments, type SegmentShop } from './read.server.ts';

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
  const wanted =
    segmentIds.length === 0
      ? []
      : (await readSegments(shop.id)).filter(({ id }) => segmentIds.includes(id));
  const today = dayOf(now, shop.timezone);
  const values: unknown[] = [shop.id];
  const isIn = wanted.map(({ filter }) => filterSql(filter, today, values));
  const isInAll = isIn.length === 0 ? '' : isIn.map((where) => `(${where}) IS TRUE`).join(', ');
  values.push(customerId);
  const { rows } = await pool.query<{ group: RfmGroup; clv12: bigint; isIn: boolean[] }>(
    `SELECT s.rfm_group AS "group", s.clv_12 AS clv12, ARRAY[${isInAll}]::boolean[] AS "isIn"
     FROM customer_summary s WHERE s.shop_id = $1 AND s.customer_id = $${values.length}`,
    values,
  );
  const customer = rows[0];
  if (!customer) {
    return { group: null, segmentIds: [], isInTopQuarter: false, isInTopTenth: false };
  }
  const limits = await readValueLimits(shop.id);
  return {
    group: customer.group,
    segmentIds: wanted.filter((_, place) => customer.isIn[place]).map(({ id }) => id),
    isInTopQuarter: customer.clv12 > 0n && customer.clv12 >= limits.quarter,
    isInTopTenth: customer.clv12 > 0n && customer.clv12 >= limits.tenth,
  };
}

/** The value in minor units that the best quarter, and the best tenth, of the customers reach. */
export function readValueLimits(shopId: number): Promise<{ quarter: bigint; tenth: bigint }> {
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
