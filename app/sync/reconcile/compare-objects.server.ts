// The nightly comparison of customers and products: whether every one of Shopify's is here in its
// state, and whether every one that is here is still in Shopify. A deletion that no webhook told is
// found nowhere else.
import { pool, type Sql, sqlTransaction } from '../../db.server.ts';
import { log } from '../../log.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { fetchCustomers } from '../events/fetch-customers.server.ts';
import { fetchProducts } from '../events/fetch-products.server.ts';
import { readDate, readGid } from '../map/read-json.ts';
import { recordIssues } from '../record-issue.server.ts';
import { markCustomersDeleted, markProductsDeleted } from '../store/mark-deleted.server.ts';
import { writeCustomers, writeProducts } from '../store/write-customers.server.ts';
import { type CensusCells, type CensusKey, keyOf, THEIRS } from './copy-census.server.ts';
import { followLostMerges, newestOrders } from './lost-merges.server.ts';
import { repair } from './reconcile.server.ts';

const PAGE = 250;
/** So many are seen to in one night; the next night finds the others again. */
export const MOST_A_NIGHT = 100_000;

/**
 * Customers whom orders name though they were never read, or were deleted: they may be gone too,
 * and merged.
 */
const NAMED = `UNION ALL
  SELECT DISTINCT customer_id, '-infinity'::timestamptz, '-infinity'::timestamptz, true
  FROM orders o WHERE shop_id = $1 AND customer_id IS NOT NULL AND deleted_at IS NULL
    AND NOT EXISTS (SELECT FROM customer c WHERE c.shop_id = $1 AND c.id = o.customer_id
      AND (c.deleted_at IS NULL OR c.merged_into_id IS NOT NULL OR c.redacted_at IS NOT NULL))`;

const KINDS = {
  'customer-census': {
    table: 'customer',
    kind: 'customers',
    open: 'AND redacted_at IS NULL',
    others: NAMED,
  },
  'product-census': { table: 'product', kind: 'products', open: '', others: '' },
} as const;
type CensusKind = keyof typeof KINDS;
type ObjectCensus = CensusKey & { kind: CensusKind; readAt: Date };

/** What the comparison needs of a line. Throws TypeError on one that is no object's. */
export const objectCells = (line: { id: string; updatedAt: string }): CensusCells => ({
  id: readGid(line.id),
  createdAt: null,
  updatedAt: readDate(line.updatedAt).toISOString(),
  total: null,
  currency: null,
});

/** Compares the lines of a census with ours and repairs what differs. Safe to repeat. */
export async function compareObjects(
  shop: CallableShop,
  census: ObjectCensus,
  signal?: AbortSignal,
): Promise<void> {
  await pool.query('ANALYZE census_line');
  const { differing, gone } = await differences(census);
  let repaired = 0;
  const { kind } = KINDS[census.kind];
  for (let at = 0; at < differing.length; at += PAGE) {
    repaired += (await repair(shop, kind, differing.slice(at, at + PAGE), signal)).length;
  }
  for (let at = 0; at < gone.length; at += PAGE) {
    repaired += await endMissing(shop, census.kind, gone.slice(at, at + PAGE), signal);
  }
  if (repaired > 0)
    log.warn({ shopId: shop.id, kind, repaired }, 'the nightly comparison repaired');
}

/** What was read after the census began is fresher than it; what is ended stays so. */
async function differences(census: ObjectCensus) {
  const { table, open, others } = KINDS[census.kind];
  const { rows } = await pool.query<{ id: bigint; isGone: boolean }>(
    `SELECT COALESCE(theirs.id, ours.id) AS id, theirs.id IS NULL AS "isGone"
     FROM ${THEIRS} FULL JOIN (SELECT id, updated_at, read_at, deleted_at IS NULL ${open} AS is_open
       FROM ${table} WHERE shop_id = $1 ${others}) AS ours ON ours.id = theirs.id
     WHERE ours.id IS NULL
        OR is_open AND ours.read_at < $4
           AND (theirs.id IS NULL OR theirs.updated_at > ours.updated_at)
     ORDER BY 1 LIMIT $5`,
    [...keyOf(census), census.readAt, MOST_A_NIGHT],
  );
  const ids = (isGone: boolean) => rows.filter((row) => row.isGone === isGone).map(({ id }) => id);
  return { differing: ids(false), gone: ids(true) };
}

/**
 * Asks for objects that the file lacks: a line may have been lost. Only those that Shopify does not
 * know by their ids either are marked deleted, which nothing undoes. Returns how many changed.
 */
async function endMissing(
  shop: CallableShop,
  kind: CensusKind,
  ids: readonly bigint[],
  signal?: AbortSignal,
): Promise<number> {
  const options = { priority: 'webhook' as const, signal };
  const keepIssues = (sql: Sql, issues: readonly { subject: string; reason: string }[]) =>
    recordIssues(
      shop.id,
      issues.map((issue) => ({ ...issue, source: 'reconcile' as const })),
      sql,
    );
  if (kind === 'customer-census') {
    const fetched = await fetchCustomers(shop, ids, options);
    // One who was merged becomes so before the others are marked as deleted.
    await repair(shop, 'orders', await newestOrders(shop.id, fetched.missing), signal);
    await followLostMerges(shop, options);
    return sqlTransaction(async (sql) => {
      await keepIssues(sql, fetched.issues);
      await markCustomersDeleted(sql, shop.id, fetched.missing);
      return fetched.missing.length + (await writeCustomers(sql, shop.id, fetched)).length;
    });
  }
  const { products, missing, issues } = await fetchProducts(shop, ids, options);
  return sqlTransaction(async (sql) => {
    await keepIssues(sql, issues);
    await markProductsDeleted(sql, shop.id, missing);
    return missing.length + (await writeProducts(sql, shop.id, products)).length;
  });
}
