// Lists of customers: who belongs to a segment, in pages, as a whole, or as a yes or no.
import { dayOf } from '../../basics/calendar.ts';
import { pool, type Sql } from '../../db.server.ts';
import { unpackBigints } from '../history/bigint-array.ts';
import { remember } from '../remember.server.ts';
import type { RfmGroup } from '../rfm.ts';
import { builtInSegments, type Filter, filterSql, SORTS, type Sort } from './filter.ts';
import { isAmong, readBehind } from './read-behind.server.ts';

export type SegmentShop = { id: number; timezone: string };

export type Segment = { id: string; name: string; filter: Filter; isBuiltIn: boolean };

/** The built-in segments and those the merchant saved, by name. */
export async function readSegments(shopId: number, sql: Sql = pool): Promise<Segment[]> {
  const { rows } = await sql.query<Omit<Segment, 'isBuiltIn'>>(
    'SELECT id, name, filter FROM segment WHERE shop_id = $1 ORDER BY name',
    [shopId],
  );
  const builtIn = builtInSegments(await doesForecastTell(shopId, sql));
  return [
    ...builtIn.map((segment) => ({ ...segment, isBuiltIn: true })),
    ...rows.map((segment) => ({ ...segment, isBuiltIn: false })),
  ];
}

/** Whether the chance of staying tells customers of the shop apart. */
export async function doesForecastTell(shopId: number, sql: Sql = pool): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM value_model WHERE shop_id = $1
       AND content->>'basis' <> 'simple' AND content->>'noDropOut' = 'false'`,
    [shopId],
  );
  return rowCount !== 0;
}

export type ListedCustomer = {
  customerId: bigint;
  orders: number;
  netSales: bigint;
  lastDay: string;
  group: RfmGroup;
  /** Classes from 1 to 5. */
  recency: number;
  frequency: number;
  monetary: number;
  /** What is expected is null where the shop has too few repeat customers for a model. */
  alive: number | null;
  orders90: number | null;
  orders365: number | null;
  sales90: bigint | null;
  sales365: bigint | null;
  clv12: bigint;
  clv24: bigint;
  clv36: bigint;
  nextDue: string | null;
};

const COLUMNS = `s.customer_id AS "customerId", s.orders, s.net_sales AS "netSales",
  s.last_day::text AS "lastDay", s.rfm_group AS "group", s.recency, s.frequency, s.monetary,
  s.alive, s.orders_90 AS "orders90", s.orders_365 AS "orders365", s.sales_90 AS "sales90",
  s.sales_365 AS "sales365", s.clv_12 AS clv12, s.clv_24 AS clv24, s.clv_36 AS clv36,
  s.next_due::text AS "nextDue"`;

/** Where a page ends: the sorted value and the number of its last customer. */
export type Place = { value: string | null; customerId: string };

export type ListOptions = {
  sort: Sort;
  isAscending: boolean;
  limit: number;
  /** The page after this place, or the one before it; left out, the first page. */
  after?: Place;
  before?: Place;
};

/** One page of the customers of a filter, found by an index however far down it lies. */
export async function listCustomers(
  shop: SegmentShop,
  filter: Filter,
  options: ListOptions,
  now: Date,
): Promise<ListedCustomer[]> {
  const today = dayOf(now, shop.timezone);
  return remember(shop.id, `list/${today}/${JSON.stringify([filter, options])}`, async () => {
    const { before, limit } = options;
    const { behind, ...others } = filter;
    const all = behind && (await readBehind(shop.id, behind));
    const isWalked = all !== undefined && all.length > FEW;
    const wanted = isWalked ? await walk(shop, others, options, today, all) : all;
    const values: unknown[] = [shop.id];
    const where = filterSql(isWalked ? { behind } : filter, today, values, wanted);
    const { place, order } = orderSql(options, values);
    const { rows } = await pool.query<ListedCustomer>(
      `SELECT ${COLUMNS} FROM customer_summary s WHERE ${where} ${place}
       ${order} LIMIT $${values.push(limit)}`,
      values,
    );
    return before ? rows.reverse() : rows;
  });
}

/** More customers than these are not handed to the database to choose from. */
const FEW = 2000;
const WALKED_FIRST = 1024;

/**
 * The first customers of a page among many that are known by number (ascending). Walks along the
 * list as it is sorted, further and further, until enough of them were met: most are soon.
 */
async function walk(
  shop: SegmentShop,
  filter: Filter,
  options: ListOptions,
  today: string,
  among: readonly number[],
): Promise<number[]> {
  const found: number[] = [];
  const { sort, limit, before } = options;
  let from = options;
  for (let rows = WALKED_FIRST; ; rows *= 2) {
    const values: unknown[] = [shop.id];
    const where = filterSql(filter, today, values);
    const { place, order } = orderSql(from, values);
    const { rows: walked } = await pool.query<{ ids: Buffer | null; last: string | null }>(
      `SELECT array_send(array_agg(id)) AS ids,
         (array_agg(value))[$${values.push(rows)}]::text AS last
       FROM (SELECT s.customer_id AS id, s.${SORTS[sort].column} AS value
         FROM customer_summary s WHERE ${where} ${place}
         ${order} LIMIT $${values.length}) AS walked`,
      values,
    );
    const ids = unpackBigints(walked[0]!.ids);
    for (const id of ids) if (isAmong(among, id)) found.push(id);
    if (found.length >= limit || ids.length < rows) return found.slice(0, limit);
    const end = { value: walked[0]!.last, customerId: `${ids.at(-1)!}` };
    from = { ...options, ...(before ? { before: end } : { after: end }) };
  }
}

/** The order of a list, and the condition of the place that its page begins or ends at. */
function orderSql({ sort, isAscending, after, before }: ListOptions, values: unknown[]) {
  const { column, type } = SORTS[sort];
  // Backwards from a place is the other way round, and turned at the end.
  const isUp = isAscending !== (before !== undefined);
  const way = isUp ? 'ASC' : 'DESC';
  const from = before ?? after;
  return {
    place: from ? placeSql(from, column, type, isUp, values) : '',
    order: `ORDER BY s.${column} ${way}, s.customer_id ${way}`,
  };
}

/** Beyond a place. A value nobody has (the chance of staying, in a small shop) sorts by number. */
function placeSql(
  { value, customerId }: Place,
  column: string,
  type: string,
  isUp: boolean,
  values: unknown[],
): string {
  const sign = isUp ? '>' : '<';
  const id = `$${values.push(customerId)}::bigint`;
  if (value === null) return `AND s.customer_id ${sign} ${id}`;
  return `AND (s.${column}, s.customer_id) ${sign} ($${values.push(value)}::${type}, ${id})`;
}

/** The place of a listed customer in a list sorted so. */
export function placeOf(customer: ListedCustomer, sort: Sort): Place {
  const values = {
    value: customer.clv12,
    sales: customer.netSales,
    orders: customer.orders,
    'last-order': customer.lastDay,
    alive: customer.alive,
  };
  const value = values[sort];
  return {
    value: value === null ? null : String(value),
    customerId: customer.customerId.toString(),
  };
}

async function conditions(shop: SegmentShop, filter: Filter, today: string) {
  const values: unknown[] = [shop.id];
  const behind = filter.behind && (await readBehind(shop.id, filter.behind));
  return { where: filterSql(filter, today, values, behind), values };
}

export type SegmentTotals = { customers: number; netSales: number; clv12: number };

const TOTALS = `count(*)::int AS customers, coalesce(sum(net_sales), 0)::float8 AS "netSales",
  coalesce(sum(clv_12), 0)::float8 AS "clv12"`;

/** How many customers a filter holds, and what they are worth in minor units. */
export function segmentTotals(
  shop: SegmentShop,
  filter: Filter,
  now: Date,
): Promise<SegmentTotals> {
  const today = dayOf(now, shop.timezone);
  return remember(shop.id, `totals/${today}/${JSON.stringify(filter)}`, async () => {
    const { where, values } = await conditions(shop, filter, today);
    const { rows } = await pool.query<SegmentTotals>(
      `SELECT ${TOTALS} FROM customer_summary s WHERE ${where}`,
      values,
    );
    return rows[0]!;
  });
}

/** Money in minor units; what is expected is null on the simple basis. */
export type GroupTotals = SegmentTotals & {
  clv24: number;
  clv36: number;
  orders365: number | null;
  sales365: number | null;
};

/** The same and more for each group of recency, frequency and sales that somebody is in. */
export function groupTotals(shopId: number): Promise<Map<RfmGroup, GroupTotals>> {
  return remember(shopId, 'group-totals', async () => {
    const { rows } = await pool.query<GroupTotals & { group: RfmGroup }>(
      `SELECT rfm_group AS "group", ${TOTALS}, sum(clv_24)::float8 AS clv24,
         sum(clv_36)::float8 AS clv36, sum(orders_365) AS orders365,
         sum(sales_365)::float8 AS sales365
       FROM customer_summary WHERE shop_id = $1 GROUP BY rfm_group`,
      [shopId],
    );
    return new Map(rows.map(({ group, ...totals }) => [group, totals]));
  });
}

const EXPORT_ROWS = 5000;

/** All customers of a filter by number, some thousand at a time; for exports and campaigns. */
export async function* everyCustomer(
  shop: SegmentShop,
  filter: Filter,
  now: Date,
  atOnce = EXPORT_ROWS,
): AsyncGenerator<ListedCustomer[]> {
  const today = dayOf(now, shop.timezone);
  if (filter.behind) {
    // Their numbers are known: each goes to the database once.
    const ids = await readBehind(shop.id, filter.behind);
    for (let start = 0; start < ids.length; start += atOnce) {
      const values: unknown[] = [shop.id];
      const some = ids.slice(start, start + atOnce);
      const rows = await byNumber(filterSql(filter, today, values, some), values, atOnce);
      if (rows.length > 0) yield rows;
    }
    return;
  }
  const values: unknown[] = [shop.id];
  const where = filterSql(filter, today, values);
  const after = values.push(0n);
  for (;;) {
    const rows = await byNumber(`${where} AND s.customer_id > $${after}`, values, atOnce);
    if (rows.length > 0) yield rows;
    if (rows.length < atOnce) return;
    values[after - 1] = rows.at(-1)!.customerId;
  }
}

async function byNumber(
  where: string,
  values: readonly unknown[],
  limit: number,
): Promise<ListedCustomer[]> {
  const { rows } = await pool.query<ListedCustomer>(
    `SELECT ${COLUMNS} FROM customer_summary s WHERE ${where}
     ORDER BY s.customer_id LIMIT ${limit}`,
    [...values],
  );
  return rows;
}

/** The numbers of all customers of a segment, ascending; null where there is no such segment. */
export async function customersOfSegment(
  shop: SegmentShop,
  segmentId: string,
  now: Date,
): Promise<AsyncIterable<bigint[]> | null> {
  const segment = (await readSegments(shop.id)).find(({ id }) => id === segmentId);
  return segment === undefined ? null : numbersOf(everyCustomer(shop, segment.filter, now));
}

async function* numbersOf(slices: AsyncIterable<ListedCustomer[]>): AsyncGenerator<bigint[]> {
  for await (const slice of slices) yield slice.map(({ customerId }) => customerId);
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
      `SELECT count(*)::int AS count FROM customer c
       LEFT JOIN customer_summary s ON s.shop_id = c.shop_id AND s.customer_id = c.id
       WHERE c.shop_id = $1 AND c.deleted_at IS NULL AND c.merged_into_id IS NULL
         AND c.redacted_at IS NULL AND s.customer_id IS NULL`,
      [shopId],
    );
    return rows[0]!.count;
  });
}
