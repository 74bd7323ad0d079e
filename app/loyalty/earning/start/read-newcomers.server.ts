// Customers who have no account yet and what their orders' worth follows from, for many at a time.
// They are read by a range of their numbers: a look for each would take longer than all the rest.
import type { CopiedRow } from '#app/copy-binary.ts';
import type { Sql } from '#app/db.server.ts';
import { readCopy } from '#app/read-copy.server.ts';
import type { OrderState } from '../booking.ts';
import type { LineFact, OrderFact } from '../member-worth.ts';
import { IS_PAID, UNDONE_AT } from '../owned-orders.server.ts';

/** Customers whose numbers are above `after`, up to `last`. */
export type CustomerRange = { after: bigint; last: bigint };
export type Newcomer = { customerId: bigint; createdAt: Date };
export type FoundCustomers = {
  /** Ascending. */
  newcomers: Newcomer[];
  /** Everybody else: with an account, gone, one person with another customer, once a guest. */
  others: bigint[];
};

// What has the range's own numbers is read with it; behind the limits each row is looked up by its
// key, for joined, whole tables are read.
const customersIn = (shopId: number, { after, last }: CustomerRange) => `
  SELECT c.id, c.created_at,
    known.id IS NULL AND twin.customer_id IS NULL AND guest.id IS NULL
      AND c.deleted_at IS NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
  FROM (SELECT * FROM customer WHERE shop_id = ${shopId} AND id > ${after} AND id <= ${last}
    ORDER BY id OFFSET 0) c
  LEFT JOIN (SELECT id, customer_id FROM loyalty_account WHERE shop_id = ${shopId}
    AND customer_id > ${after} AND customer_id <= ${last} ORDER BY customer_id OFFSET 0) known
    ON known.customer_id = c.id
  LEFT JOIN (SELECT customer_id, email_hash FROM customer_person WHERE shop_id = ${shopId}
    AND customer_id > ${after} AND customer_id <= ${last} ORDER BY customer_id OFFSET 0) own
    ON own.customer_id = c.id
  LEFT JOIN LATERAL (SELECT customer_id FROM customer_person
    WHERE shop_id = ${shopId} AND email_hash = own.email_hash AND customer_id <> c.id
    LIMIT 1) twin ON true
  LEFT JOIN LATERAL (SELECT id FROM orders
    WHERE shop_id = ${shopId} AND email_hash = own.email_hash AND customer_id IS NULL
    LIMIT 1) guest ON true
  ORDER BY c.id`;

/** Tells newcomers from others. */
export async function findNewcomers(
  tx: Sql,
  shopId: number,
  range: CustomerRange,
): Promise<FoundCustomers> {
  const found: FoundCustomers = { newcomers: [], others: [] };
  await readCopy(tx, customersIn(shopId, range), (row) => {
    const customerId = row.bigint()!;
    const createdAt = row.instant()!;
    if (row.boolean()) found.newcomers.push({ customerId, createdAt });
    else found.others.push(customerId);
  });
  return found;
}

/** An order with all that its worth and its entry follow from. */
export type FoundOrder = OrderFact & OrderState & { lines: LineFact[] };

/** The order's own columns in `ordersIn`; those of a line follow. */
const ORDER_FIELDS = 15;

const ordersIn = (shopId: number, { after, last }: CustomerRange, since: string) => `
  SELECT o.customer_id, o.id, o.processed_at, o.paid_at, o.fulfilled_at, o.financial_status,
    o.is_counted, ${UNDONE_AT}, o.taxes_included, o.net_sales, o.current_shipping, o.current_tax,
    o.total, o.received, o.updated_at, o.cancelled_at IS NOT NULL, o.refunded > 0,
    l.id, l.product_id, l.quantity, l.current_quantity, l.is_gift_card, l.is_subscription,
    l.discounted_total, l.tax
  FROM orders o
  LEFT JOIN LATERAL (SELECT id, product_id, quantity, current_quantity, is_gift_card,
      is_subscription, discounted_total, tax FROM order_line
    WHERE shop_id = ${shopId} AND order_id = o.id ORDER BY id OFFSET 0) l ON true
  WHERE o.shop_id = ${shopId} AND o.customer_id > ${after} AND o.customer_id <= ${last}
    AND o.processed_at >= '${since}'
  ORDER BY o.customer_id, o.processed_at, o.id`;

/**
 * Hands over the orders of each customer in `range` who has any, from `since` on where the
 * programme begins, in ascending order of the customers: none has to be kept until the last one is
 * read.
 */
export async function readFirstOrders(
  tx: Sql,
  shopId: number,
  range: CustomerRange,
  since: Date,
  take: (customerId: bigint, orders: FoundOrder[]) => void,
): Promise<void> {
  let customer = range.after;
  let orders: FoundOrder[] = [];
  let order: FoundOrder | undefined;
  await readCopy(tx, ordersIn(shopId, range, since.toISOString()), (row) => {
    const customerId = row.bigint()!;
    const id = row.bigint()!;
    if (customerId !== customer && orders.length > 0) {
      take(customer, orders);
      orders = [];
    }
    customer = customerId;
    if (order?.id === id) row.skip(ORDER_FIELDS);
    else {
      order = readOrder(row, id);
      orders.push(order);
    }
    const lineId = row.bigint();
    if (lineId !== null) order.lines.push(readLine(row, lineId));
  });
  if (orders.length > 0) take(customer, orders);
}

/** Paid orders before the programme began, by customer. */
export async function countOrdersBefore(
  tx: Sql,
  shopId: number,
  { after, last }: CustomerRange,
  since: Date,
): Promise<Map<bigint, number>> {
  const before = new Map<bigint, number>();
  await readCopy(
    tx,
    `SELECT customer_id, count(*)::int FROM orders o
     WHERE shop_id = ${shopId} AND customer_id > ${after} AND customer_id <= ${last}
       AND processed_at < '${since.toISOString()}' AND is_counted AND ${IS_PAID}
     GROUP BY customer_id`,
    (row) => before.set(row.bigint()!, row.integer()!),
  );
  return before;
}

const readOrder = (row: CopiedRow, id: bigint): FoundOrder => ({
  id,
  isGuest: false,
  placedAt: row.instant()!,
  paidAt: row.instant(),
  fulfilledAt: row.instant(),
  financialStatus: row.text(),
  isCounted: row.boolean()!,
  undoneAt: row.instant(),
  taxesIncluded: row.boolean()!,
  net: row.bigint()!,
  shipping: row.bigint()!,
  tax: row.bigint()!,
  total: row.bigint()!,
  received: row.bigint()!,
  updatedAt: row.instant()!,
  isCancelled: row.boolean()!,
  isRefunded: row.boolean()!,
  lines: [],
});

const readLine = (row: CopiedRow, id: bigint): LineFact => ({
  id,
  productId: row.bigint(),
  quantity: row.integer()!,
  currentQuantity: row.integer()!,
  isGiftCard: row.boolean()!,
  isSubscription: row.boolean()!,
  discountedTotal: row.bigint()!,
  tax: row.bigint()!,
});
