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
  /** False where it was not asked for. */
  isInTopQuarter: boolean;
  isInTopTenth: boolean;
};

/**
 * Where a customer stands at `now`; only the segments named are looked at, and the place among the
 * most valuable only if `worth` is asked for.
 */
export async function readBelonging(
  shop: SegmentShop,
  customerId: bigint,
  asked: { segmentIds: readonly string[]; worth: boolean },
  now: Date,
): Promise<Belonging> {
  const { rows } = await pool.query<Worth & { group: RfmGroup }>(
    `SELECT rfm_group AS "group", clv_12 AS clv12, net_sales AS "netSales" FROM customer_summary
     WHERE shop_id = $1 AND customer_id = $2`,
    [shop.id, customerId],
  );
  const customer = rows[0];
  if (!customer) {
    return { group: null, segmentIds: [], isInTopQuarter: false, isInTopTenth: false };
  }
  const among = await segmentsAmong(pool, shop, asked.segmentIds, [customerId], now);
  const outside = asked.worth ? await readBestOutside(shop.id) : null;
  return {
    group: customer.group,
    segmentIds: among.get(customerId) ?? [],
    isInTopQuarter: isAbove(customer, outside?.quarter),
    isInTopTenth: isAbove(customer, outside?.tenth),
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

/** In minor units: by value, and among those worth the same (in a small shop all) by net sales. */
type Worth = { clv12: bigint; netSales: bigint };

/** Better than the best of those outside: so a tenth is never more than a tenth. */
const isAbove = ({ clv12, netSales }: Worth, outside: Worth | undefined): boolean =>
  outside !== undefined &&
  clv12 > 0n &&
  (clv12 > outside.clv12 || (clv12 === outside.clv12 && netSales > outside.netSales));

type Outside = { quarter: Worth | undefined; tenth: Worth | undefined };

/** Who comes next after the best quarter, and after the best tenth, of the customers. */
function readBestOutside(shopId: number): Promise<Outside> {
  return remember(shopId, 'best-outside', async () => {
    const { rows } = await pool.query<{ customers: bigint }>(
      'SELECT count(*) AS customers FROM customer_summary WHERE shop_id = $1',
      [shopId],
    );
    const { customers } = rows[0]!;
    return {
      quarter: await readPlace(shopId, customers / 4n + 1n),
      tenth: await readPlace(shopId, customers / 10n + 1n),
    };
  });
}

/**
 * The customer in this place, from 1 on, if there are so many. The value is found along its index;
 * only those who share it are sorted.
 */
async function readPlace(shopId: number, place: bigint): Promise<Worth | undefined> {
  const { rows } = await pool.query<Worth>(
    `SELECT clv_12 AS clv12, (SELECT net_sales FROM customer_summary
       WHERE shop_id = $1 AND clv_12 = last.clv_12 ORDER BY net_sales DESC
       OFFSET last.equals - 1 LIMIT 1) AS "netSales"
     FROM (SELECT clv_12, count(*) AS equals FROM (
         SELECT clv_12 FROM customer_summary WHERE shop_id = $1 ORDER BY clv_12 DESC LIMIT $2
       ) AS best GROUP BY clv_12 ORDER BY clv_12 LIMIT 1) AS last`,
    [shopId, place],
  );
  return rows[0];
}
