// Reads the file of one finished bulk operation into the database, from the byte where the last
// attempt ended.
import type pg from 'pg';
import { pool, sqlTransaction } from '../../db.server.ts';
import { enqueue } from '../../jobs/enqueue.server.ts';
import { AddressExpired, downloadFrom, readBulk } from '../../shopify/bulk.server.ts';
import { ShopifyUnreachable } from '../../shopify/failures.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { callableShop } from '../callable-shop.server.ts';
import { noteWithheld } from '../note-withheld.server.ts';
import { compareMonths, orderCells } from '../reconcile/compare-months.server.ts';
import { compareObjects, objectCells } from '../reconcile/compare-objects.server.ts';
import { copyCensus, PlaceMoved, placeOf, removeLines } from '../reconcile/copy-census.server.ts';
import { recordIssues } from '../record-issue.server.ts';
import { NOTHING_WITHHELD, type Withheld } from '../withheld.ts';
import { sampleOf } from './ask-withheld.server.ts';
import { finishPart } from './finish-part.server.ts';
import type { Batch } from './lines/parse-lines.server.ts';
import { loadFile, PIECE_BYTES } from './load-file.server.ts';
import { heldTypeOf, type PlannedPart } from './plan-import.ts';

/**
 * Breaks in a row, without a batch between them, before the job gives up and the queue tries later.
 */
const BREAKS_IN_A_ROW = 5;
/** So many issues of an import are kept one by one; that a file has more is one further issue. */
const ISSUES_AN_IMPORT = 1000;

export type ReadingPart = {
  runId: string;
  name: string;
  kind: PlannedPart['kind'];
  state: string;
  rangeFrom: Date | null;
  rangeTo: Date | null;
  operationId: string;
  withheld: string[];
  readAt: Date;
  bytesDone: bigint;
  bytesTotal: bigint;
  detailedTo: bigint;
  firstOrderId: bigint | null;
  lastOrderId: bigint | null;
};

/**
 * Reads what is left of a part's file, then what a file cannot hold. Ends quietly if the part is
 * over.
 */
export async function readPart(
  shopId: number,
  runId: string,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const shop = await callableShop(shopId);
  if (!shop) return;
  let breaks = 0;
  for (;;) {
    const part = await findPart(shopId, runId, name);
    if (!part) return;
    if (part.state === 'detailing') return finishPart(shop, part, signal);
    const before = part.bytesDone;
    try {
      if (!(await readFile(shop, part, signal))) return;
      await beginDetails(shopId, part);
    } catch (error) {
      if (error instanceof ImportOver) return;
      if (!canGoOn(error)) throw error;
      const after = await findPart(shopId, runId, name);
      breaks = after && after.bytesDone > before ? 0 : breaks + 1;
      if (breaks >= BREAKS_IN_A_ROW) throw error;
    }
  }
}

async function findPart(
  shopId: number,
  runId: string,
  name: string,
): Promise<ReadingPart | undefined> {
  const { rows } = await pool.query<ReadingPart>(
    `SELECT p.run_id AS "runId", p.name, p.kind, p.state, p.range_from AS "rangeFrom",
       p.range_to AS "rangeTo", p.operation_id AS "operationId", p.withheld, p.read_at AS "readAt",
       p.bytes_done AS "bytesDone", p.bytes_total AS "bytesTotal", p.detailed_to AS "detailedTo",
       p.first_order_id AS "firstOrderId", p.last_order_id AS "lastOrderId"
     FROM import_part p JOIN import_run r ON r.shop_id = p.shop_id AND r.id = p.run_id
     WHERE p.shop_id = $1 AND p.run_id = $2 AND p.name = $3
       AND p.state IN ('reading', 'detailing') AND r.finished_at IS NULL AND r.cancelled_at IS NULL`,
    [shopId, runId, name],
  );
  return rows[0];
}

/** False if the file is gone and the part was sent back to be asked for again. */
async function readFile(
  shop: CallableShop,
  part: ReadingPart,
  signal?: AbortSignal,
): Promise<boolean> {
  const operation = await readBulk(shop, part.operationId, signal);
  if (operation?.status !== 'COMPLETED') {
    await askAgain(shop.id, part);
    return false;
  }
  const stop = signal ?? new AbortController().signal;
  // An empty result has no file; to the comparison it says that Shopify has no orders.
  const from = (offset: number) => (operation.url ? downloadFrom(operation.url, offset, stop) : []);
  if (part.kind === 'census') {
    const census = { ...part, shopId: shop.id };
    const place = await placeOf(census);
    await copyCensus(census, place, from(place.offset), orderCells);
    await compareMonths(shop, census, signal);
    return true;
  }
  if (part.kind === 'customer-census' || part.kind === 'product-census') {
    const census = { ...part, kind: part.kind, shopId: shop.id };
    const place = await placeOf(census);
    await copyCensus(census, place, from(place.offset), objectCells);
    await compareObjects(shop, census, signal);
    return true;
  }
  if (!operation.url) return true;
  const offset = Number(part.bytesDone);
  const withheld = await withheldFrom(shop, part, signal);
  await loadFile(downloadFrom(operation.url, offset, stop), {
    context: { shopId: shop.id, readAt: part.readAt, withheld },
    offset,
    inThreads: Number(part.bytesTotal) - offset > PIECE_BYTES,
    signal,
    checkpoint: (client, batch) => checkpoint(client, shop.id, part, batch),
  });
  return true;
}

/** What a file lacks: what was not asked for, and what Shopify withholds since then. */
async function withheldFrom(
  shop: CallableShop,
  { kind, withheld }: ReadingPart,
  signal?: AbortSignal,
): Promise<Withheld> {
  const type = heldTypeOf(kind);
  if (!type) return NOTHING_WITHHELD;
  const sample = await sampleOf(shop, type, { priority: 'import', signal });
  if (sample) await noteWithheld(pool, shop.id, type, sample.withheld);
  return new Set([...withheld, ...(sample?.withheld ?? [])]);
}

async function checkpoint(
  client: pg.PoolClient,
  shopId: number,
  part: ReadingPart,
  batch: Batch,
): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE import_part p SET bytes_done = $4, objects_done = objects_done + $5,
       first_order_id = LEAST(first_order_id, $7), last_order_id = GREATEST(last_order_id, $8)
     FROM import_run r
     WHERE p.shop_id = $1 AND p.run_id = $2 AND p.name = $3 AND p.operation_id = $6
       AND p.state = 'reading' AND r.shop_id = p.shop_id AND r.id = p.run_id
       AND r.finished_at IS NULL AND r.cancelled_at IS NULL`,
    [
      shopId,
      part.runId,
      part.name,
      batch.endOffset,
      batch.lines,
      part.operationId,
      batch.orders?.first,
      batch.orders?.last,
    ],
  );
  if (rowCount !== 1) throw new ImportOver();
  await keepAside(client, shopId, part, batch);
}

/** Writes down what of a batch could not be used; beyond the limit, only that it was. */
async function keepAside(
  client: pg.PoolClient,
  shopId: number,
  part: ReadingPart,
  { issues }: Batch,
): Promise<void> {
  if (issues.length === 0) return;
  const { rows } = await client.query<{ kept: number }>(
    `SELECT count(*)::int AS kept FROM sync_issue
     WHERE shop_id = $1 AND source = 'import' AND resolved_at IS NULL AND last_seen_at >= $2`,
    [shopId, part.readAt],
  );
  const room = Math.max(0, ISSUES_AN_IMPORT - rows[0]!.kept);
  const source = 'import' as const;
  const single = issues.slice(0, room).map(({ at, reason, object }) => ({
    ...{ source, reason },
    subject: object ?? `${part.name} at byte ${at}`,
  }));
  const rest =
    issues.length > room ? [{ source, subject: part.name, reason: 'more-like-these' }] : [];
  await recordIssues(shopId, [...single, ...rest], client);
}

/**
 * Broken connections, an address that ran out, locks that another writer held too long, and another
 * attempt that is further.
 */
function canGoOn(error: unknown): boolean {
  const goesOn = [ShopifyUnreachable, AddressExpired, PlaceMoved];
  if (goesOn.some((type) => error instanceof type)) return true;
  return ['55P03', '40P01'].includes((error as { code?: string }).code ?? '');
}

/** The import was cancelled while its file was read. */
class ImportOver extends Error {
  override name = 'ImportOver';
}

/** The file is read; the lines of a comparison have served. */
async function beginDetails(shopId: number, part: ReadingPart): Promise<void> {
  await sqlTransaction(async (sql) => {
    await sql.query(
      `UPDATE import_part SET state = 'detailing'
       WHERE shop_id = $1 AND run_id = $2 AND name = $3 AND operation_id = $4`,
      [shopId, part.runId, part.name, part.operationId],
    );
    await removeLines(sql, { ...part, shopId });
  });
}

/**
 * Shopify keeps a file for seven days. After that the part is asked for anew, from its first byte.
 */
async function askAgain(shopId: number, part: ReadingPart): Promise<void> {
  await sqlTransaction(async (sql) => {
    await sql.query(
      `UPDATE import_part SET state = 'waiting', operation_id = NULL, bytes_done = 0,
         objects_done = 0, reason = 'the file was gone'
       WHERE shop_id = $1 AND run_id = $2 AND name = $3`,
      [shopId, part.runId, part.name],
    );
    const { runId } = part;
    await enqueue(sql, 'sync/advance-import', { shopId, runId }, { key: runId });
  });
}
