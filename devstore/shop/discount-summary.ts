// What Shopify's admin says of a discount in one line, made of what it gives and asks for: its
// wording follows Shopify's, and it changes whenever a person changes the discount.
import type { Discount, Items } from '../store/discounts.ts';

type Effect = { kind: 'percentage'; percentage: number } | { kind: 'amount'; amount: number };

/** '€5.00 off entire order • Minimum purchase of €20.00 • One use per customer'. */
export function discountSummary(discount: Discount, currency: string): string {
  const { minimum, context } = discount;
  const money = (amount: number) => {
    const style = new Intl.NumberFormat('en', { style: 'currency', currency });
    return style.format(amount / 10 ** (style.resolvedOptions().maximumFractionDigits ?? 2));
  };
  const parts = [
    benefitWords(discount, money),
    minimum.kind === 'subtotal' && `Minimum purchase of ${money(minimum.amount)}`,
    minimum.kind === 'quantity' && `Minimum purchase of ${minimum.quantity} items`,
    context.kind === 'customers' && `For ${counted(context.customerIds.length, 'customer')}`,
    context.kind === 'segments' && `For ${counted(context.segmentIds.length, 'customer segment')}`,
    discount.appliesOncePerCustomer && 'One use per customer',
    discount.appliesOnSubscription &&
      (discount.appliesOnOneTimePurchase
        ? 'Applies to one-time and subscription purchases'
        : 'Applies to subscription purchases'),
  ];
  return parts.filter((part) => part !== false).join(' • ');
}

function benefitWords({ benefit }: Discount, money: (amount: number) => string): string {
  const off = (effect: Effect) =>
    effect.kind === 'percentage'
      ? `${Math.round(effect.percentage * 10_000) / 100}% off`
      : `${money(effect.amount)} off`;
  switch (benefit.kind) {
    case 'basic':
      return `${off(benefit.effect)} ${itemsWords(benefit.items)}`;
    case 'freeShipping': {
      const { countries, maximumShippingPrice } = benefit;
      const where = countries === 'all' ? 'all countries' : counted(countries.length, 'country');
      const upTo =
        maximumShippingPrice === null
          ? ''
          : ` • Applies to shipping rates under ${money(maximumShippingPrice)}`;
      return `Free shipping on all products • For ${where}${upTo}`;
    }
    case 'bxgy': {
      const { buysMinimum, getsQuantity, effect } = benefit;
      const buy =
        buysMinimum.kind === 'quantity'
          ? counted(buysMinimum.quantity, 'item')
          : `items for ${money(buysMinimum.amount)}`;
      const get = effect.kind === 'percentage' && effect.percentage === 1 ? 'free' : off(effect);
      return `Buy ${buy} of ${itemsWords(benefit.buys)}, get ${counted(getsQuantity, 'item')} of ${itemsWords(benefit.gets)} ${get}`;
    }
  }
}

function itemsWords(items: Items): string {
  if (items.kind === 'all') return 'entire order';
  if (items.kind === 'collections') return counted(items.collectionIds.length, 'collection');
  return counted(items.productIds.length + items.variantIds.length, 'product');
}

const counted = (count: number, one: string) =>
  `${count} ${count === 1 ? one : one === 'country' ? 'countries' : `${one}s`}`;
