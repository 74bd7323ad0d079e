// Orders as Shopify has them now, brought into our rows: the one way besides an import.
import { type Sql, sqlTransaction } from '../../db.server.ts';
import type { CallOptions } from '../../shopify/call.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { mergeCustomers } from '../privacy/merge-customers.server.ts';
import { writeOrders } from '../store/write-orders.server.ts';
import { type FetchedOrders, fetchOrders } from './fetch-orders.server.ts';
import { lostMerges } from './lost-merges.server.ts';

/**
 * Reads orders back, follows the merges that show in them, and writes what is newer, together with
 * what `alongside` notes of the answer. Returns the orders that changed.
 */
export async function refreshOrders(
  shop: CallableShop,
  ids: readonly bigint[],
  options: CallOptions,
  alongside: (sql: Sql, fetched: FetchedOrders) => Promise<void>,
): Promise<bigint[]> {
  const fetched = await fetchOrders(shop, ids, options);
  const merges = await lostMerges(shop, fetched.orders, options);
  return sqlTransaction(async (sql) => {
    for (const { fromId, intoId } of merges) await mergeCustomers(sql, shop.id, fromId, intoId);
    const changed = await writeOrders(sql, shop.id, fetched);
    await alongside(sql, fetched);
    return changed;
  });
}
