// Files of members of which nothing comes any more: what had arrived of them is deleted.
import { pool } from '#app/db.server.ts';
import { type LedgerTx, query } from '../../query.server.ts';

/** Forgets files of which nothing was heard for an hour; their lines hold hashes of addresses. */
export async function forgetUnarrived(shopId: number): Promise<void> {
  const old = await query<{ id: string }>(
    pool,
    `SELECT id FROM loyalty_bulk_change WHERE shop_id = $1::int AND arrived_at IS NULL
       AND heard_at < clock_timestamp() - interval '1 hour'`,
    shopId,
  );
  for (const { id } of old) await forget(pool, shopId, id);
}

/** Deletes a change with its lines. */
export async function forget(tx: LedgerTx, shopId: number, changeId: string): Promise<void> {
  for (const [table, column] of [
    ['loyalty_bulk_row', 'change_id'],
    ['loyalty_bulk_change', 'id'],
  ]) {
    const sql = `DELETE FROM ${table} WHERE shop_id = $1::int AND ${column} = $2::text::uuid`;
    await query(tx, sql, shopId, changeId);
  }
}
