// Reads a shop's histories bucket by bucket and hands them to whoever sums something up. Memory stays flat.
import { to as copyTo } from 'pg-copy-streams';
import { assert } from '../../basics/assert.ts';
import { pool } from '../../db.server.ts';
import { copyRows } from './binary-copy.ts';
import type { Histories } from './histories.ts';
import { unpackHistories } from './pack.ts';

export type Column = 'ids' | 'amounts' | 'firsts';

/**
 * Calls `each` with the histories of every bucket in turn, days always and `columns` where asked for. One snapshot of
 * the shop: a change meanwhile is seen wholly or not at all.
 */
export async function scanHistories(
  shopId: number,
  columns: readonly Column[],
  each: (histories: Histories) => void,
): Promise<void> {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  const names = ['customers', 'orders', 'days', ...columns];
  const client = await pool.connect();
  try {
    const stream = client.query(
      copyTo(`COPY (SELECT ${names.join(', ')} FROM history_bucket WHERE shop_id = ${shopId}
        ORDER BY bucket) TO STDOUT (FORMAT binary)`),
    );
    for await (const [customers, orders, days, ...others] of copyRows(stream)) {
      const packed = {
        customers: customers!.readInt32BE(),
        orders: orders!.readInt32BE(),
        days: days!,
      };
      each(
        unpackHistories({
          ...packed,
          ...Object.fromEntries(columns.map((name, i) => [name, others[i]!])),
        }),
      );
    }
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
