// Reads the lines, shipping and payments of refunds that a bulk file only counted. The orders are
// here already, so only the refunds are asked for: that costs a quarter of asking for both.
import { gidOf } from '../../basics/gid.ts';
import { refuse } from '../../basics/outcome.ts';
import { pool, type Sql, sqlTransaction } from '../../db.server.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { fetchRefunds, type RefundJson } from '../events/fetch-refunds.server.ts';
import { mapRefund } from '../map/map-order.ts';
import { type RefundedOrder, withRefunded } from '../map/net-sales.ts';
import { mapped } from '../map/read-json.ts';
import { idArray } from '../read.server.ts';
import { type Issue, recordIssues } from '../record-issue.server.ts';
import type { RefundLineRow, RefundRow } from '../rows.ts';
import { rowsJson } from '../store/rows-json.ts';
import { fromJson, upsertDependent } from '../store/upsert-sql.ts';
import type { ReadingPart } from './read-part.server.ts';
import { begunAt } from './tell-orders.server.ts';

const PAGE = 250;
const HIGHEST_ID = 2n ** 63n - 1n;

type KnownOrder = { id: bigint; currency: string; taxesIncluded: boolean };
type Detailed = { refunds: RefundRow[]; lines: RefundLineRow[]; issues: Issue[] };

/**
 * Details every refund of a part's orders; goes on after the last order that was done. Refunds
 * without money have lines too. An import before this one that came to nothing may have left some
 * without theirs, and orders that had not yet followed theirs. One part of many does not walk the
 * refunds of the whole shop to find its own.
 */
export async function readRefunds(
  shop: CallableShop,
  part: ReadingPart,
  signal?: AbortSignal,
): Promise<void> {
  // What a file just brought PostgreSQL has not counted yet: taken for few rows, all of them would
  // be read for every page. All that is asked by is counted, and nothing else: all columns cost
  // five times as much.
  await pool.query(
    `ANALYZE orders (shop_id, id, customer_id, created_at, read_at, deleted_at),
       refund (shop_id, order_id, is_detailed)`,
  );
  const since = await begunAt(pool, shop.id, part.runId);
  const { first, last } = reachOf(part);
  for (let after = part.detailedTo > first ? part.detailedTo : first; ; ) {
    const orders = await nextOrders(shop.id, part, { since, after, last });
    if (orders.length === 0) return;
    after = orders.at(-1)!.id;
    const ids = orders.map(({ id }) => id);
    const waiting = await undetailed(shop.id, ids);
    const gids = waiting.map(({ id }) => gidOf('Refund', id));
    const refunds = await fetchRefunds(shop, gids, { priority: 'import', signal });
    const byId = new Map(orders.map((order) => [order.id, order]));
    const detailed = detailedOf(
      waiting.map(({ id, orderId }) => ({
        json: refunds.get(gidOf('Refund', id)),
        order: byId.get(orderId)!,
      })),
    );
    await sqlTransaction(async (sql) => {
      await writeDetails(sql, shop.id, ids, detailed);
      await sql.query(
        `UPDATE import_part SET detailed_to = $4 WHERE shop_id = $1 AND run_id = $2 AND name = $3`,
        [shop.id, part.runId, part.name, after],
      );
    });
  }
}

/**
 * After which id, and up to which, the orders of a part lie. What its file did not hold may lie
 * before the first part and behind the last, which have no bound.
 */
function reachOf({ rangeFrom, rangeTo, firstOrderId, lastOrderId }: ReadingPart) {
  return {
    first: rangeFrom && firstOrderId ? firstOrderId - 1n : 0n,
    last: rangeTo && lastOrderId ? lastOrderId : HIGHEST_ID,
  };
}

async function nextOrders(
  shopId: number,
  part: ReadingPart,
  { since, after, last }: { since: Date; after: bigint; last: bigint },
): Promise<KnownOrder[]> {
  const { rows } = await pool.query<KnownOrder>(
    `SELECT DISTINCT r.order_id AS id, o.currency, o.taxes_included AS "taxesIncluded"
     FROM refund r JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
     WHERE r.shop_id = $1 AND r.order_id > $2 AND o.id > $2 AND r.order_id <= $7 AND o.id <= $7
       AND o.deleted_at IS NULL
       AND (o.read_at >= $3 OR NOT r.is_detailed)
       AND ($4::timestamptz IS NULL OR o.created_at >= $4)
       AND ($5::timestamptz IS NULL OR o.created_at < $5)
     ORDER BY r.order_id LIMIT $6`,
    [shopId, after, since, part.rangeFrom, part.rangeTo, PAGE, last],
  );
  return rows;
}

async function undetailed(shopId: number, orderIds: readonly bigint[]) {
  const { rows } = await pool.query<{ id: bigint; orderId: bigint }>(
    `SELECT id, order_id AS "orderId" FROM refund
     WHERE shop_id = $1 AND order_id = ANY ($2::text::bigint[]) AND NOT is_detailed ORDER BY id`,
    [shopId, idArray(orderIds)],
  );
  return rows;
}

/** A refund without JSON is one that Shopify did not give: its order is kept aside. */
function detailedOf(found: readonly { json?: RefundJson; order: KnownOrder }[]): Detailed {
  const detailed: Detailed = { refunds: [], lines: [], issues: [] };
  for (const { json, order } of found) {
    const outcome = json ? mapped(() => mapRefund(json, order, json)) : refuse('shopify-fault');
    if (outcome.ok) {
      detailed.refunds.push(outcome.value.refund);
      detailed.lines.push(...outcome.value.lines);
    } else {
      const subject = gidOf('Order', order.id);
      detailed.issues.push({ source: 'import', subject, reason: outcome.reason });
    }
  }
  return detailed;
}

async function writeDetails(
  sql: Sql,
  shopId: number,
  orderIds: readonly bigint[],
  { refunds, lines, issues }: Detailed,
): Promise<void> {
  const standing = await lockOrders(sql, shopId, orderIds);
  await sql.query(upsertDependent('refund', fromJson('refund')), [
    shopId,
    rowsJson('refund', refunds),
  ]);
  await sql.query(upsertDependent('refund_line', fromJson('refund_line')), [
    shopId,
    rowsJson('refund_line', lines),
  ]);
  await recordIssues(shopId, issues, sql);
  await followRefunds(sql, shopId, standing);
}

type StandingOrder = RefundedOrder & { id: bigint };

/** Whoever writes an order locks it first, in the order of the ids. */
async function lockOrders(sql: Sql, shopId: number, ids: readonly bigint[]) {
  const { rows } = await sql.query<StandingOrder>(
    `SELECT id, total, current_total AS "currentTotal", received, refunded,
       net_sales AS "netSales", is_counted AS "isCounted", is_guest_counted AS "isGuestCounted"
     FROM orders WHERE shop_id = $1 AND id = ANY ($2::text::bigint[]) AND deleted_at IS NULL
     ORDER BY id FOR UPDATE`,
    [shopId, idArray(ids)],
  );
  return rows;
}

/** What Shopify's own total leaves out, as it may store credit, comes off the orders now. */
async function followRefunds(
  sql: Sql,
  shopId: number,
  orders: readonly StandingOrder[],
): Promise<void> {
  const { rows } = await sql.query<{ id: bigint; refunded: bigint }>(
    `SELECT order_id AS id, sum(amount)::bigint AS refunded FROM refund
     WHERE shop_id = $1 AND order_id = ANY ($2::text::bigint[]) GROUP BY order_id`,
    [shopId, idArray(orders.map(({ id }) => id))],
  );
  const sums = new Map(rows.map(({ id, refunded }) => [id, refunded]));
  const changed = orders
    .map((order) => ({ order, now: withRefunded(order, sums.get(order.id) ?? 0n) }))
    .filter(({ order, now }) => now !== order)
    .map(({ now }) => ({
      id: now.id.toString(),
      refunded: now.refunded.toString(),
      net_sales: now.netSales.toString(),
      is_counted: now.isCounted,
      is_guest_counted: now.isGuestCounted,
    }));
  if (changed.length === 0) return;
  await sql.query(
    `UPDATE orders o SET refunded = c.refunded, net_sales = c.net_sales,
       is_counted = c.is_counted, is_guest_counted = c.is_guest_counted
     FROM jsonb_to_recordset($2::jsonb) AS c(id bigint, refunded bigint, net_sales bigint,
       is_counted boolean, is_guest_counted boolean)
     WHERE o.shop_id = $1 AND o.id = c.id`,
    [shopId, JSON.stringify(changed)],
  );
}
