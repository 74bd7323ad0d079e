// What of an order's goods is left: asked of every order that carries a code of ours.

/** Read by `GOODS_COLUMNS`; money in minor units. */
export type OrderGoods = {
  cancelledAt: Date | null;
  deletedAt: Date | null;
  financialStatus: string | null;
  refunded: bigint;
  netSales: bigint;
  quantity: number;
  currentQuantity: number;
};

/** The columns of `OrderGoods` from `orders o` and `GOODS_JOIN`. */
export const GOODS_COLUMNS = `
  o.cancelled_at AS "cancelledAt", o.deleted_at AS "deletedAt",
  o.financial_status AS "financialStatus", o.refunded, o.net_sales AS "netSales",
  coalesce(goods.quantity, 0)::int AS quantity,
  coalesce(goods.current_quantity, 0)::int AS "currentQuantity"`;

export const GOODS_JOIN = `
  LEFT JOIN LATERAL (
    SELECT sum(quantity) AS quantity, sum(current_quantity) AS current_quantity
    FROM order_line WHERE shop_id = o.shop_id AND order_id = o.id
  ) goods ON true`;

/**
 * True if nothing of what was bought is left: cancelled, voided, deleted, or every piece given
 * back. Judged by the goods, so that shipping which was not refunded keeps nobody's points.
 */
export function isUndone(order: OrderGoods): boolean {
  if (order.cancelledAt !== null || order.deletedAt !== null) return true;
  if (order.financialStatus === 'VOIDED' || order.financialStatus === 'REFUNDED') return true;
  if (order.quantity > 0 && order.currentQuantity === 0) return true;
  return order.refunded > 0n && order.netSales === 0n;
}
