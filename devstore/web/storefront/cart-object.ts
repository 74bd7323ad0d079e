// The cart as Liquid and the Ajax API show it. Prices come from the store; only their currency
// changes here.
import { type PricedCart, type PricedLine, priceCart } from '../../shop/price-cart.ts';
import type { Cart } from '../../store/carts.ts';
import type { WebContext } from '../context.ts';
import { toCents } from './currency.ts';
import { imageObject, productObject } from './objects.ts';
import type { Visitor } from './visitor.ts';

/** Prices the visitor's cart, an empty one if there is none. */
export function pricedCart(context: WebContext, visitor: Visitor): PricedCart {
  return priceCart(context.store, {
    lines: visitor.cart?.lines ?? [],
    discountCodes: visitor.cart?.discountCodes ?? [],
    customerId: visitor.customer?.id ?? null,
    email: visitor.customer?.email ?? null,
    shippingCountry: null,
  });
}

/** What `/cart.js` answers, with the same fields as Liquid's `cart`. */
export function cartObject(context: WebContext, visitor: Visitor, given?: PricedCart) {
  const priced = given ?? pricedCart(context, visitor);
  const cents = (minor: number) => toCents(minor, visitor.shop, visitor.presentment);
  const items = priced.lines.map((line) => itemObject(visitor, priced, line, cents));
  const wholeCart = applications(priced, 'ACROSS', cents);
  const off = wholeCart.reduce((sum, discount) => sum + discount.total_allocated_amount, 0);
  const total = items.reduce((sum, item) => sum + item.final_line_price, -off);
  const original = items.reduce((sum, item) => sum + item.original_line_price, 0);
  const cart: Cart | null = visitor.cart;
  return {
    token: cart?.token ?? '',
    note: cart?.note ?? '',
    attributes: Object.fromEntries(
      (cart?.attributes ?? []).map(({ key, value }) => [key, value] as const),
    ),
    original_total_price: original,
    total_price: total,
    total_discount: original - total,
    total_weight: 0,
    item_count: items.reduce((sum, item) => sum + item.quantity, 0),
    items,
    requires_shipping: items.some((item) => item.requires_shipping),
    currency: visitor.presentment.currency,
    items_subtotal_price: total + off,
    cart_level_discount_applications: wholeCart,
    discount_codes: priced.codes.map(({ code, isApplicable }) => ({
      code,
      applicable: isApplicable,
    })),
  };
}

type Cents = (minor: number) => number;

function itemObject(visitor: Visitor, priced: PricedCart, line: PricedLine, cents: Cents) {
  const { product, variant } = line;
  const options = variant?.options ?? [];
  const original = cents(line.unitPrice);
  // With the discounts of the line itself; those on the whole cart are told beside the lines.
  const final = cents(line.total + allocated(priced, line, 'ACROSS'));
  return {
    id: variant?.id ?? 0,
    key: line.key ?? '',
    properties: Object.fromEntries(line.attributes.map(({ key, value }) => [key, value] as const)),
    quantity: line.quantity,
    variant_id: variant?.id ?? 0,
    title:
      variant && variant.title !== 'Default Title'
        ? `${line.title} - ${variant.title}`
        : line.title,
    price: original,
    original_price: original,
    discounted_price: Math.round(final / line.quantity),
    line_price: original * line.quantity,
    original_line_price: original * line.quantity,
    total_discount: original * line.quantity - final,
    discounts: [],
    sku: line.sku,
    vendor: product?.vendor ?? '',
    taxable: line.isTaxable,
    product_id: product?.id ?? 0,
    gift_card: line.isGiftCard,
    final_price: Math.round(final / line.quantity),
    final_line_price: final,
    url: product ? `/products/${product.handle}?variant=${variant?.id}` : '',
    image: product?.imageUrl ?? null,
    featured_image: product ? imageObject(product) : null,
    handle: product?.handle ?? '',
    requires_shipping: line.requiresShipping,
    product_title: line.title,
    product_type: product?.productType ?? '',
    variant_title: variant && variant.title !== 'Default Title' ? variant.title : null,
    variant_options: options.map(({ value }) => value),
    options_with_values: options,
    line_level_discount_allocations: line.allocations
      .filter(({ application }) => priced.discounts[application]?.method === 'EACH')
      .map(({ application, amount }) => ({
        amount: cents(amount),
        discount_application: { title: priced.discounts[application]?.title ?? '' },
      })),
    selling_plan_allocation: line.sellingPlan
      ? { selling_plan: { id: line.sellingPlan, name: line.sellingPlan } }
      : null,
    ...(visitor.shop.currency === visitor.presentment.currency
      ? {}
      : { presentment_price: original / 100 }),
  };
}

/** What discounts by `method` take off a line, in minor units. */
function allocated(priced: PricedCart, line: PricedLine, method: 'ACROSS' | 'EACH'): number {
  return line.allocations
    .filter(({ application }) => priced.discounts[application]?.method === method)
    .reduce((sum, { amount }) => sum + amount, 0);
}

function applications(priced: PricedCart, method: 'ACROSS' | 'EACH', cents: Cents) {
  return priced.discounts.flatMap((discount, index) => {
    if (discount.method !== method || discount.target !== 'LINE_ITEM') return [];
    const amount = priced.lines
      .flatMap((line) => line.allocations)
      .filter(({ application }) => application === index)
      .reduce((sum, each) => sum + each.amount, 0);
    return [
      {
        type: discount.kind === 'code' ? 'discount_code' : discount.kind,
        title: discount.title,
        code: discount.code,
        value_type: discount.value.kind === 'percentage' ? 'percentage' : 'fixed_amount',
        total_allocated_amount: cents(amount),
      },
    ];
  });
}

/** Liquid's `cart`: the Ajax fields and what only Liquid has. */
export function liquidCart(context: WebContext, visitor: Visitor) {
  const priced = pricedCart(context, visitor);
  const object = cartObject(context, visitor, priced);
  const items = object.items.map((item, index) => {
    const { product } = priced.lines[index]!;
    const full = product ? productObject(visitor, product, item.variant_id) : null;
    return {
      ...item,
      product: full,
      variant: full?.selected_variant ?? null,
      image: item.featured_image,
      url_to_remove: `/cart/change?id=${encodeURIComponent(item.key)}&quantity=0`,
      discount_allocations: item.line_level_discount_allocations,
    };
  });
  return {
    ...object,
    items,
    currency: { iso_code: object.currency, symbol: '', name: object.currency },
    'empty?': items.length === 0,
    checkout_charge_amount: object.total_price,
    refused_codes: priced.codes.filter((code) => !code.isApplicable),
  };
}
