// Works out every balance and every lot again from the entries alone, and says what differs.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { log } from '#app/log.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { differingMonths } from './programme/keep-months.server.ts';
import { type LedgerTx, query } from './query.server.ts';
import { type AccountHistory, readHistories, settleHistory } from './settle.server.ts';

/** `accountId` is NOBODY's for a sum over all members. */
export type Difference = { accountId: bigint; what: string; stored: string; worked: string };
export type Verification = { accounts: number; entries: number; differences: Difference[] };

export const NOBODY = 0n;

/** How many accounts are worked out at a time. */
const BATCH = 1000;

const ACCOUNTS = `
  SELECT id, balance, debt, last_number, merged_into_id FROM loyalty_account
  WHERE shop_id = $1::int AND id > $2::bigint AND id <= $3::bigint ORDER BY id`;

type AccountRow = {
  id: bigint;
  balance: bigint;
  debt: bigint;
  last_number: number;
  merged_into_id: bigint | null;
};

const SUMS = `
  SELECT account_id, sum(points)::bigint AS total, count(*)::int AS entries,
    count(*) FILTER (WHERE number <> place OR balance_after <> running)::int AS breaks
  FROM (SELECT account_id, points, number, balance_after,
          row_number() OVER w AS place, sum(points) OVER w AS running
        FROM loyalty_entry
        WHERE shop_id = $1::int AND account_id > $2::bigint AND account_id <= $3::bigint
        WINDOW w AS (PARTITION BY account_id ORDER BY number)) numbered
  GROUP BY account_id`;

type SumRow = { account_id: bigint; total: bigint; entries: number; breaks: number };
const NO_ENTRIES = { total: 0n, entries: 0, breaks: 0 };

// A lot that a merger brought holds what was booked for it in both accounts. Few subjects differ,
// so only of those it is asked.
const BOOKED = `
  SELECT coalesce(e.account_id, l.account_id) AS account_id, subject,
    coalesce(l.booked, 0)::bigint AS booked, coalesce(e.worked, 0)::bigint AS worked
  FROM (SELECT subject, account_id, booked FROM loyalty_lot
    WHERE shop_id = $1::int AND account_id > $2::bigint AND account_id <= $3::bigint
      AND carried_at IS NULL AND subject NOT LIKE 'grace/%') l
  FULL JOIN (SELECT subject, account_id, sum(points) AS worked FROM loyalty_entry
    WHERE shop_id = $1::int AND account_id > $2::bigint AND account_id <= $3::bigint
      AND effect = 'lot'
    GROUP BY subject, account_id) e USING (subject)
  WHERE l.booked IS DISTINCT FROM e.worked
    AND (SELECT c.carried_at FROM loyalty_lot c
      WHERE c.shop_id = $1::int AND c.subject = coalesce(l.subject, e.subject)) IS NULL`;

// What a merged account had used stays with its own entries.
const USES = `
  SELECT l.account_id, u.entry_id, u.subject, u.points
  FROM loyalty_lot l JOIN loyalty_lot_use u ON u.shop_id = l.shop_id AND u.subject = l.subject
  WHERE l.shop_id = $1::int AND l.account_id > $2::bigint AND l.account_id <= $3::bigint
    AND (u.entry_id = 0 OR EXISTS (SELECT FROM loyalty_entry e
      WHERE e.shop_id = $1::int AND e.id = u.entry_id AND e.account_id = l.account_id))`;

type BookedRow = { account_id: bigint; subject: string; booked: bigint; worked: bigint };
type UseRow = { account_id: bigint; entry_id: bigint; subject: string; points: bigint };

/** The nightly verification: what it found is kept for the merchant's eyes. */
export async function verifyAndTell(shopId: number, now: Date): Promise<Verification> {
  const verification = await verifyLedger(shopId);
  const shop = await shopById(shopId);
  for (const { month, stored, worked } of shop ? await differingMonths(shop) : []) {
    const difference = { accountId: NOBODY, what: `kept sums of ${month}`, stored, worked };
    log.error({ shop: shopId, ...difference }, 'the ledger differs from its entries');
    verification.differences.push(difference);
  }
  const { accounts, entries, differences } = verification;
  await query(
    pool,
    `INSERT INTO loyalty_verification (shop_id, at, accounts, entries, differences, found)
     VALUES ($1::int, $2::text::timestamptz, $3::int, $4::text::bigint, $5::int, $6::text::jsonb)
     ON CONFLICT (shop_id) DO UPDATE SET at = excluded.at, accounts = excluded.accounts,
       entries = excluded.entries, differences = excluded.differences, found = excluded.found`,
    shopId,
    now.toISOString(),
    accounts,
    entries.toString(),
    differences.length,
    canonicalJson(differences.slice(0, 20)),
  );
  return verification;
}

export type VerificationTold = {
  at: Date;
  accounts: number;
  entries: bigint;
  differences: number;
  /** The first twenty. */
  found: { accountId: string; what: string; stored: string; worked: string }[];
};

/** What the newest verification found; null before the first. */
export async function readVerification(shopId: number): Promise<VerificationTold | null> {
  const [row] = await query<VerificationTold>(
    pool,
    `SELECT at, accounts, entries, differences, found FROM loyalty_verification
     WHERE shop_id = $1::int`,
    shopId,
  );
  return row ?? null;
}

/**
 * Verifies a whole shop, some accounts at a time; differences are reported, never repaired in
 * silence.
 */
export async function verifyLedger(shopId: number): Promise<Verification> {
  const result: Verification = { accounts: 0, entries: 0, differences: [] };
  for (let after = 0n; ; ) {
    const [slice] = await query<{ last: bigint | null }>(
      pool,
      `SELECT max(id) AS last FROM (SELECT id FROM loyalty_account
         WHERE shop_id = $1::int AND id > $2::bigint ORDER BY id LIMIT ${BATCH}) next`,
      shopId,
      after,
    );
    const last = slice!.last;
    if (last === null) break;
    // Of one instant: what is posted while they are read is no difference.
    await sqlTransaction(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      await verifyAccounts(tx, shopId, { after, last }, result);
    });
    after = last;
  }
  for (const difference of result.differences.slice(0, 100)) {
    log.error({ shop: shopId, ...difference }, 'the ledger differs from its entries');
  }
  const { accounts, entries, differences } = result;
  log.info({ shop: shopId, accounts, entries, differences: differences.length }, 'ledger verified');
  return result;
}

type Note = (what: string, stored: unknown, worked: unknown) => void;

async function verifyAccounts(
  tx: LedgerTx,
  shopId: number,
  { after, last }: { after: bigint; last: bigint },
  result: Verification,
): Promise<void> {
  const accounts = await query<AccountRow>(tx, ACCOUNTS, shopId, after, last);
  const sums = await query<SumRow>(tx, SUMS, shopId, after, last);
  const booked = await query<BookedRow>(tx, BOOKED, shopId, after, last);
  const uses = await query<UseRow>(tx, USES, shopId, after, last);
  const bookedOf = Map.groupBy(booked, (row) => row.account_id);
  const usesOf = Map.groupBy(uses, (row) => row.account_id);
  const histories = await readHistories(
    tx,
    shopId,
    accounts.map((row) => row.id),
  );
  const sumOf = new Map(sums.map((row) => [row.account_id, row]));
  for (const row of accounts) {
    const sum = sumOf.get(row.id) ?? NO_ENTRIES;
    const note: Note = (what, stored, worked) => {
      if (`${stored}` === `${worked}`) return;
      const difference = { what, stored: `${stored}`, worked: `${worked}` };
      result.differences.push({ accountId: row.id, ...difference });
    };
    result.accounts += 1;
    result.entries += sum.entries;
    note('balance', row.balance, sum.total);
    note('last number', row.last_number, sum.entries);
    note('entries out of their chain', sum.breaks, 0);
    for (const lot of bookedOf.get(row.id) ?? []) {
      note(`booked for ${lot.subject}`, lot.booked, lot.worked);
    }
    const history = histories.get(row.id)!;
    // Not by its status: the customer of a merged account may have been erased since.
    const isMerged = row.merged_into_id !== null;
    if (isMerged) note('lots of a merged account', history.lots.length, 0);
    else compareLots(row, history, usesOf.get(row.id) ?? [], note);
  }
}

/** Replays an account's history and compares what came of its lots. */
function compareLots(
  account: AccountRow,
  history: AccountHistory,
  stored: readonly UseRow[],
  note: Note,
): void {
  const { lots, uses, debt } = settleHistory(history);
  const worked = new Map(lots.map((lot) => [lot.subject, lot]));
  for (const lot of history.lots) {
    note(`left of ${lot.subject}`, lot.remaining, worked.get(lot.subject)?.remaining ?? 0n);
    note(`expired of ${lot.subject}`, lot.expired, worked.get(lot.subject)?.expired ?? 0n);
  }
  const left = lots.reduce((total, lot) => total + lot.remaining, 0n);
  note('debt', account.debt, debt);
  note('lots without debt', account.balance, left - debt);
  const subjects = new Set(lots.map((lot) => lot.subject));
  const text = (use: { entry_id: bigint; subject: string; points: bigint }) =>
    `${use.points} of ${use.subject} by ${use.entry_id}`;
  const expected = uses
    .filter((use) => subjects.has(use.subject))
    .map((use) => text({ ...use, entry_id: use.entryId }));
  note('uses', stored.map(text).sort().join(', '), expected.sort().join(', '));
}
