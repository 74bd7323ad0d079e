// The granted scopes of a shop changed. With read_all_orders the history that was out of reach is
// fetched by itself.
import type { Sql } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';

/** Writes the scopes down and starts what they make possible, in the caller's transaction. */
export async function updateScopes(
  sql: Sql,
  shopId: number,
  scopes: readonly string[],
): Promise<void> {
  const { rows } = await sql.query<{ gainedHistory: boolean }>(
    `UPDATE shop SET scopes = $2 FROM (SELECT id, scopes AS before FROM shop WHERE id = $1
       FOR UPDATE) AS old
     WHERE shop.id = old.id
     RETURNING 'read_all_orders' = ANY ($2) AND NOT 'read_all_orders' = ANY (old.before)
       AS "gainedHistory"`,
    [shopId, scopes],
  );
  await enqueue(sql, 'sync/read-shop', { shopId }, { key: 'facts' });
  if (rows[0]?.gainedHistory) {
    await enqueue(sql, 'sync/start-import', { shopId, cause: 'scope' }, { key: 'import' });
  }
}
