// Once a day: windows move and grace runs out without an order, so every member's tier is decided
// again.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { placeTiers } from './place-tiers.server.ts';

const BATCH = 1000;

/** Places all members of a shop; gives back how many changed. */
export async function placeAllTiers(shopId: number, now: Date): Promise<number> {
  const versions = await readVersions(pool, shopId);
  const shop = await shopById(shopId);
  if (!shop || !versionAt(versions, now)?.rules.tiers) return 0;
  const calendar = shopCalendar(shop.timezone);
  let changes = 0;
  for (let cursor = 0n; ; ) {
    const placed = await sqlTransaction(async (tx) => {
      const rows = await query<{ id: bigint }>(
        tx,
        `SELECT id FROM loyalty_account
         WHERE shop_id = $1::int AND id > $2::text::bigint AND status = 'member'
         ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
        shopId,
        cursor.toString(),
      );
      const last = rows.at(-1);
      if (!last) return null;
      const ids = rows.map((row) => row.id);
      const changed = await placeTiers(tx, shopId, ids, { versions, calendar }, now);
      return { cursor: last.id, changed };
    });
    if (placed === null) break;
    cursor = placed.cursor;
    changes += placed.changed;
  }
  if (changes > 0) {
    await enqueue(pool, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  }
  return changes;
}
