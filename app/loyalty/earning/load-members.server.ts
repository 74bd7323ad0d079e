// Everything that the worth of members' orders follows from, for many members at once: no query a
// row.

import type { Activity } from '../expiry/lot-dates.ts';
import { keptContext, type OrderContext, type StoredContext } from '../points.ts';
import type { RuleVersion } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { type Booked, type OrderState, orderOfSubject } from './booking.ts';
import { freezeFacts, needsFrozenFacts } from './freeze-facts.server.ts';
import type { LineFact, MemberFacts, OrderFact, TierChange } from './member-worth.ts';
import { IS_PAID, OWNED_ORDERS, readOwners, UNDONE_AT } from './owned-orders.server.ts';
import type { Reach } from './reach.server.ts';

export type BookedLot = Booked & { accountId: bigint; context: StoredContext | null };
export type LoadedMember = {
  accountId: bigint;
  facts: MemberFacts;
  /**
   * When each order was last changed in Shopify, whether it is cancelled and whether it was
   * refunded.
   */
  states: Map<bigint, OrderState>;
  lots: BookedLot[];
  /** Orders that cannot be valued before their customer and products have arrived. */
  waiting: bigint[];
};

type OrderRow = Omit<OrderFact, 'lines'> & {
  account_id: bigint;
  updated_at: Date;
  is_cancelled: boolean;
  is_refunded: boolean;
};

/**
 * Loads accounts that the caller has locked: from the programme's beginning, or no further back
 * than `reach` asks for.
 */
export async function loadMembers(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
  versions: readonly RuleVersion[],
  now: Date,
  reach: Reach | null = null,
): Promise<LoadedMember[]> {
  const ids = `{${accountIds.join(',')}}`;
  const begun = versions[0]!.effectiveFrom;
  const since = (reach !== null && reach.since > begun ? reach.since : begun).toISOString();
  const owning = await readOwners(tx, shopId, accountIds);
  const orders = await withLines(
    tx,
    shopId,
    await query<OrderRow>(tx, ORDERS, shopId, ...owning, since),
  );
  const before = await query<{ account_id: bigint; orders: number }>(
    tx,
    ORDERS_BEFORE,
    shopId,
    ...owning,
    since,
  );
  const tiers = await query<TierChange & { account_id: bigint }>(tx, TIERS, shopId, ids);
  const redeemed = await query<Activity & { account_id: bigint }>(tx, REDEEMED, shopId, ids);
  const lots = await query<BookedLot>(
    tx,
    LOTS,
    shopId,
    ids,
    reach?.since.toISOString() ?? '-infinity',
  );
  const customerOf = new Map(owning[0].map((id, at) => [id, owning[1][at]!]));
  const frozen = await freezeFacts(
    tx,
    shopId,
    versions,
    orders.map((order) => ({ ...order, customerId: customerOf.get(order.account_id)! })),
    now,
  );
  const mustBeKept = versions.some(({ rules }) => needsFrozenFacts(rules));
  const isWaiting = (order: OrderFact) => mustBeKept && !frozen.has(order.id);
  const beforeOf = new Map(before.map((row) => [row.account_id, row.orders]));
  const ordersOf = Map.groupBy(orders, (row) => row.account_id);
  const tiersOf = Map.groupBy(tiers, (row) => row.account_id);
  const redeemedOf = Map.groupBy(redeemed, (row) => row.account_id);
  const lotsOf = Map.groupBy(lots, (row) => row.accountId);
  return accountIds.map((accountId) => {
    const own = ordersOf.get(accountId) ?? [];
    return {
      accountId,
      facts: {
        orders: own.filter((order) => !isWaiting(order)),
        ordersBefore: beforeOf.get(accountId) ?? 0,
        tierChanges: tiersOf.get(accountId) ?? [],
        frozen,
        contexts: fixedContexts(lotsOf.get(accountId) ?? []),
        redemptions: redeemedOf.get(accountId) ?? [],
      },
      states: new Map(own.map((row) => [row.id, stateOf(row)])),
      lots: lotsOf.get(accountId) ?? [],
      waiting: own.filter(isWaiting).map((order) => order.id),
    };
  });
}

const stateOf = (row: OrderRow): OrderState => ({
  updatedAt: row.updated_at,
  isCancelled: row.is_cancelled,
  isRefunded: row.is_refunded,
});

function fixedContexts(lots: readonly BookedLot[]): Map<bigint, OrderContext> {
  const fixed = new Map<bigint, OrderContext>();
  for (const { subject, context, booked } of lots) {
    const order = context === null ? null : orderOfSubject(subject);
    if (order === null || context === null) continue;
    // Of two lots about one order the one that holds its points tells.
    if (booked !== 0n || !fixed.has(order)) fixed.set(order, keptContext(context));
  }
  return fixed;
}

async function withLines(tx: LedgerTx, shopId: number, orders: readonly OrderRow[]) {
  const lines = await query<LineFact & { order_id: bigint }>(
    tx,
    LINES,
    shopId,
    `{${orders.map((row) => row.id).join(',')}}`,
  );
  const linesOf = Map.groupBy(lines, (row) => row.order_id);
  return orders.map((order) => ({ ...order, lines: linesOf.get(order.id) ?? [] }));
}

const ORDERS = `
  SELECT o.account_id, o.is_guest AS "isGuest", o.id, o.processed_at AS "placedAt",
    o.paid_at AS "paidAt", o.fulfilled_at AS "fulfilledAt",
    o.financial_status AS "financialStatus", o.counts AS "isCounted",
    ${UNDONE_AT} AS "undoneAt",
    o.taxes_included AS "taxesIncluded", o.net_sales AS net, o.current_shipping AS shipping,
    o.current_tax AS tax, o.total, o.received, o.updated_at,
    o.cancelled_at IS NOT NULL AS is_cancelled, o.refunded > 0 AS is_refunded
  FROM ${OWNED_ORDERS} o WHERE o.processed_at >= $6::text::timestamptz`;

const ORDERS_BEFORE = `
  SELECT o.account_id, count(*)::int AS orders FROM ${OWNED_ORDERS} o
  WHERE o.processed_at < $6::text::timestamptz AND o.counts AND ${IS_PAID}
  GROUP BY o.account_id`;

const LINES = `
  SELECT order_id, id, product_id AS "productId", quantity,
    current_quantity AS "currentQuantity", is_gift_card AS "isGiftCard",
    is_subscription AS "isSubscription", discounted_total AS "discountedTotal", tax
  FROM order_line WHERE shop_id = $1::int AND order_id = ANY ($2::text::bigint[])
  ORDER BY order_id, id`;

const TIERS = `
  SELECT account_id, tier_id AS "tierId", at FROM loyalty_tier_change
  WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[]) ORDER BY account_id, number`;

// Those of accounts that were merged into theirs too: a merger ends no point's life.
const REDEEMED = `
  WITH own AS (
    SELECT id, id AS heir FROM loyalty_account
    WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[])
    UNION ALL
    SELECT id, merged_into_id FROM loyalty_account
    WHERE shop_id = $1::int AND merged_into_id = ANY ($2::text::bigint[]))
  SELECT own.heir AS account_id, e.occurred_at AS at, back.occurred_at AS "undoneAt" FROM own
  JOIN loyalty_entry e ON e.shop_id = $1::int AND e.account_id = own.id AND e.kind = 'redeem'
  LEFT JOIN loyalty_entry back ON back.shop_id = $1::int AND back.key = e.subject || '/return'`;

const LOTS = `
  SELECT subject, account_id AS "accountId", booked, earned_at AS "earnedAt",
    available_at AS "availableAt", expires_at AS "expiresAt", expired_at AS "expiredAt",
    CASE WHEN is_context_fixed THEN context END AS context
  FROM loyalty_lot WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])
    AND earned_at >= $3::text::timestamptz`;
