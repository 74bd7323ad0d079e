// What members' tiers follow from, for many at once.

import { canonicalJson } from '#app/basics/canonical-json.ts';
import { IS_PAID, OWNED_ORDERS, type Owning, readOwners } from '../earning/owned-orders.server.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import type { Tiers } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import {
  type ByHand,
  type Membership,
  membershipsOf,
  type Purchase,
  type Standing,
  type TierState,
  windowsOf,
} from './tier-decision.ts';

/** Unpaid orders lift nobody: they may never be paid. */
export const LIFTING_ORDER = `o.is_counted AND ${IS_PAID}`;
/** The same of OWNED_ORDERS, where guests' orders count too. */
export const LIFTING_OWNED_ORDER = `o.counts AND ${IS_PAID}`;
/** Of a partly paid order the paid part, as the points of an order have it. */
export const ORDER_VALUE = `CASE WHEN o.paid_at IS NOT NULL OR o.received >= o.total
  THEN o.net_sales ELSE floor(o.net_sales::numeric * o.received / o.total) END`;

/** $6, $7: from, to. */
const ORDERS = `FROM ${OWNED_ORDERS} o
  WHERE ${LIFTING_OWNED_ORDER}
    AND o.processed_at >= $6::text::timestamptz AND o.processed_at < $7::text::timestamptz
  GROUP BY o.account_id`;

const VALUES: Record<Tiers['basis'], string> = {
  spend: `SELECT o.account_id, sum(${ORDER_VALUE})::bigint AS value ${ORDERS}`,
  orders: `SELECT o.account_id, count(*)::bigint AS value ${ORDERS}`,
  // Points of orders and actions; what was given by hand, imported or for entering a tier does not
  // lift into one.
  points: `SELECT l.account_id, coalesce(sum(l.booked), 0)::bigint AS value
    -- All four, for a value that is not named has no type.
    FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS a (account_id)
    JOIN loyalty_lot l ON l.shop_id = $1::int AND l.account_id = a.account_id
    WHERE (l.subject LIKE 'order/%' OR l.subject LIKE 'action/%')
      AND l.earned_at >= $6::text::timestamptz AND l.earned_at < $7::text::timestamptz
    GROUP BY l.account_id`,
};

/**
 * What each account has reached, and the tiers that were bought. Accounts with nothing are left
 * out.
 */
export async function readStandings(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
  tiers: Tiers,
  calendar: ShopCalendar,
  now: Date,
): Promise<Map<bigint, Standing>> {
  const owning = await readOwners(tx, shopId, accountIds);
  const standings = new Map<bigint, Standing>();
  for (const { start, end } of windowsOf(tiers, now, calendar)) {
    const rows = await query<{ account_id: bigint; value: bigint }>(
      tx,
      VALUES[tiers.basis],
      shopId,
      ...owning,
      start?.toISOString() ?? '-infinity',
      end?.toISOString() ?? 'infinity',
    );
    for (const { account_id: id, value } of rows) {
      const best = standings.get(id)?.value ?? 0n;
      standings.set(id, { value: value > best ? value : best, memberships: [] });
    }
  }
  for (const [id, memberships] of await readMemberships(tx, shopId, owning, tiers, calendar)) {
    standings.set(id, { value: standings.get(id)?.value ?? 0n, memberships });
  }
  return standings;
}

/** A membership that was refunded or cancelled grants nothing. */
async function readMemberships(
  tx: LedgerTx,
  shopId: number,
  owning: Owning,
  tiers: Tiers,
  calendar: ShopCalendar,
): Promise<Map<bigint, Membership[]>> {
  if (tiers.memberships.length === 0) return new Map();
  const rows = await query<Purchase & { account_id: bigint }>(
    tx,
    `SELECT o.account_id, l.product_id AS "productId", o.processed_at AS at,
       l.current_quantity AS pieces
     FROM ${OWNED_ORDERS} o
     JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.current_quantity > 0
     WHERE o.counts AND o.paid_at IS NOT NULL
       AND l.product_id IN (SELECT jsonb_array_elements_text($6::text::jsonb)::bigint)`,
    shopId,
    ...owning,
    canonicalJson(tiers.memberships.map((one) => one.productId)),
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.account_id)].map(([id, bought]) => [
      id,
      membershipsOf(bought, tiers, calendar),
    ]),
  );
}

export type HeldTier = TierState & {
  accountId: bigint;
  number: number;
  had: Set<string>;
  byHand: ByHand | null;
};

/** The newest tier change of each account, with all tiers that it ever had and the last by hand. */
export async function readHeldTiers(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
): Promise<Map<bigint, HeldTier>> {
  const rows = await query<
    TierState & {
      account_id: bigint;
      number: number;
      had: (string | null)[];
      handTier: string | null;
      handUntil: Date;
    }
  >(
    tx,
    `SELECT newest.*, a.hand_tier_id AS "handTier", a.hand_tier_until AS "handUntil"
     FROM (SELECT DISTINCT ON (account_id) account_id, number, tier_id AS "tierId", reason,
         kept_until AS "keptUntil",
         array_agg(tier_id) OVER (PARTITION BY account_id) AS had
       FROM loyalty_tier_change
       WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])
       ORDER BY account_id, number DESC) newest
     JOIN loyalty_account a ON a.shop_id = $1::int AND a.id = newest.account_id`,
    shopId,
    `{${accountIds.join(',')}}`,
  );
  return new Map(
    rows.map(({ account_id: accountId, had, handTier, handUntil, ...row }) => [
      accountId,
      {
        ...{ ...row, accountId, had: new Set(had.filter((id) => id !== null)) },
        byHand: handTier === null ? null : { tierId: handTier, keptUntil: handUntil },
      },
    ]),
  );
}
