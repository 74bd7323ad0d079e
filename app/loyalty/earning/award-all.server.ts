// Values every member of a shop, a slice of time a job: for a programme that starts in the past,
// new rules, an import.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { advanceProgress, finishProgress, startProgress } from '../programme/progress.server.ts';
import { readVersions } from '../programme/read.server.ts';
import { query } from '../query.server.ts';
import { awardCustomers } from './award-members.server.ts';

/** How many customers are read at once. */
const BATCH = 500;
/** The first time few, so that the database soon knows how large the ledger has become. */
const FIRST_BATCH = 25;

/** Where it goes on, and until when this job may work. */
export type Slice = { afterCustomerId: bigint; until: () => boolean };

/**
 * Values customers in ascending order until all are done or the slice is over; then a further job
 * goes on. Stopped
 * at any point, it loses nothing: valuing a member twice writes nothing twice.
 */
export async function awardAll(shopId: number, slice: Slice, now: Date): Promise<void> {
  if ((await readVersions(pool, shopId)).length === 0) return;
  let cursor = slice.afterCustomerId;
  if (cursor === 0n) await startProgress(shopId, 'award-all', COUNT, now);
  for (;;) {
    const rows = await query<{ id: bigint }>(
      pool,
      `SELECT id FROM customer WHERE shop_id = $1::int AND id > $2::text::bigint
       ORDER BY id LIMIT $3::int`,
      shopId,
      cursor.toString(),
      cursor === 0n ? FIRST_BATCH : BATCH,
    );
    const last = rows.at(-1);
    if (!last) break;
    await awardCustomers(
      shopId,
      rows.map((row) => row.id),
      now,
    );
    // Plans that were made for an empty ledger read the whole of one that is not.
    if (cursor === 0n) await pool.query(`ANALYZE ${LEDGER_TABLES}`);
    cursor = last.id;
    await advanceProgress(shopId, 'award-all', cursor, rows.length);
    if (!slice.until()) continue;
    const afterCustomerId = cursor.toString();
    await sqlTransaction((tx) => enqueue(tx, 'loyalty/award-all', { shopId, afterCustomerId }));
    return;
  }
  await finishProgress(shopId, 'award-all', now);
}

const LEDGER_TABLES =
  'loyalty_account, loyalty_entry, loyalty_lot, loyalty_lot_use, loyalty_order_facts';
const COUNT = 'SELECT count(*) AS total FROM customer WHERE shop_id = $1::int';
