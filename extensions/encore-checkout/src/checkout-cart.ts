// Checkout's lines as the app wants to see them.
import type { Api } from '@shopify/ui-extensions/purchase.checkout.block.render';
import type { Cart } from '../../../app/shoppers/contract.ts';

/**
 * The cart for `estimate`, `check` and `redeem`. Amounts are what is paid for each line after its
 * discounts.
 */
export function cartOf(
  api: Pick<Api, 'lines' | 'localization' | 'discountCodes' | 'cost' | 'attributes'>,
): Cart {
  const currency = api.cost.totalAmount.value.currencyCode;
  return {
    lines: api.lines.value.map(({ merchandise, quantity, cost }) => ({
      productId: merchandise.product.id,
      variantId: merchandise.id,
      quantity,
      amount: String(cost.totalAmount.amount),
      isSubscription: !!merchandise.sellingPlan,
    })),
    currency,
    currencyRate: rateOf(api.attributes.value, currency),
    country: api.localization.country.value?.isoCode,
    discountCodes: api.discountCodes.value.map(({ code }) => code),
  };
}

/**
 * The storefront's rate of the buyer's currency, which the theme's launcher wrote into the cart as
 * 'CZK 25.1'; undefined where it did not, or where the buyer pays in another currency by now.
 */
function rateOf(attributes: readonly Attribute[], currency: string): string | undefined {
  const told = attributes.find(({ key }) => key === '_encore_rate')?.value ?? '';
  const [paid, rate] = told.split(' ');
  return paid === currency ? rate : undefined;
}

type Attribute = { key: string; value?: string };

/** True where points of `cart` can be computed: in the shop's currency, or with a rate. */
export const isComputable = (cart: Cart, shopCurrency: string | undefined): boolean =>
  !!shopCurrency && (cart.currency === shopCurrency || !!cart.currencyRate);
