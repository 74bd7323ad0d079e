// Everything on the page "Retention", as text and plain numbers for the browser.
import {
  addDays,
  type Day,
  dayOfNumber,
  numberOfDay,
  type Period,
  startOfUnit,
} from '#app/basics/calendar.ts';
import { YEAR_DAYS } from '#app/retention/measures.ts';
import type { RetentionParts } from '#app/retention/rate.ts';
import {
  type Overview,
  readMeasures,
  readRetention,
  readRetentionSeries,
} from '#app/retention/read.server.ts';
import { readRepurchase } from '#app/retention/read-repurchase.server.ts';
import { readTrailingRates } from '#app/retention/read-trailing-rates.server.ts';
import type { Step, Within } from '#app/retention/repurchase.ts';
import { GROUPS_AT_RISK } from '#app/retention/rfm.ts';
import { segmentTotals } from '#app/retention/segments/read.server.ts';
import { BENCHMARKS } from '#app/retention/settings.ts';
import type { WhatIfInput } from '#app/retention/what-if.ts';
import type { Range } from '#app/ui/range.ts';
import { chosen, chosenRange, type PageContext, pageUnits } from './page-context.server.ts';

const SERIES_SHOWN = 60;
/** Points of the curve that the browser gets: more cannot be told apart on a screen. */
const CURVE_POINTS = 120;
const LONGEST_WINDOW = 3660;

export type RetentionPage = {
  range: Range;
  /** The day that figures over all time hold for the start of. */
  asOf: string;
  unit: (typeof seriesUnits)[number];
  windowDays: number | null;
  benchmark: number | null;
  now: Period & RetentionParts;
  before: (Period & RetentionParts) | null;
  /**
   * `start`: the first day of a period; of a rolling year, of the month it ends with. `measured`:
   * the days that the counts are of.
   */
  series: (RetentionParts & { start: string; isFinished: boolean; measured: Period })[];
  within: Within[];
  steps: Step[];
  medianDaysBetweenOrders: number | null;
  secondOrder: { day: number; survival: number; standardError: number; atRisk: number }[];
  /** Null where nobody was a customer a year ago. */
  whatIf: Omit<WhatIfInput, 'gain'> | null;
  isMarginKnown: boolean;
  atRisk: { customers: number; clv12: number };
};

/** `rolling`: the year up to the end of each month, which yearly benchmarks are about. */
const seriesUnits = ['rolling', ...pageUnits] as const;

export async function readRetentionPage(context: PageContext): Promise<RetentionPage | null> {
  const { shop, overview, settings, choices, now } = context;
  if (!overview) return null;
  const range = chosenRange(overview, choices);
  const unit = chosen(choices, 'unit', seriesUnits);
  const windowDays = chosenWindow(choices, settings.windowDays);
  // Over all time nobody was active at the start: then the last year of it is measured.
  const measured =
    range.period.start <= overview.firstDay ? lastYearOf(range.period.end) : range.period;
  const before = range.before && range.before.start >= overview.firstDay ? range.before : null;
  // Today included, as in the ranges above it: one rate of the last year, not two.
  const year = lastYearOf(addDays(overview.asOf.day, overview.asOf.isPast ? 0 : 1));
  const [parts, partsBefore, series, repurchase, yearly, measures, atRisk] = await Promise.all([
    readRetention(shop, measured, windowDays),
    before && readRetention(shop, before, windowDays),
    readSeries(context, overview, unit, windowDays),
    readRepurchase(shop, overview),
    readRetention(shop, year, YEAR_DAYS),
    readMeasures(shop, year),
    segmentTotals(shop, { groups: [...GROUPS_AT_RISK] }, now),
  ]);
  return {
    range,
    asOf: overview.asOf.day,
    windowDays,
    benchmark: settings.industry && BENCHMARKS[settings.industry],
    now: { ...measured, ...parts },
    before: before && partsBefore ? { ...before, ...partsBefore } : null,
    ...series,
    within: repurchase.within,
    steps: repurchase.steps.filter(({ reachedFrom }) => reachedFrom > 0),
    medianDaysBetweenOrders: repurchase.medianDaysBetweenOrders,
    secondOrder: thinned(repurchase.secondOrder),
    whatIf:
      yearly.rate === null
        ? null
        : {
            customersAtStart: yearly.atStart,
            rate: yearly.strictRate!,
            averageOrderValue: measures.averageOrderValue ?? 0,
            purchaseFrequency: measures.purchaseFrequency ?? 0,
            margin: settings.margin ?? 1,
            discountRate: settings.discountRate,
          },
    isMarginKnown: settings.margin !== null,
    atRisk,
  };
}

/** A shop younger than a year has no year to tell about: its months are told instead. */
async function readSeries(
  { shop }: PageContext,
  overview: Overview,
  asked: RetentionPage['unit'],
  windowDays: number | null,
): Promise<Pick<RetentionPage, 'unit' | 'series'>> {
  if (asked === 'rolling') {
    const years = await readTrailingRates(shop, overview, windowDays, SERIES_SHOWN);
    const series = years.map(({ end, ...parts }) => ({
      ...parts,
      start: startOfUnit(addDays(end, -1), 'month'),
      measured: lastYearOf(end),
    }));
    if (series.length > 0) return { unit: asked, series };
  }
  const unit = asked === 'rolling' ? 'month' : asked;
  const periods = await readRetentionSeries(shop, overview, unit, windowDays);
  const series = periods.map((period) => ({
    ...period,
    measured: { start: period.start, end: period.end },
  }));
  return { unit, series: series.slice(-SERIES_SHOWN) };
}

const lastYearOf = (end: Day): Period => ({
  start: dayOfNumber(numberOfDay(end) - YEAR_DAYS),
  end,
});

function chosenWindow(choices: URLSearchParams, usual: number | null): number | null {
  const text = choices.get('window');
  if (text === 'period') return null;
  const days = Number(text);
  return text !== null && Number.isInteger(days) && days >= 1 && days <= LONGEST_WINDOW
    ? days
    : usual;
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(points.length / CURVE_POINTS));
  return points.filter((_, i) => i % step === 0 || i === points.length - 1);
}
