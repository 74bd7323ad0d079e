// The granted scopes of a shop changed. With read_all_orders the history that was out of reach is
// fetched by itself.
import type { Sql } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';
import { grantSame, withImplied } from './scopes.ts';

/**
 * Writes the scopes down and starts what they make possible, in the caller's transaction. The same
 * again is no change.
 */
export async function updateScopes(
  sql: Sql,
  shopId: number,
  scopes: readonly string[],
): Promise<void> {
  const { rows } = await sql.query<{ scopes: string[] }>(
    'SELECT scopes FROM shop WHERE id = $1 FOR UPDATE',
    [shopId],
  );
  const before = rows[0]?.scopes;
  if (!before || grantSame(before, scopes)) return;
  await sql.query('UPDATE shop SET scopes = $2 WHERE id = $1', [shopId, withImplied(scopes)]);
  await enqueue(sql, 'sync/read-shop', { shopId }, { key: 'facts' });
  if (scopes.includes('read_all_orders') && !before.includes('read_all_orders')) {
    await enqueue(sql, 'sync/start-import', { shopId, cause: 'scope' }, { key: 'import' });
  }
}
