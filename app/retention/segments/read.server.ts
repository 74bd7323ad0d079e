// Lists of customers: who belongs to a segment, in pages, as a whole, or as a yes or no.
import { dayOf } from '../../basics/calendar.ts';
import { pool, type Sql } from '../../db.server.ts';
import { remember } from '../remember.server.ts';
import type { RfmGroup } from '../rfm.ts';
import { builtInSegments, type Filter, filterSql, SORTS, type Sort } from './filter.ts';
import { readBehind } from './read-behind.server.ts';
import {
  type ChosenTotals,
  type ExpectedTotals,
  isOfColumns,
  readChosenExpected,
  readChosenGroups,
  readChosenTotals,
  readFirstChosen,
} from './read-chosen.server.ts';

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
    const values: unknown[] = [shop.id];
    const { where, place } = await pageSql(shop, filter, options, today, values);
    const { rows } = await pool.query<ListedCustomer>(
      `SELECT ${COLUMNS} FROM customer_summary s WHERE ${where} ${place}
       ${orderSql(options)} LIMIT $${values.push(limit)}`,
      values,
    );
    return before ? rows.reverse() : rows;
  });
}

/** The conditions of a page: those of the filter, or the very customers where columns tell them. */
async function pageSql(
  shop: SegmentShop,
  filter: Filter,
  options: ListOptions,
  today: string,
  values: unknown[],
): Promise<{ where: string; place: string }> {
  // Everybody's first ones are the first along an index.
  const isChosen = Object.keys(filter).length > 0 && isOfColumns(filter);
  const ids = isChosen ? await readFirstChosen(shop.id, filter, options, today) : null;
  if (ids) {
    const page = `{${ids.join(',')}}`;
    return {
      where: `s.shop_id = $1 AND s.customer_id = ANY($${values.push(page)}::text::bigint[])`,
      place: '',
    };
  }
  const behind = filter.behind && (await readBehind(shop.id, filter.behind));
  const where = filterSql(filter, today, values, behind);
  return { where, place: placeSql(options, values) };
}

// Backwards from a place is the other way round, and turned at the end.
const isUp = ({ isAscending, before }: ListOptions): boolean =>
  isAscending !== (before !== undefined);

function orderSql(options: ListOptions): string {
  const way = isUp(options) ? 'ASC' : 'DESC';
  return `ORDER BY s.${SORTS[options.sort].column} ${way}, s.customer_id ${way}`;
}

/** Beyond a place. A value nobody has (the chance of staying, in a small shop) sorts by number. */
function placeSql(options: ListOptions, values: unknown[]): string {
  const from = options.before ?? options.after;
  if (!from) return '';
  const sign = isUp(options) ? '>' : '<';
  const { column, type } = SORTS[options.sort];
  const id = `$${values.push(from.customerId)}::bigint`;
  if (from.value === null) return `AND s.customer_id ${sign} ${id}`;
  return `AND (s.${column}, s.customer_id) ${sign} ($${values.push(from.value)}::${type}, ${id})`;
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

export type SegmentTotals = ChosenTotals;

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
    const told = isOfColumns(filter) ? await readChosenTotals(shop.id, filter, today) : null;
    if (told) return told;
    const { where, values } = await conditions(shop, filter, today);
    const { rows } = await pool.query<SegmentTotals>(
      `SELECT ${TOTALS} FROM customer_summary s WHERE ${where}`,
      values,
    );
    return rows[0]!;
  });
}

/** The same for each group of recency, frequency and sales that somebody is in. */
export function totalsByGroup(shop: SegmentShop, now: Date): Promise<Map<RfmGroup, SegmentTotals>> {
  const today = dayOf(now, shop.timezone);
  return remember(
    shop.id,
    'totals-by-group',
    async () => (await readChosenGroups(shop.id, today)) ?? groupTotals(shop.id),
  );
}

/** The same out of the rows, where some figures do not lie beside the histories. */
export async function groupTotals(shopId: number): Promise<Map<RfmGroup, SegmentTotals>> {
  const { rows } = await pool.query<SegmentTotals & { group: RfmGroup }>(
    `SELECT rfm_group AS "group", ${TOTALS}
     FROM customer_summary WHERE shop_id = $1 GROUP BY rfm_group`,
    [shopId],
  );
  return new Map(rows.map(({ group, ...totals }) => [group, totals]));
}

/** What is expected of all customers together, further ahead than the groups tell. */
export const expectedTotals = (shopId: number): Promise<ExpectedTotals> =>
  remember(
    shopId,
    'expected-totals',
    async () => (await readChosenExpected(shopId)) ?? expectedOfRows(shopId),
  );

/** The same out of the rows, where some figures do not lie beside the histories. */
export async function expectedOfRows(shopId: number): Promise<ExpectedTotals> {
  const { rows } = await pool.query<ExpectedTotals>(
    `SELECT coalesce(sum(clv_24), 0)::float8 AS clv24, coalesce(sum(clv_36), 0)::float8 AS clv36,
       sum(orders_365) AS orders365, sum(sales_365)::float8 AS sales365
     FROM customer_summary WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0]!;
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
