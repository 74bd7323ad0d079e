// Runs the app's own measures over a shop that was loaded from a file.
import {
  addDays,
  type Day,
  dayOfNumber,
  daysBetween,
  numberOfDay,
  startOfDay,
} from '../../basics/calendar.ts';
import type { CohortRow } from '../cohorts.ts';
import { rebuildHistories } from '../history/rebuild-histories.server.ts';
import type { RangeMeasures } from '../measures.ts';
import {
  type Overview,
  type RetentionPeriod,
  readCohorts,
  readGuests,
  readMeasures,
  readOverview,
  readRetentionSeries,
} from '../read.server.ts';
import { readRepurchase } from '../read-repurchase.server.ts';
import type { Repurchase } from '../repurchase.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { CANDIDATES, type Evaluation, evaluateShop } from '../value/evaluate-shop.server.ts';
import type { Split } from '../value/forecast-check.ts';
import type { LoadedShop } from './load-orders.server.ts';
import type { Options } from './options.ts';
import { UnusableFile } from './orders.ts';

export type Analysis = {
  overview: Overview;
  /** What to bear in mind with the figures. */
  warnings: string[];
  guests: { orders: number; netSales: number };
  periods: RetentionPeriod[];
  measures: RangeMeasures;
  repurchase: Repurchase;
  cohorts: CohortRow[];
  /** As of the end of the file; its check is that of the split where there is one. */
  evaluation: Evaluation;
  split: Split | null;
  /** The figures of every customer: at the split where there is one, else at the end. */
  customers: Evaluation;
};

/**
 * The figures of a loaded shop as of the day after its last order. Throws UnusableFile where the
 * options ask for days that the file does not tell of.
 */
export async function analyseShop(
  shop: LoadedShop,
  lastOrder: Date,
  options: Options,
  signal?: AbortSignal,
): Promise<Analysis> {
  await rebuildHistories(shop, lastOrder);
  signal?.throwIfAborted();
  // First as of long after, only to learn the last day; then as of the day after it.
  const { lastDay } = (await readOverview(shop, lastOrder))!;
  const now = startOfDay(addDays(lastDay, 1), shop.timezone);
  const overview = (await readOverview(shop, now))!;
  const split = splitOf(options, overview);
  const range = { start: overview.firstDay, end: overview.asOf.day };
  const evaluate = (asOf: Day) =>
    evaluateShop(shop.id, {
      asOf,
      firstDay: overview.firstDay,
      terms: { margin: 1, discountRate: DEFAULT_SETTINGS.discountRate },
      clvYears: DEFAULT_SETTINGS.clvYears,
      unitDays: options.unitDays,
      ...(split && { split }),
      models: options.model ? [options.model] : CANDIDATES,
    });
  const evaluation = await evaluate(overview.asOf.day);
  signal?.throwIfAborted();
  return {
    overview,
    warnings: warningsOf(options, overview),
    guests: await readGuests(shop),
    periods: await readRetentionSeries(shop, overview, options.period, options.windowDays),
    measures: await readMeasures(shop, range),
    repurchase: await readRepurchase(shop, overview),
    cohorts: await readCohorts(shop, overview, options.period),
    evaluation,
    split,
    customers: split ? await evaluate(dayOfNumber(split.split)) : evaluation,
  };
}

/** A log by month tells the first day of the last one. */
const MONTH_DAYS = 31;

/** Throws UnusableFile where the file tells nothing of the days that were named. */
function splitOf({ calibrationEnd, holdoutEnd }: Options, overview: Overview): Split | null {
  if (calibrationEnd === null) return null;
  const { firstDay, lastDay } = overview;
  const told = `its orders of customers are of ${firstDay} to ${lastDay}`;
  if (calibrationEnd < firstDay || calibrationEnd >= lastDay) {
    throw new UnusableFile(
      `--calibration-end ${calibrationEnd} has to lie within the file and before its last day: ${told}`,
    );
  }
  if (quietDays(holdoutEnd, lastDay) > Math.max(daysBetween(firstDay, lastDay), MONTH_DAYS)) {
    throw new UnusableFile(`--holdout-end ${holdoutEnd} lies long after the file: ${told}`);
  }
  // The days named are the last ones that belong.
  const end = holdoutEnd === null ? overview.asOf.number : numberOfDay(holdoutEnd) + 1;
  return { split: numberOfDay(calibrationEnd) + 1, end };
}

const quietDays = (holdoutEnd: Day | null, lastDay: Day): number =>
  holdoutEnd === null ? 0 : Math.max(0, daysBetween(lastDay, holdoutEnd));

function warningsOf({ holdoutEnd }: Options, { lastDay }: Overview): string[] {
  const days = quietDays(holdoutEnd, lastDay);
  if (days === 0) return [];
  return [
    `--holdout-end ${holdoutEnd} lies ${days} ${days === 1 ? 'day' : 'days'} after the last order ` +
      `(${lastDay}): nothing is known of those days, and they count as days without an order.`,
  ];
}
