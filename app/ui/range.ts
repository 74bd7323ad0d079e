// The range of days a page is about, read from its address: ?range=last-year or
// ?from=2026-01-01&to=2026-03-31.
import {
  addDays,
  addUnits,
  type Day,
  daysBetween,
  isDay,
  type Period,
  startOfUnit,
} from '#app/basics/calendar.ts';

const presets = [
  'last-30-days',
  'last-90-days',
  'last-12-months',
  'this-year',
  'last-year',
  'all-time',
] as const;
export type Preset = (typeof presets)[number];

export type Range = {
  preset: Preset | 'custom';
  /** Half-open: the last day on the screen is the day before `end`. */
  period: Period;
  /** The period to compare with; null where nothing lies before, or no comparison is wanted. */
  before: Period | null;
};

export type RangeContext = {
  today: Day;
  /** The first and the last day with an order; null in a shop without. */
  history: { firstDay: Day; lastDay: Day } | null;
  /** Nothing was sold for long: the whole history is what there is to look at. */
  isQuiet?: boolean;
};

/**
 * The range that `params` choose; what is missing or malformed falls back to the last 12 months, or
 * to
 * the whole history of a shop without an order in them.
 */
export function rangeOf(params: URLSearchParams, context: RangeContext): Range {
  const isCompared = params.get('compare') !== 'no';
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  if (isDay(from) && isDay(to) && from <= to) {
    const period = { start: from, end: addDays(to, 1) };
    const days = daysBetween(period.start, period.end);
    const before = { start: addDays(from, -days), end: from };
    return { preset: 'custom', period, before: isCompared ? before : null };
  }
  const asked = presets.find((preset) => preset === params.get('range'));
  const preset = asked ?? (context.isQuiet ? 'all-time' : 'last-12-months');
  const period = presetPeriod(preset, context);
  return { preset, period, before: isCompared ? beforeOf(preset, period) : null };
}

function presetPeriod(preset: Preset, { today, history }: RangeContext): Period {
  // Today belongs to every range that reaches up to it.
  const end = addDays(today, 1);
  const thisYear = startOfUnit(today, 'year');
  switch (preset) {
    case 'last-30-days':
      return { start: addDays(end, -30), end };
    case 'last-90-days':
      return { start: addDays(end, -90), end };
    case 'last-12-months':
      return { start: addUnits(end, 'month', -12), end };
    case 'this-year':
      return { start: thisYear, end };
    case 'last-year':
      return { start: addUnits(thisYear, 'year', -1), end: thisYear };
    case 'all-time':
      return history
        ? { start: history.firstDay, end: addDays(history.lastDay, 1) }
        : { start: today, end };
  }
}

function beforeOf(preset: Preset, { start, end }: Period): Period | null {
  if (preset === 'all-time') return null;
  // Years are compared with the same days of the year before.
  if (preset === 'this-year' || preset === 'last-year' || preset === 'last-12-months') {
    return { start: addUnits(start, 'year', -1), end: addUnits(end, 'year', -1) };
  }
  return { start: addDays(start, -daysBetween(start, end)), end: start };
}
