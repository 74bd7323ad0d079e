// Net sales and counted orders, as product.md §1 defines them; every figure and every point rests
// on this file.

export type OrderMoney = {
  taxesIncluded: boolean;
  total: bigint;
  currentTotal: bigint;
  currentSubtotal: bigint;
  currentTax: bigint;
  currentShipping: bigint;
  /** Duties and additional fees. */
  currentFees: bigint;
  /** As received: what was given back of it is still in it. */
  tip: bigint;
  /** All money given back, store credit too. */
  refunded: bigint;
  /** What refunds gave beyond (below 0) or short of (above 0) what they took back. */
  refundDiscrepancy: bigint;
  /** The shipping as ordered, with its tax; null where Shopify does not tell. */
  shipping: { ordered: bigint; tax: bigint } | null;
};

export type OrderStanding = {
  isTest: boolean;
  isCancelled: boolean;
  isDeleted: boolean;
  financialStatus: string | null;
  received: bigint;
  refunded: bigint;
};

/**
 * What was paid for goods after discounts and refunds, without tax, shipping, fees and tips; never
 * below 0.
 * Starts from the present total and not from the present subtotal: only the total follows a refund
 * of an amount
 * without lines, and a returned line that was paid back in part.
 */
export function netSales(money: OrderMoney, standing: OrderStanding): bigint {
  if (standing.isCancelled || standing.financialStatus === 'VOIDED') return 0n;
  const tax = money.taxesIncluded ? goodsTax(money) : money.currentTax;
  const { currentTotal, currentShipping, currentFees } = money;
  const goods = currentTotal - currentShipping - currentFees - presentTip(money) - tax;
  const net = goods - refundedBeyondTotal(money);
  return net > 0n ? net : 0n;
}

type Totals = Pick<OrderMoney, 'total' | 'currentTotal' | 'refunded'>;

/**
 * Money given back that the present total does not show, as with store credit for goods that were
 * kept.
 */
function refundedBeyondTotal({ total, currentTotal, refunded }: Totals): bigint {
  const beyond = refunded - (total - currentTotal);
  return beyond > 0n ? beyond : 0n;
}

/**
 * What the order still holds of its tip. A tip is returned like a line, so the present total falls
 * and the goods do not; an amount given back without lines lowers the total just as much, and only
 * the discrepancy tells the two apart (docs/decisions/035-tips-and-shipping-given-back.md).
 */
function presentTip(money: OrderMoney): bigint {
  const { tip, total, currentTotal, currentSubtotal, currentShipping, currentFees } = money;
  if (tip === 0n || currentTotal === total) return tip;
  const tax = money.taxesIncluded ? 0n : money.currentTax;
  const others = currentSubtotal + currentShipping + currentFees + tax + money.refundDiscrepancy;
  const left = currentTotal - others;
  return left < 0n ? 0n : left < tip ? left : tip;
}

/** The part of the present tax that lies on goods, in a shop whose prices contain it. */
function goodsTax(money: OrderMoney): bigint {
  const { currentTax, currentSubtotal, currentShipping, shipping } = money;
  if (currentShipping === 0n) return currentTax;
  if (shipping !== null && shipping.ordered > 0n) {
    // With a part of the shipping its part of the tax is given back.
    const shippingTax = (shipping.tax * currentShipping) / shipping.ordered;
    return shippingTax < currentTax ? currentTax - shippingTax : 0n;
  }
  // One rate on both is the usual case, and then this is exact but for the rounding.
  const taxed = currentSubtotal + currentShipping;
  return taxed > 0n ? (currentTax * currentSubtotal) / taxed : currentTax;
}

/**
 * True if the order counts, the customer aside: not a test, cancelled, voided, deleted or wholly
 * refunded.
 */
export function standsAsSale(standing: OrderStanding): boolean {
  if (standing.isTest || standing.isCancelled || standing.isDeleted) return false;
  const { financialStatus, received, refunded } = standing;
  if (financialStatus === 'VOIDED' || financialStatus === 'REFUNDED') return false;
  return refunded === 0n || refunded < received;
}

export type RefundedOrder = {
  total: bigint;
  currentTotal: bigint;
  received: bigint;
  refunded: bigint;
  netSales: bigint;
  isCounted: boolean;
  isGuestCounted: boolean;
};

/**
 * The order once it is known that `refunded` was given back in all, where less was known when the
 * order was mapped: the same as mapping it with all its refunds.
 */
export function withRefunded<Order extends RefundedOrder>(order: Order, refunded: bigint): Order {
  if (refunded <= order.refunded) return order;
  const more = refundedBeyondTotal({ ...order, refunded }) - refundedBeyondTotal(order);
  const netSales = order.netSales > more ? order.netSales - more : 0n;
  const stands = refunded < order.received;
  return {
    ...order,
    refunded,
    netSales,
    isCounted: order.isCounted && stands,
    isGuestCounted: order.isGuestCounted && stands,
  };
}
