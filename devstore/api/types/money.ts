// MoneyV2 and MoneyBag.
import { toDecimal } from '../../shop/money.ts';
import type { Order } from '../../store/orders.ts';
import type { Resolvers } from '../resolver.ts';

/** What a MoneyBag is made from: shop money and how the buyer saw it. */
export interface Bag {
  amount: number;
  order: Pick<Order, 'currency' | 'presentmentCurrency' | 'presentmentRate'>;
}

export function bag(order: Bag['order'], amount: number): Bag {
  return { amount, order };
}

/** MoneyV2. */
export function money(amount: number, currency: string): { amount: string; currencyCode: string } {
  return { amount: toDecimal(amount, currency), currencyCode: currency };
}

export const moneyTypes: Resolvers = {
  MoneyBag: {
    shopMoney: ({ amount, order }: Bag) => money(amount, order.currency),
    presentmentMoney: ({ amount, order }: Bag) =>
      order.presentmentRate === 1
        ? money(amount, order.currency)
        : money(presentment(amount, order), order.presentmentCurrency),
  },
};

/** Shop money in the buyer's currency, rounded to its own smallest unit. */
function presentment(amount: number, order: Bag['order']): number {
  const from = decimals(order.currency);
  const to = decimals(order.presentmentCurrency);
  return Math.round(amount * order.presentmentRate * 10 ** (to - from));
}

function decimals(currency: string): number {
  const text = toDecimal(1, currency);
  return text.endsWith('.0') ? 0 : text.length - text.indexOf('.') - 1;
}
