// Finds customers who were merged while nobody told us: Shopify lets no customer go who has orders,
// so one who is gone and whose orders went over to another was merged into that other.
import { pool, sqlTransaction } from '../../db.server.ts';
import type { CallOptions } from '../../shopify/call.server.ts';
import { isAccessDenied } from '../../shopify/failures.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { fetchCustomers } from '../events/fetch-customers.server.ts';
import { mergeCustomers } from '../privacy/merge-customers.server.ts';
import { idArray } from '../read.server.ts';

/** As many customers as are asked for at once. */
const PAGE = 250;

/**
 * Merges whom Shopify does not know any more of those who lost orders. One who is still there is
 * asked for again for a day: the orders go over first.
 */
export async function followLostMerges(shop: CallableShop, options: CallOptions): Promise<void> {
  const moves = await newestMoves(shop.id);
  try {
    for (let at = 0; at < moves.length; at += PAGE) {
      const some = new Map(moves.slice(at, at + PAGE).map((move) => [move.fromId, move.intoId]));
      const { missing } = await fetchCustomers(shop, [...some.keys()], options);
      await sqlTransaction(async (sql) => {
        for (const id of missing) await mergeCustomers(sql, shop.id, id, some.get(id)!);
      });
    }
  } catch (error) {
    // Who may not see customers cannot tell that one is gone.
    if (!isAccessDenied(error)) throw error;
  }
  await pool.query(
    `DELETE FROM order_move WHERE shop_id = $1 AND noted_at < now() - interval '1 day'`,
    [shop.id],
  );
}

/** Who lost orders to whom last, without those of whom it is known what became of them. */
async function newestMoves(shopId: number) {
  // A merge gives all orders to one: whose went to several at once was not merged.
  const { rows } = await pool.query<{ fromId: bigint; intoId: bigint }>(
    `SELECT m.from_id AS "fromId", min(m.into_id) AS "intoId"
     FROM (SELECT *, rank() OVER (PARTITION BY from_id ORDER BY noted_at DESC) AS place
       FROM order_move WHERE shop_id = $1) AS m
     LEFT JOIN customer c ON c.shop_id = m.shop_id AND c.id = m.from_id
     WHERE m.place = 1 AND c.merged_into_id IS NULL
     GROUP BY m.from_id HAVING count(DISTINCT m.into_id) = 1`,
    [shopId],
  );
  return rows;
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
