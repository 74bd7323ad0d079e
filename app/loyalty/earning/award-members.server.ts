// Brings the ledger in line with what members' orders are worth now: for a webhook, a resync or a
// programme that starts in the past alike. Whatever order the events came in, the end is the same.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { type ShopCalendar, shopCalendar } from '../expiry/lot-dates.ts';
import { type NewEntry, post } from '../ledger.server.ts';
import { enrolCustomers } from '../members/enrol-customers.server.ts';
import { readVersions } from '../programme/read.server.ts';
import type { RuleVersion } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { settle } from '../settle.server.ts';
import { placeTiers } from '../tiers/place-tiers.server.ts';
import {
  entriesFor,
  type OrderEntry,
  orderOfSubject,
  type Redating,
  redatingsFor,
} from './booking.ts';
import { type LoadedMember, loadMembers } from './load-members.server.ts';
import { type ValuedOrder, valueOrders } from './member-worth.ts';

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
      `SELECT DISTINCT customer_id AS id FROM orders
       WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[]) AND customer_id IS NOT NULL
       UNION
       SELECT a.customer_id FROM loyalty_lot l
       JOIN loyalty_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
       WHERE l.shop_id = $1::int AND a.customer_id IS NOT NULL
         AND l.subject IN (SELECT 'order/' || unnest($2::text::bigint[]))`,
      shopId,
      `{${orderIds.join(',')}}`,
    );
    await award(
      tx,
      shopId,
      rows.map((row) => row.id),
      orderIds,
      now,
    );
  });
}

/** Values all members among these customers, enrolling them first where that happens by itself. */
export async function awardCustomers(
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<number> {
  let entries = 0;
  for (let at = 0; at < customerIds.length; at += BATCH) {
    const batch = customerIds.slice(at, at + BATCH);
    entries += await sqlTransaction((tx) => award(tx, shopId, batch, [], now));
  }
  return entries;
}

/** Values members in the caller's transaction; gives back how many entries that took. */
export async function award(
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
  orderIds: readonly bigint[],
  now: Date,
): Promise<number> {
  const versions = await readVersions(tx, shopId);
  if (versions.length === 0 || customerIds.length === 0) return 0;
  const calendar = shopCalendar((await shopById(shopId, tx))!.timezone);
  await enrolCustomers(tx, shopId, customerIds, versions, calendar, now);
  const accountIds = await lockAccountsOf(tx, shopId, customerIds);
  if (accountIds.length === 0) return 0;
  const members = await loadMembers(tx, shopId, accountIds, versions);
  const taken = await takenElsewhere(tx, shopId, orderIds, members);
  const planned = members.map((member) => plan(member, versions, calendar, taken));
  const strays = await strayEntries(tx, shopId, members, now);
  const entries = await namedEntries(
    tx,
    shopId,
    planned.flatMap((one) => one.entries),
  );
  await post(tx, shopId, [...strays, ...entries]);
  await redate(
    tx,
    shopId,
    planned.flatMap((one) => one.redatings),
  );
  await placeTiers(tx, shopId, accountIds, { versions, calendar }, now);
  await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  return strays.length + entries.length;
}

/** Locks the accounts of customers, and of members whose guest they were, in the ledger's order. */
async function lockAccountsOf(
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
): Promise<bigint[]> {
  const rows = await query<{ id: bigint }>(
    tx,
    `SELECT id FROM loyalty_account WHERE shop_id = $1::int AND status IN ('member', 'blocked')
       AND customer_id IN (
         SELECT unnest($2::text::bigint[])
         UNION
         SELECT own.customer_id FROM customer_person guest
         JOIN customer_person own ON own.shop_id = guest.shop_id
           AND own.email_hash = guest.email_hash
         WHERE guest.shop_id = $1::int AND guest.customer_id = ANY ($2::text::bigint[]))
     ORDER BY id FOR UPDATE`,
    shopId,
    `{${customerIds.join(',')}}`,
  );
  return rows.map((row) => row.id);
}

function plan(
  member: LoadedMember,
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
  taken: ReadonlySet<bigint>,
) {
  const { accountId, facts, states, lots } = member;
  const valued = valueOrders(facts, versions, calendar);
  const entries = entriesFor(accountId, valued, lots, states, taken);
  const redatings = redatingsFor(facts, valued, lots, versions, calendar);
  return { entries: entries.map((entry) => ({ accountId, entry })), redatings };
}

/** Orders among `orderIds` whose points another account keeps under their usual name. */
async function takenElsewhere(
  tx: LedgerTx,
  shopId: number,
  orderIds: readonly bigint[],
  members: readonly LoadedMember[],
): Promise<Set<bigint>> {
  if (orderIds.length === 0) return new Set();
  const own = new Set(members.flatMap((one) => one.lots.map((lot) => lot.subject)));
  const rows = await query<{ subject: string }>(
    tx,
    `SELECT subject FROM loyalty_lot WHERE shop_id = $1::int
       AND subject IN (SELECT 'order/' || unnest($2::text::bigint[]))`,
    shopId,
    `{${orderIds.join(',')}}`,
  );
  return new Set(
    rows.filter((row) => !own.has(row.subject)).map((row) => orderOfSubject(row.subject)!),
  );
}

/** Takes back what an account keeps for an order that belongs to somebody else by now. */
async function strayEntries(
  tx: LedgerTx,
  shopId: number,
  members: readonly LoadedMember[],
  now: Date,
): Promise<NewEntry[]> {
  const strays = members.flatMap((member) =>
    member.lots.filter((lot) => {
      const order = orderOfSubject(lot.subject);
      return order !== null && lot.booked !== 0n && !member.states.has(order);
    }),
  );
  if (strays.length === 0) return [];
  const rows = await query<{ id: bigint; updated_at: Date }>(
    tx,
    `SELECT id, updated_at FROM orders WHERE shop_id = $1::int AND customer_id IS NOT NULL
       AND id IN (SELECT jsonb_array_elements_text($2::text::jsonb)::bigint)`,
    shopId,
    canonicalJson(strays.map((lot) => orderOfSubject(lot.subject))),
  );
  const changed = new Map(rows.map((row) => [row.id, row.updated_at]));
  return strays.flatMap((lot) => {
    const asOf = changed.get(orderOfSubject(lot.subject)!);
    if (asOf === undefined) return [];
    const { subject, accountId, earnedAt, availableAt, expiresAt, booked } = lot;
    return [
      {
        accountId,
        kind: 'reverse' as const,
        effect: 'lot' as const,
        points: -booked,
        key: `${subject}/moved/${asOf.toISOString()}`,
        subject,
        reason: 'correction',
        occurredAt: now,
        dates: { earnedAt, availableAt, expiresAt },
      },
    ];
  });
}

type PlannedEntry = { accountId: bigint; entry: OrderEntry };

/**
 * Names each entry after the order's state. Where one state gave an entry before and is worth
 * something else since an
 * earlier order changed, the entry's place among those of the state is added.
 */
async function namedEntries(
  tx: LedgerTx,
  shopId: number,
  planned: readonly PlannedEntry[],
): Promise<NewEntry[]> {
  const again = planned.filter(({ entry }) => !entry.isFirst);
  const known = new Set<string>();
  if (again.length > 0) {
    const rows = await query<{ key: string }>(
      tx,
      `SELECT e.key FROM jsonb_array_elements_text($2::text::jsonb) AS wanted
       JOIN loyalty_entry e ON e.shop_id = $1::int
         AND e.key >= wanted AND e.key < wanted || '~' AND e.key LIKE wanted || '%'`,
      shopId,
      JSON.stringify(again.map(({ entry }) => stateKey(entry))),
    );
    for (const row of rows) known.add(row.key);
  }
  return planned.map(({ accountId, entry }) => newEntry(accountId, entry, freeKey(entry, known)));
}

const stateKey = ({ subject, asOf }: OrderEntry) => `${subject}/as-of/${asOf.toISOString()}`;

function freeKey(entry: OrderEntry, known: ReadonlySet<string>): string {
  const key = stateKey(entry);
  if (!known.has(key)) return key;
  for (let place = 2; ; place++) {
    if (!known.has(`${key}/${place}`)) return `${key}/${place}`;
  }
}

function newEntry(accountId: bigint, entry: OrderEntry, key: string): NewEntry {
  const { kind, points, subject, reason, occurredAt, valued } = entry;
  return {
    accountId,
    kind,
    effect: 'lot',
    points,
    key,
    subject,
    reason,
    occurredAt,
    ruleVersion: valued.version,
    tier: valued.context.tierId ?? undefined,
    breakdown: breakdownOf(valued),
    dates: valued.dates,
    context: valued.context,
  };
}

/** What explains the order's worth, by line; `points` is the whole worth, not this entry. */
function breakdownOf({ worth }: ValuedOrder) {
  return {
    points: worth.points,
    lines: worth.lines.filter((line) => line.points > 0n || line.rule !== null),
    ...(worth.milestone > 0n ? { milestone: worth.milestone } : {}),
    ...(worth.campaigns.length > 0 ? { campaigns: worth.campaigns } : {}),
  };
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
       RETURNING l.account_id, d."isRevived" AS is_revived)
     SELECT DISTINCT a.id AS account_id FROM dated
     JOIN loyalty_account a ON a.shop_id = $1::int AND a.id = dated.account_id
     WHERE a.last_taken_at IS NOT NULL OR dated.is_revived`,
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
