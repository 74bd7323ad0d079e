// Finds customers who were merged while nobody told us: Shopify lets no customer go who has orders,
// so one who is gone and whose orders are another's now was merged into that other.
import { pool } from '../../db.server.ts';
import type { CallOptions } from '../../shopify/call.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { idArray } from '../read.server.ts';
import { fetchCustomers } from './fetch-customers.server.ts';
import type { FetchedOrder } from './fetch-orders.server.ts';

export type Merge = { fromId: bigint; intoId: bigint };

/** Merges that show in `orders`, as Shopify has them, against the customers they have here. */
export async function lostMerges(
  shop: CallableShop,
  orders: readonly FetchedOrder[],
  options: CallOptions,
): Promise<Merge[]> {
  const { rows } = await pool.query<{ id: bigint; customerId: bigint }>(
    `SELECT id, customer_id AS "customerId" FROM orders
     WHERE shop_id = $1 AND id = ANY ($2::text::bigint[]) AND customer_id IS NOT NULL`,
    [shop.id, idArray(orders.map(({ order }) => order.id))],
  );
  const before = new Map(rows.map(({ id, customerId }) => [id, customerId]));
  const moves = orders.flatMap(({ order }): Merge[] => {
    const fromId = before.get(order.id);
    const intoId = order.customerId;
    return fromId === undefined || intoId === null || fromId === intoId ? [] : [{ fromId, intoId }];
  });
  if (moves.length === 0) return [];
  const ways = Map.groupBy(moves, ({ fromId }) => fromId);
  const { missing } = await fetchCustomers(shop, [...ways.keys()], options);
  return missing.flatMap((fromId) => {
    const [first, ...others] = ways.get(fromId)!;
    // A merge gives all orders to one.
    return others.every(({ intoId }) => intoId === first!.intoId) ? [first!] : [];
  });
}

/** The newest order here of each of `customerIds` who has one. */
export async function newestOrders(
  shopId: number,
  customerIds: readonly bigint[],
): Promise<bigint[]> {
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT DISTINCT ON (customer_id) id FROM orders
     WHERE shop_id = $1 AND customer_id = ANY ($2::text::bigint[]) AND deleted_at IS NULL
     ORDER BY customer_id, created_at DESC`,
    [shopId, idArray(customerIds)],
  );
  return rows.map(({ id }) => id);
}
