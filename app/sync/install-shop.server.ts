// A shop opens Encore: its row exists, and at the first time (or after an uninstall) its facts and its history are fetched.
import { sqlTransaction } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';
import { type Shop, shopByDomain } from './read.server.ts';

/**
 * Makes sure that the shop of an authenticated domain is known; safe to call at every page.
 * `scopes` are those of the session. Returns the shop.
 */
export async function installShop(domain: string, scopes: readonly string[]): Promise<Shop> {
  const known = await shopByDomain(domain);
  if (known && !known.uninstalledAt) return known;
  return sqlTransaction(async (sql) => {
    // Two first requests come at once: only the one whose statement changes a row starts the work.
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO shop (domain, scopes) VALUES ($1, $2)
       ON CONFLICT (domain) DO UPDATE SET uninstalled_at = NULL, installed_at = now(),
         scopes = excluded.scopes WHERE shop.uninstalled_at IS NOT NULL
       RETURNING id`,
      [domain, scopes],
    );
    if (rows[0]) {
      const shopId = rows[0].id;
      await enqueue(sql, 'sync/read-shop', { shopId }, { key: 'facts' });
      await enqueue(sql, 'sync/start-import', { shopId, cause: 'first' }, { key: 'import' });
    }
    return (await shopByDomain(domain, sql))!;
  });
}
