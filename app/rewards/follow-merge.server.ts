// Two Shopify customers became one: what the first held belongs to the second.
import { pool } from '#app/db.server.ts';

/**
 * Hands over all redemptions of `fromId`. A personal discount stays tied to the old customer in
 * Shopify.
 */
export async function followMerge(shopId: number, fromId: bigint, intoId: bigint): Promise<void> {
  await pool.query(
    'UPDATE redemption SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2',
    [shopId, fromId, intoId],
  );
}
