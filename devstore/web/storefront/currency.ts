// Shop money into what the buyer sees.
import type { ShopFacts } from '../../store/records.ts';
import { decimals, toLiquidCents } from '../liquid/money.ts';

export type Presentment = { currency: string; rate: number };

/**
 * The buyer's currency and its rate; the shop's own where the shop does not sell in the one asked
 * for.
 */
export function presentmentOf(shop: ShopFacts, currency: string | null): Presentment {
  const rate = currency ? shop.presentmentRates[currency] : undefined;
  return rate && currency ? { currency, rate } : { currency: shop.currency, rate: 1 };
}

/** Minor units of the shop in minor units of the buyer's currency. */
export function toPresentment(minor: number, shop: ShopFacts, { currency, rate }: Presentment) {
  if (currency === shop.currency) return minor;
  return Math.round((minor / 10 ** decimals(shop.currency)) * rate * 10 ** decimals(currency));
}

/** Minor units of the shop in Liquid's hundredths of the buyer's currency. */
export function toCents(minor: number, shop: ShopFacts, presentment: Presentment): number {
  return toLiquidCents(toPresentment(minor, shop, presentment), presentment.currency);
}
