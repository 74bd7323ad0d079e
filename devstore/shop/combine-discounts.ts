// Which of several codes count together: both sides must allow the other's class, five codes at
// most, one of them for shipping.
import type { Discount } from '../store/discounts.ts';
import type { CodeRefusal } from './check-discount.ts';
import type { CodeVerdict } from './price-cart.ts';

export type DiscountClass = 'order' | 'product' | 'shipping';

/** A discount on everything is an order discount; on chosen things it is a product discount. */
export function discountClass(discount: Discount): DiscountClass {
  if (discount.benefit.kind === 'freeShipping') return 'shipping';
  if (discount.benefit.kind === 'bxgy') return 'product';
  return discount.benefit.items.kind === 'all' ? 'order' : 'product';
}

const maxGoodsCodes = 5;
const maxShippingCodes = 1;

/** Refuses the codes that do not go together with those before them. */
export function combine(
  verdicts: CodeVerdict[],
  refuse: (verdict: CodeVerdict, refusal: { reason: CodeRefusal; message: string }) => void,
): void {
  const accepted: Discount[] = [];
  for (const verdict of verdicts) {
    const discount = verdict.discount;
    if (verdict.reason || !discount) continue;
    const kind = discountClass(discount);
    const isShipping = kind === 'shipping';
    const alike = accepted.filter((other) => (discountClass(other) === 'shipping') === isShipping);
    if (accepted.some((other) => other.id === discount.id || !doCombine(other, discount))) {
      refuse(verdict, {
        reason: 'does-not-combine',
        message: `${verdict.code} couldn't be used with your existing discounts`,
      });
    } else if (alike.length >= (isShipping ? maxShippingCodes : maxGoodsCodes)) {
      refuse(verdict, {
        reason: 'too-many-codes',
        message: 'You have reached the maximum number of discount codes',
      });
    } else accepted.push(discount);
  }
}

function doCombine(one: Discount, other: Discount): boolean {
  return one.combinesWith[discountClass(other)] && other.combinesWith[discountClass(one)];
}
