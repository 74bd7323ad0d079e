// Brings the ledger in line with what members' orders are worth now: for a webhook, a resync or a
// programme that starts in the past alike. Whatever order the events came in, the end is the same.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { type ShopCalendar, shopCalendar } from '../expiry/lot-dates.ts';
import { enrolCustomers } from '../members/enrol-customers.server.ts';
import { readVersions } from '../programme/read.server.ts';
import type { RuleVersion } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { settle } from '../settle.server.ts';
import { announceEarnings } from '../tell-flow.server.ts';
import { placeTiers } from '../tiers/place-tiers.server.ts';
import { bookOrders } from './book-orders.server.ts';
import { entriesFor, type Redating, redatingsFor } from './booking.ts';
import { lookAgain } from './freeze-facts.server.ts';
import { type LoadedMember, loadMembers } from './load-members.server.ts';
import { valueOrders } from './member-worth.ts';
import { type Reach, reachOf } from './reach.server.ts';

/** How many members are valued in one transaction. */
const BATCH = 500;

/** Values the members to whom these orders belong, or belonged. */
export async function awardOrders(
  shopId: number,
  orderIds: readonly bigint[],
  now: Date,
): Promise<void> {
  await sqlTransaction(async (tx) => {
    const rows = await query<{ id: bigint }>(
      tx,
      CUSTOMERS_OF_ORDERS,
      shopId,
      `{${orderIds.join(',')}}`,
    );
    await award(
      tx,
      shopId,
      rows.map((row) => row.id),
      now,
      orderIds,
    );
  });
}

// Whose they are, who has the e-mail address of a guest's order, and who keeps points of them.
const CUSTOMERS_OF_ORDERS = `
  SELECT customer_id AS id FROM orders
  WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[]) AND customer_id IS NOT NULL
  UNION
  SELECT p.customer_id FROM orders o
  JOIN customer_person p ON p.shop_id = o.shop_id AND p.email_hash = o.email_hash
  WHERE o.shop_id = $1::int AND o.id = ANY ($2::text::bigint[]) AND o.customer_id IS NULL
  UNION
  SELECT a.customer_id FROM unnest($2::text::bigint[]) AS wanted (id)
  JOIN loyalty_lot l ON l.shop_id = $1::int AND (l.subject = 'order/' || wanted.id
    OR l.subject >= 'order/' || wanted.id || '@' AND l.subject < 'order/' || wanted.id || 'A')
  JOIN loyalty_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
  WHERE a.customer_id IS NOT NULL`;

/** Values all members among these customers, enrolling them first where that happens by itself. */
export async function awardCustomers(
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<number> {
  let entries = 0;
  for (let at = 0; at < customerIds.length; at += BATCH) {
    const batch = customerIds.slice(at, at + BATCH);
    entries += await sqlTransaction((tx) => award(tx, shopId, batch, now));
  }
  return entries;
}

/**
 * Values members in the caller's transaction; gives back how many entries that took. `changed` are
 * the only orders that did change; without them everything is valued.
 */
export async function award(
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
  changed: readonly bigint[] | null = null,
): Promise<number> {
  const versions = await readVersions(tx, shopId);
  if (versions.length === 0 || customerIds.length === 0) return 0;
  const calendar = shopCalendar((await shopById(shopId, tx))!.timezone);
  const enrolled = await enrolCustomers(tx, shopId, customerIds, versions, calendar, now);
  const accounts = await lockAccountsOf(tx, shopId, customerIds);
  const accountIds = accounts.map((one) => one.id);
  if (accountIds.length === 0) return 0;
  // Who has just become a member may have earlier orders that nobody valued yet.
  const isPartial = changed !== null && enrolled === 0;
  const reach = isPartial ? await reachOf(tx, shopId, changed, versions, calendar) : null;
  const members = await loadMembers(tx, shopId, accountIds, versions, now, reach);
  const waiting = members.flatMap((member) => member.waiting);
  await lookAgain(tx, shopId, waiting, now);
  const planned = members.map((member) => plan(member, versions, calendar, reach));
  const entries = planned.flatMap((one) => one.entries);
  const posted = await bookOrders(tx, shopId, entries, members, now);
  const earnings = entries.map(({ accountId, entry }) => ({ accountId, ...entry }));
  await announceEarnings(tx, shopId, earnings, now);
  await redate(
    tx,
    shopId,
    planned.flatMap((one) => one.redatings),
  );
  await placeTiers(tx, shopId, accountIds, { versions, calendar }, now);
  await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  return posted;
}

/** Locks the accounts of customers, and of members whose guest they were, in the ledger's order. */
export async function lockAccountsOf(
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
): Promise<{ id: bigint }[]> {
  return query<{ id: bigint }>(
    tx,
    // Behind the limits each row is looked up by its key; joined, whole tables are read.
    `SELECT id FROM loyalty_account
     WHERE shop_id = $1::int AND id = ANY (ARRAY(
       SELECT account.id FROM unnest($2::text::bigint[]) AS wanted (id)
       CROSS JOIN LATERAL (
         SELECT wanted.id
         UNION
         SELECT own.customer_id FROM (SELECT email_hash FROM customer_person
           WHERE shop_id = $1::int AND customer_id = wanted.id LIMIT 1) guest
         CROSS JOIN LATERAL (SELECT customer_id FROM customer_person
           WHERE shop_id = $1::int AND email_hash = guest.email_hash OFFSET 0) own
       ) customer
       CROSS JOIN LATERAL (SELECT id FROM loyalty_account
         WHERE shop_id = $1::int AND customer_id = customer.id LIMIT 1) account))
       AND status IN ('member', 'blocked')
     ORDER BY id FOR UPDATE`,
    shopId,
    `{${customerIds.join(',')}}`,
  );
}

function plan(
  { accountId, facts, states, lots }: LoadedMember,
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
  reach: Reach | null,
) {
  const valued = valueOrders(facts, versions, calendar);
  const reached = reach ? valued.filter((one) => one.dates.earnedAt >= reach.from) : valued;
  const entries = entriesFor(reached, lots, states).map((entry) => ({ accountId, entry }));
  return { entries, redatings: redatingsFor(facts, valued, lots, versions, calendar) };
}

/**
 * Writes new dates of lots. Where something was spent, what came from which lot may change with
 * them.
 */
export async function redate(
  tx: LedgerTx,
  shopId: number,
  redatings: readonly Redating[],
): Promise<void> {
  if (redatings.length === 0) return;
  const rows = await query<{ account_id: bigint }>(
    tx,
    `WITH dated AS (
       UPDATE loyalty_lot l SET available_at = d."availableAt", expires_at = d."expiresAt",
         expired_at = CASE WHEN d."isRevived" THEN NULL ELSE l.expired_at END
       FROM jsonb_to_recordset($2::text::jsonb) AS d (subject text, "availableAt" timestamptz,
         "expiresAt" timestamptz, "isRevived" boolean)
       WHERE l.shop_id = $1::int AND l.subject = d.subject
       RETURNING l.account_id, d."isRevived" AS is_revived
     ), told AS (
       -- What is pending changes with the dates, and so does the figure in the metafield.
       UPDATE loyalty_account SET is_fact_due = true
       WHERE shop_id = $1::int AND NOT is_fact_due
         AND id IN (SELECT account_id FROM dated))
     SELECT DISTINCT a.id AS account_id FROM dated
     JOIN loyalty_account a ON a.shop_id = $1::int AND a.id = dated.account_id
     WHERE a.last_taken_at IS NOT NULL OR a.debt > 0 OR dated.is_revived`,
    shopId,
    canonicalJson(redatings),
  );
  if (rows.length > 0)
    await settle(
      tx,
      shopId,
      rows.map((row) => row.account_id),
    );
}
