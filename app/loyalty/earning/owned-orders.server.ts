// Which orders are a member's: the customer's own, and those that were placed as a guest with the
// same e-mail address. Awards, tiers and estimates all ask here.
import { type LedgerTx, query, queryPlanned } from '../query.server.ts';

/**
 * SQL of (account_id, order_id): orders that members placed as guests. An order is a guest's if it
 * has no customer, or one who is no member. What a member was once given for it stays theirs, also
 * when they change their address, until a member turns out to be its customer.
 * @param members SQL of (id, customer_id); the id is null for somebody who is none yet
 */
export const guestOrders = (shop: string, members: string) => `
  SELECT found.account_id, found.order_id FROM (
    WITH member AS MATERIALIZED (${members}), mailbox AS MATERIALIZED (
      SELECT member.id AS account_id, member.customer_id, own.email_hash FROM member
      CROSS JOIN LATERAL (SELECT email_hash FROM customer_person
        WHERE shop_id = ${shop} AND customer_id = member.customer_id LIMIT 1) own
      -- Of several members with one address the first has the guest's orders.
      WHERE own.email_hash IS NOT NULL AND NOT EXISTS (
        SELECT FROM customer_person p
        JOIN loyalty_account a ON a.shop_id = p.shop_id AND a.customer_id = p.customer_id
        WHERE p.shop_id = ${shop} AND p.email_hash = own.email_hash
          AND a.id < coalesce(member.id, a.id + 1) AND a.status IN ('member', 'blocked'))
    ), placed AS (
      SELECT mailbox.account_id, o.id AS order_id, false AS is_nobodys FROM mailbox
      CROSS JOIN LATERAL (SELECT customer_id FROM customer_person
        WHERE shop_id = ${shop} AND email_hash = mailbox.email_hash
          AND customer_id <> mailbox.customer_id OFFSET 0) guest
      LEFT JOIN LATERAL (SELECT id FROM loyalty_account
        WHERE shop_id = ${shop} AND customer_id = guest.customer_id LIMIT 1) other ON true
      CROSS JOIN LATERAL (SELECT id FROM orders
        WHERE shop_id = ${shop} AND customer_id = guest.customer_id OFFSET 0) o
      WHERE other.id IS NULL
      UNION ALL
      SELECT mailbox.account_id, o.id, true FROM mailbox
      CROSS JOIN LATERAL (SELECT id FROM orders
        WHERE shop_id = ${shop} AND email_hash = mailbox.email_hash AND customer_id IS NULL
        OFFSET 0) o
    )
    SELECT placed.account_id, placed.order_id FROM placed
    WHERE NOT EXISTS (SELECT FROM loyalty_lot held
      WHERE held.shop_id = ${shop} AND (held.subject = 'order/' || placed.order_id
          OR held.subject >= 'order/' || placed.order_id || '@'
            AND held.subject < 'order/' || placed.order_id || 'A')
        AND held.account_id IS DISTINCT FROM placed.account_id
        AND (held.context ->> 'isGuest' = 'true' OR placed.is_nobodys AND held.booked <> 0))
    UNION
    SELECT lot.account_id, o.id FROM member
    CROSS JOIN LATERAL (SELECT account_id, subject FROM loyalty_lot
      WHERE shop_id = ${shop} AND account_id = member.id AND subject LIKE 'order/%'
        AND context ->> 'isGuest' = 'true' OFFSET 0) lot
    CROSS JOIN LATERAL (SELECT id, customer_id FROM orders
      WHERE shop_id = ${shop} AND id = substring(lot.subject FROM '^order/([0-9]+)')::bigint
      LIMIT 1) o
    WHERE o.customer_id IS DISTINCT FROM member.customer_id AND NOT EXISTS (
      SELECT FROM loyalty_account a WHERE a.shop_id = ${shop} AND a.customer_id = o.customer_id)
  ) found`;

/**
 * Accounts with their customers, and accounts with the orders that they placed as guests: two pairs
 * of lists of the same length, the values $2 to $5 of OWNED_ORDERS.
 */
export type Owning = [
  accountIds: bigint[],
  customerIds: bigint[],
  guestAccountIds: bigint[],
  guestOrderIds: bigint[],
];

/** SQL of orders with `account_id`, `is_guest` and `counts`; $1 is the shop, $2 to $5 an Owning. */
export const OWNED_ORDERS = `(
  SELECT owner.account_id, false AS is_guest, o.is_counted AS counts, o.*
  FROM unnest($2::bigint[], $3::bigint[]) AS owner (account_id, customer_id)
  JOIN orders o ON o.shop_id = $1::int AND o.customer_id = owner.customer_id
  UNION ALL
  SELECT guest.account_id, true, o.is_counted OR o.is_guest_counted, o.*
  FROM unnest($4::bigint[], $5::bigint[]) AS guest (account_id, order_id)
  JOIN orders o ON o.shop_id = $1::int AND o.id = guest.order_id)`;

/** SQL: what is left of it or all of it is paid; `o` is an order. */
export const IS_PAID = `(o.paid_at IS NOT NULL
  OR o.financial_status = 'PARTIALLY_PAID' AND o.received > 0)`;

/** SQL: when a sale was cancelled or wholly refunded, as OrderFact.undoneAt; `o` is an order. */
export const UNDONE_AT = `CASE WHEN NOT o.is_counted AND NOT o.is_guest_counted AND NOT o.is_test
    AND (o.cancelled_at IS NOT NULL OR o.refunded > 0)
  THEN coalesce(o.cancelled_at, (SELECT max(r.processed_at) FROM refund r
    WHERE r.shop_id = o.shop_id AND r.order_id = o.id), o.updated_at) END`;

const MEMBERS = `SELECT id, customer_id FROM loyalty_account
  WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[]) AND customer_id IS NOT NULL`;

const GUESTS = guestOrders('$1::int', MEMBERS);

/** Whose orders are whose, for accounts that still have a customer. */
export async function readOwners(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
): Promise<Owning> {
  const ids = `{${accountIds.join(',')}}`;
  const members = await query<{ id: bigint; customer_id: bigint }>(tx, MEMBERS, shopId, ids);
  const guests = await queryPlanned<{ account_id: bigint; order_id: bigint }>(
    tx,
    'loyalty-guest-orders',
    GUESTS,
    shopId,
    ids,
  );
  return [
    members.map((one) => one.id),
    members.map((one) => one.customer_id),
    guests.map((one) => one.account_id),
    guests.map((one) => one.order_id),
  ];
}
