// Reads of the home page and of the retention pages. Figures are computed from the histories, never
// from raw orders.
import {
  dayNumbering,
  dayOfNumber,
  numberOfDay,
  type Period,
  periodsBetween,
  type Unit,
} from '../basics/calendar.ts';
import { pool, prisma } from '../db.server.ts';
import { type AsOf, asOf } from './as-of.ts';
import { type CohortRow, cohortRows } from './cohorts.ts';
import { scanHistories } from './history/scan.server.ts';
import { type Extent, readCells, readExtent } from './history/store.server.ts';
import { sumDays } from './history/store-day-totals.server.ts';
import { type RangeMeasures, rangeMeasures } from './measures.ts';
import { countRanges } from './ranges/count-ranges.server.ts';
import { activityPoints, RetentionCount, type RetentionParts, rangePoints } from './rate.ts';
import { remember } from './remember.server.ts';
import { DEFAULT_SETTINGS, type Industry, type Settings } from './settings.ts';

export type MeasuredShop = { id: number; timezone: string; currency: string };

/** The shop's settings, or the defaults where nothing was saved. */
export async function readSettings(shopId: number): Promise<Settings> {
  const row = await prisma.retentionSettings.findUnique({ where: { shopId } });
  if (!row) return DEFAULT_SETTINGS;
  return {
    industry: row.industry as Industry | null,
    windowDays: row.windowDays,
    clvYears: row.clvYears as Settings['clvYears'],
    margin: row.marginBps === null ? null : row.marginBps / 10_000,
    discountRate: row.discountBps / 10_000,
  };
}

export type Overview = Extent & { asOf: AsOf };

/**
 * What there is to measure; null where the shop has no counted order yet, and where its histories
 * are still those of another time zone or currency.
 */
export async function readOverview(shop: MeasuredShop, now: Date): Promise<Overview | null> {
  if (!(await isMeasuredAs(shop))) return null;
  const extent = await remember(shop.id, 'extent', () => readExtent(pool, shop.id));
  if (!extent) return null;
  const today = dayNumbering(shop.timezone)(now.getTime());
  return { ...extent, asOf: asOf(today, numberOfDay(extent.lastDay)) };
}

async function isMeasuredAs({ id, timezone, currency }: MeasuredShop): Promise<boolean> {
  const { rowCount } = await pool.query(
    'SELECT FROM retention_state WHERE shop_id = $1 AND timezone = $2 AND currency = $3',
    [id, timezone, currency],
  );
  return rowCount !== 0;
}

export type RetentionPeriod = Period & RetentionParts & { isFinished: boolean };

/**
 * The retention rate of every week, month, quarter or year from the first order to `asOf`, oldest
 * first. `windowDays` null means "same as the period".
 */
export async function readRetentionSeries(
  shop: MeasuredShop,
  overview: Overview,
  unit: Unit,
  windowDays: number | null,
): Promise<RetentionPeriod[]> {
  const { firstDay, asOf } = overview;
  // On the day of the very first order no day is over yet; its period has begun.
  const lastDay = dayOfNumber(Math.max(asOf.number - 1, numberOfDay(firstDay)));
  const periods = periodsBetween(firstDay, lastDay, unit);
  const bounds = [periods[0]!.start, ...periods.map(({ end }) => end)].map(numberOfDay);
  const points = activityPoints(bounds, windowDays, bounds[0]!);
  const results = await remember(shop.id, `rates/${JSON.stringify(points)}`, async () => {
    const count = new RetentionCount(points);
    await scanHistories(shop.id, [], (histories) => count.add(histories));
    return count.results();
  });
  return results.map((parts, p) => ({
    ...periods[p]!,
    ...parts,
    isFinished: periods[p]!.end <= asOf.day,
  }));
}

/** The retention rate of any range of days. */
export async function readRetention(
  shop: MeasuredShop,
  range: Period,
  windowDays: number | null,
): Promise<RetentionParts> {
  const points = rangePoints(range, windowDays);
  return remember(shop.id, `rate/${JSON.stringify(points)}`, async () => {
    const [result] = await countRanges(shop.id, [points]);
    return result!.retention;
  });
}

/** Repeat purchase rate, purchase frequency and average order value of a range of days. */
export async function readMeasures(shop: MeasuredShop, range: Period): Promise<RangeMeasures> {
  return remember(shop.id, `measures/${range.start}/${range.end}`, async () => {
    const points = rangePoints(range, null);
    const [sums, [result]] = await Promise.all([
      sumDays(pool, shop.id, range),
      countRanges(shop.id, [points]),
    ]);
    return rangeMeasures({ ...sums, ...result!.customers });
  });
}

/** Orders without a customer that would count otherwise. */
export function readGuests(
  shop: MeasuredShop,
): Promise<{ orders: number /** Minor units. */; netSales: number }> {
  return remember(shop.id, `guests/${shop.currency}`, async () => {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS orders, coalesce(sum(net_sales), 0)::float8 AS "netSales"
       FROM orders WHERE shop_id = $1 AND is_guest_counted AND currency = $2`,
      [shop.id, shop.currency],
    );
    return rows[0];
  });
}

/**
 * Counted orders in a currency that the shop no longer has: there is no rate to convert them by, so
 * they are in no figure and are said apart. Net sales in whole minor units of their own currency.
 */
export function readForeignOrders(
  shop: MeasuredShop,
): Promise<{ currency: string; orders: number; netSales: number }[]> {
  return remember(shop.id, `foreign/${shop.currency}`, async () => {
    const { rows } = await pool.query(
      // Jumps from one currency to the next along an index: without others nothing is read.
      `WITH RECURSIVE known AS (
         (SELECT currency FROM orders WHERE shop_id = $1 AND is_counted
          ORDER BY currency LIMIT 1)
         UNION ALL
         SELECT (SELECT currency FROM orders WHERE shop_id = $1 AND is_counted
           AND currency > known.currency ORDER BY currency LIMIT 1)
         FROM known WHERE known.currency IS NOT NULL)
       SELECT currency, totals.* FROM known CROSS JOIN LATERAL (
         SELECT count(*)::int AS orders, sum(net_sales)::float8 AS "netSales"
         FROM orders WHERE shop_id = $1 AND is_counted AND currency = known.currency) totals
       WHERE currency <> $2 ORDER BY currency`,
      [shop.id, shop.currency],
    );
    return rows;
  });
}

/** The cohort table of a unit, oldest cohort first. */
export async function readCohorts(
  shop: MeasuredShop,
  overview: Overview,
  unit: Unit,
): Promise<CohortRow[]> {
  const { day } = overview.asOf;
  return remember(shop.id, `cohorts/${unit}/${day}`, async () =>
    cohortRows(await readCells(pool, shop.id, unit), unit, day),
  );
}
