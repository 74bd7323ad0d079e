// The ledger's wide door: first earnings of many members at once, for a programme that starts in
// the past. Entries and lots go in by COPY and accounts in one update, so that the work on a row is
// the database's own and no function of ours. Whatever is not plain goes through the usual door.
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { assert } from '#app/basics/assert.ts';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import type { Sql } from '#app/db.server.ts';
import { breakdownText, contentHash, type NewEntry, post } from './ledger.server.ts';
import type { LedgerTx } from './query.server.ts';

type AccountRow = {
  id: bigint;
  balance: bigint;
  debt: bigint;
  last_number: number;
  last_taken_at: Date | null;
};

const ENTRY_COLUMNS = `shop_id, account_id, number, kind, effect, points, balance_after, key,
  content_hash, subject, reason, occurred_at, rule_version, tier, breakdown`;
const LOT_COLUMNS = `shop_id, subject, account_id, points, booked, remaining, earned_at,
  available_at, expires_at, context`;
const UNIQUE_VIOLATION = '23505';

/** From so many on this door is the faster one. */
const MANY = 200;

/**
 * Posts earnings that the caller, who has locked the accounts, knows to be the first of their
 * subjects. False, with nothing written, where they are few or a subject or key exists all the
 * same: then `post` does it, and decides.
 */
export async function postFirst(
  tx: LedgerTx,
  shopId: number,
  entries: readonly NewEntry[],
): Promise<boolean> {
  if (entries.length < MANY || '$queryRawUnsafe' in tx) return false;
  const ids = [...new Set(entries.map((entry) => entry.accountId))];
  const { rows } = await tx.query<AccountRow>(
    `SELECT id, balance, debt, last_number, last_taken_at FROM loyalty_account
     WHERE shop_id = $1 AND id = ANY ($2::bigint[])`,
    [shopId, ids],
  );
  const accounts = new Map(rows.map((row) => [row.id, row]));
  assert(accounts.size === ids.length, 'every entry names an account of the shop');
  const isPlain = entries.map((entry) => staysPlain(accounts.get(entry.accountId)!, entry));
  const plain = entries.filter((_, at) => isPlain[at]);
  await tx.query('SAVEPOINT first_earnings');
  try {
    await copyIn(tx, shopId, accounts, plain);
    const rest = entries.filter((_, at) => !isPlain[at]);
    await post(tx, shopId, rest);
    await tx.query('RELEASE SAVEPOINT first_earnings');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT first_earnings');
    return false;
  }
}

/** True if the new lot is simply whole: nobody owes points, nothing was taken after its birth. */
function staysPlain(account: AccountRow, { effect, points, dates }: NewEntry): boolean {
  const { debt, last_taken_at: lastTakenAt } = account;
  const isEarning = effect === 'lot' && points > 0n && dates !== undefined;
  return isEarning && debt === 0n && (lastTakenAt === null || dates.earnedAt > lastTakenAt);
}

async function copyIn(
  tx: Sql,
  shopId: number,
  accounts: ReadonlyMap<bigint, AccountRow>,
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  let entryRows = '';
  let lotRows = '';
  const touched = new Set<AccountRow>();
  for (const entry of entries) {
    const account = accounts.get(entry.accountId)!;
    account.balance += entry.points;
    account.last_number += 1;
    touched.add(account);
    entryRows += entryRow(shopId, entry, account);
    lotRows += lotRow(shopId, entry);
  }
  await copy(tx, `COPY loyalty_entry (${ENTRY_COLUMNS}) FROM STDIN`, entryRows);
  await copy(tx, `COPY loyalty_lot (${LOT_COLUMNS}) FROM STDIN`, lotRows);
  const changed = [...touched];
  await tx.query(
    `UPDATE loyalty_account a SET balance = n.balance, last_number = n.last_number
     FROM unnest($2::bigint[], $3::bigint[], $4::int[]) AS n (id, balance, last_number)
     WHERE a.shop_id = $1 AND a.id = n.id`,
    [
      shopId,
      changed.map((one) => one.id),
      changed.map((one) => one.balance),
      changed.map((one) => one.last_number),
    ],
  );
}

function entryRow(shopId: number, entry: NewEntry, account: AccountRow): string {
  const { kind, effect, points, subject, reason, occurredAt, ruleVersion, tier } = entry;
  const { id, last_number: number, balance } = account;
  const breakdown = breakdownText(entry);
  const hash = contentHash(entry, breakdown);
  return `${shopId}\t${id}\t${number}\t${kind}\t${effect}\t${points}\t${balance}\t${plain(
    entry.key,
  )}\t\\\\x${hash}\t${plain(subject)}\t${plain(reason)}\t${occurredAt.toISOString()}\t${
    ruleVersion ?? NULL
  }\t${tier ?? NULL}\t${breakdown === null ? NULL : plain(breakdown)}\n`;
}

function lotRow(shopId: number, { accountId, subject, points, dates, context }: NewEntry): string {
  const { earnedAt, availableAt, expiresAt } = dates!;
  return `${shopId}\t${plain(subject)}\t${accountId}\t${points}\t${points}\t${points}\t${earnedAt.toISOString()}\t${availableAt?.toISOString() ?? NULL}\t${expiresAt?.toISOString() ?? NULL}\t${
    context ? plain(canonicalJson(context)) : NULL
  }\n`;
}

const NULL = '\\N';
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Text as COPY reads it. */
const plain = (text: string) =>
  /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => ESCAPES[found]!) : text;

async function copy(tx: Sql, sql: string, rows: string): Promise<void> {
  const stream = tx.query(copyFrom(sql));
  stream.end(rows);
  await finished(stream);
}
