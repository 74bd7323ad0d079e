// The merchant removed Encore: its token is worth nothing any more, imports end, data waits for
// shop/redact.
import type { Sql } from '../../db.server.ts';
import { cancelOpenRun } from '../import/start-import.server.ts';

/**
 * Marks a shop as uninstalled in the caller's transaction. An event that is older than the newest
 * installation came
 * late and is left alone; then the reason is returned, otherwise null.
 */
export async function uninstallShop(
  sql: Sql,
  shopId: number,
  event: { webhookId: string },
): Promise<string | null> {
  const { rows } = await sql.query<{ domain: string }>(
    `UPDATE shop SET uninstalled_at = now(), scopes = '{}'
     WHERE id = $1 AND installed_at <= COALESCE(
       (SELECT triggered_at FROM webhook_event WHERE shop_id = $1 AND webhook_id = $2), now())
     RETURNING domain`,
    [shopId, event.webhookId],
  );
  if (!rows[0]) return 'installed-again';
  await sql.query('DELETE FROM session WHERE shop = $1', [rows[0].domain]);
  await cancelOpenRun(sql, shopId);
  return null;
}
