// One member's year under rules that are tried: orders, other ways to earn and tiers in the order
// in which they would have come. It decides by the same functions as the ledger.
import { type ActionWanted, actionWorth, findAction } from '../earning/action-worth.ts';
import {
  type FrozenFacts,
  isPaid,
  type OrderFact,
  paidPart,
  type TierChange,
  type TierOf,
  tierAt,
  type ValuedOrder,
  valueOrders,
} from '../earning/member-worth.ts';
import { type CustomerTraits, isExcluded } from '../earning/worth.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import {
  decideTier,
  levelsEntered,
  membershipsOf,
  OUTSIDE,
  type Purchase,
  type TierState,
  type Window,
  windowsOf,
} from '../tiers/tier-decision.ts';
import type { Action, Rules, TierLevel, Tiers } from './rules.ts';

/** Something other than an order that gives points, when it happened. */
export type Happening = { wanted: ActionWanted; at: Date };

export type ReplayFacts = {
  /** The customer as they are today: nobody kept what they were. */
  customer: CustomerTraits;
  orders: readonly OrderFact[];
  frozen: ReadonlyMap<bigint, FrozenFacts>;
  /** Counted orders from before the year. */
  past: readonly { at: Date; net: bigint; isLifting: boolean }[];
  /** Products that may grant a tier, whenever they were bought. */
  bought: readonly Purchase[];
  /** Ascending. */
  happenings: readonly Happening[];
};

export type Replayed = {
  orders: ValuedOrder[];
  actions: { action: Action; at: Date }[];
  entered: { level: TierLevel; at: Date }[];
  tierId: string | null;
};

/** When tiers are decided without an order, and the windows that count then. */
export type Night = { at: Date; windows: Window[] };

export type Replay = {
  rules: Rules;
  start: Date;
  nights: readonly Night[];
  calendar: ShopCalendar;
};

/** What the member would have got from `start` on. */
export function replayMember(facts: ReplayFacts, replay: Replay): Replayed {
  const { rules } = replay;
  const actions = replayActions(facts, replay);
  const tiers = rules.tiers === null ? null : replayTiers(facts, rules.tiers, actions, replay);
  const orders = valueYear(facts, replay, rules, tiers?.tierOf ?? (() => null));
  const { tierId, entered } = tiers?.end(orders) ?? { tierId: null, entered: [] };
  return { orders, actions, entered, tierId };
}

/** The year's orders under `rules`, with the tiers that `tierOf` tells. */
export function valueYear(
  { orders, past, frozen }: ReplayFacts,
  { start, calendar }: Replay,
  rules: Rules,
  tierOf: TierOf,
): ValuedOrder[] {
  const nothing = { tierChanges: [], redemptions: [], contexts: new Map() };
  const facts = {
    ...nothing,
    orders,
    frozen,
    ordersBefore: past.filter((one) => one.isLifting).length,
  };
  return valueOrders(facts, [{ version: 1, effectiveFrom: start, rules }], calendar, tierOf);
}

function replayActions({ happenings, customer }: ReplayFacts, { rules, calendar }: Replay) {
  const given: Replayed['actions'] = [];
  for (const { wanted, at } of happenings) {
    const id = findAction(rules, wanted)?.id;
    const times = given.filter((one) => one.action.id === id).map((one) => one.at);
    const found = actionWorth(rules, wanted, at, times, customer, calendar);
    if (found.ok) given.push({ action: found.value, at });
  }
  return given;
}

/** Tiers as they would have been decided: at the start, after every order and every night. */
function replayTiers(
  facts: ReplayFacts,
  tiers: Tiers,
  actions: Replayed['actions'],
  { rules, start, nights, calendar }: Replay,
) {
  const changes: TierChange[] = [];
  const entered: Replayed['entered'] = [];
  const had = new Set<string>();
  const isOut = isExcluded(rules, facts.customer);
  const reached = gainsOf(facts, tiers, actions);
  const memberships = isOut ? [] : membershipsOf(facts.bought, tiers, calendar);
  // Between orders only who holds a tier can change, and who does other things for points.
  const risesByNight = tiers.basis === 'points' && actions.length > 0;
  let state: TierState | null = null;
  let night = 0;
  let decided = 0;

  const decide = (now: Date, windows: Window[], earlier: readonly ValuedOrder[], at: Date) => {
    const values = windows.map((window) => reached(window, now, earlier, decided));
    const standing = {
      value: isOut ? OUTSIDE.value : values.reduce((a, b) => (a > b ? a : b)),
      memberships: memberships.filter((one) => one.at <= now),
    };
    const change = decideTier(tiers, state, standing, now);
    if (change === null) return;
    const levels = levelsEntered(tiers, state?.tierId ?? null, change.tierId, had);
    for (const level of levels) had.add(level.id);
    entered.push(...levels.map((level) => ({ level, at: now })));
    changes.push({ tierId: change.tierId, at });
    state = change;
  };
  const nightsUntil = (end: Date | null, earlier: readonly ValuedOrder[]) => {
    for (; night < nights.length && (end === null || nights[night]!.at < end); night++) {
      const { at, windows } = nights[night]!;
      if (state?.tierId || risesByNight) decide(at, windows, earlier, at);
    }
  };
  const runUntil = (end: Date | null, earlier: readonly ValuedOrder[]) => {
    while (decided < earlier.length) {
      const now = earlier[decided]!.dates.earnedAt;
      nightsUntil(now, earlier);
      decided += 1;
      // The order that lifts the member is not valued with the tier that it lifts into.
      decide(now, windowsOf(tiers, now, calendar), earlier, new Date(+now + 1));
    }
    nightsUntil(end, earlier);
  };

  decide(start, windowsOf(tiers, start, calendar), [], start);
  const tierOf: TierOf = (order, earlier) => {
    runUntil(order.placedAt, earlier);
    return tierAt(changes, order.placedAt);
  };
  const end = (orders: readonly ValuedOrder[]) => {
    runUntil(null, orders);
    return { tierId: (state as TierState | null)?.tierId ?? null, entered };
  };
  return { tierOf, end };
}

/** What counts towards a tier in a window, of what has happened by `now`. */
function gainsOf({ orders, past }: ReplayFacts, tiers: Tiers, actions: Replayed['actions']) {
  const { basis } = tiers;
  const byId = new Map(orders.map((order) => [order.id, order]));
  const size = { spend: (net: bigint) => net, orders: () => 1n, points: () => 0n }[basis];
  const before = past
    .filter(({ isLifting }) => isLifting)
    .map(({ at, net }) => ({ at, value: size(net) }));
  const beside =
    basis === 'points' ? actions.map(({ at, action }) => ({ at, value: action.points })) : [];
  const ofOrder = ({ orderId, worth }: ValuedOrder) => {
    if (basis === 'points') return worth.points;
    const order = byId.get(orderId)!;
    return order.isCounted && isPaid(order) ? size(paidPart(order, order.net)) : 0n;
  };
  return ({ start, end }: Window, now: Date, orders: readonly ValuedOrder[], count: number) => {
    const lies = (at: Date) => (start === null || at >= start) && (end === null || at < end);
    let value = 0n;
    for (const one of before) if (lies(one.at)) value += one.value;
    for (const one of beside) if (one.at <= now && lies(one.at)) value += one.value;
    for (let at = 0; at < count; at++) {
      const one = orders[at]!;
      if (lies(one.dates.earnedAt)) value += ofOrder(one);
    }
    return value;
  };
}
