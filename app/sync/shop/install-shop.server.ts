// A shop opens Encore: its row exists, and at the first time (or after an uninstall) its facts and
// its history are fetched.
import { pool, sqlTransaction } from '../../db.server.ts';
import { enqueue } from '../../jobs/enqueue.server.ts';
import { type Shop, shopByDomain } from '../read.server.ts';
import { grantSame, withImplied } from './scopes.ts';

/** A token lives so long, and as long its session may tell scopes of before a change. */
const TOKEN_MS = 3_600_000;

/**
 * Makes sure that the shop of an authenticated domain is known; safe to call at every page and by
 * several at once. A new or returning shop has the scopes of its session. Returns the shop.
 */
export async function installShop(
  domain: string,
  scopes: readonly string[],
  now: Date,
): Promise<Shop> {
  const known = await shopByDomain(domain);
  if (known && !known.uninstalledAt) {
    // The webhook that tells of a change may have been lost: Shopify itself knows what holds.
    const isAskedLately = Number(now) - Number(known.factsReadAt ?? now) < TOKEN_MS;
    if (!isAskedLately && !grantSame(known.scopes, scopes)) {
      await enqueue(pool, 'sync/read-shop', { shopId: known.id }, { key: 'facts' });
    }
    return known;
  }
  return sqlTransaction(async (sql) => {
    // Two first requests come at once: only the one whose statement changes a row starts the work.
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO shop (domain, scopes, installed_at) VALUES ($1, $2, $3)
       ON CONFLICT (domain) DO UPDATE SET uninstalled_at = NULL, installed_at = $3,
         scopes = excluded.scopes WHERE shop.uninstalled_at IS NOT NULL
       RETURNING id`,
      [domain, withImplied(scopes), now],
    );
    if (rows[0]) {
      const shopId = rows[0].id;
      await enqueue(sql, 'sync/read-shop', { shopId }, { key: 'facts' });
      await enqueue(sql, 'sync/start-import', { shopId, cause: 'first' }, { key: 'import' });
    }
    return (await shopByDomain(domain, sql))!;
  });
}
