// Checkout's lines as the app wants to see them.
import type { Api } from '@shopify/ui-extensions/purchase.checkout.block.render';
import type { Cart } from '../../../app/shoppers/contract.ts';

/**
 * The cart for `estimate`, `check` and `redeem`. Amounts are what is paid for each line after its
 * discounts.
 */
export function cartOf(api: Pick<Api, 'lines' | 'localization' | 'discountCodes' | 'cost'>): Cart {
  return {
    lines: api.lines.value.map(({ merchandise, quantity, cost }) => ({
      productId: merchandise.product.id,
      variantId: merchandise.id,
      quantity,
      amount: String(cost.totalAmount.amount),
      isSubscription: !!merchandise.sellingPlan,
    })),
    currency: api.cost.totalAmount.value.currencyCode,
    country: api.localization.country.value?.isoCode,
    discountCodes: api.discountCodes.value.map(({ code }) => code),
  };
}
