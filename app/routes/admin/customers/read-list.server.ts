// One page of the list of customers. It joins what sync, retention and loyalty know of them.
import { addDays, type Day, dayOf } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import type { Place } from '#app/retention/segments/read.server.ts';
import { idArray, type Shop } from '#app/sync/read.server.ts';
import { findCustomersBySearch, personsOf } from '#app/sync/read-person.server.ts';
import { turnedPage } from '../places.ts';
import { type CustomerChoices, orderCounts, pageSize, sorts } from './choices.ts';
import { nameOf } from './person-name.ts';

export type ListedCustomer = {
  id: string;
  name: string;
  email: string | null;
  orders: number;
  netSales: string;
  lastOrderAt: string | null;
  /** Null: takes no part in the programme. */
  points: number | null;
  isBlocked: boolean;
};

export type CustomerPage = {
  rows: ListedCustomer[];
  /** Places for the address; null where there is no such page. */
  previous: string | null;
  next: string | null;
};

/** Search finds at most so many; more words narrow it. */
const searchLimit = 500;

/** `why` is written into the access log of the persons shown. */
export async function readCustomerPage(
  shop: Shop,
  choices: CustomerChoices,
  now: Date,
  why: string,
): Promise<CustomerPage> {
  const found = choices.search
    ? await findCustomersBySearch(shop.id, choices.search, searchLimit)
    : null;
  const asked = { found, today: dayOf(now, shop.timezone) };
  const places = await readPlaces(shop.id, choices, asked);
  const { rows: shown, ...neighbours } = turnedPage(places, pageSize, choices, (place) => place);
  const ids = shown.map(({ customerId }) => BigInt(customerId));
  const [rows, persons] = await Promise.all([readFigures(shop, ids), personsOf(shop.id, ids, why)]);
  return {
    ...neighbours,
    rows: rows.map((row) => ({
      id: row.id.toString(),
      name: nameOf(persons.get(row.id) ?? null, row.id),
      email: persons.get(row.id)?.email ?? null,
      orders: row.orders,
      netSales: decimalText(row.netSales, shop.currency),
      lastOrderAt: row.lastOrderAt?.toISOString() ?? null,
      points: row.points === null ? null : Number(row.points),
      isBlocked: row.status === 'blocked',
    })),
  };
}

/** A part of the list that one index walks. */
type Stretch = { tables: string; where: string; id: string; columns: string[]; value: string };

const SUMMARY_IF_ANY = `customer c LEFT JOIN customer_summary s
  ON s.shop_id = c.shop_id AND s.customer_id = c.id`;

/** Those without a counted order have no summary: they come last, the newest first. */
const STRANGERS: Stretch = {
  tables: SUMMARY_IF_ANY,
  where: 's.customer_id IS NULL',
  id: 'c.id',
  columns: ['c.id'],
  value: 'NULL',
};

function stretchesOf({ sort, orders, quietDays }: CustomerChoices): Stretch[] {
  const { column } = sorts[sort];
  if (sort === 'newest') {
    const value = `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    return [
      { tables: SUMMARY_IF_ANY, where: 'true', id: 'c.id', columns: [column, 'c.id'], value },
    ];
  }
  const summaries: Stretch = {
    tables: 'customer_summary s JOIN customer c ON c.shop_id = s.shop_id AND c.id = s.customer_id',
    where: 's.shop_id = $1',
    id: 's.customer_id',
    columns: [column, 's.customer_id'],
    value: `${column}::text`,
  };
  const [least, most] = orders ? orderCounts[orders] : [0, null];
  return [...(most === 0 ? [] : [summaries]), ...(least > 0 || quietDays ? [] : [STRANGERS])];
}

/** `today` is the shop's. */
type Asked = { found: readonly bigint[] | null; today: Day };

/** The places of a page's customers and one more, in the order of the list. */
async function readPlaces(shopId: number, choices: CustomerChoices, asked: Asked) {
  const { before, after } = choices;
  const all = stretchesOf(choices);
  let from = before ?? after;
  // A place without a value lies among the strangers.
  const start = from?.value === null ? Math.max(0, all.indexOf(STRANGERS)) : 0;
  const ahead = before ? all.slice(0, start + 1).reverse() : all.slice(start);
  const places: Place[] = [];
  for (const stretch of ahead) {
    const limit = pageSize + 1 - places.length;
    if (limit === 0) break;
    const { text, values } = stretchQuery(shopId, stretch, choices, asked, from);
    const { rows } = await pool.query<Place>(`${text} LIMIT ${limit}`, values);
    places.push(...rows);
    from = undefined;
  }
  return before ? places.reverse() : places;
}

function stretchQuery(
  shopId: number,
  { tables, where, id, columns, value }: Stretch,
  choices: CustomerChoices,
  asked: Asked,
  from: Place | undefined,
) {
  const values: unknown[] = [shopId];
  const param = (one: unknown) => `$${values.push(one)}`;
  const all = ['c.shop_id = $1', where, ...conditions(choices, asked, param)];
  const isAscending = columns.length > 1 && choices.isAscending;
  // Backwards from a place is the other way round, and turned at the end.
  const isUp = isAscending !== (choices.before !== undefined);
  if (from) {
    const place = [
      ...(columns.length > 1 ? [`${param(from.value)}::${sorts[choices.sort].type}`] : []),
      `${param(from.customerId)}::bigint`,
    ];
    all.push(`(${columns.join(', ')}) ${isUp ? '>' : '<'} (${place.join(', ')})`);
  }
  const order = columns.map((column) => `${column} ${isUp ? 'ASC' : 'DESC'}`);
  const text = `SELECT ${id}::text AS "customerId", ${value} AS value FROM ${tables}
    WHERE ${all.join(' AND ')} ORDER BY ${order.join(', ')}`;
  return { text, values };
}

function conditions(
  choices: CustomerChoices,
  { found, today }: Asked,
  param: (value: unknown) => string,
): string[] {
  // Of who was forgotten only the orders are left to show.
  const where = [
    'c.deleted_at IS NULL',
    'c.merged_into_id IS NULL',
    '(c.redacted_at IS NULL OR s.customer_id IS NOT NULL)',
  ];
  if (found) where.push(`c.id = ANY (${param(idArray(found))}::text::bigint[])`);
  if (choices.orders) {
    const [least, most] = orderCounts[choices.orders];
    where.push(`coalesce(s.orders, 0) >= ${param(least)}`);
    if (most !== null) where.push(`coalesce(s.orders, 0) <= ${param(most)}`);
  }
  if (choices.quietDays) {
    where.push(`s.last_day <= ${param(addDays(today, -choices.quietDays))}::date`);
  }
  if (choices.membership) {
    const isNone = choices.membership === 'none';
    const status = isNone ? "IN ('member', 'blocked')" : `= ${param(choices.membership)}`;
    where.push(`${isNone ? 'NOT ' : ''}EXISTS (SELECT FROM loyalty_account a
      WHERE a.shop_id = c.shop_id AND a.customer_id = c.id AND a.status ${status})`);
  }
  return where;
}

type Figures = {
  id: bigint;
  orders: number;
  netSales: bigint;
  lastOrderAt: Date | null;
  points: bigint | null;
  status: string | null;
};

/**
 * The figures shown are those of this moment; the summary, by which the list is sorted, may be a
 * minute older.
 */
async function readFigures(shop: Shop, ids: readonly bigint[]): Promise<Figures[]> {
  const { rows } = await pool.query<Figures>(
    `SELECT p.id, a.balance AS points, a.status, f.orders::int AS orders,
       coalesce(f.net_sales, 0)::bigint AS "netSales", f.last_at AS "lastOrderAt"
     FROM unnest($2::text::bigint[]) WITH ORDINALITY AS p (id, place)
     LEFT JOIN loyalty_account a ON a.shop_id = $1 AND a.customer_id = p.id
       AND a.status IN ('member', 'blocked'),
     LATERAL (
       SELECT count(*) AS orders, sum(o.net_sales) AS net_sales, max(o.processed_at) AS last_at
       FROM orders o WHERE o.shop_id = $1 AND o.customer_id = p.id AND o.is_counted
         AND o.currency = $3) f
     ORDER BY p.place`,
    [shop.id, idArray(ids), shop.currency],
  );
  return rows;
}
