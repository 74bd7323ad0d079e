// An order says which codes it used: that, and not Shopify's usage counter, settles redemptions.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { idArray } from '#app/sync/read.server.ts';
import { applyEvent } from './apply-event.server.ts';
import { GOODS_COLUMNS, GOODS_JOIN, isUndone, type OrderGoods } from './order-goods.ts';
import { eventsOfOrder } from './redemption.ts';

type Row = OrderGoods & { redemptionId: string; orderId: bigint; processedAt: Date };

// Only orders that carry a code of ours come back; almost all orders carry none.
const SETTLING = `
  SELECT r.id AS "redemptionId", o.id AS "orderId", o.processed_at AS "processedAt",
    ${GOODS_COLUMNS}
  FROM orders o
  CROSS JOIN LATERAL unnest(o.discount_codes) AS used (code)
  JOIN redemption r ON r.shop_id = o.shop_id AND r.code = upper(used.code)
  ${GOODS_JOIN}
  WHERE o.shop_id = $1 AND o.id = ANY ($2::text::bigint[])
    AND (r.state <> 'used' OR r.used_order_id = o.id)
  ORDER BY o.processed_at, o.id`;

/**
 * Settles the redemptions whose codes these orders carry: used, or given back by the reward's
 * policy where the order was cancelled or wholly refunded. Safe to repeat, in any order.
 */
export async function settleOrders(
  shopId: number,
  orderIds: readonly bigint[],
  now: Date,
): Promise<void> {
  if (orderIds.length === 0) return;
  const { rows } = await pool.query<Row>(SETTLING, [shopId, idArray(orderIds)]);
  for (const row of rows) {
    const order = { id: row.orderId, processedAt: row.processedAt, isUndone: isUndone(row) };
    await sqlTransaction(async (sql) => {
      for (const event of eventsOfOrder(order, now)) {
        await applyEvent(sql, shopId, row.redemptionId, event);
      }
    });
  }
}
