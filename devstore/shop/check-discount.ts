// Whether a code may be used at all: by this person, at this moment, so many times.
import { discountStatus } from '../store/discounts.ts';
import type { Store } from '../store/store.ts';
import { matchesSegment } from './match-segment.ts';
import type { CodeVerdict, PricedCart, PriceRequest } from './price-cart.ts';

export type CodeRefusal =
  | 'already-used'
  | 'country'
  | 'customer-not-eligible'
  | 'customer-not-signed-in'
  | 'does-not-apply-to-items'
  | 'does-not-combine'
  | 'expired'
  | 'minimum-not-met'
  | 'not-found'
  | 'not-started'
  | 'purchase-type'
  | 'shipping-too-dear'
  | 'too-many-codes'
  | 'usage-limit-reached';

/** The reason why a code is refused before the cart's content matters, or null. */
export function refusalOf(
  store: Store,
  verdict: CodeVerdict,
  request: PriceRequest,
  cart: PricedCart,
): { reason: CodeRefusal; message: string } | null {
  const { discount, redeemCode, code } = verdict;
  if (!discount || (!redeemCode && !discount.isAutomatic))
    return { reason: 'not-found', message: `${code} discount code isn't valid` };
  const status = discountStatus(discount, store.now());
  if (status === 'SCHEDULED')
    return { reason: 'not-started', message: `${code} discount code isn't active yet` };
  if (status === 'EXPIRED')
    return { reason: 'expired', message: `${code} discount code has expired` };
  if (redeemCode && discount.usageLimit !== null && redeemCode.usageCount >= discount.usageLimit)
    return {
      reason: 'usage-limit-reached',
      message: `${code} discount code has reached its usage limit`,
    };
  if (
    redeemCode &&
    discount.appliesOncePerCustomer &&
    store.discounts.wasUsedBy(redeemCode.id, request.customerId, request.email)
  )
    return { reason: 'already-used', message: `You've already used the ${code} discount code` };
  const isEligible = isInContext(store, verdict, request.customerId);
  if (!isEligible)
    return request.customerId === null
      ? { reason: 'customer-not-signed-in', message: `Sign in to use the ${code} discount code` }
      : {
          reason: 'customer-not-eligible',
          message: `${code} discount code isn't available to you right now`,
        };
  const hasOneTime = cart.lines.some((line) => !line.sellingPlan);
  const hasSubscription = cart.lines.some((line) => line.sellingPlan);
  const isTypeMet =
    (discount.appliesOnOneTimePurchase && hasOneTime) ||
    (discount.appliesOnSubscription && hasSubscription);
  if (cart.lines.length > 0 && !isTypeMet)
    return {
      reason: 'purchase-type',
      message: `${code} discount code isn't valid for the items in your cart`,
    };
  return null;
}

function isInContext(store: Store, verdict: CodeVerdict, customerId: number | null): boolean {
  const context = verdict.discount!.context;
  if (context.kind === 'all') return true;
  if (customerId === null) return false;
  if (context.kind === 'customers') return context.customerIds.includes(customerId);
  return context.segmentIds.some((id) => {
    const segment = store.segments.get(id);
    return segment !== undefined && matchesSegment(store, segment.query, customerId);
  });
}
