// Everything the home page shows, as text and plain numbers for the browser.
import { addDays, type Day, dayOfNumber, numberOfDay, type Period } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import { type CohortRow, type CohortView, cohortFigures } from '#app/retention/cohorts.ts';
import { type RangeMeasures, simpleClv, YEAR_DAYS } from '#app/retention/measures.ts';
import type { RetentionParts } from '#app/retention/rate.ts';
import {
  type Overview,
  readCohorts,
  readForeignOrders,
  readGuests,
  readMeasures,
  readOverview,
  readRetention,
  readRetentionSeries,
  readSettings,
} from '#app/retention/read.server.ts';
import { readTrailingRates } from '#app/retention/read-trailing-rates.server.ts';
import { BENCHMARKS, type Settings } from '#app/retention/settings.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { type Range, rangeOf } from '#app/ui/range.ts';

/** `rolling`: the year up to the end of each month. */
const homeUnits = ['rolling', 'month', 'quarter', 'year'] as const;
export type HomeUnit = (typeof homeUnits)[number];
const homeViews = ['returning', 'repurchase', 'netSales'] as const satisfies CohortView[];
export type HomeView = (typeof homeViews)[number];

/** Newest cohorts and ages that fit on the home page; the page "Cohorts" has them all. */
const COHORTS_SHOWN = 12;
const AGES_SHOWN = 11;
const PERIODS_SHOWN = 36;
const ROLLING_SHOWN = 24;

export type HomePage = {
  range: Range;
  unit: HomeUnit;
  view: HomeView;
  settings: Settings;
  benchmark: number | null;
  /** Told for the time of the last order, because nothing was sold for long. */
  quietSince: string | null;
  guests: { orders: number; netSales: string };
  /** Orders of a time when the shop had another currency. */
  foreign: { currency: string; orders: number }[];
  now: RangeFigures;
  before: RangeFigures | null;
  /** The curve of the rate; `day` is the first of a period, or the last of a rolling year. */
  series: RatePoint[];
  cohorts: {
    start: string;
    size: number;
    cells: { value: number | null; isUnfinished: boolean }[];
  }[];
};

export type RatePoint = {
  day: Day;
  /** The days that the rate is of. */
  measured: Period;
  /** Customers that the rate is of. */
  atStart: number;
  rate: number | null;
  strictRate: number | null;
  isFinished: boolean;
};

export type RangeFigures = Period & {
  /** Over all time nobody was active at the start: then the last year of it is measured. */
  retention: Period & RetentionParts;
  customers: number;
  repeatCustomers: number;
  orders: number;
  netSales: string;
  repeatPurchaseRate: number | null;
  purchaseFrequency: number | null;
  averageOrderValue: string | null;
  /** Of the range, or of the year up to its end where it is shorter. */
  clv:
    | (Period & {
        /** With an order in that time. */
        customers: number;
        value: string;
        averageOrderValue: string;
        customerValue: string;
        yearlyFrequency: number;
        years: number;
      })
    | null;
};

/** Null where the shop has no counted order yet. */
export async function readHomePage(
  shop: Shop,
  choices: URLSearchParams,
  now: Date,
): Promise<HomePage | null> {
  const overview = await readOverview(shop, now);
  if (!overview) return null;
  const [settings, guests, foreign] = await Promise.all([
    readSettings(shop.id),
    readGuests(shop),
    readForeignOrders(shop),
  ]);
  const range = rangeOf(choices, {
    today: addDays(overview.asOf.day, overview.asOf.isPast ? -1 : 0),
    history: overview,
    isQuiet: overview.asOf.isPast,
  });
  const unit = homeUnits.find((known) => known === choices.get('unit')) ?? 'rolling';
  const view = homeViews.find((known) => known === choices.get('view')) ?? 'returning';
  const context = { shop, settings, overview };
  // A period that began before the shop did would make every comparison look like growth.
  const before = range.before && range.before.start >= overview.firstDay ? range.before : null;
  const [figures, figuresBefore, series, cohorts] = await Promise.all([
    readFigures(context, range.period),
    before && readFigures(context, before),
    readSeries(context, unit),
    readCohorts(shop, overview, unit === 'rolling' ? 'month' : unit),
  ]);
  return {
    range,
    unit,
    view,
    settings,
    benchmark: settings.industry && BENCHMARKS[settings.industry],
    quietSince: overview.asOf.isPast ? overview.lastDay : null,
    guests: { orders: guests.orders, netSales: moneyText(guests.netSales, shop.currency) },
    foreign: foreign.map(({ currency, orders }) => ({ currency, orders })),
    now: figures,
    before: figuresBefore,
    series,
    cohorts: cohorts
      .filter(({ size }) => size > 0)
      .slice(-COHORTS_SHOWN)
      .map((row) => shownCohort(row, view, shop.currency)),
  };
}

type Context = { shop: Shop; settings: Settings; overview: Overview };

async function readSeries(context: Context, unit: HomeUnit): Promise<RatePoint[]> {
  const { shop, overview, settings } = context;
  if (unit === 'rolling') {
    const rates = await readTrailingRates(shop, overview, settings.windowDays, ROLLING_SHOWN);
    return rates.map(({ end, ...rate }) => pointOf(addDays(end, -1), lastYearOf(end), rate));
  }
  const rates = await readRetentionSeries(shop, overview, unit, settings.windowDays);
  const points = rates.map(({ start, end, ...rate }) => pointOf(start, { start, end }, rate));
  return points.slice(-PERIODS_SHOWN);
}

const pointOf = (
  day: Day,
  measured: RatePoint['measured'],
  given: Pick<RatePoint, 'atStart' | 'rate' | 'strictRate' | 'isFinished'>,
): RatePoint => ({
  day,
  measured,
  atStart: given.atStart,
  rate: given.rate,
  strictRate: given.strictRate,
  isFinished: given.isFinished,
});

async function readFigures(context: Context, period: Period): Promise<RangeFigures> {
  const { shop, settings, overview } = context;
  const measured = period.start <= overview.firstDay ? lastYearOf(period.end) : period;
  // Orders a year are those of a year: a shorter range has fewer of them.
  const yearly = daysOf(period) < YEAR_DAYS ? lastYearOf(period.end) : period;
  const [retention, measures, yearlyMeasures] = await Promise.all([
    readRetention(shop, measured, settings.windowDays),
    readMeasures(shop, period),
    readMeasures(shop, yearly),
  ]);
  const { averageOrderValue } = measures;
  return {
    ...period,
    retention: { ...measured, ...retention },
    customers: measures.customers,
    repeatCustomers: measures.repeatCustomers,
    orders: measures.orders,
    netSales: moneyText(measures.netSales, shop.currency),
    repeatPurchaseRate: measures.repeatPurchaseRate,
    purchaseFrequency: measures.purchaseFrequency,
    averageOrderValue:
      averageOrderValue === null ? null : moneyText(averageOrderValue, shop.currency),
    clv: clvOf(context, yearly, yearlyMeasures),
  };
}

const daysOf = ({ start, end }: Period) => numberOfDay(end) - numberOfDay(start);

const lastYearOf = (end: Day): Period => ({
  start: dayOfNumber(numberOfDay(end) - YEAR_DAYS),
  end,
});

// A shop that is three months old has sold for three months of "the last twelve".
function daysWithHistory({ start, end }: Period, overview: Overview): number {
  const from = Math.max(numberOfDay(start), numberOfDay(overview.firstDay));
  const to = Math.min(numberOfDay(end), numberOfDay(dayOfNumber(overview.asOf.number)) + 1);
  return Math.max(1, to - from);
}

function clvOf(
  { shop, settings, overview }: Context,
  period: Period,
  measures: RangeMeasures,
): RangeFigures['clv'] {
  const clv = simpleClv(measures, daysWithHistory(period, overview), settings.clvYears);
  return (
    clv && {
      ...period,
      customers: measures.customers,
      value: moneyText(clv.value, shop.currency),
      averageOrderValue: moneyText(clv.averageOrderValue, shop.currency),
      customerValue: moneyText(clv.customerValue, shop.currency),
      yearlyFrequency: clv.purchaseFrequency,
      years: settings.clvYears,
    }
  );
}

function shownCohort(row: CohortRow, view: HomeView, currency: string) {
  const inUnits = 10 ** -decimalPlaces(currency);
  return {
    start: row.cohort,
    size: row.size,
    cells: cohortFigures(row, view)
      .slice(0, AGES_SHOWN)
      .map((value, age) => ({
        value: value === null || view !== 'netSales' ? value : value * inUnits,
        isUnfinished: age >= row.finishedAges,
      })),
  };
}

const decimalPlaces = (currency: string) => decimalText(1n, currency).split('.')[1]?.length ?? 0;

/** Minor units, rounded half up only here, for people to read. */
const moneyText = (minor: number, currency: string) =>
  decimalText(BigInt(Math.round(minor)), currency);
