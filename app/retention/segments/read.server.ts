// Lists of customers: who belongs to a segment, in pages, as a whole, or as a yes or no.
import { dayOf } from '../../basics/calendar.ts';
import { pool } from '../../db.server.ts';
import { remember } from '../remember.server.ts';
import type { RfmGroup } from '../rfm.ts';
import { BUILT_IN, type Filter, filterSql, SORTS, type Sort } from './filter.ts';

export type SegmentShop = { id: number; timezone: string };

export type Segment = { id: string; name: string; filter: Filter; isBuiltIn: boolean };

/** The built-in segments and those the merchant saved, by name. */
export async function readSegments(shopId: number): Promise<Segment[]> {
  const { rows } = await pool.query<Omit<Segment, 'isBuiltIn'>>(
    'SELECT id, name, filter FROM segment WHERE shop_id = $1 ORDER BY name',
    [shopId],
  );
  return [
    ...BUILT_IN.map((segment) => ({ ...segment, isBuiltIn: true })),
    ...rows.map((segment) => ({ ...segment, isBuiltIn: false })),
  ];
}

export type ListedCustomer = {
  customerId: bigint;
  orders: number;
  netSales: bigint;
  lastDay: string;
  group: RfmGroup;
  alive: number | null;
  orders365: number | null;
  clv12: bigint;
  nextDue: string | null;
};

const COLUMNS = `s.customer_id AS "customerId", s.orders, s.net_sales AS "netSales",
  s.last_day::text AS "lastDay", s.rfm_group AS "group", s.alive, s.orders_365 AS "orders365",
  s.clv_12 AS clv12, s.next_due::text AS "nextDue"`;

export type ListOptions = { sort: Sort; isAscending: boolean; limit: number; offset: number };

/** One page of the customers of a filter. */
export async function listCustomers(
  shop: SegmentShop,
  filter: Filter,
  { sort, isAscending, limit, offset }: ListOptions,
  now: Date,
): Promise<ListedCustomer[]> {
  const today = dayOf(now, shop.timezone);
  const values: unknown[] = [shop.id];
  const where = filterSql(filter, today, values);
  const way = isAscending ? 'ASC NULLS FIRST' : 'DESC NULLS LAST';
  values.push(limit, offset);
  return remember(
    shop.id,
    `list/${today}/${sort}/${way}/${JSON.stringify([filter, limit, offset])}`,
    async () => {
      const { rows } = await pool.query<ListedCustomer>(
        `SELECT ${COLUMNS} FROM customer_summary s WHERE ${where}
       ORDER BY s.${SORTS[sort]} ${way}, s.customer_id
       LIMIT $${values.length - 1} OFFSET $${values.length}`,
        values,
      );
      return rows;
    },
  );
}

export type SegmentTotals = { customers: number; netSales: number; clv12: number };

/** How many customers a filter holds, and what they are worth in minor units. */
export function segmentTotals(
  shop: SegmentShop,
  filter: Filter,
  now: Date,
): Promise<SegmentTotals> {
  const today = dayOf(now, shop.timezone);
  const values: unknown[] = [shop.id];
  const where = filterSql(filter, today, values);
  return remember(shop.id, `totals/${today}/${JSON.stringify(filter)}`, async () => {
    const { rows } = await pool.query<SegmentTotals>(
      `SELECT count(*)::int AS customers, coalesce(sum(net_sales), 0)::float8 AS "netSales",
         coalesce(sum(clv_12), 0)::float8 AS "clv12"
       FROM customer_summary s WHERE ${where}`,
      values,
    );
    return rows[0]!;
  });
}

const EXPORT_ROWS = 5000;

/** All customers of a filter by number, some thousand at a time; for exports and campaigns. */
export async function* everyCustomer(
  shop: SegmentShop,
  filter: Filter,
  now: Date,
): AsyncGenerator<ListedCustomer[]> {
  for (let after = 0n; ; ) {
    const values: unknown[] = [shop.id];
    const where = filterSql(filter, dayOf(now, shop.timezone), values);
    values.push(after);
    const { rows } = await pool.query<ListedCustomer>(
      `SELECT ${COLUMNS} FROM customer_summary s
       WHERE ${where} AND s.customer_id > $${values.length}
       ORDER BY s.customer_id LIMIT ${EXPORT_ROWS}`,
      values,
    );
    if (rows.length > 0) yield rows;
    if (rows.length < EXPORT_ROWS) return;
    after = rows.at(-1)!.customerId;
  }
}

/** The figures of one customer as lists have them; null without a counted order. */
export async function readCustomerFigures(
  shopId: number,
  customerId: bigint,
): Promise<ListedCustomer | null> {
  const { rows } = await pool.query<ListedCustomer>(
    `SELECT ${COLUMNS} FROM customer_summary s WHERE s.shop_id = $1 AND s.customer_id = $2`,
    [shopId, customerId],
  );
  return rows[0] ?? null;
}

/** Customers whose first counted order is still to come. */
export function countProspects(shopId: number): Promise<number> {
  return remember(shopId, 'prospects', async () => {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT (SELECT count(*) FROM customer WHERE shop_id = $1 AND deleted_at IS NULL
         AND merged_into_id IS NULL)::int
       - (SELECT count(*) FROM customer_summary s JOIN customer c ON c.shop_id = s.shop_id
           AND c.id = s.customer_id AND c.deleted_at IS NULL AND c.merged_into_id IS NULL
         WHERE s.shop_id = $1)::int AS count`,
      [shopId],
    );
    return rows[0]!.count;
  });
}
