// The granted scopes of a shop changed. What was out of reach and may be read now is fetched by
// itself.
import type { Sql } from '../../db.server.ts';
import { enqueue } from '../../jobs/enqueue.server.ts';
import { grantSame, withImplied } from './scopes.ts';

/** The scopes that an import rests on. */
const READING = ['read_orders', 'read_all_orders', 'read_customers', 'read_products'];

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
  const had = withImplied(before);
  if (withImplied(scopes).some((one) => READING.includes(one) && !had.includes(one))) {
    await enqueue(sql, 'sync/start-import', { shopId, cause: 'scope' }, { key: 'scope' });
  }
}
