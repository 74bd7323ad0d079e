// The ledger's door: the only file through which points are booked, spent and given back.
// Locks are taken in ascending order of account ids, one shop at a time; whoever locks accounts
// elsewhere does the same.
import { hash } from 'node:crypto';
import { assert } from '#app/basics/assert.ts';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import {
  type EntryEffect,
  type EntryKind,
  type LotDates,
  type OrderContext,
  storedContext,
} from './points.ts';
import { type LedgerTx, query, queryPlanned } from './query.server.ts';
import { settle } from './settle.server.ts';

export type NewEntry = {
  accountId: bigint;
  kind: EntryKind;
  effect: EntryEffect;
  /** Signed: what the balance changes by. */
  points: bigint;
  /** Why it exists, once in a shop. */
  key: string;
  /** What it is about; entries about one earning share a lot. */
  subject: string;
  reason: string;
  occurredAt: Date;
  ruleVersion?: number;
  tier?: string;
  breakdown?: unknown;
  /** Only with effect `lot`. */
  dates?: LotDates;
  /** For an order: what it was valued with beside its state. */
  context?: OrderContext;
};
export type Posted = { entryId: bigint; accountId: bigint; isNew: boolean; balance: bigint };

/**
 * The same key was posted before with other content: a mistake of the caller, nothing was written.
 */
export class KeyConflict extends Error {
  override name = 'KeyConflict';
}

type PostedRow = {
  o_position: bigint;
  o_entry: bigint;
  o_account: bigint;
  o_is_new: boolean;
  o_balance: bigint;
  o_unsettled: boolean;
};

/**
 * Posts entries in the caller's transaction, in one statement. What was posted before with the same
 * content comes back with `isNew: false`. The answer is in the order of `entries`. Throws
 * KeyConflict.
 */
export async function post(
  tx: LedgerTx,
  shopId: number,
  entries: readonly NewEntry[],
): Promise<Posted[]> {
  if (entries.length === 0) return [];
  for (const { effect, dates } of entries) {
    assert((effect === 'lot') === (dates !== undefined), 'a lot has dates, and only a lot');
  }
  // Posting may take several statements under one lock.
  if (tx === pool) return sqlTransaction((sql) => post(sql, shopId, entries));
  const rows = await withKeyConflict(
    entries.length === 1 ? postOne(tx, shopId, entries[0]!) : postMany(tx, shopId, entries),
  );
  assert(rows.length === entries.length, 'every entry names an account of the shop');
  const unsettled = new Set(rows.filter((row) => row.o_unsettled).map((row) => row.o_account));
  if (unsettled.size > 0) await settle(tx, shopId, [...unsettled]);
  return rows
    .sort((a, b) => Number(a.o_position - b.o_position))
    .map((row) => ({
      entryId: row.o_entry,
      accountId: row.o_account,
      isNew: row.o_is_new,
      balance: row.o_balance,
    }));
}

const postMany = (tx: LedgerTx, shopId: number, entries: readonly NewEntry[]) =>
  query<PostedRow>(
    tx,
    'SELECT * FROM loyalty_post($1::int, $2::text::jsonb)',
    shopId,
    canonicalJson(
      entries.map((entry) => {
        const { accountId: account, dates, context, ...rest } = entry;
        const hash = contentHash(entry, breakdownText(entry));
        return { ...rest, ...dates, account, hash, context: context && storedContext(context) };
      }),
    ),
  );

const POST_ONE = `SELECT * FROM loyalty_post_one($1::int, $2::text::bigint, $3, $4, $5::text::bigint,
  $6, $7, $8, $9, $10::text::timestamptz, $11::int, $12, $13::text::json, $14::text::timestamptz,
  $15::text::timestamptz, $16::text::timestamptz, $17::text::json)`;

function postOne(tx: LedgerTx, shopId: number, entry: NewEntry): Promise<PostedRow[]> {
  const { accountId, kind, effect, points, key, subject, reason, occurredAt, dates } = entry;
  const breakdown = breakdownText(entry);
  return queryPlanned<PostedRow>(
    tx,
    'post-one',
    POST_ONE,
    shopId,
    accountId.toString(),
    kind,
    effect,
    points.toString(),
    key,
    contentHash(entry, breakdown),
    subject,
    reason,
    occurredAt.toISOString(),
    entry.ruleVersion ?? null,
    entry.tier ?? null,
    breakdown,
    dates?.earnedAt.toISOString() ?? null,
    dates?.availableAt?.toISOString() ?? null,
    dates?.expiresAt?.toISOString() ?? null,
    entry.context ? canonicalJson(storedContext(entry.context)) : null,
  );
}

/** The breakdown as JSON; equal ones give equal texts. Null where there is none. */
export const breakdownText = ({ breakdown }: NewEntry): string | null =>
  breakdown === undefined ? null : canonicalJson(breakdown);

/**
 * SHA-256 in hex of what an entry says. Dates and context of a lot may be learnt later; they are no
 * part of it.
 */
export function contentHash(entry: NewEntry, breakdown: string | null): string {
  const { accountId, kind, effect, points, key, subject, reason, ruleVersion, tier } = entry;
  const at = entry.occurredAt.getTime();
  return hash(
    'sha256',
    `${accountId}\n${kind}\n${effect}\n${points}\n${key}\n${subject}\n${reason}\n${at}\n${
      ruleVersion ?? ''
    }\n${tier ?? ''}\n${breakdown ?? ''}`,
  );
}

export type Spending = {
  accountId: bigint;
  /** How many points to take; above 0. */
  points: bigint;
  /** `redemption/<uuid>/reserve` */
  key: string;
  /** `redemption/<uuid>` */
  subject: string;
  reason?: string;
  now: Date;
};
export type Spent = { entryId: bigint; balance: bigint; isNew: boolean };
export type SpendRefusal =
  | Refused<'insufficient-points', { missing: bigint; available: bigint }>
  | Refused<'not-a-member'>
  | Refused<'blocked'>;

type TakenRow = { o_outcome: string; o_entry: bigint; o_available: bigint; o_balance: bigint };

/**
 * Takes points for a redemption, from the lots that expire first, in one statement. Concurrent
 * calls wait for each other; a point is never taken twice. The same key and content again is
 * answered with `isNew: false`. Throws KeyConflict.
 */
export async function spend(
  tx: LedgerTx,
  shopId: number,
  spending: Spending,
): Promise<Ok<Spent> | SpendRefusal> {
  const { accountId, points, key, subject, reason = 'redemption', now } = spending;
  assert(points > 0n, 'a spending takes at least one point');
  // The instant is no part of the content: a repeated request carries a later one.
  const content = { account: accountId, kind: 'redeem', points, key, subject, reason };
  const contentHash = hash('sha256', canonicalJson(content));
  const [row] = await withKeyConflict(
    query<TakenRow>(
      tx,
      'SELECT * FROM loyalty_take($1::int, $2::text::jsonb)',
      shopId,
      canonicalJson({ ...content, hash: contentHash, occurredAt: now }),
    ),
  );
  if (row!.o_outcome === 'taken' || row!.o_outcome === 'already') {
    const isNew = row!.o_outcome === 'taken';
    return ok({ entryId: row!.o_entry, balance: row!.o_balance, isNew });
  }
  if (row!.o_outcome === 'insufficient-points') {
    const available = row!.o_available;
    return refuse('insufficient-points', { missing: points - available, available });
  }
  return refuse(row!.o_outcome === 'blocked' ? 'blocked' : 'not-a-member');
}

export type GiveBack = {
  /** The key of the spending: `redemption/<uuid>/reserve` */
  spendKey: string;
  /** `redemption/<uuid>/return` */
  key: string;
  reason: string;
  now: Date;
};

/**
 * Gives the points of a spending back to the lots they came from, or to 14 days of grace where
 * those have lapsed; if the account was merged since, to the account that took it over. Once for a
 * spending: again is `isNew: false`. Refuses `nothing-spent` where there is no such spending.
 */
export async function giveBack(
  tx: LedgerTx,
  shopId: number,
  { spendKey, key, reason, now }: GiveBack,
): Promise<Ok<Posted> | Refused<'nothing-spent'>> {
  if (tx === pool) {
    return sqlTransaction((sql) => giveBack(sql, shopId, { spendKey, key, reason, now }));
  }
  const [spent] = await query<{ account_id: bigint; points: bigint; subject: string }>(
    tx,
    `SELECT account_id, points, subject FROM loyalty_entry
     WHERE shop_id = $1::int AND key = $2 AND effect = 'take'`,
    shopId,
    spendKey,
  );
  if (!spent) return refuse('nothing-spent');
  const account = await lockAccount(tx, shopId, spent.account_id);
  assert(account, 'an entry belongs to an account');
  const [known] = await query<Posted & { balance_after: bigint }>(
    tx,
    `SELECT id AS "entryId", account_id AS "accountId", balance_after FROM loyalty_entry
     WHERE shop_id = $1::int AND key = $2 AND effect = 'give-back'`,
    shopId,
    key,
  );
  if (known) return ok({ ...known, isNew: false, balance: known.balance_after });
  const back: NewEntry = {
    accountId: account.id,
    kind: spent.subject.startsWith('redemption/') ? 'return' : 'adjust',
    effect: 'give-back',
    points: -spent.points,
    key,
    subject: spent.subject,
    reason,
    occurredAt: later(now, account.last_taken_at),
    breakdown: { of: spendKey },
  };
  const [posted] = await post(tx, shopId, [back]);
  if (account.status === 'erased') await post(tx, shopId, [lapseOf(back)]);
  return ok(posted!);
}

/** Nobody is left to whom the points could be owed. */
const lapseOf = ({ accountId, points, key, occurredAt }: NewEntry): NewEntry => ({
  ...{ accountId, kind: 'adjust', effect: 'take', points: -points },
  ...{ key: `${key}/erased`, subject: `${key}/erased`, reason: 'erased' },
  occurredAt: new Date(+occurredAt + 1),
});

export type LockedAccount = {
  id: bigint;
  status: string;
  balance: bigint;
  last_taken_at: Date | null;
};

/**
 * Locks an account, or the one that it was merged into, and only that one: who joins or erases
 * accounts holds the living one first. Null where there is no such account.
 */
export async function lockAccount(
  tx: LedgerTx,
  shopId: number,
  id: bigint,
): Promise<LockedAccount | null> {
  const [account] = await query<LockedAccount & { merged_into_id: bigint | null }>(
    tx,
    `SELECT id, status, balance, last_taken_at, merged_into_id FROM loyalty_account
     WHERE shop_id = $1::int AND id = (
       SELECT coalesce(merged_into_id, id) FROM loyalty_account
       WHERE shop_id = $1::int AND id = $2::text::bigint) FOR UPDATE`,
    shopId,
    id.toString(),
  );
  if (!account) return null;
  // Merged while this waited for the lock.
  return account.merged_into_id === null ? account : lockAccount(tx, shopId, account.id);
}

/**
 * Takings and give-backs of one account have a strict order in time, also when two clocks disagree.
 */
export const later = (now: Date, last: Date | null) =>
  last !== null && last >= now ? new Date(+last + 1) : now;

async function withKeyConflict<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (sqlStateOf(error) === 'EN001') throw new KeyConflict((error as Error).message);
    throw error;
  }
}

/** PostgreSQL's code of an error, as node-postgres or Prisma's adapter carries it. */
function sqlStateOf(error: unknown): string | undefined {
  const { code, meta } = error as {
    code?: string;
    meta?: { driverAdapterError?: { cause?: { originalCode?: string } } };
  };
  return meta?.driverAdapterError?.cause?.originalCode ?? code;
}
