// One page of the list of customers. It joins what sync, retention and loyalty know of them.
import { decimalText } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { findCustomersBySearch, personsOf } from '#app/sync/read-person.server.ts';
import { type CustomerChoices, orderCounts, pageSize, type Sort } from './choices.ts';
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

export type CustomerPage = { rows: ListedCustomer[]; hasNext: boolean };

/** Search finds at most so many; more words narrow it. */
const searchLimit = 500;

const ORDER_BY: Record<Sort, string> = {
  'last-order': 's.last_day',
  'net-sales': 's.net_sales',
  orders: 's.orders',
  value: 's.clv_12',
  newest: 'c.created_at',
};

type Row = {
  id: bigint;
  orders: number;
  netSales: bigint;
  lastOrderAt: Date | null;
  points: bigint | null;
  status: string | null;
};

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
  const { text, values } = listQuery(shop.id, choices, found, now);
  const { rows } = await pool.query<Row>(text, values);
  const shown = rows.slice(0, pageSize);
  const persons = await personsOf(
    shop.id,
    shown.map(({ id }) => id),
    why,
  );
  return {
    hasNext: rows.length > pageSize,
    rows: shown.map((row) => ({
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

function listQuery(
  shopId: number,
  choices: CustomerChoices,
  found: readonly bigint[] | null,
  now: Date,
) {
  const values: unknown[] = [shopId];
  const param = (value: unknown) => `$${values.push(value)}`;
  const where = ['c.shop_id = $1', 'c.deleted_at IS NULL', 'c.merged_into_id IS NULL'];
  if (found) where.push(`c.id = ANY (${param(`{${found.join(',')}}`)}::text::bigint[])`);
  if (choices.orders) {
    const [least, most] = orderCounts[choices.orders];
    where.push(`coalesce(s.orders, 0) >= ${param(least)}`);
    if (most !== null) where.push(`coalesce(s.orders, 0) <= ${param(most)}`);
  }
  if (choices.quietDays) {
    const since = new Date(now.getTime() - choices.quietDays * 86_400_000);
    where.push(`s.last_day < ${param(since)}::timestamptz`);
  }
  if (choices.membership === 'none') where.push('a.status IS NULL');
  else if (choices.membership) where.push(`a.status = ${param(choices.membership)}`);
  const way = choices.isAscending ? 'ASC' : 'DESC';
  const page = `SELECT c.id, a.balance, a.status,
      row_number() OVER (ORDER BY ${ORDER_BY[choices.sort]} ${way} NULLS LAST, c.id DESC) AS place
    FROM customer c
    LEFT JOIN customer_summary s ON s.shop_id = c.shop_id AND s.customer_id = c.id
    LEFT JOIN loyalty_account a ON a.shop_id = c.shop_id AND a.customer_id = c.id
      AND a.status IN ('member', 'blocked')
    WHERE ${where.join(' AND ')}
    ORDER BY ${ORDER_BY[choices.sort]} ${way} NULLS LAST, c.id DESC
    LIMIT ${pageSize + 1} OFFSET ${param((choices.page - 1) * pageSize)}`;
  // The figures shown are those of this moment; the summary, which sorts, may be a minute older.
  const text = `WITH page AS (${page})
    SELECT p.id, p.balance AS points, p.status, f.orders::int AS orders,
      coalesce(f.net_sales, 0)::bigint AS "netSales", f.last_at AS "lastOrderAt"
    FROM page p, LATERAL (
      SELECT count(*) AS orders, sum(o.net_sales) AS net_sales, max(o.processed_at) AS last_at
      FROM orders o WHERE o.shop_id = $1 AND o.customer_id = p.id AND o.is_counted) f
    ORDER BY p.place`;
  return { text, values };
}
