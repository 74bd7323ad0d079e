// A shop opens Encore: its row exists, and at the first time (or after an uninstall) its facts and
// its history are fetched.
import { sqlTransaction } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';
import { type Shop, shopByDomain } from './read.server.ts';
import { grantSame, withImplied } from './scopes.ts';
import { updateScopes } from './update-scopes.server.ts';

/**
 * Makes sure that the shop of an authenticated domain is known, with the scopes of its session;
 * safe to call at
 * every page and by several at once. Returns the shop.
 */
export async function installShop(
  domain: string,
  scopes: readonly string[],
  now: Date,
): Promise<Shop> {
  const known = await shopByDomain(domain);
  if (known && !known.uninstalledAt && grantSame(known.scopes, scopes)) return known;
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
    } else if (known) await updateScopes(sql, known.id, scopes);
    return (await shopByDomain(domain, sql))!;
  });
}
