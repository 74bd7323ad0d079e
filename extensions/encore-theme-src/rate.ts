// Checkout tells the buyer's currency but not what it is worth in the shop's, which points are
// computed from. The storefront knows; the cart carries it there, as a private attribute.
import { theme } from './cart.ts';

export const RATE_ATTRIBUTE = '_encore_rate';

/** 'CZK 25.1' where the buyer pays in another currency than the shop's; '' otherwise. */
export function rateText(shopCurrency: string | undefined): string {
  const { active, rate } = theme().currency ?? {};
  return active && rate && active !== shopCurrency ? `${active} ${rate}` : '';
}

/** Writes the rate into the cart. A failure costs a figure in checkout, nothing else. */
export async function tellCart(text: string): Promise<void> {
  try {
    const response = await fetch('/cart/update.js', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ attributes: { [RATE_ATTRIBUTE]: text } }),
      // The shopper may be on the way to checkout already.
      keepalive: true,
    });
    // An answer that nobody reads holds its connection.
    await response.text();
  } catch {
    // The next page tells it again.
  }
}
