// Values every customer of a shop and keeps the result for lists, segments and pages.
import { addDays, numberOfDay } from '../../basics/calendar.ts';
import { sqlTransaction } from '../../db.server.ts';
import { shopById } from '../../sync/read.server.ts';
import { lockState } from '../history/store.server.ts';
import { readOverview, readSettings } from '../read.server.ts';
import { evaluateShop } from './evaluate-shop.server.ts';
import { replaceSummaries } from './summary-rows.server.ts';
import { writeValuation } from './valuation-store.server.ts';

/**
 * Fits, checks and values a shop. Does nothing for one without counted orders. Returns how many
 * customers it valued.
 */
export async function scoreShop(shopId: number, now: Date): Promise<number> {
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
  return sqlTransaction(async (sql) => {
    // Holding the state keeps orders from changing histories until their customers are written.
    await lockState(sql, shopId);
    const { valuation, customers, figuresOf } = await evaluateShop(shopId, {
      asOf,
      firstDay: overview.firstDay,
      terms: { margin: settings.margin ?? 1, discountRate: settings.discountRate },
      clvYears: settings.clvYears,
      unitDays: 1,
    });
    await writeValuation(sql, shopId, valuation, now);
    const all = { shopId, asOf: numberOfDay(asOf) };
    await replaceSummaries(sql, all, customers.ids, customers.count, figuresOf);
    // Lists of customers are remembered by the version.
    await sql.query('UPDATE retention_state SET version = version + 1 WHERE shop_id = $1', [
      shopId,
    ]);
    return customers.count;
  });
}
