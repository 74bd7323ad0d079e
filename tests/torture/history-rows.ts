// What a history left in our tables, in a form that can be laid beside a quiet import of the shop.
import { pool } from '#app/db.server.ts';
import { openPerson } from '#app/sync/person/person-cipher.server.ts';
import { syncedRows } from '../setup/sync-shop.ts';
import type { HistoryShop } from './history-shop.ts';

type Row = Record<string, unknown> & { id: number };
type Part = Record<string, unknown> & { order_id: number };
export type Rows = Record<string, unknown[]>;
type Sql = Pick<typeof pool, 'query'>;

/**
 * Every synced row that a quiet import would have too, and the persons in clear. What Shopify has
 * deleted an import never hears of.
 */
export async function presentRows(shopId: number, sql: Sql = pool): Promise<Rows> {
  const rows = await syncedRows(shopId, sql);
  const present = (table: string) => (rows[table] as Row[]).filter((row) => !row.deleted_at);
  const orders = present('orders');
  const ids = new Set(orders.map(({ id }) => id));
  const under = (table: string) => (rows[table] as Part[]).filter((row) => ids.has(row.order_id));
  return {
    orders,
    order_line: under('order_line'),
    refund: under('refund'),
    refund_line: under('refund_line'),
    customer: present('customer'),
    product: present('product'),
    person: await persons(shopId, sql),
  };
}

async function persons(shopId: number, sql: Sql): Promise<unknown[]> {
  const { rows } = await sql.query<{ id: bigint; sealed: Buffer }>(
    'SELECT customer_id AS id, sealed FROM customer_person WHERE shop_id = $1 ORDER BY customer_id',
    [shopId],
  );
  return rows.map(({ id, sealed }) => ({ id: Number(id), ...openPerson(shopId, id, sealed) }));
}

/** Of a customer who is forgotten, only that there is one. */
const forgotten = ({ id }: Row) => ({ id, tags: [], locale: null, country: null, state: '' });

/** It stays the customer's, whom Shopify may tell no more. */
const forgottenOrder = (order: Row, customer: number) => ({
  ...order,
  tags: [],
  country: null,
  customer_id: customer,
  is_counted: order.is_counted || order.is_guest_counted,
  is_guest_counted: false,
});

type Forgotten = Pick<HistoryShop, 'redacted' | 'redactedOrders'>;

/** The rows of a quiet import without what our shop was asked to forget: Shopify still tells it. */
export function withoutForgotten(rows: Rows, { redacted, redactedOrders }: Forgotten): Rows {
  return {
    ...rows,
    orders: (rows.orders as Row[]).map((order) => {
      const customer = redactedOrders.get(order.id) ?? (order.customer_id as number);
      return redacted.has(customer) ? forgottenOrder(order, customer) : order;
    }),
    order_line: (rows.order_line as Part[]).map((line) =>
      redactedOrders.has(line.order_id) && line.product_id === null ? { ...line, title: '' } : line,
    ),
    customer: (rows.customer as Row[]).map((row) => (redacted.has(row.id) ? forgotten(row) : row)),
    person: (rows.person as Row[]).filter(({ id }) => !redacted.has(id)),
  };
}

/** Our rows; of a forgotten customer only what could tell something is compared. */
export function forgettingDates(rows: Rows, { redacted }: Pick<HistoryShop, 'redacted'>): Rows {
  const bare = ({ id, tags, locale, country, state }: Row) => ({
    id,
    tags,
    locale,
    country,
    state,
  });
  return {
    ...rows,
    customer: (rows.customer as Row[]).map((row) => (redacted.has(row.id) ? bare(row) : row)),
  };
}
