// The year that rules are tried on: its nights, the days of the year that come back, and the
// bonuses that are still to come, laid where they would have been.
import { addDays, addUnits, type Day, daysBetween } from '#app/basics/calendar.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import { DAY_MS } from '../points.ts';
import { windowsOf } from '../tiers/tier-decision.ts';
import type { Night } from './replay-member.ts';
import type { Campaign, Rules } from './rules.ts';

/** Weekdays stay: a double weekend lies on a weekend. */
const WEEKS_OF_YEAR_MS = 52 * 7 * DAY_MS;
/** Local hours of the jobs that place members into tiers and look at birthdays. */
const TIERS_HOUR = 1;
const OCCASIONS_HOUR = 8;
/** A day of the year that was told so shortly before itself counts from the next year on. */
export const SETTLED_DAYS = 30;

/** The 12 months before `now`, by the shop's calendar. */
export const yearBefore = (now: Date, calendar: ShopCalendar): Date =>
  calendar.startOf(addUnits(calendar.dayOf(now), 'year', -1));

/** When tiers are decided every night. */
export function nightsOf(rules: Rules, from: Date, now: Date, calendar: ShopCalendar): Night[] {
  const { tiers } = rules;
  if (tiers === null) return [];
  const first = calendar.dayOf(from);
  return Array.from({ length: daysBetween(first, calendar.dayOf(now)) + 1 }, (_, days) =>
    atHour(addDays(first, days), TIERS_HOUR, calendar),
  )
    .filter((at) => at > from && at < now)
    .map((at) => ({ at, windows: windowsOf(tiers, at, calendar) }));
}

/** When a day of the year, '02-29', is looked at between `from` and `now`. */
export function yearlyBetween(
  dayOfYear: string,
  from: Date,
  now: Date,
  calendar: ShopCalendar,
): Date[] {
  const years = new Set([from, now].map((at) => calendar.dayOf(at).slice(0, 4)));
  return [...years]
    .map((year) => atHour(dayIn(year, dayOfYear), OCCASIONS_HOUR, calendar))
    .filter((at) => at >= from && at < now);
}

const atHour = (day: Day, hour: number, calendar: ShopCalendar) =>
  new Date(+calendar.startOf(day) + hour * 3_600_000);

/** The 29th of February has its day on the 28th where the year has no other. */
function dayIn(year: string, dayOfYear: string): Day {
  const isLeap = addDays(`${year}-02-28`, 1).endsWith('-02-29');
  return `${year}-${dayOfYear === '02-29' && !isLeap ? '02-28' : dayOfYear}`;
}

/**
 * The rules with the bonuses that are still to come on the same weekdays of the year before; those
 * that lie in the year stay where they were.
 */
export const withBonusesToCome = (rules: Rules, now: Date): Rules => ({
  ...rules,
  campaigns: rules.campaigns.flatMap((one) => [one, ...laidBack(one, now)]),
});

function laidBack(campaign: Campaign, now: Date): Campaign[] {
  if (campaign.endsAt <= now) return [];
  const start = Math.max(+campaign.startsAt, +now);
  const back = (Math.floor((start - +now) / WEEKS_OF_YEAR_MS) + 1) * WEEKS_OF_YEAR_MS;
  const startsAt = new Date(start - back);
  // One that is under way has its days already from its own start on: they are not doubled.
  const end = Math.min(
    +campaign.endsAt - back,
    campaign.startsAt < now ? +campaign.startsAt : +now,
  );
  return end > +startsAt ? [{ ...campaign, startsAt, endsAt: new Date(end) }] : [];
}
