// The nightly comparison: every order of Shopify against ours, counted and summed by month. What
// differs is read back, what Shopify does not have any more is marked deleted, and the page "Data"
// shows the months.
import { pool, type Sql, sqlTransaction } from '../../db.server.ts';
import { log } from '../../log.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { refreshOrders } from '../events/refresh-orders.server.ts';
import { readCurrency, readDate, readGid, readMoney } from '../map/read-json.ts';
import { idArray } from '../read.server.ts';
import { recordIssues } from '../record-issue.server.ts';
import { markOrdersDeleted } from '../store/write-orders.server.ts';
import { MOST_A_NIGHT } from './compare-objects.server.ts';
import { type CensusCells, type CensusKey, keyOf, THEIRS } from './copy-census.server.ts';
import { repair } from './reconcile.server.ts';

const PAGE = 250;

export type Census = CensusKey & { readAt: Date; rangeFrom: Date | null };

/**
 * Compares the lines of a census with our orders, repairs what differs and writes the months down.
 * Safe to repeat: what was repaired differs no more.
 */
export async function compareMonths(
  shop: CallableShop,
  census: Census,
  signal?: AbortSignal,
): Promise<void> {
  await pool.query('ANALYZE census_line');
  const { differing, gone } = await sqlTransaction(async (sql) => {
    const found = await differences(sql, census);
    await writeMonths(sql, census);
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
  let ended: bigint[] = [];
  const options = { priority: 'webhook' as const, signal };
  const changed = await refreshOrders(shop, ids, options, async (sql, { missing, issues }) => {
    const kept = issues.map((issue) => ({ ...issue, source: 'reconcile' as const }));
    await recordIssues(shop.id, kept, sql);
    await markOrdersDeleted(sql, shop.id, missing);
    ended = missing;
  });
  return [...ended, ...changed];
}

type CensusLine = {
  id: string;
  createdAt: string;
  updatedAt: string;
  currentTotalPriceSet: { shopMoney: { amount: string; currencyCode: string } };
};

/** What the comparison needs of a line. Throws TypeError on one that is no order's. */
export function orderCells(line: CensusLine): CensusCells {
  const { id, createdAt, updatedAt, currentTotalPriceSet } = line;
  const currency = readCurrency(currentTotalPriceSet.shopMoney.currencyCode);
  return {
    id: readGid(id),
    createdAt: readDate(createdAt).toISOString(),
    updatedAt: readDate(updatedAt).toISOString(),
    total: readMoney(currentTotalPriceSet, currency),
    currency,
  };
}

/** The values of every question below: $1 to $3 as THEIRS has them. */
const valuesOf = (census: Census) => [...keyOf(census), census.readAt, census.rangeFrom];

/** Ours of the same range; what was read after the census began is fresher than it. */
const OURS = `SELECT id, created_at, updated_at, current_total AS total, currency FROM orders
  WHERE shop_id = $1 AND deleted_at IS NULL AND read_at < $4
    AND ($5::timestamptz IS NULL OR created_at >= $5)`;

/**
 * Without read_all_orders the oldest day passes out of sight while the question is asked and worked
 * on: that an order of it is not given says nothing.
 */
const WALL_MOVES = "interval '1 day'";

async function differences(sql: Sql, census: Census) {
  const { rows } = await sql.query<{ id: bigint; isGone: boolean }>(
    `SELECT COALESCE(theirs.id, ours.id) AS id, theirs.id IS NULL AS "isGone"
     FROM ${THEIRS} FULL JOIN (${OURS}) AS ours ON ours.id = theirs.id
     WHERE theirs.id IS NULL AND ($5::timestamptz IS NULL OR ours.created_at > $5 + ${WALL_MOVES})
        OR ours.id IS NULL AND NOT EXISTS (SELECT FROM orders o WHERE o.shop_id = $1
             AND o.id = theirs.id AND (o.read_at >= $4 OR o.deleted_at IS NOT NULL))
        OR theirs.updated_at > ours.updated_at
        OR theirs.updated_at = ours.updated_at AND theirs.total <> ours.total
     ORDER BY 1 LIMIT $6`,
    [...valuesOf(census), MOST_A_NIGHT],
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
    CASE WHEN o.read_at >= $4 OR o.deleted_at >= $4 THEN theirs.total ELSE o.current_total END
      AS total,
    CASE WHEN o.read_at >= $4 OR o.deleted_at >= $4 THEN theirs.currency ELSE o.currency END
      AS currency
  FROM orders o LEFT JOIN ${THEIRS} ON theirs.id = o.id
  WHERE o.shop_id = $1 AND ($5::timestamptz IS NULL OR o.created_at >= $5)
    AND (theirs.id IS NOT NULL AND (o.deleted_at IS NULL OR o.deleted_at >= $4)
      OR theirs.id IS NULL AND o.read_at < $4 AND o.deleted_at IS NULL)`;

/** An attempt that was ended within its repairs has written the months as they were found. */
async function writeMonths(sql: Sql, census: Census): Promise<void> {
  const { rowCount } = await sql.query(
    'SELECT FROM month_check WHERE shop_id = $1 AND checked_at >= $2 LIMIT 1',
    [census.shopId, census.readAt],
  );
  if (rowCount === 1) return;
  await sql.query('DELETE FROM month_check WHERE shop_id = $1', [census.shopId]);
  await sql.query(
    `INSERT INTO month_check (shop_id, month, currency, our_orders, their_orders, our_total,
       their_total, checked_at)
     SELECT $1, ${MONTH.replace('CREATED', 'COALESCE(theirs.created_at, ours.created_at)')},
       COALESCE(theirs.currency, ours.currency), count(ours.id), count(theirs.id),
       COALESCE(sum(ours.total), 0), COALESCE(sum(theirs.total), 0), now()
     FROM ${THEIRS} FULL JOIN (${OURS_THEN}) AS ours ON ours.id = theirs.id
     GROUP BY 2, 3`,
    valuesOf(census),
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
