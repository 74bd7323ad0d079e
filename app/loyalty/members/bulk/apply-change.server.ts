// Posts the good lines of a checked change, batch by batch. Each line has its key: stopped and
// started again, or applied twice, nobody gets points twice.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { LEDGER_TABLES } from '../../earning/start/award-all.server.ts';
import { lapsesAt, shopCalendar } from '../../expiry/lot-dates.ts';
import { later, type NewEntry, post } from '../../ledger.server.ts';
import { readVersions } from '../../programme/read.server.ts';
import { type RuleVersion, versionAt } from '../../programme/rules.ts';
import { type LedgerTx, query } from '../../query.server.ts';
import {
  placeTiers,
  type WrittenChange,
  writeTierChanges,
} from '../../tiers/place-tiers.server.ts';
import { readHeldTiers } from '../../tiers/read.server.ts';
import { placeOf } from '../../tiers/tier-decision.ts';
import { longAgo } from '../birthday.ts';
import { COUNT } from './check-change.server.ts';

const BATCH = 2000;

/** Begins to post a checked change; again it changes nothing. */
export async function startChange(
  shopId: number,
  changeId: string,
  now: Date,
): Promise<Ok<{ isNew: boolean }> | Refused<'no-such-change' | 'not-checked'>> {
  return sqlTransaction(async (tx) => {
    const [row] = await query<{ applied_at: Date | null; checked_at: Date | null }>(
      tx,
      `SELECT applied_at, checked_at FROM loyalty_bulk_change
       WHERE shop_id = $1::int AND id = $2::text::uuid FOR UPDATE`,
      shopId,
      changeId,
    );
    if (!row) return refuse('no-such-change');
    if (row.checked_at === null) return refuse('not-checked');
    if (row.applied_at !== null) return ok({ isNew: false });
    await query(
      tx,
      `UPDATE loyalty_bulk_change SET applied_at = $3::text::timestamptz
       WHERE shop_id = $1::int AND id = $2::text::uuid`,
      shopId,
      changeId,
      now.toISOString(),
    );
    await enqueue(tx, 'loyalty/apply-change', { shopId, changeId });
    return ok({ isNew: true });
  });
}

type Row = { line: number; customer_id: bigint; points: bigint; tier_id: string | null };
type Account = { id: bigint; customer_id: bigint; balance: bigint; last_taken_at: Date | null };
type Applied = {
  id: string;
  source: string;
  reason: string;
  author: string;
  applied_at: Date;
  done: number;
};

/** Posts what is left of a change until the slice of time is over; then a further job goes on. */
export async function applyChange(
  shopId: number,
  changeId: string,
  until: () => boolean,
  now: Date,
): Promise<void> {
  const [change] = await query<Applied>(
    pool,
    `SELECT id, source, reason, author, applied_at, done FROM loyalty_bulk_change
     WHERE shop_id = $1::int AND id = $2::text::uuid AND applied_at IS NOT NULL
       AND finished_at IS NULL`,
    shopId,
    changeId,
  );
  if (!change) return;
  for (let { done } = change; ; ) {
    const next = await sqlTransaction((tx) => applyBatch(tx, shopId, change, done, now));
    if (next === null) return;
    // Plans that were made for an empty ledger read the whole of one that is not.
    if (done === 0) await pool.query(`ANALYZE ${LEDGER_TABLES}`);
    done = next;
    if (!until()) continue;
    await sqlTransaction((tx) => enqueue(tx, 'loyalty/apply-change', { shopId, changeId }));
    return;
  }
}

/** Posts the lines after `done`; gives back the last one, or null at the end. */
async function applyBatch(
  tx: LedgerTx,
  shopId: number,
  change: Applied,
  done: number,
  now: Date,
): Promise<number | null> {
  const rows = await query<Row>(
    tx,
    `SELECT line, customer_id, points, tier_id FROM loyalty_bulk_row
     WHERE shop_id = $1::int AND change_id = $2::text::uuid AND line > $3::int
       AND problem IS NULL AND customer_id IS NOT NULL
     ORDER BY line LIMIT ${BATCH}`,
    shopId,
    change.id,
    done,
  );
  const last = rows.at(-1);
  if (!last) {
    await finish(tx, shopId, change.id, now);
    return null;
  }
  const accounts = await enrolRows(tx, shopId, change, rows);
  const programme = {
    versions: await readVersions(tx, shopId),
    calendar: shopCalendar((await shopById(shopId, tx))?.timezone ?? 'UTC'),
  };
  const expiresAt = lapsesAt(change.applied_at, programme.versions, [], programme.calendar);
  await postRows(tx, shopId, change, rows, accounts, expiresAt);
  const ids = [...accounts.values()].map(({ id }) => id);
  await placeRows(tx, shopId, change.id, rows, accounts, programme.versions, now);
  await placeTiers(tx, shopId, ids, programme, now);
  await tellBirthdays(tx, shopId, change, rows);
  await query(
    tx,
    `UPDATE loyalty_bulk_change SET done = $3::int WHERE shop_id = $1::int AND id = $2::text::uuid`,
    shopId,
    change.id,
    last.line,
  );
  return last.line;
}

async function finish(tx: LedgerTx, shopId: number, changeId: string, now: Date): Promise<void> {
  await query(tx, COUNT, shopId, changeId);
  await query(
    tx,
    `UPDATE loyalty_bulk_change SET finished_at = $3::text::timestamptz, done = 0
     WHERE shop_id = $1::int AND id = $2::text::uuid`,
    shopId,
    changeId,
    now.toISOString(),
  );
  await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  await enqueue(tx, 'loyalty/keep-months', { shopId }, { key: 'all' });
}

async function enrolRows(
  tx: LedgerTx,
  shopId: number,
  { id, applied_at: at }: Applied,
  rows: readonly Row[],
): Promise<Map<bigint, Account>> {
  const ids = `{${rows.map((row) => row.customer_id).join(',')}}`;
  // Who was a member here before stays as they are. Behind the limit each customer is looked up by
  // the key; joined, the whole table is read for every batch.
  const made = await query<{ id: string }>(
    tx,
    `INSERT INTO loyalty_account (shop_id, customer_id, status, joined_via, joined_at)
     SELECT $1::int, c.id, CASE WHEN r.is_blocked THEN 'blocked' ELSE 'member' END, 'import',
       least(r.joined_at, $5::text::timestamptz)
     FROM loyalty_bulk_row r CROSS JOIN LATERAL (SELECT * FROM customer
       WHERE shop_id = $1::int AND id = r.customer_id LIMIT 1) c
     WHERE r.shop_id = $1::int AND r.change_id = $2::text::uuid AND r.line >= $3::int
       AND r.line <= $4::int AND r.problem IS NULL
       AND c.deleted_at IS NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
     ORDER BY c.id ON CONFLICT DO NOTHING RETURNING customer_id::text AS id`,
    shopId,
    id,
    ...linesOf(rows),
    at.toISOString(),
  );
  // Their earlier orders count beside the points of the file, as for everybody who joins.
  for (let from = 0; from < made.length; from += 1000) {
    const customerIds = made.slice(from, from + 1000).map((one) => one.id);
    await enqueue(tx, 'loyalty/award-customers', { shopId, customerIds });
  }
  const accounts = await query<Account>(
    tx,
    `SELECT id, customer_id, balance, last_taken_at FROM loyalty_account
     WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[])
       AND status IN ('member', 'blocked') ORDER BY id FOR UPDATE`,
    shopId,
    ids,
  );
  return new Map(accounts.map((account) => [account.customer_id, account]));
}

const linesOf = (rows: readonly Row[]) => [rows[0]!.line, rows.at(-1)!.line];

const TOLD = `WHERE shop_id = $1::int AND change_id = $2::text::uuid
  AND line >= $3::int AND line <= $4::int AND birth_month IS NOT NULL`;

/** Birthdays go to those who have told none, and out of the lines. */
async function tellBirthdays(
  tx: LedgerTx,
  shopId: number,
  { id, applied_at: at }: Applied,
  rows: readonly Row[],
): Promise<void> {
  await query(
    tx,
    `WITH told AS (
       SELECT customer_id, birth_month, birth_day FROM loyalty_bulk_row ${TOLD}
     ), gone AS (
       UPDATE loyalty_bulk_row SET birth_month = NULL, birth_day = NULL ${TOLD}
     )
     INSERT INTO loyalty_member_detail (shop_id, account_id, birth_month, birth_day, set_at)
     SELECT $1::int, a.id, told.birth_month, told.birth_day, $5::text::timestamptz
     FROM told CROSS JOIN LATERAL (SELECT id, status FROM loyalty_account
       WHERE shop_id = $1::int AND customer_id = told.customer_id LIMIT 1) a
     WHERE a.status IN ('member', 'blocked')
     ON CONFLICT DO NOTHING`,
    shopId,
    id,
    ...linesOf(rows),
    longAgo(at).toISOString(),
  );
}

async function postRows(
  tx: LedgerTx,
  shopId: number,
  change: Applied,
  rows: readonly Row[],
  accounts: ReadonlyMap<bigint, Account>,
  expiresAt: Date | null,
): Promise<void> {
  const entries: NewEntry[] = [];
  const changed: { line: number; points: bigint; problem: string | null }[] = [];
  for (const { line, customer_id, points } of rows) {
    const account = accounts.get(customer_id);
    // Balances may have fallen since the lines were checked: nobody is left below zero.
    const had = account && account.balance > 0n ? account.balance : 0n;
    const real = points < -had ? -had : points;
    const problem = problemOf(account, points, real);
    if (real !== points || problem !== null) changed.push({ line, points: real, problem });
    if (account && real !== 0n) entries.push(entryOf(change, line, account, real, expiresAt));
  }
  await post(tx, shopId, entries);
  await correctRows(tx, shopId, change.id, changed);
  await writeNotes(tx, shopId, change, entries);
}

/** Why a line that was good when it was checked does nothing. */
function problemOf(account: Account | undefined, points: bigint, real: bigint): string | null {
  if (!account) return 'no-such-customer';
  return points < 0n && real === 0n ? 'nothing-to-take' : null;
}

function entryOf(
  change: Applied,
  line: number,
  account: Account,
  points: bigint,
  expiresAt: Date | null,
): NewEntry {
  const subject = subjectOf(change.id, line);
  const at = change.applied_at;
  const reason = change.source === 'selection' ? 'merchant' : 'import';
  const entry = { accountId: account.id, kind: 'adjust' as const, points, subject, reason };
  if (points < 0n) {
    const occurredAt = later(at, account.last_taken_at);
    return { ...entry, key: subject, effect: 'take', occurredAt };
  }
  const dates = { earnedAt: at, availableAt: at, expiresAt };
  return { ...entry, key: subject, effect: 'lot', occurredAt: at, dates };
}

/** What the entry of a line is about, and its key. */
export const subjectOf = (changeId: string, line: number) => `import/${changeId}/${line}`;

const correctRows = (tx: LedgerTx, shopId: number, changeId: string, rows: readonly object[]) =>
  query(
    tx,
    `UPDATE loyalty_bulk_row r SET points = n.points, problem = n.problem
     FROM jsonb_to_recordset($3::text::jsonb) AS n (line int, points bigint, problem text)
     WHERE r.shop_id = $1::int AND r.change_id = $2::text::uuid AND r.line = n.line`,
    shopId,
    changeId,
    canonicalJson(rows),
  );

/** The merchant's reason stands beside each entry: members read it there. */
async function writeNotes(
  tx: LedgerTx,
  shopId: number,
  { reason, author }: Applied,
  entries: readonly NewEntry[],
): Promise<void> {
  if (reason === '') return;
  await query(
    tx,
    `INSERT INTO loyalty_note (shop_id, entry_id, text, author)
     SELECT e.shop_id, e.id, $3, $4 FROM loyalty_entry e WHERE e.shop_id = $1::int
       AND e.key = ANY (ARRAY(SELECT jsonb_array_elements_text($2::text::jsonb)))
     ON CONFLICT DO NOTHING`,
    shopId,
    canonicalJson(entries.map((entry) => entry.key)),
    reason,
    author,
  );
}

/**
 * A tier that another programme gave is kept as if given by hand, for a year. Nobody falls by it:
 * what orders here have reached stands.
 */
async function placeRows(
  tx: LedgerTx,
  shopId: number,
  changeId: string,
  rows: readonly Row[],
  accounts: ReadonlyMap<bigint, Account>,
  versions: readonly RuleVersion[],
  at: Date,
): Promise<void> {
  const placed = rows.filter((row) => row.tier_id !== null && accounts.has(row.customer_id));
  const tiers = versionAt(versions, at)?.rules.tiers;
  if (placed.length === 0 || !tiers) return;
  const ids = placed.map((row) => accounts.get(row.customer_id)!.id);
  const held = await readHeldTiers(tx, shopId, ids);
  const keptUntil = new Date(at);
  keptUntil.setUTCFullYear(keptUntil.getUTCFullYear() + 1);
  const changes = placed.flatMap((row): (WrittenChange & { line: number })[] => {
    const { line, tier_id: tierId } = row;
    const accountId = accounts.get(row.customer_id)!.id;
    const current = held.get(accountId);
    if (placeOf(tiers, tierId) <= placeOf(tiers, current?.tierId ?? null)) return [];
    const number = (current?.number ?? 0) + 1;
    return [{ line, tierId, reason: 'by-hand', keptUntil, accountId, number, at }];
  });
  await writeTierChanges(tx, shopId, changes);
  // Undoing the change finds what it gave by this number.
  await query(
    tx,
    `UPDATE loyalty_bulk_row r SET tier_change = n.number
     FROM jsonb_to_recordset($3::text::jsonb) AS n (line int, number int)
     WHERE r.shop_id = $1::int AND r.change_id = $2::text::uuid AND r.line = n.line`,
    shopId,
    changeId,
    canonicalJson(changes.map(({ line, number }) => ({ line, number }))),
  );
}
