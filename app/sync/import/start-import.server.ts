// Begins an import: asks how long the history is, cuts it into parts and hands them to the queue.
import { randomUUID } from 'node:crypto';
import { type Sql, sqlTransaction } from '../../db.server.ts';
import { enqueue } from '../../jobs/enqueue.server.ts';
import { cancelBulk } from '../../shopify/bulk.server.ts';
import { type CallOptions, callShopify } from '../../shopify/call.server.ts';
import { isAccessDenied } from '../../shopify/failures.ts';
import { FirstOrderDateDocument } from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { callableShop } from '../callable-shop.server.ts';
import { shopById } from '../read.server.ts';
import { followSamples, sampleOf } from './ask-withheld.server.ts';
import {
  type History,
  historyStart,
  type PlannedPart,
  planCensus,
  planImport,
} from './plan-import.ts';

export type ImportCause = 'first' | 'again' | 'scope' | 'census';

/**
 * Starts an import unless one is running; an import for a new scope takes the place of a running
 * one. Returns the id of the import that runs now, or null if the shop is gone.
 */
export async function startImport(
  shopId: number,
  cause: ImportCause,
  now: Date,
  signal?: AbortSignal,
): Promise<string | null> {
  const callable = await callableShop(shopId);
  if (!callable) return null;
  const options = { priority: 'webhook' as const, signal };
  const history = await readHistory(callable, options);
  const samples = {
    Customer: await sampleOf(callable, 'Customer', options),
    Order: await sampleOf(callable, 'Order', options),
  };
  const { scopes } = (await shopById(shopId))!;
  const historyFrom = historyStart(scopes, now);
  const parts =
    cause === 'census' ? planCensus(historyFrom) : planImport(history, historyFrom, now);
  const { runId, abandoned } = await sqlTransaction(async (sql) => {
    const isMoreGiven = await followSamples(sql, shopId, samples);
    // What was withheld is empty here: only a whole import brings it.
    if (isMoreGiven && cause === 'census') {
      await enqueue(sql, 'sync/start-import', { shopId, cause: 'again' }, { key: 'import' });
    }
    const abandoned = cause === 'scope' ? await cancelOpenRun(sql, shopId) : [];
    return { abandoned, runId: await openRun(sql, shopId, cause, parts, historyFrom) };
  });
  // Shopify runs few at once: the new parts need the places of the old ones.
  for (const operationId of abandoned) await cancelBulk(callable, operationId, signal);
  return runId;
}

/** How many orders there are, and since when; none where they may not be read. */
async function readHistory(shop: CallableShop, options: CallOptions): Promise<History> {
  try {
    const answer = await callShopify(shop, FirstOrderDateDocument, {}, options);
    const first = answer.orders.nodes[0]?.createdAt;
    const count = answer.ordersCount?.count ?? 0;
    return { count, firstCreatedAt: first ? new Date(first) : null };
  } catch (error) {
    // The import names it: its operation for the orders fails for the same reason.
    if (isAccessDenied(error)) return { count: 0, firstCreatedAt: null };
    throw error;
  }
}

// What was read once stays: the wall moves on, the beginning of what is here does not.
const HISTORY_FROM = `UPDATE shop SET history_from = CASE
    WHEN $2::timestamptz IS NULL OR history_from IS NULL AND reconciled_to IS NOT NULL THEN NULL
    ELSE LEAST(history_from, $2) END
  WHERE id = $1`;

async function openRun(
  sql: Sql,
  shopId: number,
  cause: ImportCause,
  parts: readonly PlannedPart[],
  historyFrom: Date | null,
): Promise<string> {
  const runId = randomUUID();
  const { rowCount } = await sql.query(
    `INSERT INTO import_run (shop_id, id, cause) VALUES ($1, $2, $3)
     ON CONFLICT (shop_id, (cause = 'census'))
       WHERE finished_at IS NULL AND cancelled_at IS NULL DO NOTHING`,
    [shopId, runId, cause],
  );
  if (rowCount === 0) return openRunOf(sql, shopId, cause);
  await addParts(sql, shopId, runId, parts);
  if (cause !== 'census') await sql.query(HISTORY_FROM, [shopId, historyFrom]);
  await enqueue(sql, 'sync/advance-import', { shopId, runId }, { key: runId });
  return runId;
}

/** Adds waiting parts to a run. */
export async function addParts(
  sql: Sql,
  shopId: number,
  runId: string,
  parts: readonly PlannedPart[],
): Promise<void> {
  await sql.query(
    `INSERT INTO import_part (shop_id, run_id, name, kind, range_from, range_to)
     SELECT $1::int, $2::uuid, p.name, p.kind, p."rangeFrom", p."rangeTo"
     FROM jsonb_to_recordset($3::jsonb)
       AS p(name text, kind text, "rangeFrom" timestamptz, "rangeTo" timestamptz)`,
    [shopId, runId, JSON.stringify(parts)],
  );
}

async function openRunOf(sql: Sql, shopId: number, cause: ImportCause): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM import_run
     WHERE shop_id = $1 AND finished_at IS NULL AND cancelled_at IS NULL
       AND (cause = 'census') = $2`,
    [shopId, cause === 'census'],
  );
  // Its job may have been lost to a shop that was gone for a while; adding it again is harmless.
  await enqueue(sql, 'sync/advance-import', { shopId, runId: rows[0]!.id }, { key: rows[0]!.id });
  return rows[0]!.id;
}

/**
 * Ends the running import, if there is one; what it wrote stays. Returns the bulk operations that
 * go on in Shopify for nothing.
 */
export async function cancelOpenRun(sql: Sql, shopId: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `WITH ended AS (
       UPDATE import_run SET cancelled_at = now()
       WHERE shop_id = $1 AND finished_at IS NULL AND cancelled_at IS NULL RETURNING id)
     SELECT operation_id AS id FROM import_part
     WHERE shop_id = $1 AND run_id IN (SELECT id FROM ended) AND state = 'running'`,
    [shopId],
  );
  return rows.map(({ id }) => id);
}
