// What a product or a cart will earn: the same function as the award, asked before the order
// exists.
import { orderWorth, type WorthContext, type WorthLine } from './earning/worth.ts';

export type Cart = {
  /** In minor units of the shop's currency, after discounts, without tax. */
  lines: readonly WorthLine[];
  /** Discounts that no line carries, to be taken off the sum. */
  orderDiscount: bigint;
  shipping: bigint;
  tax: bigint;
};

export type Estimate = { points: bigint; lines: { lineId: string; points: bigint }[] };

/** Points for this cart if it were ordered and paid at `now`; the difference to the award is 0. */
export function estimateCart(cart: Cart, context: WorthContext, now: Date): Estimate {
  const goods = cart.lines.reduce((total, line) => total + line.amount, 0n) - cart.orderDiscount;
  const worth = orderWorth(
    {
      net: goods > 0n ? goods : 0n,
      shipping: cart.shipping,
      tax: cart.tax,
      placedAt: now,
      isEarning: true,
      lines: cart.lines,
    },
    context,
  );
  return { points: worth.points, lines: worth.lines };
}
