// From what orders are worth to what is to be written: present worth minus what is booked, one
// entry or none.
import { lapsing, type ShopCalendar } from '../expiry/lot-dates.ts';
import type { NewEntry } from '../ledger.server.ts';
import type { RuleVersion } from '../programme/rules.ts';
import { activityOf, type MemberFacts, type ValuedOrder } from './member-worth.ts';

export type Booked = {
  subject: string;
  booked: bigint;
  earnedAt: Date;
  availableAt: Date | null;
  expiresAt: Date | null;
  /** When its expiry was booked. */
  expiredAt: Date | null;
};
export type OrderState = { updatedAt: Date; isCancelled: boolean; isRefunded: boolean };
export type OrderEntry = {
  orderId: bigint;
  kind: 'earn' | 'reverse';
  points: bigint;
  subject: string;
  reason: string;
  occurredAt: Date;
  asOf: Date;
  valued: ValuedOrder;
  isFirst: boolean;
};
export type Redating = {
  subject: string;
  availableAt: Date | null;
  expiresAt: Date | null;
  /** It was booked as lapsed before something was known that kept it alive. */
  isRevived: boolean;
};

/** The subject of an order's points in `accountId`, while another account keeps the usual name. */
export const secondSubject = (orderId: bigint, accountId: bigint) =>
  `order/${orderId}@${accountId}`;

/** The order that a subject is about, or null if it is about something else. */
export function orderOfSubject(subject: string): bigint | null {
  const match = /^order\/(\d+)(?:@\d+)?$/.exec(subject);
  return match ? BigInt(match[1]!) : null;
}

/**
 * The entries that bring the ledger from what is booked to what the orders are worth. After a
 * merger two lots can be about one order: what is booked is the sum, and what is taken back comes
 * from where it lies.
 */
export function entriesFor(
  valued: readonly ValuedOrder[],
  lots: readonly Booked[],
  states: ReadonlyMap<bigint, OrderState>,
): OrderEntry[] {
  const own = Map.groupBy(lots, (lot) => orderOfSubject(lot.subject));
  return valued.flatMap((one) => {
    const state = states.get(one.orderId)!;
    const isFirst = !own.has(one.orderId);
    return partsOf(one, own.get(one.orderId) ?? []).map(({ subject, points }) => ({
      orderId: one.orderId,
      kind: points > 0n ? ('earn' as const) : ('reverse' as const),
      points,
      subject,
      reason: reasonOf(points, isFirst, state),
      occurredAt: isFirst ? one.dates.earnedAt : state.updatedAt,
      asOf: state.updatedAt,
      valued: one,
      isFirst,
    }));
  });
}

/** What an order's lots lack or hold too much, most booked first. */
function partsOf({ orderId, worth }: ValuedOrder, lots: readonly Booked[]) {
  if (lots.length < 2) {
    const points = worth.points - (lots[0]?.booked ?? 0n);
    return points === 0n ? [] : [{ subject: lots[0]?.subject ?? `order/${orderId}`, points }];
  }
  const most = [...lots].sort(
    (a, b) => Number(b.booked - a.booked) || (a.subject < b.subject ? -1 : 1),
  );
  let left = worth.points - most.reduce((sum, lot) => sum + lot.booked, 0n);
  const parts = most.map(({ subject, booked }, at) => {
    const points = left > 0n ? (at === 0 ? left : 0n) : -booked > left ? -booked : left;
    left -= points;
    return { subject, points };
  });
  return parts.filter(({ points }) => points !== 0n);
}

function reasonOf(difference: bigint, isFirst: boolean, state: OrderState): string {
  if (isFirst) return 'order';
  if (difference > 0n) return 'correction';
  if (state.isCancelled) return 'cancelled';
  return state.isRefunded ? 'refund' : 'correction';
}

/** Lots whose dates are no longer what the orders and the rules say. */
export function redatingsFor(
  facts: MemberFacts,
  valued: readonly ValuedOrder[],
  lots: readonly Booked[],
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
): Redating[] {
  const datesOf = new Map(valued.map((one) => [one.orderId, one.dates]));
  const lapses = lapsing(versions, activityOf(facts.orders, facts.redemptions), calendar);
  return lots.flatMap((lot) => {
    if (lot.subject.startsWith('grace/')) return [];
    const order = orderOfSubject(lot.subject);
    const dates = order === null ? undefined : datesOf.get(order);
    const availableAt = dates ? dates.availableAt : lot.availableAt;
    const expiresAt = dates ? dates.expiresAt : lapses(lot.earnedAt);
    const isSame =
      availableAt?.getTime() === lot.availableAt?.getTime() &&
      expiresAt?.getTime() === lot.expiresAt?.getTime();
    const isRevived = lot.expiredAt !== null && (expiresAt === null || expiresAt > lot.expiredAt);
    return isSame ? [] : [{ subject: lot.subject, availableAt, expiresAt, isRevived }];
  });
}

/** The usual key of an entry: the order's state that it follows from. */
export const stateKey = ({ subject, asOf }: OrderEntry) => `${subject}/as-of/${asOf.toISOString()}`;

/** The entry as the ledger takes it. */
export function newEntry(accountId: bigint, entry: OrderEntry, key = stateKey(entry)): NewEntry {
  const { kind, points, subject, reason, occurredAt, valued } = entry;
  return {
    accountId,
    kind,
    effect: 'lot',
    points,
    key,
    subject,
    reason,
    occurredAt,
    ruleVersion: valued.version,
    tier: valued.context.tierId ?? undefined,
    breakdown: breakdownOf(valued),
    dates: valued.dates,
    context: valued.context,
  };
}

/** What explains the order's worth, by line; `points` is the whole worth, not this entry. */
function breakdownOf({ worth }: ValuedOrder) {
  return {
    lines: worth.lines.filter((line) => line.points > 0n || line.rule !== null),
    points: worth.points,
    ...(worth.milestone > 0n ? { milestone: worth.milestone } : {}),
    ...(worth.campaigns.length > 0 ? { campaigns: worth.campaigns } : {}),
  };
}
