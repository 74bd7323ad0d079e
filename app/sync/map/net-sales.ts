// Net sales and counted orders, as product.md §1 defines them; every figure and every point rests
// on this file. Money is whole minor units up to 2^52, which a number holds exactly.

export type OrderMoney = {
  taxesIncluded: boolean;
  total: number;
  currentTotal: number;
  currentSubtotal: number;
  currentTax: number;
  currentShipping: number;
  /** Duties and additional fees. */
  currentFees: number;
  /** As received: what was given back of it is still in it. */
  tip: number;
  /** All money given back, store credit too. */
  refunded: number;
  /** What refunds gave beyond (below 0) or short of (above 0) what they took back. */
  refundDiscrepancy: number;
  /** The shipping as ordered, with its tax; null where Shopify does not tell. */
  shipping: { ordered: number; tax: number } | null;
};

export type OrderStanding = {
  isTest: boolean;
  isCancelled: boolean;
  isDeleted: boolean;
  financialStatus: string | null;
  received: number;
  refunded: number;
};

/**
 * What was paid for goods after discounts and refunds, without tax, shipping, fees and tips; never
 * below 0.
 * Starts from the present total and not from the present subtotal: only the total follows a refund
 * of an amount
 * without lines, and a returned line that was paid back in part.
 */
export function netSales(money: OrderMoney, standing: OrderStanding): number {
  if (standing.isCancelled || standing.financialStatus === 'VOIDED') return 0;
  const tax = money.taxesIncluded ? goodsTax(money) : money.currentTax;
  const { currentTotal, currentShipping, currentFees } = money;
  const goods = currentTotal - currentShipping - currentFees - presentTip(money) - tax;
  const net = goods - refundedBeyondTotal(money);
  return net > 0 ? net : 0;
}

type Totals = Pick<OrderMoney, 'total' | 'currentTotal' | 'refunded'>;

/**
 * Money given back that the present total does not show, as with store credit for goods that were
 * kept.
 */
function refundedBeyondTotal({ total, currentTotal, refunded }: Totals): number {
  const beyond = refunded - (total - currentTotal);
  return beyond > 0 ? beyond : 0;
}

/**
 * What the order still holds of its tip. A tip is returned like a line, so the present total falls
 * and the goods do not; an amount given back without lines lowers the total just as much, and only
 * the discrepancy tells the two apart (docs/decisions/035-tips-and-shipping-given-back.md).
 */
function presentTip(money: OrderMoney): number {
  const { tip, total, currentTotal, currentSubtotal, currentShipping, currentFees } = money;
  if (tip === 0 || currentTotal === total) return tip;
  const tax = money.taxesIncluded ? 0 : money.currentTax;
  const others = currentSubtotal + currentShipping + currentFees + tax + money.refundDiscrepancy;
  const left = currentTotal - others;
  return left < 0 ? 0 : left < tip ? left : tip;
}

/** The part of the present tax that lies on goods, in a shop whose prices contain it. */
function goodsTax(money: OrderMoney): number {
  const { currentTax, currentSubtotal, currentShipping, shipping } = money;
  if (currentShipping === 0) return currentTax;
  if (shipping !== null && shipping.ordered > 0) {
    // With a part of the shipping its part of the tax is given back.
    const shippingTax = share(shipping.tax, currentShipping, shipping.ordered);
    return shippingTax < currentTax ? currentTax - shippingTax : 0;
  }
  // One rate on both is the usual case, and then this is exact but for the rounding.
  const taxed = currentSubtotal + currentShipping;
  return taxed > 0 ? share(currentTax, currentSubtotal, taxed) : currentTax;
}

/** amount × part ÷ whole, rounded towards 0. */
function share(amount: number, part: number, whole: number): number {
  const product = amount * part;
  // Beyond 2^53 a number is not exact.
  if (Number.isSafeInteger(product)) return Math.trunc(product / whole);
  return Number((BigInt(amount) * BigInt(part)) / BigInt(whole));
}

/**
 * True if the order counts, the customer aside: not a test, cancelled, voided, deleted or wholly
 * refunded.
 */
export function standsAsSale(standing: OrderStanding): boolean {
  if (standing.isTest || standing.isCancelled || standing.isDeleted) return false;
  const { financialStatus, received, refunded } = standing;
  if (financialStatus === 'VOIDED' || financialStatus === 'REFUNDED') return false;
  return refunded === 0 || refunded < received;
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
  const more = beyondTotal(order, refunded) - beyondTotal(order, order.refunded);
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

function beyondTotal({ total, currentTotal }: RefundedOrder, refunded: bigint): bigint {
  const totals = { total: Number(total), currentTotal: Number(currentTotal) };
  return BigInt(refundedBeyondTotal({ ...totals, refunded: Number(refunded) }));
}
