// All orders of one member, valued one after the other: what an earlier one used up of a limit and
// how many came before are inputs of the next. Asked again with the same facts it answers the same,
// in whatever order they arrived.
import { type Day, startOfUnit } from '#app/basics/calendar.ts';
import { type Activity, lapsing, opensAt, type ShopCalendar } from '../expiry/lot-dates.ts';
import type { LotDates, OrderContext } from '../points.ts';
import { type Rules, type RuleVersion, versionAt } from '../programme/rules.ts';
import {
  type CustomerTraits,
  type LineTraits,
  NO_TRAITS,
  NOBODY,
  orderWorth,
  type Worth,
  type WorthOrder,
} from './worth.ts';

/** An order as sync keeps it, and no more of it than points need. Money in minor units. */
export type OrderFact = {
  id: bigint;
  /** Placed without being signed in, see owned-orders.server.ts. */
  isGuest: boolean;
  placedAt: Date;
  paidAt: Date | null;
  fulfilledAt: Date | null;
  financialStatus: string | null;
  isCounted: boolean;
  /** When a sale that was counted was cancelled or wholly refunded; null: it was not. */
  undoneAt: Date | null;
  taxesIncluded: boolean;
  net: bigint;
  shipping: bigint;
  tax: bigint;
  total: bigint;
  received: bigint;
  lines: readonly LineFact[];
};
export type LineFact = {
  id: bigint;
  productId: bigint | null;
  quantity: number;
  currentQuantity: number;
  isGiftCard: boolean;
  isSubscription: boolean;
  discountedTotal: bigint;
  tax: bigint;
};
/**
 * What was true of the customer and the products when the order was first seen; kept from then on.
 */
export type FrozenFacts = { customer: CustomerTraits; traits: Map<bigint, LineTraits> };

export type TierChange = { tierId: string | null; at: Date };

export type MemberFacts = {
  /** The orders since the programme began. */
  orders: readonly OrderFact[];
  /** Paid orders before that. */
  ordersBefore: number;
  /** In ascending order. */
  tierChanges: readonly TierChange[];
  frozen: ReadonlyMap<bigint, FrozenFacts>;
  /** Orders from before a merger of accounts keep what they were valued with. */
  contexts: ReadonlyMap<bigint, OrderContext>;
  /** Orders count as activity by themselves. */
  redemptions: readonly Activity[];
};

export type ValuedOrder = {
  orderId: bigint;
  worth: Worth;
  version: number;
  context: OrderContext;
  dates: LotDates;
};

/** The tier held when an order was placed; `earlier` are the orders valued before it. */
export type TierOf = (order: OrderFact, earlier: readonly ValuedOrder[]) => string | null;

/**
 * What each order is worth and when its points open and lapse. Orders before the programme began
 * are left out. Tiers are those of the history, unless a trial makes its own on the way.
 */
export function valueOrders(
  facts: MemberFacts,
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
  tierOf: TierOf = (order) => tierAt(facts.tierChanges, order.placedAt),
): ValuedOrder[] {
  const orders = [...facts.orders].sort(
    (a, b) => a.placedAt.getTime() - b.placedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const lapses = lapsing(versions, activityOf(orders, facts.redemptions), calendar);
  const used = new Map<string, bigint>();
  let ordinal = facts.ordersBefore;
  const valued: ValuedOrder[] = [];
  for (const order of orders) {
    if (order.isCounted && isPaid(order)) ordinal += 1;
    const version = versionAt(versions, order.placedAt);
    if (version === null) continue;
    const { rules } = version;
    const period = limitPeriod(rules, order.placedAt, calendar);
    const context: OrderContext = facts.contexts.get(order.id) ?? {
      ordinal,
      tierId: tierOf(order, valued),
      usedInPeriod: used.get(period) ?? 0n,
    };
    if (order.isGuest) context.isGuest = true;
    const frozen = facts.frozen.get(order.id);
    const customer = frozen?.customer ?? NOBODY;
    const worth = orderWorth(worthOrder(order, frozen), { ...context, rules, customer });
    used.set(period, (used.get(period) ?? 0n) + worth.limited);
    const dates = {
      earnedAt: order.placedAt,
      availableAt: opensAt(rules.pending, paymentOf(order), order.fulfilledAt),
      expiresAt: lapses(order.placedAt),
    };
    valued.push({ orderId: order.id, worth, version: version.version, context, dates });
  }
  return valued;
}

/** Sales and redemptions keep points alive; a visit or another small earning does not. */
export function activityOf(
  orders: readonly Pick<OrderFact, 'isCounted' | 'placedAt' | 'undoneAt'>[],
  redemptions: readonly Activity[],
): Activity[] {
  return [
    ...orders
      .filter((order) => order.isCounted || order.undoneAt !== null)
      .map(({ placedAt: at, undoneAt }) => ({ at, undoneAt })),
    ...redemptions,
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The tier that had been decided before `at`. */
export const tierAt = (changes: readonly TierChange[], at: Date): string | null =>
  changes.findLast((change) => change.at <= at)?.tierId ?? null;

/** The first day of the period that a limit counts in, or '' where there is none. */
function limitPeriod(rules: Rules, at: Date, calendar: ShopCalendar): string {
  const unit = rules.order.limit?.unit;
  if (unit === undefined) return '';
  return `${unit} ${startOfPeriod(calendar.dayOf(at), unit)}`;
}

/** The first day of the day, week, month or year that `day` lies in. */
export const startOfPeriod = (day: Day, unit: 'day' | 'week' | 'month' | 'year'): Day =>
  unit === 'day' ? day : startOfUnit(day, unit);

const isPartlyPaid = (order: OrderFact) =>
  order.financialStatus === 'PARTIALLY_PAID' && order.received > 0n;

/** An order that was edited upwards is partly paid again; its points do not wait for the rest. */
const paymentOf = (order: OrderFact) =>
  order.paidAt ?? (isPartlyPaid(order) ? order.placedAt : null);

/** Paid, or a part of it. */
export const isPaid = (order: OrderFact): boolean => paymentOf(order) !== null;

/** Of a partly paid order only the paid part earns. */
export function paidPart(order: OrderFact, amount: bigint): bigint {
  if (order.paidAt !== null || order.total <= 0n || order.received >= order.total) return amount;
  return (amount * order.received) / order.total;
}

function worthOrder(order: OrderFact, frozen: FrozenFacts | undefined): WorthOrder {
  const lines = order.lines.map((line) => ({
    id: line.id.toString(),
    productId: line.productId,
    quantity: line.currentQuantity,
    amount: presentAmount(line, order.taxesIncluded),
    isGiftCard: line.isGiftCard,
    isSubscription: line.isSubscription,
    traits: frozen?.traits.get(line.id) ?? NO_TRAITS,
  }));
  return {
    net: paidPart(order, order.net),
    shipping: paidPart(order, order.shipping),
    tax: paidPart(order, order.tax),
    placedAt: order.placedAt,
    isEarning: order.isCounted && isPaid(order),
    lines,
  };
}

/** What the present pieces of a line cost, without tax. */
function presentAmount(line: LineFact, taxesIncluded: boolean): bigint {
  const whole = line.discountedTotal - (taxesIncluded ? line.tax : 0n);
  if (line.quantity <= 0 || whole <= 0n) return 0n;
  return (whole * BigInt(line.currentQuantity)) / BigInt(line.quantity);
}
