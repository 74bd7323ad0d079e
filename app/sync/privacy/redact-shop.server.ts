// Forgets a shop: every row of every table that carries its number, its session and its jobs.
import { sqlTransaction } from '../../db.server.ts';
import { log } from '../../log.server.ts';
import { type PendingEvent, settle } from '../events/work-events.server.ts';
import { shopById } from '../read.server.ts';
import { isInstalled } from './is-installed.server.ts';

/**
 * Erases a shop 48 hours after its uninstall, as Shopify asks. A shop that installed Encore again
 * meanwhile is kept.
 * The one place that writes into other features' tables: a table that is added later is erased
 * without a line here.
 */
export async function redactShop(shopId: number, event: PendingEvent): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop) return;
  // The word of the uninstall may have been lost, and the data would stay for ever.
  if (!shop.uninstalledAt && (await isInstalled(shop))) {
    await sqlTransaction((sql) =>
      settle(sql, shopId, [event], { outcome: 'ignored', reason: 'installed-again' }),
    );
    return;
  }
  await eraseShop(shop);
  log.info({ shopId }, 'shop erased');
}

/** Deletes every row that carries the shop's number, and the shop. */
export function eraseShop(shop: { id: number; domain: string }): Promise<void> {
  return sqlTransaction(async (sql) => {
    // Ledgers refuse to be changed, except by this.
    await sql.query("SELECT set_config('encore.erasing_shop', $1, true)", [String(shop.id)]);
    const { rows: tables } = await sql.query<{ name: string }>(
      `SELECT format('%I.%I', c.table_schema, c.table_name) AS name
       FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = current_schema() AND c.column_name = 'shop_id'
         AND t.table_type = 'BASE TABLE' ORDER BY c.table_name`,
    );
    for (const { name } of tables) {
      await sql.query(`DELETE FROM ${name} WHERE shop_id = $1`, [shop.id]);
    }
    await sql.query('DELETE FROM session WHERE shop = $1', [shop.domain]);
    await sql.query('DELETE FROM shop WHERE id = $1', [shop.id]);
    // The job that runs this is locked and ends by itself.
    await sql.query(
      `DELETE FROM graphile_worker._private_jobs
       WHERE payload ->> 'shopId' = $1 AND locked_at IS NULL`,
      [String(shop.id)],
    );
  });
}
