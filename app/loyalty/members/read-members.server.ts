// Lists for the merchant: members, and what happened to their points.
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';
import { BALANCES, type Chosen } from './bulk/selection.ts';

export type ListedMember = {
  accountId: bigint;
  customerId: bigint | null;
  status: string;
  joinedAt: Date;
  joinedVia: string;
  balance: bigint;
  tierId: string | null;
};
export type MemberChoices = {
  /** Only these customers: what a search found. */
  customerIds?: readonly bigint[];
  status?: 'member' | 'blocked';
  tierId?: string;
  balance?: 'negative' | 'none' | 'some';
  sort: 'balance' | 'joined';
  /** From 1. */
  page: number;
};

const PAGE = 25;

/** One page of members. */
export async function readMembers(
  shopId: number,
  { customerIds, status, tierId, balance, sort, page }: MemberChoices,
): Promise<{ rows: ListedMember[]; hasNext: boolean }> {
  const rows = await query<ListedMember>(
    pool,
    `SELECT id AS "accountId", customer_id AS "customerId", status, joined_at AS "joinedAt",
       joined_via AS "joinedVia", balance, tier_id AS "tierId"
     FROM loyalty_account
     WHERE shop_id = $1::int AND status IN ('member', 'blocked')
       AND ($2::text IS NULL OR customer_id = ANY ($2::text::bigint[]))
       AND ($3::text IS NULL OR status = $3) AND ($4::text IS NULL OR tier_id = $4)
       ${balance ? `AND ${BALANCES[balance]}` : ''}
     ORDER BY ${sort === 'balance' ? 'balance DESC, id' : 'joined_at DESC, id DESC'}
     LIMIT ${PAGE + 1} OFFSET $5::int`,
    shopId,
    customerIds ? `{${customerIds.join(',')}}` : null,
    status ?? null,
    tierId ?? null,
    (page - 1) * PAGE,
  );
  return { rows: rows.slice(0, PAGE), hasNext: rows.length > PAGE };
}

/** How many members the list's filters let through. */
export async function countMembers(
  shopId: number,
  { status, tierId, balance }: Extract<Chosen, { kind: 'filter' }>,
): Promise<number> {
  const [row] = await query<{ count: number }>(
    pool,
    `SELECT count(*)::int AS count FROM loyalty_account
     WHERE shop_id = $1::int AND status IN ('member', 'blocked') AND customer_id IS NOT NULL
       AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR tier_id = $3)
       ${balance ? `AND ${BALANCES[balance]}` : ''}`,
    shopId,
    status,
    tierId,
  );
  return row!.count;
}

/** The accounts of those of these customers who are members. */
export async function accountsOfCustomers(
  shopId: number,
  customerIds: readonly bigint[],
): Promise<bigint[]> {
  const rows = await query<{ id: bigint }>(
    pool,
    `SELECT id FROM loyalty_account WHERE shop_id = $1::int
       AND customer_id = ANY ($2::text::bigint[]) AND status IN ('member', 'blocked')`,
    shopId,
    `{${customerIds.join(',')}}`,
  );
  return rows.map((row) => row.id);
}

export type ListedEntry = {
  id: bigint;
  accountId: bigint;
  customerId: bigint | null;
  number: number;
  kind: string;
  effect: string;
  points: bigint;
  balanceAfter: bigint;
  subject: string;
  reason: string;
  occurredAt: Date;
  recordedAt: Date;
  ruleVersion: number | null;
  tier: string | null;
  breakdown: unknown;
  note: string | null;
  author: string | null;
  orderName: string | null;
  /** Made by hand, and not undone yet. */
  canUndo: boolean;
};

const ENTRIES = `
  SELECT e.id, e.account_id AS "accountId", a.customer_id AS "customerId", e.number, e.kind,
    e.effect, e.points, e.balance_after AS "balanceAfter", e.subject, e.reason,
    e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt",
    e.rule_version AS "ruleVersion", e.tier, e.breakdown, n.text AS note, n.author,
    (SELECT o.name FROM orders o WHERE o.shop_id = e.shop_id AND e.subject LIKE 'order/%'
       AND o.id = substring(e.subject FROM '^order/([0-9]+)')::bigint) AS "orderName",
    e.kind = 'adjust' AND e.key = e.subject AND e.subject ~ '^(adjust|write-off|import)/'
      AND NOT EXISTS (SELECT FROM loyalty_entry u
        WHERE u.shop_id = e.shop_id AND u.key = e.key || '/undo') AS "canUndo"
  FROM loyalty_entry e
  JOIN loyalty_account a ON a.shop_id = e.shop_id AND a.id = e.account_id
  LEFT JOIN loyalty_note n ON n.shop_id = e.shop_id AND n.entry_id = e.id
  WHERE e.shop_id = $1::int`;

/**
 * A member's entries, those of accounts that were merged into theirs among them, newest first,
 * below the entry `before` (null: from the newest).
 */
export const readEntries = (
  shopId: number,
  accountId: bigint,
  before: bigint | null,
  limit: number,
): Promise<ListedEntry[]> =>
  query<ListedEntry>(
    pool,
    `WITH own AS (
       SELECT id FROM loyalty_account
       WHERE shop_id = $1::int AND (id = $2::text::bigint OR merged_into_id = $2::text::bigint))
     ${ENTRIES} AND e.id = ANY (ARRAY(
       SELECT newest.id FROM own CROSS JOIN LATERAL (
         SELECT id FROM loyalty_entry WHERE shop_id = $1::int AND account_id = own.id
           AND ($3::text IS NULL OR id < $3::text::bigint)
         ORDER BY number DESC LIMIT $4::int) newest
       ORDER BY newest.id DESC LIMIT $4::int))
     ORDER BY e.id DESC`,
    shopId,
    accountId.toString(),
    before?.toString() ?? null,
    limit,
  );

/** What happened in the whole programme, newest first, below `before` (null: from the newest). */
export const readActivity = (
  shopId: number,
  { kind, before, limit }: { kind: string | null; before: bigint | null; limit: number },
): Promise<ListedEntry[]> =>
  query<ListedEntry>(
    pool,
    `${ENTRIES} AND ($2::text IS NULL OR e.kind = $2)
       AND ($3::text IS NULL OR e.id < $3::text::bigint)
     ORDER BY e.id DESC LIMIT $4::int`,
    shopId,
    kind,
    before?.toString() ?? null,
    limit,
  );

/** SQL of a birthday as '05-14', or null; `d` is a loyalty_member_detail. */
const BIRTHDAY = `lpad(d.birth_month::text, 2, '0') || '-' || lpad(d.birth_day::text, 2, '0')`;

export type KnownAccount = {
  customerId: bigint | null;
  status: string;
  joinedAt: Date;
  /** '05-14' */
  birthday: string | null;
};

/** One account, whatever became of it; its customer is null once the person was erased. */
export async function readAccount(shopId: number, accountId: bigint): Promise<KnownAccount | null> {
  const [account] = await query<KnownAccount>(
    pool,
    `SELECT a.customer_id AS "customerId", a.status, a.joined_at AS "joinedAt",
       ${BIRTHDAY} AS birthday
     FROM loyalty_account a
     LEFT JOIN loyalty_member_detail d ON d.shop_id = a.shop_id AND d.account_id = a.id
     WHERE a.shop_id = $1::int AND a.id = $2::text::bigint`,
    shopId,
    accountId.toString(),
  );
  return account ?? null;
}

/** Every member with their points and birthdays, in slices, for a file. */
export async function* readAllMembers(
  shopId: number,
): AsyncGenerator<(ListedMember & Pick<KnownAccount, 'birthday'>)[]> {
  for (let cursor = 0n; ; ) {
    const rows = await query<ListedMember & Pick<KnownAccount, 'birthday'>>(
      pool,
      `SELECT a.id AS "accountId", a.customer_id AS "customerId", a.status,
         a.joined_at AS "joinedAt", a.joined_via AS "joinedVia", a.balance, a.tier_id AS "tierId",
         ${BIRTHDAY} AS birthday
       FROM loyalty_account a
       LEFT JOIN loyalty_member_detail d ON d.shop_id = a.shop_id AND d.account_id = a.id
       WHERE a.shop_id = $1::int AND a.status IN ('member', 'blocked') AND a.id > $2::text::bigint
       ORDER BY a.id LIMIT 1000`,
      shopId,
      cursor.toString(),
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    cursor = last.accountId;
  }
}
