// What a product or a cart will earn: the same function as the award, asked before the order
// exists. What the order will say of its taxes is foreseen from the shop's own orders.
import { orderWorth, type WorthContext, type WorthLine } from './earning/worth.ts';

/** Tax as a shop charges it. Rates are in thousandths: 190 is 19 %. */
export type TaxRates = {
  /** Prices include it: what an order is worth does not. */
  isIncluded: boolean;
  usual: number;
  byProduct: ReadonlyMap<bigint, number>;
};
export const NO_TAX: TaxRates = { isIncluded: false, usual: 0, byProduct: new Map() };

export type Cart = {
  /** In minor units of the shop's currency, after discounts, as the shopper sees them. */
  lines: readonly WorthLine[];
  rates: TaxRates;
};

export type Estimate = { points: bigint; lines: { lineId: string; points: bigint }[] };

/** Points for this cart if it were ordered and paid at `now`; the difference to the award is 0. */
export function estimateCart(cart: Cart, context: WorthContext, now: Date): Estimate {
  const { isIncluded } = cart.rates;
  const taxed = cart.lines.map((line) => ({ line, tax: taxOf(line, cart.rates) }));
  const lines = taxed.map(({ line, tax }) =>
    isIncluded ? { ...line, amount: line.amount - tax } : line,
  );
  const net = lines.reduce((total, line) => total + line.amount, 0n);
  const tax = taxed.reduce((total, one) => total + one.tax, 0n);
  const worth = orderWorth(
    { net, shipping: 0n, tax, placedAt: now, isEarning: true, lines },
    context,
  );
  return { points: worth.points, lines: worth.lines };
}

/** The tax of a line as Shopify rounds it: to whole minor units, half up. */
export function taxOf(
  line: Pick<WorthLine, 'productId' | 'amount' | 'isGiftCard'>,
  rates: TaxRates,
) {
  // Gift cards are money, not goods: they are taxed when they are spent.
  if (line.isGiftCard) return 0n;
  const known = line.productId === null ? undefined : rates.byProduct.get(line.productId);
  return taxAt(line.amount, known ?? rates.usual, rates.isIncluded);
}

function taxAt(amount: bigint, rate: number, isIncluded: boolean): bigint {
  const tenths = BigInt(rate);
  const whole = isIncluded ? 1000n + tenths : 1000n;
  return (2n * amount * tenths + whole) / (2n * whole);
}

/** A line of one of the shop's orders. */
export type TaxSample = { productId: bigint | null; total: bigint; tax: bigint };

/**
 * The rates that lines of orders were taxed with: the one that explains most lines, of each product
 * and of all.
 */
export function ratesOf(samples: readonly TaxSample[], isIncluded: boolean): TaxRates {
  const explained = samples.map((sample) => ({
    productId: sample.productId,
    rates: ratesBehind(sample, isIncluded),
  }));
  const byProduct = new Map<bigint, number>();
  for (const [productId, lines] of Map.groupBy(explained, (one) => one.productId)) {
    if (productId !== null) byProduct.set(productId, mostMet(lines));
  }
  return { isIncluded, usual: mostMet(explained), byProduct };
}

/**
 * Every rate that gives this line its tax, in tenths of a percent: a cheap line leaves several
 * open, because its tax was rounded. Where none fits exactly, the nearest.
 */
function ratesBehind({ total, tax }: TaxSample, isIncluded: boolean): number[] {
  const base = isIncluded ? total - tax : total;
  if (base <= 0n) return [];
  const nearest = Number((2000n * tax + base) / (2n * base));
  const reach = Number(1000n / base) + 1;
  const rates: number[] = [];
  for (let rate = Math.max(0, nearest - reach); rate <= nearest + reach; rate++) {
    if (taxAt(total, rate, isIncluded) === tax) rates.push(rate);
  }
  return rates.length > 0 ? rates : [nearest];
}

function mostMet(lines: readonly { rates: readonly number[] }[]): number {
  const counts = new Map<number, number>();
  for (const rate of lines.flatMap((line) => line.rates)) {
    counts.set(rate, (counts.get(rate) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}
