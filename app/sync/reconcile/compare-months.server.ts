// The nightly comparison: every order of Shopify against ours, counted and summed by month. What
// differs is read back, what Shopify does not have any more is marked deleted, and the page "Data"
// shows the months.
import type pg from 'pg';
import { minorUnits } from '../../basics/money.ts';
import { sqlTransaction } from '../../db.server.ts';
import { log } from '../../log.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { fetchOrders } from '../events/fetch-orders.server.ts';
import { readCurrency, readDate, readGid } from '../map/read-json.ts';
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
  for (let at = 0; at < differing.length; at += PAGE) {
    repaired += (await repair(shop, 'orders', differing.slice(at, at + PAGE), signal)).length;
  }
  for (let at = 0; at < gone.length; at += PAGE) {
    repaired += await endMissing(shop, gone.slice(at, at + PAGE), signal);
  }
  if (repaired > 0)
    log.warn({ shopId: shop.id, repaired }, 'the nightly comparison repaired orders');
}

/**
 * Asks for orders that the file lacks: a line may have been lost, and Shopify's search may lag.
 * Only those that Shopify does not know by their ids either are marked deleted, which nothing
 * undoes. Returns how many changed.
 */
async function endMissing(
  shop: CallableShop,
  ids: readonly bigint[],
  signal?: AbortSignal,
): Promise<number> {
  const options = { priority: 'webhook' as const, signal };
  const fetched = await fetchOrders(shop, ids, options);
  const { missing, issues } = fetched;
  return sqlTransaction(async (sql) => {
    const kept = issues.map((issue) => ({ ...issue, source: 'reconcile' as const }));
    await recordIssues(shop.id, kept, sql);
    await markOrdersDeleted(sql, shop.id, missing);
    return missing.length + (await writeOrders(sql, shop.id, fetched)).length;
  });
}

type CensusLine = {
  id: string;
  createdAt: string;
  updatedAt: string;
  currentTotalPriceSet: { shopMoney: { amount: string; currencyCode: string } };
};

function cellsOf({ id, createdAt, updatedAt, currentTotalPriceSet }: CensusLine): unknown[] {
  const { amount, currencyCode } = currentTotalPriceSet.shopMoney;
  const currency = readCurrency(currencyCode);
  const total = minorUnits(amount, currency);
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

async function writeMonths(client: pg.PoolClient, shopId: number, census: Census): Promise<void> {
  await client.query('DELETE FROM month_check WHERE shop_id = $1', [shopId]);
  await client.query(
    `INSERT INTO month_check (shop_id, month, currency, our_orders, their_orders, our_total,
       their_total, repaired, checked_at)
     SELECT $1, date_trunc('month', COALESCE(theirs.created_at, ours.created_at) AT TIME ZONE 'UTC'),
       COALESCE(theirs.currency, ours.currency), count(ours.id), count(theirs.id),
       COALESCE(sum(ours.total), 0), COALESCE(sum(theirs.total), 0),
       count(*) FILTER (WHERE ours.id IS NULL OR theirs.id IS NULL OR ours.total <> theirs.total),
       now()
     FROM theirs FULL JOIN (${OURS}) AS ours ON ours.id = theirs.id
     GROUP BY 2, 3`,
    [shopId, census.readAt, census.rangeFrom],
  );
}
