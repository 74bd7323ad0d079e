// Values every customer of a shop and keeps the result for lists, segments and pages.
import { addDays, dayNumbering, numberOfDay } from '../../basics/calendar.ts';
import { sqlTransaction } from '../../db.server.ts';
import { shopById } from '../../sync/read.server.ts';
import { markVisible } from '../history/mark-visible.server.ts';
import { lockState, readBuckets } from '../history/store.server.ts';
import { readOverview, readSettings } from '../read.server.ts';
import { CustomerGathering, factsOf } from './customers.ts';
import { evaluateShop } from './evaluate-shop.server.ts';
import { storeFigures } from './store-figures.server.ts';
import { replaceSummaries } from './summary-rows.server.ts';
import { Valuer } from './valuation.ts';
import { writeValuation } from './valuation-store.server.ts';

/** Some 30,000 customers: written in less than a second, which is how long an order waits. */
const BUCKETS_AT_ONCE = 64;

/**
 * Fits, checks and values a shop. Does nothing for one without counted orders. Returns how many
 * customers it valued. The models are fitted to the histories as they are at the start; then, some
 * buckets at a time, the customers are valued as they are by then. Orders change histories in
 * between, and their customers are valued by the same models: whoever comes last is right.
 */
export async function scoreShop(
  shopId: number,
  now: Date,
  bucketsAtOnce = BUCKETS_AT_ONCE,
): Promise<number> {
  const shop = await shopById(shopId);
  const overview = shop && (await readOverview(shop, now));
  if (!overview) {
    await sqlTransaction(async (sql) => {
      await sql.query('DELETE FROM customer_summary WHERE shop_id = $1', [shopId]);
      await sql.query('DELETE FROM value_model WHERE shop_id = $1', [shopId]);
    });
    return 0;
  }
  const settings = await readSettings(shopId);
  // The day that has begun counts as seen: its orders are in the summaries as soon as they come.
  const asOf = overview.asOf.isPast ? overview.asOf.day : addDays(overview.asOf.day, 1);
  const { valuation } = await evaluateShop(shopId, {
    asOf,
    wholeUntil: overview.asOf.day,
    firstDay: overview.firstDay,
    terms: { margin: settings.margin ?? 1, discountRate: settings.discountRate },
    clvYears: settings.clvYears,
    unitDays: 1,
  });
  await sqlTransaction(async (sql) => {
    await lockState(sql, shopId);
    await writeValuation(sql, shopId, valuation, now);
  });
  // Orders come in while this runs, and midnight may pass.
  const end = dayNumbering(shop.timezone)(now.getTime()) + 2;
  const all = { shopId, asOf: numberOfDay(asOf), end };
  const valuer = new Valuer(valuation);
  let valued = 0;
  for (let from: number | null = 0; from !== null; ) {
    const { customers, next } = await valueFrom(all, from, bucketsAtOnce, valuer);
    valued += customers;
    from = next;
  }
  await markVisible('customer_summary');
  return valued;
}

/**
 * Values the customers of the buckets from a number on, by their orders before `end`; returns where
 * the next ones begin, or null at the end.
 */
function valueFrom(
  all: { shopId: number; asOf: number; end: number },
  from: number,
  limit: number,
  valuer: Valuer,
): Promise<{ customers: number; next: number | null }> {
  return sqlTransaction(async (sql) => {
    await lockState(sql, all.shopId);
    const { buckets, bounds, next } = await readBuckets(sql, all.shopId, from, limit);
    const gathering = new CustomerGathering(all.end);
    for (const histories of buckets) gathering.add(histories);
    const customers = gathering.customers();
    const figuresOf = (i: number) => valuer.figures(factsOf(customers, i), all.asOf);
    await replaceSummaries(sql, all, { from, until: next }, customers, figuresOf);
    await storeFigures(sql, all.shopId, bounds);
    // Lists of customers are remembered by the version.
    await sql.query('UPDATE retention_state SET version = version + 1 WHERE shop_id = $1', [
      all.shopId,
    ]);
    return { customers: customers.count, next };
  });
}
