// Writes orders with everything under them where they are newer than what is here, and tells who
// reacts.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import type { FetchedOrders } from '../events/fetch-orders.server.ts';
import { noteWithheld } from '../note-withheld.server.ts';
import { idArray } from '../read.server.ts';
import { resolveGone } from '../record-issue.server.ts';
import type { Rows, TableName } from './columns.ts';
import { followCustomers } from './follow-customers.server.ts';
import { type Move, noteMoves } from './note-moves.server.ts';
import { rowsJson } from './rows-json.ts';
import { fromJson, upsertDependent } from './upsert-sql.ts';
import { writeVersioned } from './write-versioned.server.ts';

type Dependent = 'order_line' | 'refund' | 'refund_line';
const KEYS: Record<Dependent, string> = {
  order_line: 'order_id, id',
  refund: 'order_id, id',
  refund_line: 'order_id, refund_id, position',
};
/** As many ids as one announcement may carry. */
const ANNOUNCED = 1000;

/**
 * Writes orders in the caller's transaction and announces those that changed. `orders` are sorted
 * by id. What Shopify withheld of them stays as it is known. Returns the ids that changed; an order
 * that is known in a later state is left alone with all its parts.
 */
export async function writeOrders(
  sql: Sql,
  shopId: number,
  { orders, withheld }: Pick<FetchedOrders, 'orders' | 'withheld'>,
): Promise<bigint[]> {
  if (orders.length === 0) return [];
  const rows = orders.map(({ order }) => order);
  const json = rowsJson('orders', rows);
  await noteWithheld(sql, shopId, 'Order', withheld);
  const written = await writeVersioned(sql, shopId, 'orders', rows, withheld);
  const { changed, customersBefore } = written;
  // The parts belong to the order's state: they are written where this state is the one that stands
  // now.
  const { rows: standing } = await sql.query<{ id: bigint }>(
    `SELECT given.id FROM ${fromJson('orders')}
     JOIN orders o ON o.shop_id = given.shop_id AND o.id = given.id
     WHERE o.deleted_at IS NULL AND o.updated_at = given.updated_at AND o.read_at <= given.read_at`,
    [shopId, json],
  );
  const ids = new Set(standing.map(({ id }) => id));
  const current = orders.filter(({ order }) => ids.has(order.id));
  const of = <Table extends Dependent>(table: Table, parts: Rows[Table][]) =>
    replace(sql, shopId, table, [...ids], parts, changed);
  await of(
    'order_line',
    current.flatMap(({ lines }) => lines),
  );
  await of(
    'refund',
    current.flatMap(({ refunds }) => refunds),
  );
  await of(
    'refund_line',
    current.flatMap(({ refundLines }) => refundLines),
  );
  const result = [...changed];
  await followCustomers(sql, shopId, result);
  await announceOrders(sql, shopId, result);
  const moves = current.flatMap(({ order }): Move[] => {
    const fromId = customersBefore.get(order.id);
    const intoId = order.customerId;
    return fromId === undefined || fromId === intoId ? [] : [{ id: order.id, fromId, intoId }];
  });
  await announceLosers(sql, shopId, moves);
  await noteMoves(sql, shopId, moves);
  return result;
}

/** An order that went over to another customer is told by itself; whom it left must hear of it. */
async function announceLosers(sql: Sql, shopId: number, moves: readonly Move[]): Promise<void> {
  const customerIds = [...new Set(moves.map(({ fromId }) => String(fromId)))];
  if (customerIds.length > 0) await announce(sql, 'customer.changed', { shopId, customerIds });
}

/**
 * Makes the parts of the orders `ids` equal to `parts`; adds the orders that this changed to
 * `changed`.
 */
async function replace<Table extends Dependent>(
  sql: Sql,
  shopId: number,
  table: Table,
  ids: readonly bigint[],
  parts: readonly Rows[Table][],
  changed: Set<bigint>,
): Promise<void> {
  const json = rowsJson(table as TableName, parts as readonly Rows[TableName][]);
  const removed = await sql.query<{ orderId: bigint }>(
    `DELETE FROM ${table} WHERE shop_id = $1 AND order_id = ANY ($3::text::bigint[])
       AND (${KEYS[table]}) NOT IN (SELECT ${KEYS[table]} FROM ${fromJson(table)})
     RETURNING order_id AS "orderId"`,
    [shopId, json, idArray(ids)],
  );
  const upsert = `${upsertDependent(table, fromJson(table))} RETURNING order_id AS "orderId"`;
  const written = await sql.query<{ orderId: bigint }>(upsert, [shopId, json]);
  for (const { orderId } of [...removed.rows, ...written.rows]) changed.add(orderId);
}

/**
 * Marks orders as deleted in Shopify; they stay for the figures of the past, and count no more. One
 * that is not known
 * yet gets an empty row: a slow reader may still hold it, and must not bring it to life.
 */
export async function markOrdersDeleted(
  sql: Sql,
  shopId: number,
  ids: readonly bigint[],
): Promise<void> {
  const { rows } = await sql.query<{ id: bigint }>(
    `INSERT INTO orders (shop_id, id, name, created_at, processed_at, updated_at, read_at,
       deleted_at, currency, total, current_total, current_tax, current_shipping,
       discounts, refunded, received, tip, net_sales, is_counted)
     SELECT $1, given.id, '', now(), now(), now(), now(), now(), s.currency,
       0, 0, 0, 0, 0, 0, 0, 0, 0, false
     FROM unnest($2::text::bigint[]) AS given(id), shop s WHERE s.id = $1
     ORDER BY given.id
     ON CONFLICT (shop_id, id) DO UPDATE SET deleted_at = now(), is_counted = false,
       is_guest_counted = false, net_sales = 0
     WHERE orders.deleted_at IS NULL
     RETURNING id`,
    [shopId, idArray(ids)],
  );
  await resolveGone(sql, shopId, 'Order', ids);
  await announceOrders(
    sql,
    shopId,
    rows.map(({ id }) => id),
  );
}

async function announceOrders(sql: Sql, shopId: number, ids: readonly bigint[]): Promise<void> {
  for (let at = 0; at < ids.length; at += ANNOUNCED) {
    const orderIds = ids.slice(at, at + ANNOUNCED).map(String);
    await announce(sql, 'order.changed', { shopId, orderIds });
  }
}
