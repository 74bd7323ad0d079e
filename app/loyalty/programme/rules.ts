// Everything a merchant can choose about the programme, as one value with versions. What was earned
// keeps its own.
import { z } from 'zod';
import { LARGEST_ID } from '#app/basics/gid.ts';
import { minorUnits } from '#app/basics/money.ts';

/** Whole points or minor units; text in JSON. At most a billion, so that no rule can be absurd. */
const whole = z
  .union([z.bigint(), z.number().int(), z.string().regex(/^\d{1,10}$/)])
  .transform(BigInt)
  .refine((value) => value >= 0n && value <= 1_000_000_000n, 'between 0 and 1,000,000,000');
/** The most that one rule gives at once. */
export const MOST_POINTS_OF_RULE = 1_000_000n;
const points = whole.refine((value) => value <= MOST_POINTS_OF_RULE, 'at most 1,000,000');
const shopifyId = z
  .union([z.bigint(), z.string().regex(/^\d{1,19}$/)])
  .transform((value) => BigInt(value))
  .refine((value) => value > 0n && value <= LARGEST_ID, 'no number of Shopify');
const id = z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes');
const name = z.string().trim().min(1, 'give it a name').max(120);
/** 100 is once, 200 is double. */
const percent = z.number().int().min(0).max(10_000);
const instant = z.coerce.date();
const tags = z.array(z.string().trim().min(1).max(255)).max(100).default([]);

/** What a line must be for a rule to speak of it: one match of any kind is enough. */
const match = z.object({
  productIds: z.array(shopifyId).max(500).default([]),
  collectionIds: z.array(shopifyId).max(50).default([]),
  tags,
  types: tags,
  vendors: tags,
});

const productRule = z.object({
  id,
  name,
  match,
  effect: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('exclude') }),
    z.object({ kind: z.literal('multiply'), percent }),
    z.object({ kind: z.literal('points-per-piece'), points }),
  ]),
});

const orderRules = z.object({
  base: z.discriminatedUnion('kind', [
    /** `points` for every `per` minor units of the shop's currency. */
    z.object({
      kind: z.literal('per-amount'),
      points,
      per: whole.refine((value) => value > 0n, 'above 0'),
    }),
    z.object({ kind: z.literal('per-order'), points }),
    z.object({ kind: z.literal('none') }),
  ]),
  products: z.array(productRule).max(100).default([]),
  /** How the sum of an order becomes whole points. */
  rounding: z.enum(['floor', 'nearest', 'ceil']).default('floor'),
  /** Net sales below which an order earns nothing. */
  minimum: whole.nullable().default(null),
  /** Most points that one order can earn, bonuses aside. */
  cap: whole.nullable().default(null),
  /** Most points that a member can earn by orders in a calendar period. */
  limit: z
    .object({ points: whole, unit: z.enum(['day', 'week', 'month', 'year']) })
    .nullable()
    .default(null),
  /** Extra points for the first, fifth, tenth ... counted order. */
  milestones: z
    .array(z.object({ order: z.number().int().min(1).max(1000), points }))
    .max(50)
    .default([]),
  countsSubscriptions: z.boolean().default(false),
  countsGiftCards: z.boolean().default(false),
  countsShipping: z.boolean().default(false),
  countsTax: z.boolean().default(false),
});

const ACTION_KINDS = [
  'sign-up',
  'birthday',
  'anniversary',
  'newsletter',
  'review',
  'survey',
  'social',
  'visit',
  'code',
  'custom',
] as const;

const action = z.object({
  id,
  kind: z.enum(ACTION_KINDS),
  /** Empty: each shopper reads it in their own language. */
  name: z.string().trim().max(120).default(''),
  points,
  isOn: z.boolean().default(true),
  /** How often a member can have it; null: as often as it happens. */
  limit: z
    .object({
      times: z.number().int().min(1).max(1000),
      unit: z.enum(['day', 'week', 'month', 'year', 'ever']),
    })
    .nullable()
    .default(null),
  /** For `code`: what is entered at the event, compared without case and blanks. */
  code: z.string().trim().min(3).max(60).nullable().default(null),
  startsAt: instant.nullable().default(null),
  endsAt: instant.nullable().default(null),
  /** For `social`: where the shopper is sent. */
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
});

const campaign = z.object({
  id,
  name,
  startsAt: instant,
  endsAt: instant,
  /** What orders placed in it earn: 200 is double. */
  percent,
  /** Only members who are in one of these tiers; empty: all. */
  tierIds: z.array(id).max(20).default([]),
  /** Only customers with one of these tags; empty: all. */
  customerTags: tags,
  /** Only customers in one of these segments; empty: all. */
  segmentIds: z.array(id).max(20).default([]),
});

const level = z.object({
  id,
  name,
  threshold: whole,
  /** What orders placed in this tier earn: 150 is half as much again. */
  percent,
  /** Points on entering it. */
  entryPoints: points.default(0n),
  perks: z
    .object({
      freeShipping: z.boolean().default(false),
      /** Whole percent off every order; 0: none. */
      percentOff: z.number().int().min(0).max(100).default(0),
      /** A customer tag that opens early access. */
      tag: z.string().trim().max(40).nullable().default(null),
      words: z.array(z.string().trim().min(1).max(200)).max(10).default([]),
    })
    .default({ freeShipping: false, percentOff: 0, tag: null, words: [] }),
});

const tiers = z.object({
  basis: z.enum(['spend', 'points', 'orders']),
  window: z.enum(['lifetime', 'calendar-year', 'rolling-year']),
  /** Days for which a tier is kept after the member no longer reaches it. */
  graceDays: z.number().int().min(0).max(730).default(30),
  /** From the lowest to the highest; below the first a member has no tier. */
  levels: z.array(level).max(20).default([]),
  /** Buying the product grants the tier for a time. */
  memberships: z
    .array(z.object({ productId: shopifyId, tierId: id, months: z.number().int().min(1).max(120) }))
    .max(20)
    .default([]),
});

const expiry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }),
  z.object({
    /**
     * `after-activity`: months after the last order or redemption that came while the points were
     * alive.
     */
    kind: z.enum(['after-earning', 'after-activity']),
    months: z.number().int().min(1).max(120),
    /** Days before the end at which the member is told. */
    warnDays: z.array(z.number().int().min(1).max(365)).max(5).default([30, 7]),
    /** Further days in which lapsed points can still be spent. */
    graceDays: z.number().int().min(0).max(90).default(0),
  }),
]);

export const rulesSchema = z.object({
  isActive: z.boolean(),
  enrolment: z.enum(['automatic', 'on-joining']),
  /** Customers with one of these tags earn nothing (wholesale). */
  excludedCustomerTags: tags,
  /** Nor do customers in one of these segments. */
  excludedSegmentIds: z.array(id).max(20).default([]),
  order: orderRules,
  actions: z.array(action).max(100).default([]),
  campaigns: z.array(campaign).max(100).default([]),
  /** When points of an order can be spent: days after payment or fulfilment. */
  pending: z
    .object({ days: z.number().int().min(0).max(365), from: z.enum(['payment', 'fulfilment']) })
    .default({ days: 0, from: 'payment' }),
  expiry: expiry.default({ kind: 'never' }),
  tiers: tiers.nullable().default(null),
});

export type Rules = z.output<typeof rulesSchema>;
export type RulesInput = z.input<typeof rulesSchema>;
export type OrderRules = Rules['order'];
export type ProductRule = OrderRules['products'][number];
export type Action = Rules['actions'][number];
export type ActionKind = Action['kind'];
export type Campaign = Rules['campaigns'][number];
export type Tiers = NonNullable<Rules['tiers']>;
export type TierLevel = Tiers['levels'][number];
export type Expiry = Rules['expiry'];

/** The rules as they stand from `effectiveFrom` until the next version. */
export type RuleVersion = { version: number; effectiveFrom: Date; rules: Rules };

/**
 * The version in force at `at`; null before the programme began. Versions come in ascending order.
 */
export function versionAt(versions: readonly RuleVersion[], at: Date): RuleVersion | null {
  return versions.findLast((one) => one.effectiveFrom <= at) ?? null;
}

/** Since when orders count: from the first version on; null: all of them. */
export function countsSince([first]: readonly RuleVersion[]): Date | null {
  return first && first.effectiveFrom.getUTCFullYear() > 1970 ? first.effectiveFrom : null;
}

export const levelOf = (rules: Rules, tierId: string | null): TierLevel | null =>
  rules.tiers?.levels.find((one) => one.id === tierId) ?? null;

/** The segments of customers that rules look at, each once. */
export const segmentsNamed = (rules: Rules): string[] => [
  ...new Set([...rules.excludedSegmentIds, ...rules.campaigns.flatMap((one) => one.segmentIds)]),
];

const SHOPIFY_SEGMENT = 'shopify-';
/** The id by which rules name a segment that is kept in Shopify; others are our own. */
export const shopifySegment = (id: bigint): string => `${SHOPIFY_SEGMENT}${id}`;
export const isShopifySegment = (segmentId: string): boolean =>
  /^shopify-\d{1,20}$/.test(segmentId);
export const shopifyIdOf = (segmentId: string): bigint =>
  BigInt(segmentId.slice(SHOPIFY_SEGMENT.length));

/** The collections of products that rules look at, each once. */
export const collectionsNamed = (rules: Rules): bigint[] => [
  ...new Set(rules.order.products.flatMap((rule) => rule.match.collectionIds)),
];

/** Points for every `per` minor units of an order, and nothing else. */
export function firstRules(per: bigint, points = 1n): Rules {
  return rulesSchema.parse({
    isActive: true,
    enrolment: 'automatic',
    order: { base: { kind: 'per-amount', points, per } },
  } satisfies RulesInput);
}

/**
 * What a new programme begins with: with the first reward (500 points for 5 units of money) it
 * gives back 5 %, enough to be joined for. Where the unit of money is small, points come for a
 * hundred.
 */
export function startingRules(currency: string): Rules {
  const unit = minorUnits('1', currency);
  return firstRules(unit === 1n ? 100n : unit, 5n);
}
