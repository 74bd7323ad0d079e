// Takes one discount off a cart, line by line, to the cent.
import type { Benefit, Discount, Items } from '../store/discounts.ts';
import type { DiscountApplication } from '../store/orders.ts';
import type { CodeRefusal } from './check-discount.ts';
import { discountClass } from './combine-discounts.ts';
import { spread } from './money.ts';
import type { PricedCart, PricedLine, PriceRequest } from './price-cart.ts';

interface Refused {
  reason: CodeRefusal;
  message: string;
}

/** Applies a discount to the cart and returns what it took off, or why it does not count. */
export function applyDiscount(
  cart: PricedCart,
  discount: Discount,
  code: string,
  request: PriceRequest,
): number | Refused {
  const { benefit } = discount;
  if (benefit.kind === 'freeShipping') return freeShipping(cart, discount, benefit, code, request);
  if (benefit.kind === 'bxgy') return buyGet(cart, discount, benefit, code);
  const entitled = cart.lines.filter((line) => isEntitled(line, benefit.items, discount));
  if (entitled.length === 0) return notForThese(code);
  const unmet = minimumUnmet(cart, discount, entitled, code);
  if (unmet) return unmet;
  const bases = entitled.map((line) => line.total);
  const base = bases.reduce((sum, amount) => sum + amount, 0);
  if (benefit.effect.kind === 'percentage')
    return give(
      cart,
      discount,
      code,
      entitled,
      (() => {
        const { percentage } = benefit.effect;
        return spread(Math.round(base * percentage), bases);
      })(),
    );
  const { amount, isOnEachItem } = benefit.effect;
  const parts = isOnEachItem
    ? entitled.map((line) => Math.min(line.total, amount * line.quantity))
    : spread(Math.min(amount, base), bases);
  return give(cart, discount, code, entitled, parts);
}

function give(
  cart: PricedCart,
  discount: Discount,
  code: string,
  lines: PricedLine[],
  parts: number[],
): number {
  const application = cart.discounts.push(describe(discount, code)) - 1;
  let given = 0;
  lines.forEach((line, index) => {
    const amount = parts[index] ?? 0;
    if (amount === 0) return;
    line.allocations.push({ application, amount });
    line.total -= amount;
    given += amount;
  });
  return given;
}

function isEntitled(line: PricedLine, items: Items, discount: Discount): boolean {
  const isTypeMet = line.sellingPlan
    ? discount.appliesOnSubscription
    : discount.appliesOnOneTimePurchase;
  return isTypeMet && isAmong(line, items);
}

/** Gift cards are money, not goods: only a discount that names them touches them. */
function isAmong(line: PricedLine, items: Items): boolean {
  if (items.kind === 'all') return !line.isGiftCard;
  if (!line.product) return false;
  if (items.kind === 'collections')
    return line.product.collectionIds.some((id) => items.collectionIds.includes(id));
  return (
    items.productIds.includes(line.product.id) ||
    (line.variant !== null && items.variantIds.includes(line.variant.id))
  );
}

function minimumUnmet(
  cart: PricedCart,
  discount: Discount,
  entitled: PricedLine[],
  code: string,
): Refused | null {
  const { minimum } = discount;
  if (minimum.kind === 'none') return null;
  const counted = discountClass(discount) === 'product' ? entitled : cart.lines;
  const have =
    minimum.kind === 'quantity'
      ? counted.reduce((sum, line) => sum + line.quantity, 0)
      : counted.reduce((sum, line) => sum + line.total, 0);
  const need = minimum.kind === 'quantity' ? minimum.quantity : minimum.amount;
  if (have >= need) return null;
  return {
    reason: 'minimum-not-met',
    message: `${code} discount code isn't valid until the minimum purchase is met`,
  };
}

function freeShipping(
  cart: PricedCart,
  discount: Discount,
  benefit: Extract<Benefit, { kind: 'freeShipping' }>,
  code: string,
  request: PriceRequest,
): number | Refused {
  const unmet = minimumUnmet(cart, discount, cart.lines, code);
  if (unmet) return unmet;
  const { shipping } = cart;
  if (!shipping) return notForThese(code);
  const country = request.shippingCountry;
  if (benefit.countries !== 'all' && country && !benefit.countries.includes(country))
    return { reason: 'country', message: `${code} discount code isn't valid for your address` };
  if (benefit.maximumShippingPrice !== null && shipping.price > benefit.maximumShippingPrice)
    return {
      reason: 'shipping-too-dear',
      message: `${code} discount code isn't valid for this shipping rate`,
    };
  const application = cart.discounts.push(describe(discount, code)) - 1;
  const amount = shipping.discounted;
  shipping.allocations.push({ application, amount });
  shipping.discounted = 0;
  return amount;
}

function buyGet(
  cart: PricedCart,
  discount: Discount,
  benefit: Extract<Benefit, { kind: 'bxgy' }>,
  code: string,
): number | Refused {
  // Units are handed out one by one: a unit that was bought cannot also be the one that is given.
  const units = cart.lines
    .filter((line) => !line.sellingPlan)
    .flatMap((line) => Array.from({ length: line.quantity }, () => ({ line, isTaken: false })));
  const parts = new Map<PricedLine, number>();
  const rounds = benefit.usesPerOrderLimit ?? Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    // The cheapest unit is given, the dearest count as bought.
    const gifts = units
      .filter((unit) => !unit.isTaken && isAmong(unit.line, benefit.gets))
      .sort((a, b) => a.line.unitPrice - b.line.unitPrice)
      .slice(0, benefit.getsQuantity);
    if (gifts.length < benefit.getsQuantity) break;
    const bought = takeBought(
      units.filter((unit) => !gifts.includes(unit)),
      benefit,
    );
    if (!bought) break;
    for (const unit of [...gifts, ...bought]) unit.isTaken = true;
    for (const { line } of gifts) {
      const off =
        benefit.effect.kind === 'percentage'
          ? Math.round(line.unitPrice * benefit.effect.percentage)
          : Math.min(benefit.effect.amount, line.unitPrice);
      parts.set(line, (parts.get(line) ?? 0) + off);
    }
  }
  if (parts.size === 0) return notForThese(code);
  return give(cart, discount, code, [...parts.keys()], [...parts.values()]);
}

interface Unit {
  line: PricedLine;
  isTaken: boolean;
}

function takeBought(units: Unit[], benefit: Extract<Benefit, { kind: 'bxgy' }>): Unit[] | null {
  const candidates = units
    .filter((unit) => !unit.isTaken && isAmong(unit.line, benefit.buys))
    .sort((a, b) => b.line.unitPrice - a.line.unitPrice);
  const taken: Unit[] = [];
  let amount = 0;
  const isEnough = (): boolean =>
    benefit.buysMinimum.kind === 'quantity'
      ? taken.length >= benefit.buysMinimum.quantity
      : amount >= benefit.buysMinimum.amount;
  for (const unit of candidates) {
    if (isEnough()) break;
    taken.push(unit);
    amount += unit.line.unitPrice;
  }
  return isEnough() ? taken : null;
}

function notForThese(code: string): Refused {
  return {
    reason: 'does-not-apply-to-items',
    message: `${code} discount code isn't valid for the items in your cart`,
  };
}

function describe(discount: Discount, code: string): DiscountApplication {
  const { benefit } = discount;
  const kind = discountClass(discount);
  const effect =
    benefit.kind === 'freeShipping'
      ? { kind: 'percentage' as const, percentage: 1 }
      : benefit.effect;
  return {
    kind: discount.isAutomatic ? 'automatic' : 'code',
    code: discount.isAutomatic ? null : code,
    title: discount.title,
    target: kind === 'shipping' ? 'SHIPPING_LINE' : 'LINE_ITEM',
    method: kind === 'order' ? 'ACROSS' : 'EACH',
    selection: kind === 'product' ? 'ENTITLED' : 'ALL',
    value:
      effect.kind === 'percentage'
        ? { kind: 'percentage', percentage: effect.percentage }
        : { kind: 'amount', amount: effect.amount },
    discountId: discount.id,
  };
}
