// Undoes a change of many members' points as a whole, by an entry for each line. Stopped and
// started again it goes on where it was; what cannot be undone is said by line.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { shopCalendar } from '../../expiry/lot-dates.ts';
import { type NewEntry, post } from '../../ledger.server.ts';
import { readVersions } from '../../programme/read.server.ts';
import { type LedgerTx, query } from '../../query.server.ts';
import { placeTiers, writeTierChanges } from '../../tiers/place-tiers.server.ts';
import type { TierReason } from '../../tiers/tier-decision.ts';
import { readUndoable, type Undoable, undoingOf } from '../undo-entry.server.ts';
import { subjectOf } from './apply-change.server.ts';

const BATCH = 2000;

/** Begins to undo a posted change; again it changes nothing. */
export async function startUndo(
  shopId: number,
  changeId: string,
  now: Date,
): Promise<Ok<{ isNew: boolean }> | Refused<'no-such-change' | 'not-posted'>> {
  return sqlTransaction(async (tx) => {
    const [row] = await query<{ finished_at: Date | null; undo_at: Date | null }>(
      tx,
      `SELECT finished_at, undo_at FROM loyalty_bulk_change
       WHERE shop_id = $1::int AND id = $2::text::uuid FOR UPDATE`,
      shopId,
      changeId,
    );
    if (!row) return refuse('no-such-change');
    if (row.finished_at === null) return refuse('not-posted');
    if (row.undo_at !== null) return ok({ isNew: false });
    await query(
      tx,
      `UPDATE loyalty_bulk_change SET undo_at = $3::text::timestamptz
       WHERE shop_id = $1::int AND id = $2::text::uuid`,
      shopId,
      changeId,
      now.toISOString(),
    );
    await enqueue(tx, 'loyalty/undo-change', { shopId, changeId });
    return ok({ isNew: true });
  });
}

type Undoing = { id: string; undo_at: Date; done: number };
type Row = { line: number; points: bigint; tier_change: number | null; is_erased: boolean };
type UndoneRow = { line: number; undone: bigint; problem: string | null };

/** Undoes what is left until the slice of time is over; then a further job goes on. */
export async function undoChange(
  shopId: number,
  changeId: string,
  until: () => boolean,
  now: Date,
): Promise<void> {
  const [change] = await query<Undoing>(
    pool,
    `SELECT id, undo_at, done FROM loyalty_bulk_change
     WHERE shop_id = $1::int AND id = $2::text::uuid AND undo_at IS NOT NULL
       AND undone_at IS NULL`,
    shopId,
    changeId,
  );
  if (!change) return;
  for (let { done } = change; ; ) {
    const next = await sqlTransaction((tx) => undoBatch(tx, shopId, change, done, now));
    if (next === null) return;
    done = next;
    if (!until()) continue;
    await sqlTransaction((tx) => enqueue(tx, 'loyalty/undo-change', { shopId, changeId }));
    return;
  }
}

/** Undoes the lines after `done`; gives back the last one, or null at the end. */
async function undoBatch(
  tx: LedgerTx,
  shopId: number,
  change: Undoing,
  done: number,
  now: Date,
): Promise<number | null> {
  const rows = await query<Row>(
    tx,
    `SELECT line, points, tier_change, customer_id IS NULL AS is_erased FROM loyalty_bulk_row
     WHERE shop_id = $1::int AND change_id = $2::text::uuid AND line > $3::int AND problem IS NULL
     ORDER BY line LIMIT ${BATCH}`,
    shopId,
    change.id,
    done,
  );
  const last = rows.at(-1);
  const step = last
    ? ['done', last.line.toString(), 'int']
    : ['undone_at', now.toISOString(), 'timestamptz'];
  if (last) {
    await lockThem(tx, shopId, change.id, rows);
    await undoPoints(tx, shopId, change, rows);
    await undoTiers(tx, shopId, change.id, rows, now);
  } else {
    await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  }
  await query(
    tx,
    `UPDATE loyalty_bulk_change SET ${step[0]} = $3::text::${step[2]}
     WHERE shop_id = $1::int AND id = $2::text::uuid`,
    shopId,
    change.id,
    step[1],
  );
  return last?.line ?? null;
}

/** Locks in the ledger's order all accounts whose points or tiers these lines changed. */
const lockThem = (tx: LedgerTx, shopId: number, changeId: string, rows: readonly Row[]) =>
  query(
    tx,
    `SELECT id FROM loyalty_account WHERE shop_id = $1::int AND id = ANY (ARRAY(
       SELECT coalesce(a.merged_into_id, a.id) FROM loyalty_entry e
       JOIN loyalty_account a ON a.shop_id = $1::int AND a.id = e.account_id
       WHERE e.shop_id = $1::int
         AND e.key = ANY (ARRAY(SELECT jsonb_array_elements_text($2::text::jsonb)))
       UNION
       SELECT a.id FROM loyalty_bulk_row r
       JOIN loyalty_account a ON a.shop_id = $1::int AND a.customer_id = r.customer_id
       WHERE r.shop_id = $1::int AND r.change_id = $3::text::uuid
         AND r.line = ANY (ARRAY(SELECT jsonb_array_elements_text($4::text::jsonb)::int))))
     ORDER BY id FOR UPDATE`,
    shopId,
    canonicalJson(rows.map((row) => subjectOf(changeId, row.line))),
    changeId,
    canonicalJson(rows.map((row) => row.line)),
  );

async function undoPoints(
  tx: LedgerTx,
  shopId: number,
  { id, undo_at: at }: Undoing,
  rows: readonly Row[],
): Promise<void> {
  const keys = rows.map((row) => subjectOf(id, row.line));
  const found = new Map((await readUndoable(tx, shopId, keys)).map((one) => [one.key, one]));
  const entries: NewEntry[] = [];
  const undone = rows.map((row, place): UndoneRow => {
    const entry = found.get(keys[place]!);
    const { undoing, ...outcome } = outcomeOf(row, entry, at);
    if (undoing === null) return outcome;
    entries.push(undoing);
    // After a merger two lines may be about one account.
    for (const other of found.values()) {
      if (other.accountId === undoing.accountId) other.balance += undoing.points;
    }
    return outcome;
  });
  await post(tx, shopId, entries);
  await query(
    tx,
    `UPDATE loyalty_bulk_row r SET undone = n.undone, undo_problem = n.problem
     FROM jsonb_to_recordset($3::text::jsonb) AS n (line int, undone bigint, problem text)
     WHERE r.shop_id = $1::int AND r.change_id = $2::text::uuid AND r.line = n.line`,
    shopId,
    id,
    canonicalJson(undone),
  );
}

/** What is undone of a line, and why it is less than all. */
function outcomeOf(
  { line, points, is_erased: isErased }: Row,
  entry: Undoable | undefined,
  at: Date,
): UndoneRow & { undoing: NewEntry | null } {
  const nothing = { line, undone: 0n, problem: null, undoing: null };
  if (points === 0n) return nothing;
  if (!entry || isErased || entry.status === 'erased') return { ...nothing, problem: 'erased' };
  if (entry.undonePoints !== null) return { ...nothing, undone: entry.undonePoints };
  const undoing = undoingOf(entry, at);
  const undone = undoing?.points ?? 0n;
  return { line, undone, problem: undone === -points ? null : 'spent', undoing };
}

type GivenTier = {
  account_id: bigint;
  number: number;
  before: string | null;
  reason: TierReason | null;
  kept_until: Date | null;
};

// What was given by hand before the change counts again.
const HAND_BEFORE = `
  UPDATE loyalty_account a SET hand_tier_id = hand.tier_id, hand_tier_until = hand.kept_until
  FROM jsonb_to_recordset($2::text::jsonb) AS t (account_id bigint, number int)
  LEFT JOIN LATERAL (SELECT tier_id, kept_until FROM loyalty_tier_change
    WHERE shop_id = $1::int AND account_id = t.account_id AND number < t.number
      AND reason = 'by-hand' ORDER BY number DESC LIMIT 1) hand ON true
  WHERE a.shop_id = $1::int AND a.id = t.account_id`;

/**
 * Tiers that the change gave and nothing has changed since go back to what they were; then the
 * orders decide again.
 */
async function undoTiers(
  tx: LedgerTx,
  shopId: number,
  changeId: string,
  rows: readonly Row[],
  now: Date,
): Promise<void> {
  const lines = rows.filter((row) => row.tier_change !== null).map((row) => row.line);
  if (lines.length === 0) return;
  const given = await query<GivenTier>(
    tx,
    `SELECT t.account_id, t.number, before.tier_id AS before, before.reason, before.kept_until
     FROM loyalty_bulk_row r
     JOIN loyalty_account a ON a.shop_id = r.shop_id AND a.customer_id = r.customer_id
       AND a.status IN ('member', 'blocked')
     JOIN loyalty_tier_change t ON t.shop_id = a.shop_id AND t.account_id = a.id
       AND t.number = r.tier_change
     LEFT JOIN loyalty_tier_change before ON before.shop_id = t.shop_id
       AND before.account_id = t.account_id AND before.number = t.number - 1
     WHERE r.shop_id = $1::int AND r.change_id = $2::text::uuid
       AND r.line IN (SELECT jsonb_array_elements_text($3::text::jsonb)::int)
       AND NOT EXISTS (SELECT FROM loyalty_tier_change newer WHERE newer.shop_id = t.shop_id
         AND newer.account_id = t.account_id AND newer.number > t.number)
     ORDER BY a.id FOR UPDATE OF a`,
    shopId,
    changeId,
    canonicalJson(lines),
  );
  await writeTierChanges(
    tx,
    shopId,
    given.map(
      ({ account_id: accountId, number, before: tierId, reason, kept_until: keptUntil }) => ({
        ...{ accountId, number: number + 1, tierId, at: now },
        ...{ reason: reason ?? 'lapsed', keptUntil },
      }),
    ),
  );
  await query(tx, HAND_BEFORE, shopId, canonicalJson(given));
  const versions = await readVersions(tx, shopId);
  const calendar = shopCalendar((await shopById(shopId, tx))?.timezone ?? 'UTC');
  const accountIds = given.map((row) => row.account_id);
  await placeTiers(tx, shopId, accountIds, { versions, calendar }, now);
}
