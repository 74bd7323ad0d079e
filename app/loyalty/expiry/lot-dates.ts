// When points can be spent and when they lapse. Both follow from the rules in force when the order
// was placed, and the end also from every later change of the expiry rules: a change never shortens
// a life to less than its notice. Lives stand still while the programme is paused, for nobody can
// spend then.
import { addDays, addUnits, type Day, dayOf, startOfDay } from '#app/basics/calendar.ts';
import { DAY_MS } from '../points.ts';
import type { Expiry, Rules, RuleVersion } from '../programme/rules.ts';

/** The least time that is left to points that a change of the rules or a cancellation would end. */
const NOTICE_DAYS = 30;

/** A shop's days; looked up again and again, so each quarter of an hour is worked out once. */
export type ShopCalendar = { dayOf: (at: Date) => Day; startOf: (day: Day) => Date };

export function shopCalendar(timezone: string): ShopCalendar {
  const days = new Map<number, Day>();
  const starts = new Map<Day, Date>();
  return {
    // Time zones are whole quarters of an hour away from UTC, so a day never begins inside one.
    dayOf: (at) => remember(days, Math.floor(+at / 900_000), () => dayOf(at, timezone)),
    startOf: (day) => remember(starts, day, () => startOfDay(day, timezone)),
  };
}

function remember<K, V>(known: Map<K, V>, key: K, work: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size > 100_000) known.clear();
  const value = work();
  known.set(key, value);
  return value;
}

/**
 * When points of an order open: days after its payment or fulfilment; null while that has not
 * happened.
 */
export function opensAt(
  pending: Rules['pending'],
  paidAt: Date | null,
  fulfilledAt: Date | null,
): Date | null {
  const from = pending.from === 'payment' ? paidAt : fulfilledAt;
  return from === null ? null : new Date(+from + pending.days * DAY_MS);
}

/** Half-open; `end` null: it goes on. */
type Pause = { start: Date; end: Date | null };

function pausesOf(versions: readonly RuleVersion[]): Pause[] {
  return versions.flatMap(({ effectiveFrom: start, rules }, at) =>
    rules.isActive ? [] : [{ start, end: versions[at + 1]?.effectiveFrom ?? null }],
  );
}

/**
 * An order or a redemption, which keep points alive; one that was undone does so only as long as
 * the notice of it.
 */
export type Activity = { at: Date; undoneAt: Date | null };

/** When points lapse that were earned at an instant; null: see lapsesAt. */
export type Lapsing = (earnedAt: Date) => Date | null;

/**
 * When a lot lapses; null: never, or not before the programme starts again. `activity` is in
 * ascending order; only the after-activity rule asks for it, and only for what came while the
 * points were alive.
 */
export const lapsesAt = (
  earnedAt: Date,
  versions: readonly RuleVersion[],
  activity: readonly Activity[],
  calendar: ShopCalendar,
): Date | null => lapsing(versions, activity, calendar)(earnedAt);

/** The same for many lots of one member: what each activity prolongs is worked out once. */
export function lapsing(
  versions: readonly RuleVersion[],
  activity: readonly Activity[],
  calendar: ShopCalendar,
): Lapsing {
  const pauses = pausesOf(versions);
  const under = versions.map(({ rules }) => endsUnder(rules.expiry, activity, calendar, pauses));
  return (earnedAt) => {
    let end: Date | null = null;
    let known: Expiry | null = null;
    for (const [at, { effectiveFrom, rules }] of versions.entries()) {
      const isFirst: boolean = known === null || effectiveFrom <= earnedAt;
      // Points that lapsed before a change stay lapsed.
      if (!isFirst && end !== null && end <= effectiveFrom) return end;
      if (!isFirst && isSamePolicy(known!, rules.expiry)) continue;
      known = rules.expiry;
      const policy = under[at]!(earnedAt);
      const notice = new Date(+effectiveFrom + NOTICE_DAYS * DAY_MS);
      end = isFirst || policy === null ? policy : laterOf(policy, soonerOf(notice, end));
    }
    return end;
  };
}

/** Null stands for never. */
const soonerOf = (a: Date, b: Date | null) => (b !== null && b < a ? b : a);
const laterOf = (a: Date, b: Date) => (a > b ? a : b);

function isSamePolicy(a: Expiry, b: Expiry): boolean {
  if (a.kind === 'never' || b.kind === 'never') return a.kind === b.kind;
  return a.kind === b.kind && a.months === b.months && a.graceDays === b.graceDays;
}

function endsUnder(
  expiry: Expiry,
  activity: readonly Activity[],
  calendar: ShopCalendar,
  pauses: readonly Pause[],
): Lapsing {
  if (expiry.kind === 'never') return () => null;
  const after = (at: Date) => endAfter(at, expiry, calendar, pauses);
  if (expiry.kind === 'after-earning') return after;
  const instants = activity.map(({ at }) => +at);
  const untils: number[] = [];
  return (earnedAt) => {
    let end = msOf(after(earnedAt));
    for (let at = firstAfter(instants, +earnedAt); at < instants.length; at += 1) {
      if (end === NEVER || instants[at]! >= end) break;
      untils[at] ??= msOf(prolongedTo(activity[at]!, after));
      end = Math.max(end, untils[at]!);
    }
    return end === NEVER ? null : new Date(end);
  };
}

const NEVER = Number.POSITIVE_INFINITY;
const msOf = (end: Date | null) => (end === null ? NEVER : +end);

function prolongedTo({ at, undoneAt }: Activity, after: Lapsing): Date | null {
  const next = after(at);
  const notice = undoneAt && new Date(+undoneAt + NOTICE_DAYS * DAY_MS);
  return next === null ? notice : soonerOf(next, notice);
}

/** The place of the first of ascending instants that is after another one. */
function firstAfter(instants: readonly number[], instant: number): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instants[middle]! <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points live through the whole last day. */
function endAfter(
  from: Date,
  { months, graceDays }: { months: number; graceDays: number },
  calendar: ShopCalendar,
  pauses: readonly Pause[],
): Date | null {
  const last = addUnits(calendar.dayOf(from), 'month', months);
  let end = calendar.startOf(addDays(last, graceDays + 1));
  for (const pause of pauses) {
    if (pause.end !== null && pause.end <= from) continue;
    if (pause.start >= end) break;
    if (pause.end === null) return null;
    const longer = +end + +pause.end - +laterOf(pause.start, from);
    end = calendar.startOf(addDays(calendar.dayOf(new Date(longer - 1)), 1));
  }
  return end;
}
