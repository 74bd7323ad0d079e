// Shopify says that a bulk operation is over: the import that waits for it need not wait for its
// next look.

import { gidOf } from '../../basics/gid.ts';
import type { Sql } from '../../db.server.ts';
import { enqueue } from '../../jobs/enqueue.server.ts';

/** False if the operation belongs to no running import. */
export async function advanceOnBulk(
  sql: Sql,
  shopId: number,
  operationId: bigint,
): Promise<boolean> {
  const { rows } = await sql.query<{ runId: string }>(
    `SELECT p.run_id AS "runId" FROM import_part p
     JOIN import_run r ON r.shop_id = p.shop_id AND r.id = p.run_id
     WHERE p.shop_id = $1 AND p.operation_id = $2
       AND r.finished_at IS NULL AND r.cancelled_at IS NULL`,
    [shopId, gidOf('BulkOperation', operationId)],
  );
  if (!rows[0]) return false;
  const { runId } = rows[0];
  await enqueue(sql, 'sync/advance-import', { shopId, runId }, { key: runId });
  return true;
}
