// A merchant gives or takes points by hand, forgives a debt, releases what is pending, and undoes
// what was done so.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { lapsesAt, shopCalendar } from '../expiry/lot-dates.ts';
import {
  type LockedAccount,
  later,
  lockAccount,
  type NewEntry,
  type Posted,
  post,
} from '../ledger.server.ts';
import { readVersions } from '../programme/read.server.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { readUndoable, undoingOf } from './undo-entry.server.ts';

/** Larger than any adjustment that is meant. */
export const MOST_POINTS = 10_000_000n;

export type Adjustment = {
  accountId: bigint;
  /** Signed. */
  points: bigint;
  /** Made by the caller before asking, so that a repeated request adjusts once. */
  id: string;
  /** In the merchant's words; the member reads it. */
  note: string;
  author: string;
  now: Date;
};
export type AdjustRefusal = Refused<
  'no-such-member' | 'nothing-to-do' | 'too-many-points' | 'more-than-balance' | 'key-used'
>;

/**
 * Adjusts one member's points. What is taken never makes a balance negative. An id that stands for
 * another change already is refused as `key-used`.
 */
export async function adjustPoints(
  shopId: number,
  adjustment: Adjustment,
): Promise<Ok<Posted> | AdjustRefusal> {
  const { points, accountId, id, note, author, now } = adjustment;
  if (points === 0n) return refuse('nothing-to-do');
  if (points > MOST_POINTS || points < -MOST_POINTS) return refuse('too-many-points');
  return sqlTransaction(async (tx) => {
    const account = await lock(tx, shopId, accountId);
    if (!account) return refuse('no-such-member');
    const subject = `adjust/${id}`;
    const known = await entryOf(tx, shopId, subject);
    if (known) return sameOr(known, { points, accountIds: [accountId, account.id] });
    if (points < 0n && account.balance + points < 0n) return refuse('more-than-balance');
    const entry = await entryFor(tx, shopId, account, { subject, points, now, reason: 'merchant' });
    const [posted] = await post(tx, shopId, [entry]);
    await writeNote(tx, shopId, posted!.entryId, note, author);
    await tellShopify(tx, shopId);
    return ok(posted!);
  });
}

/** Forgives what a member owes after a refund of spent points. */
export async function writeOffDebt(
  shopId: number,
  { accountId, id, note, author, now }: Omit<Adjustment, 'points'>,
): Promise<Ok<Posted> | AdjustRefusal> {
  return sqlTransaction(async (tx) => {
    const account = await lock(tx, shopId, accountId);
    if (!account) return refuse('no-such-member');
    const subject = `write-off/${id}`;
    const known = await entryOf(tx, shopId, subject);
    if (known) return sameOr(known, { points: null, accountIds: [accountId, account.id] });
    if (account.balance >= 0n) return refuse('nothing-to-do');
    const points = -account.balance;
    const entry = await entryFor(tx, shopId, account, {
      subject,
      points,
      now,
      reason: 'write-off',
    });
    const [posted] = await post(tx, shopId, [entry]);
    await writeNote(tx, shopId, posted!.entryId, note, author);
    await tellShopify(tx, shopId);
    return ok(posted!);
  });
}

/**
 * Undoes an adjustment, or a line of a bulk change, by a compensating entry. Points that were given
 * and have been spent or have lapsed since stay: what is left is taken back.
 */
export async function undoAdjustment(
  shopId: number,
  entryId: bigint,
  { note, author, now }: { note: string; author: string; now: Date },
): Promise<Ok<Posted> | Refused<'no-such-adjustment' | 'nothing-left'>> {
  return sqlTransaction(async (tx) => {
    const [given] = await query<{ key: string }>(
      tx,
      `SELECT key FROM loyalty_entry
       WHERE shop_id = $1::int AND id = $2::text::bigint AND kind = 'adjust' AND key = subject
         AND (key LIKE 'adjust/%' OR key LIKE 'write-off/%' OR key LIKE 'import/%')`,
      shopId,
      entryId.toString(),
    );
    const [entry] = given ? await readUndoable(tx, shopId, [given.key]) : [];
    if (!entry || entry.status === 'erased') return refuse('no-such-adjustment');
    const known = await entryOf(tx, shopId, `${entry.key}/undo`);
    if (known) return ok(known);
    const undoing = undoingOf(entry, now);
    if (undoing === null) return refuse('nothing-left');
    const [posted] = await post(tx, shopId, [undoing]);
    await writeNote(tx, shopId, posted!.entryId, note, author);
    await tellShopify(tx, shopId);
    return ok(posted!);
  });
}

/** Opens a member's pending points before their return window ends; gives back how many. */
export async function releasePending(
  shopId: number,
  accountId: bigint,
  now: Date,
): Promise<bigint> {
  return sqlTransaction(async (tx) => {
    const account = await lock(tx, shopId, accountId);
    if (!account) return 0n;
    const [row] = await query<{ points: bigint }>(
      tx,
      `WITH opened AS (
         UPDATE loyalty_lot SET released_at = $3::text::timestamptz
         WHERE shop_id = $1::int AND account_id = $2::text::bigint AND remaining > 0
           AND released_at IS NULL
           AND (available_at IS NULL OR available_at > $3::text::timestamptz)
         RETURNING remaining)
       SELECT coalesce(sum(remaining), 0)::bigint AS points FROM opened`,
      shopId,
      account.id.toString(),
      now.toISOString(),
    );
    await query(
      tx,
      `UPDATE loyalty_account SET is_fact_due = true
       WHERE shop_id = $1::int AND id = $2::text::bigint`,
      shopId,
      account.id.toString(),
    );
    await tellShopify(tx, shopId);
    return row!.points;
  });
}

/**
 * Shuts a member out, or lets them in again. A blocked member keeps points and cannot spend them;
 * orders go on being counted, but the tier and its perks rest until then.
 */
export async function setBlocked(
  shopId: number,
  accountId: bigint,
  isBlocked: boolean,
): Promise<boolean> {
  const [from, to] = isBlocked ? ['member', 'blocked'] : ['blocked', 'member'];
  return sqlTransaction(async (tx) => {
    const [account] = await query<{ customerId: bigint | null }>(
      tx,
      `UPDATE loyalty_account SET status = $4, is_fact_due = true
       WHERE shop_id = $1::int AND id = $2::text::bigint AND status = $3
       RETURNING customer_id AS "customerId"`,
      shopId,
      accountId.toString(),
      from,
      to,
    );
    if (account === undefined) return false;
    await tellShopify(tx, shopId);
    if (!isBlocked && account.customerId !== null) {
      await enqueue(tx, 'loyalty/award-customers', {
        shopId,
        customerIds: [`${account.customerId}`],
      });
    }
    return true;
  });
}

/** Locks an account, or the one that it was merged into; null if its person was erased. */
async function lock(tx: LedgerTx, shopId: number, id: bigint): Promise<LockedAccount | null> {
  const account = await lockAccount(tx, shopId, id);
  return account && account.status !== 'erased' ? account : null;
}

type Known = Posted & { points: bigint };

/** The entry that was posted before under the same id, if it is the one that is asked for now. */
function sameOr(
  { points, ...known }: Known,
  asked: { points: bigint | null; accountIds: readonly bigint[] },
): Ok<Posted> | Refused<'key-used'> {
  const isSame = asked.accountIds.includes(known.accountId);
  return isSame && (asked.points ?? points) === points ? ok(known) : refuse('key-used');
}

async function entryOf(tx: LedgerTx, shopId: number, key: string): Promise<Known | null> {
  const [row] = await query<Omit<Known, 'isNew'>>(
    tx,
    `SELECT id AS "entryId", account_id AS "accountId", balance_after AS balance, points
     FROM loyalty_entry WHERE shop_id = $1::int AND key = $2`,
    shopId,
    key,
  );
  return row ? { ...row, isNew: false } : null;
}

async function entryFor(
  tx: LedgerTx,
  shopId: number,
  account: LockedAccount,
  { subject, points, now, reason }: { subject: string; points: bigint; now: Date; reason: string },
): Promise<NewEntry> {
  const common = { accountId: account.id, kind: 'adjust' as const, points, reason };
  if (points < 0n) {
    const occurredAt = later(now, account.last_taken_at);
    return { ...common, effect: 'take', key: subject, subject, occurredAt };
  }
  const versions = await readVersions(tx, shopId);
  const timezone = (await shopById(shopId, tx))?.timezone ?? 'UTC';
  const expiresAt = lapsesAt(now, versions, [], shopCalendar(timezone));
  const dates = { earnedAt: now, availableAt: now, expiresAt };
  return { ...common, effect: 'lot', key: subject, subject, occurredAt: now, dates };
}

/** Free text stands beside the entry: it may name a person and can then be erased. */
async function writeNote(
  tx: LedgerTx,
  shopId: number,
  entryId: bigint,
  text: string,
  author: string,
): Promise<void> {
  if (text === '' && author === '') return;
  await query(
    tx,
    `INSERT INTO loyalty_note (shop_id, entry_id, text, author)
     VALUES ($1::int, $2::text::bigint, $3, $4) ON CONFLICT DO NOTHING`,
    shopId,
    entryId.toString(),
    text.slice(0, 500),
    author.slice(0, 200),
  );
}

const tellShopify = (tx: LedgerTx, shopId: number) =>
  enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
