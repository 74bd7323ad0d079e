// What one order brought its customer.
import { pool } from '#app/db.server.ts';

export type OrderLedger = {
  /** Of a guest's order without a customer: the member who was given its points. */
  customerId: bigint | null;
  isCounted: boolean;
  createdAt: Date;
  accountId: bigint | null;
  /** Sums of the order's own entries; `reversed` is not below 0. */
  earned: bigint;
  reversed: bigint;
  /** When its points open; null: not known yet, or there are none. */
  availableAt: Date | null;
  lines: {
    productId: bigint | null;
    quantity: number;
    /** Minor units without tax. */
    amount: bigint;
    isGiftCard: boolean;
    isSubscription: boolean;
  }[];
};

/**
 * SQL that finds what begins with the order's subject: `order/5`, or `order/5@7` where another
 * account keeps the first name. By ranges, which the keys' index answers.
 */
const aboutOrder = (column: string) => `(${column} = 'order/' || $2::bigint
  OR ${column} >= 'order/' || $2::bigint || '/' AND ${column} < 'order/' || $2::bigint || '0'
  OR ${column} >= 'order/' || $2::bigint || '@' AND ${column} < 'order/' || $2::bigint || 'A')`;

/** True for entries of the account and of those that were merged into it. */
const OWN_ENTRY = `(e.account_id = a.id OR a.id = (
  SELECT merged_into_id FROM loyalty_account WHERE shop_id = $1 AND id = e.account_id))`;

/** An order with its points; null if it has not reached us. */
export async function readOrderLedger(
  shopId: number,
  orderId: bigint,
): Promise<OrderLedger | null> {
  const { rows } = await pool.query<Omit<OrderLedger, 'lines'>>({
    name: 'loyalty-order-points',
    text: `SELECT coalesce(o.customer_id, a.customer_id) AS "customerId",
        o.is_counted OR o.is_guest_counted AS "isCounted",
        o.created_at AS "createdAt", a.id AS "accountId",
        coalesce(sum(e.points) FILTER (WHERE e.kind = 'earn'), 0)::bigint AS earned,
        coalesce(-sum(e.points) FILTER (WHERE e.kind = 'reverse'), 0)::bigint AS reversed,
        (SELECT max(greatest(l.earned_at, least(l.available_at, l.released_at)))
         FROM loyalty_lot l WHERE l.shop_id = $1 AND l.account_id = a.id
           AND ${aboutOrder('l.subject')}
           AND least(l.available_at, l.released_at) IS NOT NULL) AS "availableAt"
      FROM orders o
      LEFT JOIN LATERAL (
        SELECT id, customer_id FROM loyalty_account
        WHERE shop_id = $1 AND customer_id = o.customer_id
        UNION ALL
        -- An order without a customer is shown to the member who was given its points.
        (SELECT keeper.id, keeper.customer_id FROM loyalty_lot l
         JOIN loyalty_account keeper ON keeper.shop_id = $1 AND keeper.id = l.account_id
         WHERE o.customer_id IS NULL AND l.shop_id = $1 AND ${aboutOrder('l.subject')}
           AND l.context ->> 'isGuest' = 'true' LIMIT 1)
      ) a ON true
      LEFT JOIN loyalty_entry e ON e.shop_id = o.shop_id AND ${aboutOrder('e.key')}
        AND e.effect = 'lot' AND ${OWN_ENTRY}
      WHERE o.shop_id = $1 AND o.id = $2::bigint
      GROUP BY o.shop_id, o.id, a.id, a.customer_id`,
    values: [shopId, orderId],
  });
  if (!rows[0]) return null;
  const { rows: lines } = await pool.query<OrderLedger['lines'][number]>(
    `SELECT product_id AS "productId", current_quantity AS quantity,
       is_gift_card AS "isGiftCard", is_subscription AS "isSubscription",
       CASE WHEN quantity > 0 THEN (discounted_total
         - CASE WHEN o.taxes_included THEN tax ELSE 0 END) * current_quantity / quantity
       ELSE 0 END AS amount
     FROM order_line l JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id
     WHERE l.shop_id = $1 AND order_id = $2 ORDER BY l.id`,
    [shopId, orderId],
  );
  return { ...rows[0], lines };
}
