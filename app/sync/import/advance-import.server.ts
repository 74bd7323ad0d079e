// Moves an import on: starts the operations that wait, asks how the others are, hands finished
// files to be read, and ends the import when all parts are through. Runs again by itself until
// then.
import { pool, sqlTransaction } from '../../db.server.ts';
import { announce, enqueue } from '../../jobs/enqueue.server.ts';
import {
  BULK_AT_ONCE,
  type BulkState,
  cancelBulk,
  type LeftOut,
  readBulk,
  startBulk,
} from '../../shopify/bulk.server.ts';
import {
  BulkCustomerCensusDocument,
  BulkCustomersDocument,
  BulkOrderCensusDocument,
  BulkOrdersDocument,
  BulkProductCensusDocument,
  BulkProductsDocument,
} from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { callableShop } from '../callable-shop.server.ts';
import { shopById } from '../read.server.ts';
import { recordIssues, resolveImport, subjectOfPart } from '../record-issue.server.ts';
import { pathsOf } from '../withheld.ts';
import { heldTypeOf, searchText } from './plan-import.ts';
import { cancelOpenRun } from './start-import.server.ts';
import { tellOrders } from './tell-orders.server.ts';

const POLL_MS = 2_000;
const ATTEMPTS = 3;

const DOCUMENTS = {
  orders: BulkOrdersDocument,
  customers: BulkCustomersDocument,
  products: BulkProductsDocument,
  census: BulkOrderCensusDocument,
  'customer-census': BulkCustomerCensusDocument,
  'product-census': BulkProductCensusDocument,
} as const;

type Part = {
  name: string;
  kind: keyof typeof DOCUMENTS;
  state: 'waiting' | 'running' | 'reading' | 'detailing' | 'done' | 'failed';
  rangeFrom: Date | null;
  rangeTo: Date | null;
  operationId: string | null;
  attempts: number;
};
type Run = { shop: CallableShop; id: string; signal?: AbortSignal };

/** One step of an import. Ends quietly if the import is over or its shop is gone. */
export async function advanceImport(
  shopId: number,
  runId: string,
  now: Date,
  signal?: AbortSignal,
): Promise<void> {
  const shop = await callableShop(shopId);
  if (!shop) return void (await sqlTransaction((sql) => cancelOpenRun(sql, shopId)));
  const run = { shop, id: runId, signal };
  if (!(await isOpen(run))) return;
  for (const part of await readParts(run)) if (part.state === 'running') await pollPart(run, part);
  await startWaiting(run);
  if (await finishIfOver(run)) return;
  const runAt = new Date(now.getTime() + POLL_MS);
  await enqueue(pool, 'sync/advance-import', { shopId, runId }, { key: runId, runAt });
}

async function isOpen({ shop, id }: Run): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM import_run
     WHERE shop_id = $1 AND id = $2 AND finished_at IS NULL AND cancelled_at IS NULL`,
    [shop.id, id],
  );
  return rowCount === 1;
}

async function readParts({ shop, id }: Run): Promise<Part[]> {
  const { rows } = await pool.query<Part>(
    `SELECT name, kind, state, range_from AS "rangeFrom", range_to AS "rangeTo",
       operation_id AS "operationId", attempts
     FROM import_part WHERE shop_id = $1 AND run_id = $2
     ORDER BY kind DESC, range_from NULLS FIRST`,
    [shop.id, id],
  );
  return rows;
}

async function startWaiting(run: Run): Promise<void> {
  const parts = await readParts(run);
  let free = BULK_AT_ONCE - parts.filter(({ state }) => state === 'running').length;
  for (const part of parts) {
    if (part.state !== 'waiting' || free <= 0) continue;
    const query = searchText(part.rangeFrom, part.rangeTo);
    // The state that the operation finds is at least as fresh as this moment.
    const { rows } = await pool.query<{ now: Date }>('SELECT now()');
    const leftOut = await leftOutOf(run, part.kind);
    const document = DOCUMENTS[part.kind];
    const started = await startBulk(run.shop, document, { query }, leftOut, run.signal);
    if (!started) return;
    free--;
    const { rowCount } = await pool.query(
      `UPDATE import_part SET state = 'running', operation_id = $4, read_at = $5, reason = NULL,
         attempts = attempts + 1, started_at = $6, objects_total = NULL, bytes_total = NULL,
         objects_done = 0, bytes_done = 0, withheld = $7
       WHERE shop_id = $1 AND run_id = $2 AND name = $3 AND state = 'waiting'`,
      [
        run.shop.id,
        run.id,
        part.name,
        started.id,
        rows[0]!.now,
        started.createdAt,
        [...(leftOut?.paths ?? [])],
      ],
    );
    // Another step of this import was quicker: a webhook and a poll may come together.
    if (rowCount === 0) await cancelBulk(run.shop, started.id, run.signal);
  }
}

/** What is left out of an operation, because the import found it withheld. */
async function leftOutOf({ shop }: Run, kind: Part['kind']): Promise<LeftOut | null> {
  const type = heldTypeOf(kind);
  if (!type) return null;
  const paths = pathsOf((await shopById(shop.id))?.withheld ?? [], type);
  return paths.size > 0 ? { type, paths } : null;
}

async function pollPart(run: Run, part: Part): Promise<void> {
  const operation = await readBulk(run.shop, part.operationId!, run.signal);
  switch (operation?.status) {
    case 'CREATED':
    case 'RUNNING':
    case 'CANCELING':
      return;
    case 'COMPLETED':
      return beginReading(run, part, operation);
    case undefined:
      return failPart(run, part, 'Shopify does not know the operation any more');
    default:
      return failPart(run, part, operation?.errorCode ?? operation!.status);
  }
}

async function beginReading(run: Run, part: Part, operation: BulkState): Promise<void> {
  await sqlTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE import_part SET state = 'reading', objects_total = $4, bytes_total = $5,
         reading_at = now()
       WHERE shop_id = $1 AND run_id = $2 AND name = $3 AND state = 'running'`,
      [run.shop.id, run.id, part.name, operation.objectCount, operation.fileSize ?? 0],
    );
    if (rowCount === 0) return;
    const { name } = part;
    await enqueue(
      sql,
      'sync/read-part',
      { shopId: run.shop.id, runId: run.id, name },
      { key: `${run.id}/${name}` },
    );
  });
}

/**
 * A failed operation is tried again a few times; then the part is failed, and a person sees why.
 */
async function failPart({ shop, id }: Run, part: Part, reason: string): Promise<void> {
  const isFinal = part.attempts >= ATTEMPTS || reason === 'ACCESS_DENIED';
  await sqlTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE import_part SET state = $4, reason = $5, operation_id = NULL,
         finished_at = CASE WHEN $4 = 'failed' THEN now() END
       WHERE shop_id = $1 AND run_id = $2 AND name = $3 AND state = 'running'`,
      [shop.id, id, part.name, isFinal ? 'failed' : 'waiting', reason],
    );
    if (rowCount === 0) return;
    const subject = subjectOfPart(part.name);
    if (isFinal) await recordIssues(shop.id, [{ source: 'import', subject, reason }], sql);
  });
}

async function finishIfOver({ shop, id }: Run): Promise<boolean> {
  return sqlTransaction(async (sql) => {
    const { rows } = await sql.query<{ cause: string; startedAt: Date }>(
      `UPDATE import_run r SET finished_at = now()
       WHERE shop_id = $1 AND id = $2 AND finished_at IS NULL AND NOT EXISTS (
         SELECT FROM import_part p WHERE p.shop_id = r.shop_id AND p.run_id = r.id
           AND p.state NOT IN ('done', 'failed'))
       RETURNING cause, started_at AS "startedAt"`,
      [shop.id, id],
    );
    if (!rows[0]) return false;
    const { cause, startedAt } = rows[0];
    await resolveImport(shop.id, { isCensus: cause === 'census', startedAt }, sql);
    if (cause === 'census') return true;
    await tellOrders(sql, shop.id, id);
    await announce(sql, 'import.finished', { shopId: shop.id });
    // What changed while the files were made and read is asked for from the first operation on, by
    // Shopify's clock.
    await sql.query(
      `UPDATE shop SET reconciled_to = COALESCE(reconciled_to, (SELECT min(started_at)
         FROM import_part WHERE shop_id = $1 AND run_id = $2)) WHERE id = $1`,
      [shop.id, id],
    );
    await enqueue(sql, 'sync/reconcile', { shopId: shop.id }, { key: 'recurring' });
    return true;
  });
}
