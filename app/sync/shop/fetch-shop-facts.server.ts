// Asks Shopify what kind of shop it is: currency, time zone, plan, scopes.

import { isTimezone } from '../../basics/calendar.ts';
import { idOfGid } from '../../basics/gid.ts';
import { type Sql, sqlTransaction } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import { callShopify } from '../../shopify/call.server.ts';
import { ShopFactsDocument } from '../../shopify/operations.generated.ts';
import { callableShop } from '../callable-shop.server.ts';
import { recordIssues, resolveIssues } from '../record-issue.server.ts';
import { updateScopes } from './update-scopes.server.ts';

/** Brings the facts of a shop up to date. Does nothing for a shop that is gone. */
export async function fetchShopFacts(shopId: number, signal?: AbortSignal): Promise<void> {
  const known = await callableShop(shopId);
  if (!known) return;
  const data = await callShopify(known, ShopFactsDocument, {}, { priority: 'webhook', signal });
  const { shop, currentAppInstallation } = data;
  const accounts = shop.customerAccountsV2.customerAccountsVersion;
  await sqlTransaction(async (sql) => {
    const timezone = await usableZone(sql, shopId, shop.ianaTimezone);
    const { rowCount: isRemeasured } = await sql.query(
      `SELECT FROM shop WHERE id = $1 AND (currency, timezone) <> ($2, COALESCE($3, timezone))
       FOR UPDATE`,
      [shopId, shop.currencyCode, timezone],
    );
    await sql.query(
      `UPDATE shop SET shopify_id = $2, name = $3, currency = $4,
       timezone = COALESCE($5, timezone), plan = $6, is_plus = $7, customer_accounts = $8,
       storefront_url = $9, facts_read_at = now()
     WHERE id = $1`,
      [
        shopId,
        idOfGid(shop.id),
        shop.name,
        shop.currencyCode,
        timezone,
        shop.plan.publicDisplayName,
        shop.plan.shopifyPlus || shop.plan.partnerDevelopment,
        accounts === 'CLASSIC' ? 'classic' : 'new',
        shop.primaryDomain.url,
      ],
    );
    if (isRemeasured) await announce(sql, 'shop.remeasured', { shopId });
    const granted = currentAppInstallation.accessScopes.map(({ handle }) => handle);
    await updateScopes(sql, shopId, granted);
  });
}

const ZONE = 'time zone';

/**
 * The time zone if both clocks, ours and PostgreSQL's, know it. Otherwise null, and the merchant is
 * told: zones are added every year, and one unknown to them would stop all work of the shop.
 */
async function usableZone(sql: Sql, shopId: number, name: string): Promise<string | null> {
  const { rowCount } = await sql.query('SELECT FROM pg_timezone_names WHERE name = $1', [name]);
  if (rowCount === 1 && isTimezone(name)) {
    await resolveIssues(shopId, [ZONE], sql);
    return name;
  }
  await recordIssues(shopId, [{ source: 'job', subject: ZONE, reason: 'unknown-timezone' }], sql);
  return null;
}
