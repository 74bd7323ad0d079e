// What other features may know of a shop's Shopify data. Every read goes through the shop's number.
import { type Narrow, pool, type Sql } from '../db.server.ts';
import type {
  CustomerRow,
  LineRow,
  OrderRow,
  OrderState,
  RefundLineRow,
  RefundRow,
} from './rows.ts';

/** A Prisma transaction, or a node-postgres client or pool. */
export type Reader = Narrow<never> | Sql;

export type Shop = {
  id: number;
  domain: string;
  name: string;
  /** The currency of every figure; orders placed before a change of it carry their own. */
  currency: string;
  /** IANA name. */
  timezone: string;
  plan: string;
  isPlus: boolean;
  customerAccounts: 'classic' | 'new';
  storefrontUrl: string;
  scopes: string[];
  /** What Shopify was last seen to withhold, as `Customer.firstName`; empty: nothing. */
  withheld: string[];
  /** Orders before this instant are not to be had; null: the whole history. */
  historyFrom: Date | null;
  installedAt: Date;
  uninstalledAt: Date | null;
  /** When Shopify was last asked for these facts; null before the first time. */
  factsReadAt: Date | null;
};

/**
 * Runs one statement on either kind of connection. Arrays of numbers travel as `{1,2}` text, see
 * idArray.
 */
export async function rowsOf<Row>(tx: Reader, text: string, values: unknown[]): Promise<Row[]> {
  if ('$queryRawUnsafe' in tx) return tx.$queryRawUnsafe<Row[]>(text, ...values);
  return (await tx.query(text, values)).rows as Row[];
}

/** For `$n::text::bigint[]`: both kinds of connection take it alike. */
export const idArray = (ids: readonly bigint[]) => `{${ids.join(',')}}`;

/**
 * The ids of a parameter such as `$2` as rows, for named statements that are run often. Of a bare
 * parameter PostgreSQL sees the length, holds a plan made for a short list to be cheaper than the
 * kept one, and so plans the statement anew at every execution.
 */
export const idRows = (parameter: string) => `unnest((SELECT ${parameter}::bigint[]))`;

const SHOP = `SELECT id, domain, name, currency, timezone, plan, is_plus AS "isPlus",
  customer_accounts AS "customerAccounts", storefront_url AS "storefrontUrl", scopes, withheld,
  history_from AS "historyFrom", installed_at AS "installedAt",
  uninstalled_at AS "uninstalledAt", facts_read_at AS "factsReadAt" FROM shop`;

/** The shop of an authenticated domain, uninstalled ones too; null if it was never installed. */
export async function shopByDomain(domain: string, tx: Reader = pool): Promise<Shop | null> {
  return (await rowsOf<Shop>(tx, `${SHOP} WHERE domain = $1`, [domain]))[0] ?? null;
}

export async function shopById(shopId: number, tx: Reader = pool): Promise<Shop | null> {
  return (await rowsOf<Shop>(tx, `${SHOP} WHERE id = $1`, [shopId]))[0] ?? null;
}

const ORDER_COLUMNS = `id, name, customer_id AS "customerId", created_at AS "createdAt",
  processed_at AS "processedAt", updated_at AS "updatedAt", read_at AS "readAt",
  cancelled_at AS "cancelledAt", deleted_at AS "deletedAt", paid_at AS "paidAt",
  fulfilled_at AS "fulfilledAt", is_test AS "isTest", financial_status AS "financialStatus",
  currency, channel, country,
  taxes_included AS "taxesIncluded", tags, discount_codes AS "discountCodes", total,
  current_total AS "currentTotal",
  current_tax AS "currentTax", current_shipping AS "currentShipping", discounts, refunded,
  received, tip, net_sales AS "netSales", is_counted AS "isCounted",
  is_guest_counted AS "isGuestCounted"`;
const LINE_COLUMNS = `id, order_id AS "orderId", product_id AS "productId",
  variant_id AS "variantId", title, quantity, current_quantity AS "currentQuantity",
  is_gift_card AS "isGiftCard", is_subscription AS "isSubscription",
  discounted_total AS "discountedTotal", tax`;
const REFUND_COLUMNS = `id, order_id AS "orderId", processed_at AS "processedAt", amount,
  store_credit AS "storeCredit", shipping, unexplained, is_detailed AS "isDetailed"`;
const REFUND_LINE_COLUMNS = `refund_id AS "refundId", position, order_id AS "orderId",
  line_id AS "lineId", quantity, subtotal, tax`;

/**
 * Orders in their present state with lines and refunds, by id ascending; unknown ids are left out.
 */
export async function ordersByIds(
  tx: Reader,
  shopId: number,
  ids: readonly bigint[],
): Promise<OrderState[]> {
  const values = [shopId, idArray(ids)];
  const under = 'shop_id = $1 AND order_id = ANY ($2::text::bigint[])';
  // One after the other: a transaction has one connection.
  const orders = await rowsOf<OrderRow>(
    tx,
    `SELECT ${ORDER_COLUMNS} FROM orders
     WHERE shop_id = $1 AND id = ANY ($2::text::bigint[]) ORDER BY id`,
    values,
  );
  const lines = await rowsOf<LineRow>(
    tx,
    `SELECT ${LINE_COLUMNS} FROM order_line WHERE ${under} ORDER BY id`,
    values,
  );
  const refunds = await rowsOf<RefundRow>(
    tx,
    `SELECT ${REFUND_COLUMNS} FROM refund WHERE ${under} ORDER BY processed_at, id`,
    values,
  );
  const refundLines = await rowsOf<RefundLineRow>(
    tx,
    `SELECT ${REFUND_LINE_COLUMNS} FROM refund_line WHERE ${under} ORDER BY refund_id, position`,
    values,
  );
  const linesOf = Map.groupBy(lines, (line) => line.orderId);
  const refundsOf = Map.groupBy(refunds, (refund) => refund.orderId);
  const refundLinesOf = Map.groupBy(refundLines, (line) => line.refundId);
  return orders.map((order) => ({
    ...order,
    lines: linesOf.get(order.id) ?? [],
    refunds: (refundsOf.get(order.id) ?? []).map((refund) => ({
      ...refund,
      lines: refundLinesOf.get(refund.id) ?? [],
    })),
  }));
}

/** The ids of a customer's orders, newest sale first. */
export async function orderIdsOfCustomer(
  tx: Reader,
  shopId: number,
  customerId: bigint,
  limit: number,
): Promise<bigint[]> {
  const rows = await rowsOf<{ id: bigint }>(
    tx,
    `SELECT id FROM orders WHERE shop_id = $1 AND customer_id = $2 AND deleted_at IS NULL
     ORDER BY processed_at DESC, id DESC LIMIT $3`,
    [shopId, customerId, limit],
  );
  return rows.map(({ id }) => id);
}

const CUSTOMER_COLUMNS = `id, created_at AS "createdAt", updated_at AS "updatedAt",
  read_at AS "readAt", state, locale, country, tags, email_marketing AS "emailMarketing",
  email_marketing_at AS "emailMarketingAt",
  merged_into_id AS "mergedIntoId", deleted_at AS "deletedAt", redacted_at AS "redactedAt"`;

/** Customers without a word about the person, by id ascending; unknown ids are left out. */
export function customersByIds(
  tx: Reader,
  shopId: number,
  ids: readonly bigint[],
): Promise<CustomerRow[]> {
  return rowsOf<CustomerRow>(
    tx,
    `SELECT ${CUSTOMER_COLUMNS} FROM customer
     WHERE shop_id = $1 AND id = ANY ($2::text::bigint[]) ORDER BY id`,
    [shopId, idArray(ids)],
  );
}

/** The customer that goes on for `customerId`: itself, or whom it was merged into at last. */
export async function survivorOf(sql: Sql, shopId: number, customerId: bigint): Promise<bigint> {
  const { rows } = await sql.query<{ id: bigint }>(
    `SELECT merged_into_id AS id FROM customer
     WHERE shop_id = $1 AND id = $2 AND merged_into_id IS NOT NULL`,
    [shopId, customerId],
  );
  return rows[0] ? BigInt(rows[0].id) : customerId;
}
