// What one order gave and took back, for thank-you and order-status pages.
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';
import { opensAt } from '../settle.server.ts';

export type OrderPoints = {
  accountId: bigint;
  customerId: bigint | null;
  /** What the order is worth now. */
  points: bigint;
  earned: bigint;
  /** What refunds or a cancellation took back; not below 0. */
  reversed: bigint;
  /** When they can be spent; null while the return window has not begun. */
  availableAt: Date | null;
};

/** Null where the ledger knows nothing of the order (yet). */
export async function readOrderPoints(
  shopId: number,
  orderId: bigint,
): Promise<OrderPoints | null> {
  const [row] = await query<{
    account_id: bigint;
    customer_id: bigint | null;
    booked: bigint;
    earned: bigint;
    available_at: Date | null;
    released_at: Date | null;
  }>(
    pool,
    `SELECT l.account_id, a.customer_id, l.booked, l.available_at, l.released_at, coalesce((
       SELECT sum(e.points) FROM loyalty_entry e
       WHERE e.shop_id = l.shop_id AND e.account_id = l.account_id AND e.subject = l.subject
         AND e.kind = 'earn'), 0)::bigint AS earned
     FROM loyalty_lot l
     JOIN loyalty_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
     WHERE l.shop_id = $1::int AND l.subject IN ($2, $2 || '@' || l.account_id)
     ORDER BY l.booked DESC LIMIT 1`,
    shopId,
    `order/${orderId}`,
  );
  if (!row) return null;
  const earned = row.earned > row.booked ? row.earned : row.booked;
  return {
    accountId: row.account_id,
    customerId: row.customer_id,
    points: row.booked,
    earned,
    reversed: earned - row.booked,
    availableAt: opensAt(row),
  };
}
