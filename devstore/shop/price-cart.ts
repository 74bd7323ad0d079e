// What a cart costs, and for each discount code whether it counts and why not.
import type { CartLine } from '../store/carts.ts';
import type { Discount, RedeemCode } from '../store/discounts.ts';
import type { Allocation, DiscountApplication } from '../store/orders.ts';
import type { Product, Variant } from '../store/products.ts';
import type { Store } from '../store/store.ts';
import { applyDiscount } from './apply-discount.ts';
import { type CodeRefusal, refusalOf } from './check-discount.ts';
import { combine, discountClass } from './combine-discounts.ts';

/** A line without a product of the catalogue, as draft orders and control doors make them. */
export interface CustomLine {
  title: string;
  unitPrice: number;
  quantity: number;
  isGiftCard?: boolean;
  requiresShipping?: boolean;
  sku?: string;
}

export interface PriceRequest {
  lines: (CartLine | CustomLine)[];
  discountCodes: string[];
  customerId: number | null;
  email: string | null;
  /** ISO country, or null where it is not known yet. */
  shippingCountry: string | null;
  /** False for POS and digital orders. */
  isShipped?: boolean;
  tip?: number;
}

export interface PricedLine {
  key: string | null;
  product: Product | null;
  variant: Variant | null;
  title: string;
  sku: string | null;
  quantity: number;
  unitPrice: number;
  isGiftCard: boolean;
  requiresShipping: boolean;
  isTaxable: boolean;
  sellingPlan: string | null;
  attributes: { key: string; value: string }[];
  allocations: Allocation[];
  /** After all discounts. */
  total: number;
  tax: number;
}

export interface CodeVerdict {
  code: string;
  isApplicable: boolean;
  reason: CodeRefusal | null;
  /** A sentence for the buyer, as the checkout shows it. */
  message: string | null;
  /** What it took off, shipping included. */
  amount: number;
  discount: Discount | null;
  redeemCode: RedeemCode | null;
}

export interface PricedCart {
  currency: string;
  lines: PricedLine[];
  discounts: DiscountApplication[];
  codes: CodeVerdict[];
  /** Before discounts. */
  itemsTotal: number;
  /** After discounts. */
  subtotal: number;
  discountTotal: number;
  shipping: { title: string; price: number; discounted: number; allocations: Allocation[] } | null;
  tax: number;
  taxesIncluded: boolean;
  tip: number;
  total: number;
}

/** Prices a cart at devstore's present instant. Unknown variants are left out. */
export function priceCart(store: Store, request: PriceRequest): PricedCart {
  const shop = store.shop();
  const lines = request.lines.flatMap((line) => priceLine(store, line));
  const isShipped = request.isShipped !== false && lines.some((line) => line.requiresShipping);
  const cart: PricedCart = {
    currency: shop.currency,
    lines,
    discounts: [],
    codes: [],
    itemsTotal: lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0),
    subtotal: 0,
    discountTotal: 0,
    shipping: isShipped
      ? {
          title: 'Standard',
          price: shop.shippingPrice,
          discounted: shop.shippingPrice,
          allocations: [],
        }
      : null,
    tax: 0,
    taxesIncluded: shop.taxesIncluded,
    tip: request.tip ?? 0,
    total: 0,
  };
  applyCodes(store, cart, request);
  const rate = shop.taxRate / 1000;
  for (const line of cart.lines) {
    if (!line.isTaxable || line.isGiftCard) continue;
    line.tax = Math.round(
      shop.taxesIncluded ? (line.total * rate) / (1 + rate) : line.total * rate,
    );
  }
  cart.subtotal = cart.lines.reduce((sum, line) => sum + line.total, 0);
  cart.tax = cart.lines.reduce((sum, line) => sum + line.tax, 0);
  const shipping = cart.shipping?.discounted ?? 0;
  cart.discountTotal = cart.itemsTotal - cart.subtotal + (cart.shipping?.price ?? 0) - shipping;
  cart.total = cart.subtotal + shipping + (shop.taxesIncluded ? 0 : cart.tax) + cart.tip;
  return cart;
}

/** Product discounts come first, then order discounts on what is left, then shipping. */
function applyCodes(store: Store, cart: PricedCart, request: PriceRequest): void {
  const given = [...new Set(request.discountCodes.map((code) => code.trim()).filter(Boolean))];
  cart.codes = given.map((code) => {
    const found = store.discounts.byCode(code);
    return {
      code: found?.code.code ?? code,
      isApplicable: false,
      reason: null,
      message: null,
      amount: 0,
      discount: found?.discount ?? null,
      redeemCode: found?.code ?? null,
    };
  });
  for (const verdict of cart.codes) refuse(verdict, refusalOf(store, verdict, request, cart));
  // A code comes before what is taken off by itself: what does not go with it is left out.
  const verdicts = [...cart.codes, ...automaticVerdicts(store, request, cart)];
  combine(verdicts, refuse);
  for (const kind of ['product', 'order', 'shipping'] as const) {
    for (const verdict of verdicts) {
      if (verdict.reason || !verdict.discount || discountClass(verdict.discount) !== kind) continue;
      const applied = applyDiscount(cart, verdict.discount, verdict.code, request);
      if (typeof applied === 'number') {
        verdict.isApplicable = true;
        verdict.amount = applied;
      } else refuse(verdict, applied);
    }
  }
}

/** Automatic discounts that this buyer may have, as if each had a code. */
function automaticVerdicts(store: Store, request: PriceRequest, cart: PricedCart): CodeVerdict[] {
  return store.discounts
    .automatic()
    .map((discount) => ({
      code: discount.title,
      isApplicable: false,
      reason: null,
      message: null,
      amount: 0,
      discount,
      redeemCode: null,
    }))
    .filter((verdict) => refusalOf(store, verdict, request, cart) === null);
}

function refuse(
  verdict: CodeVerdict,
  refusal: { reason: CodeRefusal; message: string } | null,
): void {
  if (!refusal) return;
  verdict.reason = refusal.reason;
  verdict.message = refusal.message;
}

function priceLine(store: Store, line: CartLine | CustomLine): PricedLine[] {
  if (line.quantity <= 0) return [];
  if (!('variantId' in line)) {
    return [
      {
        key: null,
        product: null,
        variant: null,
        title: line.title,
        sku: line.sku ?? null,
        quantity: line.quantity,
        unitPrice: line.unitPrice,
        isGiftCard: line.isGiftCard ?? false,
        requiresShipping: line.requiresShipping ?? true,
        isTaxable: true,
        sellingPlan: null,
        attributes: [],
        allocations: [],
        total: line.unitPrice * line.quantity,
        tax: 0,
      },
    ];
  }
  const found = store.products.variant(line.variantId);
  if (!found) return [];
  const { product, variant } = found;
  return [
    {
      key: line.key,
      product,
      variant,
      title: product.title,
      sku: variant.sku,
      quantity: line.quantity,
      unitPrice: variant.price,
      isGiftCard: product.isGiftCard,
      requiresShipping: product.requiresShipping,
      isTaxable: product.isTaxable,
      sellingPlan: line.sellingPlan,
      attributes: line.attributes,
      allocations: [],
      total: variant.price * line.quantity,
      tax: 0,
    },
  ];
}
