// The nightly comparison: every order of Shopify against ours, counted and summed by month. What
// differs is read back, what Shopify does not have any more is marked deleted, and the page "Data"
// shows the months.
import type pg from 'pg';
import { pool, sqlTransaction } from '../../db.server.ts';
import { log } from '../../log.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { fetchOrders } from '../events/fetch-orders.server.ts';
import { readCurrency, readDate, readGid, readMoney } from '../map/read-json.ts';
import { idArray } from '../read.server.ts';
import { recordIssues } from '../record-issue.server.ts';
import { markOrdersDeleted, writeOrders } from '../store/write-orders.server.ts';
import { MOST_A_NIGHT } from './compare-objects.server.ts';
import { type Bytes, copyCensus } from './copy-census.server.ts';
import { repair } from './reconcile.server.ts';

const PAGE = 250;

export type Census = { readAt: Date; rangeFrom: Date | null };

/**
 * Compares the lines of a census file with our orders, repairs what differs and writes the months
 * down.
 */
export async function compareMonths(
  shop: CallableShop,
  bytes: Bytes,
  census: Census,
  signal?: AbortSignal,
): Promise<void> {
  const { differing, gone } = await sqlTransaction(async (client) => {
    await client.query(
      `CREATE TEMP TABLE theirs (id bigint, created_at timestamptz, updated_at timestamptz,
         total bigint, currency text) ON COMMIT DROP`,
    );
    await copyCensus(client, 'theirs', bytes, cellsOf);
    await client.query('ANALYZE theirs');
    const found = await differences(client, shop.id, census);
    await writeMonths(client, shop.id, census);
    return found;
  });
  let repaired = 0;
  const pages = (ids: readonly bigint[]) =>
    Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, at) =>
      ids.slice(at * PAGE, (at + 1) * PAGE),
    );
  const note = async (ids: readonly bigint[]) => {
    repaired += ids.length;
    await noteRepaired(shop.id, ids);
  };
  for (const ids of pages(differing)) await note(await repair(shop, 'orders', ids, signal));
  for (const ids of pages(gone)) await note(await endMissing(shop, ids, signal));
  if (repaired > 0)
    log.warn({ shopId: shop.id, repaired }, 'the nightly comparison repaired orders');
}

/**
 * Asks for orders that the file lacks: a line may have been lost, and Shopify's search may lag.
 * Only those that Shopify does not know by their ids either are marked deleted, which nothing
 * undoes. Returns those that changed.
 */
async function endMissing(
  shop: CallableShop,
  ids: readonly bigint[],
  signal?: AbortSignal,
): Promise<bigint[]> {
  const options = { priority: 'webhook' as const, signal };
  const fetched = await fetchOrders(shop, ids, options);
  const { missing, issues } = fetched;
  return sqlTransaction(async (sql) => {
    const kept = issues.map((issue) => ({ ...issue, source: 'reconcile' as const }));
    await recordIssues(shop.id, kept, sql);
    await markOrdersDeleted(sql, shop.id, missing);
    return [...missing, ...(await writeOrders(sql, shop.id, fetched))];
  });
}

type CensusLine = {
  id: string;
  createdAt: string;
  updatedAt: string;
  currentTotalPriceSet: { shopMoney: { amount: string; currencyCode: string } };
};

function cellsOf({ id, createdAt, updatedAt, currentTotalPriceSet }: CensusLine): unknown[] {
  const currency = readCurrency(currentTotalPriceSet.shopMoney.currencyCode);
  const total = readMoney(currentTotalPriceSet, currency);
  const [created, updated] = [createdAt, updatedAt].map((at) => readDate(at).toISOString());
  return [readGid(id), created, updated, total, currency];
}

/** Ours of the same range; what was read after the census began is fresher than it. */
const OURS = `SELECT id, created_at, updated_at, current_total AS total, currency FROM orders
  WHERE shop_id = $1 AND deleted_at IS NULL AND read_at < $2
    AND ($3::timestamptz IS NULL OR created_at >= $3)`;

/**
 * Without read_all_orders the oldest day passes out of sight while the question is asked and worked
 * on: that an order of it is not given says nothing.
 */
const WALL_MOVES = "interval '1 day'";

async function differences(client: pg.PoolClient, shopId: number, census: Census) {
  const values = [shopId, census.readAt, census.rangeFrom];
  const { rows } = await client.query<{ id: bigint; isGone: boolean }>(
    `SELECT COALESCE(theirs.id, ours.id) AS id, theirs.id IS NULL AS "isGone"
     FROM theirs FULL JOIN (${OURS}) AS ours ON ours.id = theirs.id
     WHERE theirs.id IS NULL AND ($3::timestamptz IS NULL OR ours.created_at > $3 + ${WALL_MOVES})
        OR ours.id IS NULL AND NOT EXISTS (SELECT FROM orders o WHERE o.shop_id = $1
             AND o.id = theirs.id AND (o.read_at >= $2 OR o.deleted_at IS NOT NULL))
        OR theirs.updated_at > ours.updated_at
        OR theirs.updated_at = ours.updated_at AND theirs.total <> ours.total
     ORDER BY 1 LIMIT $4`,
    [...values, MOST_A_NIGHT],
  );
  const ids = (isGone: boolean) => rows.filter((row) => row.isGone === isGone).map(({ id }) => id);
  return { differing: ids(false), gone: ids(true) };
}

const MONTH = `date_trunc('month', CREATED AT TIME ZONE (SELECT timezone FROM shop WHERE id = $1))`;

/**
 * Our orders of the range as they were when the census began, as far as is known: what was written
 * or deleted since counts as the census has it, and what was placed since does not count.
 */
const OURS_THEN = `SELECT o.id, o.created_at,
    CASE WHEN o.read_at >= $2 OR o.deleted_at >= $2 THEN t.total ELSE o.current_total END AS total,
    CASE WHEN o.read_at >= $2 OR o.deleted_at >= $2 THEN t.currency ELSE o.currency END AS currency
  FROM orders o LEFT JOIN theirs t ON t.id = o.id
  WHERE o.shop_id = $1 AND ($3::timestamptz IS NULL OR o.created_at >= $3)
    AND (t.id IS NOT NULL AND (o.deleted_at IS NULL OR o.deleted_at >= $2)
      OR t.id IS NULL AND o.read_at < $2 AND o.deleted_at IS NULL)`;

async function writeMonths(client: pg.PoolClient, shopId: number, census: Census): Promise<void> {
  await client.query('DELETE FROM month_check WHERE shop_id = $1', [shopId]);
  await client.query(
    `INSERT INTO month_check (shop_id, month, currency, our_orders, their_orders, our_total,
       their_total, checked_at)
     SELECT $1, ${MONTH.replace('CREATED', 'COALESCE(theirs.created_at, ours.created_at)')},
       COALESCE(theirs.currency, ours.currency), count(ours.id), count(theirs.id),
       COALESCE(sum(ours.total), 0), COALESCE(sum(theirs.total), 0), now()
     FROM theirs FULL JOIN (${OURS_THEN}) AS ours ON ours.id = theirs.id
     GROUP BY 2, 3`,
    [shopId, census.readAt, census.rangeFrom],
  );
}

/** Adds to the months what was really repaired of them. */
async function noteRepaired(shopId: number, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query(
    `UPDATE month_check m SET repaired = m.repaired + r.orders
     FROM (SELECT ${MONTH.replace('CREATED', 'created_at')} AS month, currency, count(*) AS orders
       FROM orders WHERE shop_id = $1 AND id = ANY ($2::text::bigint[]) GROUP BY 1, 2) AS r
     WHERE m.shop_id = $1 AND m.month = r.month AND m.currency = r.currency`,
    [shopId, idArray(ids)],
  );
}
