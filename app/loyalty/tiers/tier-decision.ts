// Which tier a member is in: what was reached in the window, what was bought, and how long a tier
// is kept that is no longer reached. Asked again with the same facts it decides the same.
import { addUnits, startOfUnit } from '#app/basics/calendar.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import { DAY_MS } from '../points.ts';
import type { TierLevel, Tiers } from '../programme/rules.ts';

/** Half-open; `start` null: since ever. */
export type Window = { start: Date | null; end: Date | null };

export type TierReason =
  | 'reached'
  | 'membership'
  | 'kept'
  | 'lapsed'
  | 'by-hand'
  | 'merge'
  | 'rules';
/** `keptUntil`: the end of a grace, of a membership, or the day that was set by hand. */
export type TierState = { tierId: string | null; reason: TierReason; keptUntil: Date | null };

/**
 * The windows whose best value counts: a tier of a calendar year is good until the end of the next,
 * so last year counts beside this one.
 */
export function windowsOf(tiers: Tiers, now: Date, calendar: ShopCalendar): Window[] {
  if (tiers.window === 'lifetime') return [{ start: null, end: null }];
  const today = calendar.dayOf(now);
  if (tiers.window === 'rolling-year') {
    return [{ start: calendar.startOf(addUnits(today, 'year', -1)), end: null }];
  }
  const year = startOfUnit(today, 'year');
  const start = calendar.startOf(year);
  return [
    { start, end: null },
    { start: calendar.startOf(addUnits(year, 'year', -1)), end: start },
  ];
}

/** The highest level that `value` reaches, as its place from the bottom; -1: none. */
export const placeReached = (tiers: Tiers, value: bigint): number =>
  tiers.levels.findLastIndex((level) => level.threshold <= value);

/** The place of a tier from the bottom; -1 for none, or for one that the rules no longer have. */
export const placeOf = (tiers: Tiers, tierId: string | null): number =>
  tiers.levels.findIndex((level) => level.id === tierId);

export type Purchase = { productId: bigint; at: Date; pieces: number };
export type Membership = { tierId: string; at: Date; until: Date };

/** Who renews early loses no day: a purchase begins where the time bought before it ends. */
export function membershipsOf(
  purchases: readonly Purchase[],
  tiers: Tiers,
  calendar: ShopCalendar,
): Membership[] {
  const ends = new Map<string, Date>();
  return [...purchases]
    .sort((a, b) => +a.at - +b.at)
    .flatMap(({ productId, at, pieces }) =>
      tiers.memberships
        .filter((one) => one.productId === productId)
        .map(({ tierId, months }) => {
          const before = ends.get(tierId);
          const start = calendar.dayOf(before && before > at ? before : at);
          const until = calendar.startOf(addUnits(start, 'month', months * pieces));
          ends.set(tierId, until);
          return { tierId, at, until };
        }),
    );
}

export type Standing = {
  /** What was spent, earned or ordered in the best window; below 0 reaches nothing. */
  value: bigint;
  /** Tiers bought with a product, with their end. */
  memberships: readonly Membership[];
};

/** Who earns nothing by the rules reaches no tier, not even one that everybody begins with. */
export const OUTSIDE: Standing = { value: -1n, memberships: [] };

/** The place that orders and memberships come to at `now`; -1: none. */
export function placeDue(tiers: Tiers, { value, memberships }: Standing, now: Date): number {
  const bought = memberships.filter((one) => one.until > now);
  const places = bought.map((one) => placeOf(tiers, one.tierId));
  return Math.max(placeReached(tiers, value), ...places);
}

/** What was last given by hand: held until its day, whatever was reached in the meantime. */
export type ByHand = { tierId: string; keptUntil: Date };

/** The place of a tier by hand whose day has not come; -1: none. */
export const placeByHand = (tiers: Tiers, byHand: ByHand | null, now: Date): number =>
  byHand !== null && byHand.keptUntil > now ? placeOf(tiers, byHand.tierId) : -1;

/** The change to write, or null if the member stays as they are. */
export function decideTier(
  tiers: Tiers,
  current: TierState | null,
  standing: Standing,
  now: Date,
  byHand: ByHand | null = null,
): TierState | null {
  const ordered = placeDue(tiers, standing, now);
  const due = Math.max(ordered, placeByHand(tiers, byHand, now));
  const held = placeOf(tiers, current?.tierId ?? null);
  const dueId = tiers.levels[due]?.id ?? null;
  const state = stateAt(tiers, due, standing, now, due > ordered ? byHand : null);
  if (due > held) return state;
  if (current === null || (held === -1 && current.tierId === null)) return null;
  // The rules no longer have the tier: the member goes where the orders put them.
  if (held === -1) return { tierId: dueId, reason: 'rules', keptUntil: null };
  if (due === held) {
    // Reached again within the time of keeping, or by the day that was set by hand: nothing runs
    // out any more.
    const { tierId, keptUntil: end } = current;
    if (current.reason === 'by-hand' && end !== null && end > now) return null;
    const isSame = end?.getTime() === state.keptUntil?.getTime();
    return isSame ? null : { ...state, tierId };
  }
  const lapsed: TierState =
    state.reason === 'by-hand' ? state : { tierId: dueId, reason: 'lapsed', keptUntil: null };
  // Grace begins when a tier is no longer reached, or no longer paid for.
  if (current.keptUntil === null || current.reason === 'membership') {
    if (tiers.graceDays === 0 || isRefunded(tiers, current, standing)) return lapsed;
    const graceEnd = new Date(+now + tiers.graceDays * DAY_MS);
    return { tierId: current.tierId, reason: 'kept', keptUntil: graceEnd };
  }
  return current.keptUntil <= now ? lapsed : null;
}

/** How the tier at `place` is held: by hand if so given, else reached or bought. */
function stateAt(
  tiers: Tiers,
  place: number,
  standing: Standing,
  now: Date,
  byHand: ByHand | null,
): TierState {
  const tierId = tiers.levels[place]?.id ?? null;
  if (byHand !== null) return { tierId, reason: 'by-hand', keptUntil: byHand.keptUntil };
  const isReached = place === placeReached(tiers, standing.value);
  if (isReached) return { tierId, reason: 'reached', keptUntil: null };
  return { tierId, reason: 'membership', keptUntil: membershipEnd(tiers, place, standing, now) };
}

/** When the memberships end that come to the tier at `place`. */
function membershipEnd(tiers: Tiers, place: number, { memberships }: Standing, now: Date): Date {
  const ends = memberships
    .filter((one) => one.until > now && placeOf(tiers, one.tierId) === place)
    .map((one) => +one.until);
  return new Date(Math.max(...ends));
}

/** A bought tier whose purchase stands no more: running out has its grace, a refund has none. */
const isRefunded = (tiers: Tiers, current: TierState, { memberships }: Standing) =>
  current.reason === 'membership' &&
  tiers.memberships.some((one) => one.tierId === current.tierId) &&
  !memberships.some((one) => one.tierId === current.tierId);

/**
 * The levels that a change enters for the first time, so that skipping one loses no entry reward.
 */
export function levelsEntered(
  tiers: Tiers,
  from: string | null,
  to: string | null,
  hadBefore: ReadonlySet<string>,
): TierLevel[] {
  const start = placeOf(tiers, from);
  const end = placeOf(tiers, to);
  return tiers.levels.slice(start + 1, end + 1).filter((level) => !hadBefore.has(level.id));
}

export type TierProgress = {
  level: TierLevel | null;
  next: TierLevel | null;
  value: bigint;
  missing: bigint;
};

/** The way to the next tier. */
export function progressOf(tiers: Tiers, tierId: string | null, value: bigint): TierProgress {
  const place = placeOf(tiers, tierId);
  const next = tiers.levels[place + 1] ?? null;
  const missing = next === null || next.threshold <= value ? 0n : next.threshold - value;
  return { level: tiers.levels[place] ?? null, next, value, missing };
}
