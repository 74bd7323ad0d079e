// Orders as Shopify has them now, brought into our rows: the one way besides an import.
import { type Sql, sqlTransaction } from '../../db.server.ts';
import type { CallOptions } from '../../shopify/call.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { writeOrders } from '../store/write-orders.server.ts';
import { type FetchedOrders, fetchOrders } from './fetch-orders.server.ts';

/**
 * Reads orders back and writes what is newer, together with what `alongside` notes of the answer.
 * Returns the orders that changed.
 */
export async function refreshOrders(
  shop: CallableShop,
  ids: readonly bigint[],
  options: CallOptions,
  alongside: (sql: Sql, fetched: FetchedOrders) => Promise<void>,
): Promise<bigint[]> {
  const fetched = await fetchOrders(shop, ids, options);
  return sqlTransaction(async (sql) => {
    const changed = await writeOrders(sql, shop.id, fetched);
    await alongside(sql, fetched);
    return changed;
  });
}
