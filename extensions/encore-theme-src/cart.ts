// The shopper's cart as the app wants to see it. Amounts are what is paid for each line after every
// discount.
import type { Cart } from '../../app/shoppers/contract.ts';

/** What /cart.js answers, as far as it is read here. Amounts are hundredths in every currency. */
export type ThemeCart = {
  currency: string;
  items: {
    product_id: number;
    variant_id: number;
    quantity: number;
    final_line_price: number;
    gift_card: boolean;
    selling_plan_allocation?: object | null;
  }[];
  cart_level_discount_applications?: { total_allocated_amount: number }[];
  discount_codes?: { code: string; applicable: boolean }[];
};

type Shopify = {
  currency?: { active: string; rate: string };
  country?: string;
  designMode?: boolean;
};
export const theme = (): Shopify => (window as { Shopify?: Shopify }).Shopify ?? {};

/** Hundredths as decimal text: 1250 gives '12.50'. */
export const decimal = (hundredths: number): string => {
  const digits = String(hundredths).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/**
 * The cart for `estimate`, `check` and `redeem`. A discount on the whole cart is shared out over
 * its lines.
 */
export function cartOf(cart: ThemeCart): Cart {
  const off = (cart.cart_level_discount_applications ?? []).reduce(
    (sum, discount) => sum + discount.total_allocated_amount,
    0,
  );
  let restOff = off;
  let restTotal = cart.items.reduce((sum, item) => sum + item.final_line_price, 0);
  const lines = cart.items.map((item) => {
    // Each line takes its part of what is left, so that the parts make up the whole to the last
    // cent.
    const share = restTotal > 0 ? Math.round((restOff * item.final_line_price) / restTotal) : 0;
    restOff -= share;
    restTotal -= item.final_line_price;
    return {
      productId: String(item.product_id),
      variantId: String(item.variant_id),
      quantity: item.quantity,
      amount: decimal(item.final_line_price - share),
      isGiftCard: item.gift_card,
      isSubscription: !!item.selling_plan_allocation,
    };
  });
  const codes = (cart.discount_codes ?? []).filter((code) => code.applicable);
  return {
    lines,
    currency: cart.currency,
    currencyRate: theme().currency?.rate,
    country: theme().country,
    discountCodes: codes.map(({ code }) => code),
  };
}

export async function readCart(): Promise<ThemeCart> {
  const response = await fetch('/cart.js', { headers: { accept: 'application/json' } });
  return response.json();
}

/** Puts a code into the cart beside those already in it. False if the cart does not take it. */
export async function applyCode(code: string): Promise<boolean> {
  const { discount_codes: held = [] } = await readCart();
  const codes = new Set([...held.filter((one) => one.applicable).map((one) => one.code), code]);
  const response = await fetch('/cart/update.js', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ discount: [...codes].join(',') }),
  });
  if (!response.ok) throw new Error('cart');
  const cart: ThemeCart = await response.json();
  if (!cart.discount_codes) throw new Error('cart');
  return cart.discount_codes.some(
    (one) => one.code.toLowerCase() === code.toLowerCase() && one.applicable,
  );
}
