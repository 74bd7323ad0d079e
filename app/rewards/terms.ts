// What a reward's code gives, and under which conditions: the part of a reward that is versioned
// and written into Shopify.
import { z } from 'zod';

/** Whole minor units of the shop's currency; text in JSON. */
export const minor = z
  .union([z.bigint(), z.string().regex(/^\d{1,18}$/)])
  .transform((value) => BigInt(value));
/** A Shopify number; text in JSON. */
const shopifyId = z
  .union([z.bigint(), z.string().regex(/^\d{1,20}$/)])
  .transform((value) => BigInt(value));

const valueSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('amount-off'), amount: minor }),
  /** Hundredths of a percent: 1000 is 10 %. */
  z.object({
    kind: z.literal('percentage-off'),
    basisPoints: z.number().int().min(1).max(10_000),
  }),
  /** Nothing above `maximum` is shipped for free; null: whatever it costs. */
  z.object({ kind: z.literal('free-shipping'), maximum: minor.nullable() }),
  /** Shopify gives a product only to who buys another: `buys` says what. */
  z.object({
    kind: z.literal('free-product'),
    variantId: shopifyId,
    productId: shopifyId,
    title: z.string().max(255),
    imageUrl: z.url().nullable(),
    quantity: z.number().int().min(1).max(10),
    buys: z.object({
      productIds: z.array(shopifyId).max(100),
      collectionIds: z.array(shopifyId).max(100),
      quantity: z.number().int().min(1).max(1000),
    }),
  }),
  z.object({ kind: z.literal('store-credit'), amount: minor }),
  z.object({ kind: z.literal('gift-card'), amount: minor }),
]);

const conditionsSchema = z.object({
  minimum: minor.nullable().default(null),
  productIds: z.array(shopifyId).max(100).default([]),
  collectionIds: z.array(shopifyId).max(100).default([]),
  /** What to call these products for people. */
  titles: z.array(z.string().max(255)).max(5).default([]),
  purchase: z.enum(['one-time', 'subscription', 'both']).default('one-time'),
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).default([]),
  combinesWith: z
    .object({ order: z.boolean(), product: z.boolean(), shipping: z.boolean() })
    .default({ order: false, product: false, shipping: true }),
});

export const termsSchema = z
  .object({
    value: valueSchema,
    conditions: conditionsSchema.default(conditionsSchema.parse({})),
    /** How long a code is good for; null: without end. */
    validDays: z.number().int().min(1).max(3650).nullable().default(null),
  })
  .superRefine(({ value, conditions }, context) => {
    const refuseAt = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if ('amount' in value && value.amount === 0n) refuseAt(['value', 'amount'], 'is zero');
    const named = conditions.productIds.length + conditions.collectionIds.length;
    if (conditions.productIds.length > 0 && conditions.collectionIds.length > 0) {
      refuseAt(['conditions', 'collectionIds'], 'Shopify takes products or collections, not both');
    }
    if (named > 0 && !isOffGoods(value.kind)) {
      refuseAt(['conditions', 'productIds'], 'only amounts and percentages go off chosen products');
    }
    if (conditions.minimum !== null && !takesMinimum(value.kind)) {
      refuseAt(['conditions', 'minimum'], 'not for this kind');
    }
    if (conditions.countries.length > 0 && value.kind !== 'free-shipping') {
      refuseAt(['conditions', 'countries'], 'Shopify limits only free shipping by country');
    }
    if (value.kind === 'free-product') {
      const { productIds, collectionIds } = value.buys;
      if (productIds.length > 0 === collectionIds.length > 0) {
        refuseAt(['value', 'buys'], 'name either products or collections to buy');
      }
    }
  });

export type Terms = z.output<typeof termsSchema>;
export type TermsInput = z.input<typeof termsSchema>;
export type Value = Terms['value'];
export type Kind = Value['kind'];
export type Way = 'pooled' | 'personal';

/**
 * Store credit and gift cards are money in the shopper's hand: no cart, no discount, nothing to
 * pool.
 */
export const isDiscount = (kind: Kind): boolean => kind !== 'store-credit' && kind !== 'gift-card';

/** Takes something off the price of goods, of all or of chosen ones. */
export const isOffGoods = (kind: Kind): boolean =>
  kind === 'amount-off' || kind === 'percentage-off';

/** Shopify knows no smallest order for a free product; what has to be bought stands for it. */
export const takesMinimum = (kind: Kind): boolean => isOffGoods(kind) || kind === 'free-shipping';

/** The value of `steps` steps of an incremental reward: the amount grows, everything else stays. */
export function valueOfSteps(value: Value, steps: number): Value {
  if (steps === 1 || !('amount' in value)) return value;
  return { ...value, amount: value.amount * BigInt(steps) };
}

/** Which ways a reward of this kind can be had in; the first is what is suggested. */
export function possibleWays(kind: Kind, isIncremental: boolean): Way[] {
  // A pool's codes share one value, so what the shopper chooses cannot come out of it.
  return isDiscount(kind) && !isIncremental ? ['pooled', 'personal'] : ['personal'];
}
