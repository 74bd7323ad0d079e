// After the file of a part: refunds are read in full for the orders that have some, then the part
// is closed. The import that waits for it need not wait for its next look at Shopify.
import { sqlTransaction } from '../../db.server.ts';
import { enqueue } from '../../jobs/enqueue.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import type { ReadingPart } from './read-part.server.ts';
import { readRefunds } from './read-refunds.server.ts';

/** Brings a part whose file is read to its end; goes on where it was stopped. */
export async function finishPart(
  shop: CallableShop,
  part: ReadingPart,
  signal?: AbortSignal,
): Promise<void> {
  if (part.kind === 'orders') await readRefunds(shop, part, signal);
  const { runId } = part;
  await sqlTransaction(async (sql) => {
    await sql.query(
      `UPDATE import_part SET state = 'done', finished_at = now(), bytes_total = bytes_done,
         objects_total = objects_done
       WHERE shop_id = $1 AND run_id = $2 AND name = $3 AND state = 'detailing'`,
      [shop.id, runId, part.name],
    );
    await enqueue(sql, 'sync/advance-import', { shopId: shop.id, runId }, { key: runId });
  });
}
