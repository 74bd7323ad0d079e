// What an order is worth in points: a pure function of its present state, the rules in force and
// the member's tier when it was placed, and what earlier orders used up of the limits. Awards,
// refunds and estimates all ask here.
import { assert } from '#app/basics/assert.ts';
import { floorShare } from '#app/basics/money.ts';
import type { OrderContext } from '../points.ts';
import {
  type Campaign,
  levelOf,
  type OrderRules,
  type ProductRule,
  type Rules,
} from '../programme/rules.ts';

/** A line of an order or of a cart; money in minor units of the shop's currency. */
export type WorthLine = {
  id: string;
  productId: bigint | null;
  /** Present pieces: after edits and refunds. */
  quantity: number;
  /** What the present pieces cost after discounts, without tax. */
  amount: bigint;
  isGiftCard: boolean;
  isSubscription: boolean;
  /** What the rules can match beside the product itself, as it was when the line was first seen. */
  traits: LineTraits;
};
export type LineTraits = {
  collectionIds: readonly bigint[];
  tags: readonly string[];
  type: string;
  vendor: string;
};
/** What the rules can match of the customer, as it was when the order was first seen. */
export type CustomerTraits = { tags: readonly string[]; segmentIds: readonly string[] };
export const NOBODY: CustomerTraits = { tags: [], segmentIds: [] };
export const NO_TRAITS: LineTraits = { collectionIds: [], tags: [], type: '', vendor: '' };

export type WorthOrder = {
  /**
   * Net sales in the present state: the truth about the money, whatever the lines say. Never below
   * 0.
   */
  net: bigint;
  shipping: bigint;
  tax: bigint;
  placedAt: Date;
  /** Paid and counted; anything else is worth nothing. */
  isEarning: boolean;
  lines: readonly WorthLine[];
};

export type WorthContext = OrderContext & { rules: Rules; customer: CustomerTraits };

export type LineWorth = { lineId: string; points: bigint; rule: string | null };
export type Worth = {
  points: bigint;
  lines: LineWorth[];
  /** Extra points for the ordinal of the order, inside `points`. */
  milestone: bigint;
  /** The part of `points` that counts against the limit. */
  limited: bigint;
  campaigns: string[];
};

const NOTHING: Worth = { points: 0n, lines: [], milestone: 0n, limited: 0n, campaigns: [] };

/** The worth of an order, with what each line gave. */
export function orderWorth(order: WorthOrder, context: WorthContext): Worth {
  const { rules } = context;
  if (!order.isEarning || !rules.isActive || isExcluded(rules, context.customer)) return NOTHING;
  if (rules.order.minimum !== null && order.net < rules.order.minimum) return NOTHING;
  const campaigns = campaignsFor(rules, order.placedAt, context);
  const factor = multiplier(rules, context.tierId, campaigns);
  const shares = lineShares(order, rules.order);
  const earned = roundTogether(shares, factor, rules.order.rounding);
  const limited = withinLimits(sum(earned), rules.order, context.usedInPeriod);
  const lines = scale(shares, earned, limited);
  const milestone = order.net > 0n ? milestoneOf(rules.order, context.ordinal) : 0n;
  return {
    points: limited + milestone,
    lines,
    milestone,
    limited,
    campaigns: campaigns.map((one) => one.id),
  };
}

/** True if this customer earns nothing at all. */
export const isExcluded = (rules: Rules, { tags, segmentIds }: CustomerTraits) =>
  sharesTag(rules.excludedCustomerTags, tags) || shares(rules.excludedSegmentIds, segmentIds);

const shares = (wanted: readonly string[], had: readonly string[]) =>
  wanted.some((one) => had.includes(one));

function sharesTag(wanted: readonly string[], had: readonly string[]): boolean {
  if (wanted.length === 0) return false;
  const known = new Set(had.map((tag) => tag.toLowerCase()));
  return wanted.some((tag) => known.has(tag.toLowerCase()));
}

function campaignsFor(rules: Rules, at: Date, { tierId, customer }: WorthContext): Campaign[] {
  return rules.campaigns.filter(
    (one) =>
      one.startsAt <= at &&
      at < one.endsAt &&
      (one.tierIds.length === 0 || one.tierIds.includes(tierId ?? '')) &&
      (one.customerTags.length === 0 || sharesTag(one.customerTags, customer.tags)) &&
      (one.segmentIds.length === 0 || shares(one.segmentIds, customer.segmentIds)),
  );
}

type Fraction = { numerator: bigint; denominator: bigint };

/** Tier and campaigns multiply each other. */
function multiplier(rules: Rules, tierId: string | null, campaigns: Campaign[]): Fraction {
  const tier = levelOf(rules, tierId)?.percent ?? 100;
  return [tier, ...campaigns.map((one) => one.percent)].reduce(
    ({ numerator, denominator }, percent) => ({
      numerator: numerator * BigInt(percent),
      denominator: denominator * 100n,
    }),
    { numerator: 1n, denominator: 1n },
  );
}

/**
 * Exact points of a line before tier, campaign and rounding, as numerator over a denominator that
 * all lines share.
 */
type Share = { lineId: string; rule: string | null; exact: bigint };
type Shares = { shares: Share[]; denominator: bigint };

function lineShares(order: WorthOrder, rules: OrderRules): Shares {
  const whole = order.lines.reduce((total, line) => total + line.amount, 0n);
  const per = rules.base.kind === 'per-amount' ? rules.base.per : 1n;
  const denominator = 100n * per * (whole || 1n);
  const shares = order.lines.map((line): Share => {
    const none = { lineId: line.id, rule: null, exact: 0n };
    const matching = rules.products.filter((rule) => matches(line, rule));
    const exclusion = matching.find(({ effect }) => effect.kind === 'exclude');
    if (exclusion) return { ...none, rule: exclusion.id };
    if (!counts(line, rules)) return { ...none, rule: matching[0]?.id ?? null };
    // The order's net sales are shared out by what the lines cost: an amount-only refund lowers
    // every line alike.
    const base = baseOf(rules, order, line.amount);
    if (matching.length === 0) return { ...none, exact: base * 100n };
    const perPiece = 100n * per * (order.net < whole ? order.net : whole);
    return bestOf(matching.map((rule) => shareUnder(rule, line, base, perPiece)));
  });
  return { shares: [...shares, ...orderShares(order, rules, denominator, shares)], denominator };
}

/** What a line gives by a rule; pieces that cost nothing, or were paid back, give nothing. */
function shareUnder(
  { id: rule, effect }: ProductRule,
  { id: lineId, amount, quantity }: WorthLine,
  base: bigint,
  perPiece: bigint,
): Share {
  if (effect.kind === 'multiply') return { lineId, rule, exact: base * BigInt(effect.percent) };
  const points = effect.kind === 'points-per-piece' && amount > 0n ? effect.points : 0n;
  return { lineId, rule, exact: points * BigInt(quantity) * perPiece };
}

/** The one that gives most, so that no order of rules matters. */
const bestOf = (shares: readonly Share[]): Share =>
  shares.reduce((best, one) => {
    if (one.exact === best.exact) return one.rule! < best.rule! ? one : best;
    return one.exact > best.exact ? one : best;
  });

/** Over the denominator of lineShares, percent aside: base points of a line that cost `amount`. */
function baseOf(rules: OrderRules, order: WorthOrder, amount: bigint): bigint {
  if (rules.base.kind !== 'per-amount') return 0n;
  const tax = rules.countsTax ? order.tax : 0n;
  return amount * (order.net + tax) * rules.base.points;
}

/** What no single line gives: shipping, and a fixed number of points for the order. */
function orderShares(order: WorthOrder, rules: OrderRules, denominator: bigint, lines: Share[]) {
  const extra: Share[] = [];
  if (rules.countsShipping && rules.base.kind === 'per-amount') {
    const exact = (order.shipping * rules.base.points * denominator) / rules.base.per;
    extra.push({ lineId: 'shipping', rule: null, exact });
  }
  if (rules.base.kind === 'per-order' && order.net > 0n && hasCountedLine(order, rules, lines)) {
    extra.push({ lineId: 'order', rule: null, exact: rules.base.points * denominator });
  }
  return extra;
}

function hasCountedLine(order: WorthOrder, rules: OrderRules, shares: Share[]): boolean {
  const excluded = new Set(
    rules.products.filter((one) => one.effect.kind === 'exclude').map((one) => one.id),
  );
  return order.lines.some(
    (line, at) => line.quantity > 0 && counts(line, rules) && !excluded.has(shares[at]!.rule ?? ''),
  );
}

const counts = (line: WorthLine, rules: OrderRules) =>
  (rules.countsGiftCards || !line.isGiftCard) &&
  (rules.countsSubscriptions || !line.isSubscription);

function matches({ productId, traits }: WorthLine, { match }: ProductRule): boolean {
  return (
    (productId !== null && match.productIds.includes(productId)) ||
    match.collectionIds.some((id) => traits.collectionIds.includes(id)) ||
    sharesTag(match.tags, traits.tags) ||
    sharesTag(match.types, [traits.type]) ||
    sharesTag(match.vendors, [traits.vendor])
  );
}

/**
 * The named rounding, once for the whole order; each line then has the growth of the rounded
 * running sum, so that the lines add up to the order.
 */
function roundTogether(
  { shares, denominator }: Shares,
  factor: Fraction,
  rounding: OrderRules['rounding'],
): bigint[] {
  const below = denominator * factor.denominator;
  let exact = 0n;
  let rounded = 0n;
  return shares.map((share) => {
    exact += share.exact * factor.numerator;
    const next = round(exact, below, rounding);
    const points = next - rounded;
    rounded = next;
    return points;
  });
}

function round(numerator: bigint, denominator: bigint, rounding: OrderRules['rounding']): bigint {
  if (rounding === 'ceil') return -floorShare(-numerator, 1n, denominator);
  if (rounding === 'nearest') return floorShare(2n * numerator + denominator, 1n, 2n * denominator);
  return floorShare(numerator, 1n, denominator);
}

function withinLimits(points: bigint, { cap, limit }: OrderRules, used: bigint): bigint {
  const capped = cap !== null && points > cap ? cap : points;
  if (limit === null) return capped;
  const left = limit.points > used ? limit.points - used : 0n;
  return capped > left ? left : capped;
}

/** The lines' points after a cap or limit took some: shared out by what they had. */
function scale({ shares }: Shares, earned: readonly bigint[], total: bigint): LineWorth[] {
  const whole = sum(earned);
  let before = 0n;
  let given = 0n;
  return shares.map((share, at) => {
    before += earned[at]!;
    const upTo = whole === 0n ? 0n : (before * total) / whole;
    const points = upTo - given;
    given = upTo;
    assert(points >= 0n, 'no line gives less than nothing');
    return { lineId: share.lineId, points, rule: share.rule };
  });
}

const milestoneOf = (rules: OrderRules, ordinal: number): bigint =>
  sum(rules.milestones.filter((one) => one.order === ordinal).map((one) => one.points));

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);
