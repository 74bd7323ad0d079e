// Asks Shopify for the present state of orders, with every line and every refund.
import { gidOf } from '../../basics/gid.ts';
import { pool } from '../../db.server.ts';
import { type CallOptions, callShopify } from '../../shopify/call.server.ts';
import { ShopifyFaulted } from '../../shopify/failures.ts';
import {
  MoreOrderLinesDocument,
  OrdersByIdsDocument,
  type OrdersByIdsQuery,
} from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { mapLine, mapOrder, mapRefund } from '../map/map-order.ts';
import { mapped } from '../map/read-json.ts';
import { hashEmail } from '../person/person-cipher.server.ts';
import type { Issue } from '../record-issue.server.ts';
import type { LineRow, RefundLineRow, RefundRow, StoredOrder } from '../rows.ts';
import type { Withheld } from '../withheld.ts';
import { fetchRefunds, type RefundJson } from './fetch-refunds.server.ts';
import { faultsOf, readNodes } from './read-nodes.server.ts';

type OrderJson = Extract<NonNullable<OrdersByIdsQuery['nodes'][number]>, { name: string }>;

export type FetchedOrder = {
  order: StoredOrder;
  lines: LineRow[];
  refunds: RefundRow[];
  refundLines: RefundLineRow[];
};
export type FetchedOrders = {
  orders: FetchedOrder[];
  /** Asked for and not given: deleted, or older than what the app may read. */
  missing: bigint[];
  /** What Shopify does not give of orders for lack of approval. */
  withheld: Withheld;
  /** What could not be read, for the page "Data". */
  issues: Omit<Issue, 'source'>[];
};

/** The present state of orders. The instant of the question is taken before it is asked. */
export async function fetchOrders(
  shop: CallableShop,
  ids: readonly bigint[],
  options: CallOptions,
): Promise<FetchedOrders> {
  const readAt = await databaseNow();
  const gids = ids.map((id) => gidOf('Order', id));
  const answer = await readNodes(shop, OrdersByIdsDocument, gids, options);
  const { nodes, withheld, faulty } = answer;
  const found = nodes.filter((node): node is OrderJson => 'name' in node);
  const lines = await allLines(shop, found, faulty, options);
  const refundGids = found.flatMap(({ refunds }) => refunds.map(({ id }) => id));
  const details = await fetchRefunds(shop, refundGids, options);
  // Without the details of every refund the order would be written with too little taken off it.
  for (const { id, refunds } of found) {
    if (refunds.some((refund) => !details.has(refund.id))) faulty.add(id);
  }
  const hash = (email: string) => hashEmail(shop.id, email);
  const fetched: FetchedOrders = { orders: [], missing: [], withheld, issues: faultsOf(faulty) };
  for (const json of found) {
    if (faulty.has(json.id)) continue;
    const outcome = mapped(() => mapWhole(json, lines.get(json.id)!, details, readAt, hash));
    if (outcome.ok) fetched.orders.push(outcome.value);
    else fetched.issues.push({ subject: json.id, reason: outcome.reason });
  }
  const given = new Set([...found.map(({ id }) => id), ...faulty]);
  fetched.missing = ids.filter((id) => !given.has(gidOf('Order', id)));
  // Rows are always locked in one order, so that two writers cannot wait for each other.
  fetched.orders.sort((a, b) => (a.order.id < b.order.id ? -1 : 1));
  return fetched;
}

/** The database's clock, the one that all processes share. */
export async function databaseNow(): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]!.now;
}

function mapWhole(
  json: OrderJson,
  lines: OrderJson['lineItems']['nodes'],
  details: ReadonlyMap<string, RefundJson>,
  readAt: Date,
  hash: (email: string) => Uint8Array,
): FetchedOrder {
  const bare = mapOrder(json, readAt, [], hash);
  const refunds = json.refunds.map((refund) => mapRefund(refund, bare, details.get(refund.id)));
  return {
    // Once more, now that the refunds are known in full.
    order: mapOrder(
      json,
      readAt,
      refunds.map(({ refund }) => refund),
      hash,
    ),
    lines: lines.map((line) => mapLine(line, bare.id)),
    refunds: refunds.map(({ refund }) => refund),
    refundLines: refunds.flatMap((refund) => refund.lines),
  };
}

/** Every line of each order; an order whose lines Shopify fails to give goes to `faulty`. */
async function allLines(
  shop: CallableShop,
  orders: readonly OrderJson[],
  faulty: Set<string>,
  options: CallOptions,
) {
  const lines = new Map<string, OrderJson['lineItems']['nodes']>();
  for (const order of orders) {
    try {
      lines.set(order.id, await linesOf(shop, order, options));
    } catch (error) {
      if (!(error instanceof ShopifyFaulted)) throw error;
      faulty.add(order.id);
    }
  }
  return lines;
}

async function linesOf(shop: CallableShop, { id, lineItems }: OrderJson, options: CallOptions) {
  const nodes = [...lineItems.nodes];
  let page = lineItems.pageInfo;
  while (page.hasNextPage) {
    const variables = { id, after: page.endCursor! };
    const more = await callShopify(shop, MoreOrderLinesDocument, variables, options);
    // Deleted between two pages: what is here is the last that was seen of it.
    if (!more.order) break;
    nodes.push(...more.order.lineItems.nodes);
    page = more.order.lineItems.pageInfo;
  }
  return nodes;
}
