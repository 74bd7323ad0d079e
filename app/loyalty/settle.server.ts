// Brings the lots of accounts in line with their whole history, where the database's fast paths
// could not.
import { hash } from 'node:crypto';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type LotFact, type Movement, type Settled, settleLots } from './lots.ts';
import { type LedgerTx, query } from './query.server.ts';

export type LotRow = {
  subject: string;
  account_id: bigint;
  points: bigint;
  remaining: bigint;
  expired: bigint;
  earned_at: Date;
  carried_at: Date | null;
  available_at: Date | null;
  released_at: Date | null;
  expires_at: Date | null;
  expired_at: Date | null;
};
type MovementRow = {
  id: bigint;
  account_id: bigint;
  number: number;
  effect: 'take' | 'give-back';
  points: bigint;
  subject: string;
  occurred_at: Date;
  breakdown: { of?: string } | null;
};
type UseRow = { key: string; subject: string; points: bigint };
export type AccountHistory = { lots: LotRow[]; movements: Movement[] };

/**
 * Everything the lots of these accounts follow from; three queries however many accounts there are.
 */
export async function readHistories(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
): Promise<Map<bigint, AccountHistory>> {
  const lots = await query<LotRow>(
    tx,
    `SELECT subject, account_id, points, remaining, expired, earned_at, carried_at, available_at,
            released_at, expires_at, expired_at
     FROM loyalty_lot WHERE shop_id = $1::int AND account_id = ANY ($2::bigint[])`,
    shopId,
    accountIds,
  );
  const moves = await query<MovementRow>(
    tx,
    `SELECT id, account_id, number, effect, points, subject, occurred_at, breakdown
     FROM loyalty_entry
     WHERE shop_id = $1::int AND account_id = ANY ($2::bigint[])
       AND effect IN ('take', 'give-back')`,
    shopId,
    accountIds,
  );
  const foreign = await foreignUses(tx, shopId, moves);
  const histories = new Map<bigint, AccountHistory>(
    accountIds.map((id) => [id, { lots: [], movements: [] }]),
  );
  for (const lot of lots) histories.get(lot.account_id)!.lots.push(lot);
  for (const row of moves) {
    histories.get(row.account_id)!.movements.push({
      effect: row.effect,
      subject: row.subject,
      points: row.points < 0n ? -row.points : row.points,
      at: row.occurred_at,
      number: row.number,
      entryId: row.id,
      foreignUses: row.breakdown?.of ? foreign.get(row.breakdown.of) : undefined,
    });
  }
  return histories;
}

/** What takings of accounts that were merged away had used, by the key of the taking. */
async function foreignUses(tx: LedgerTx, shopId: number, moves: readonly MovementRow[]) {
  const own = new Set(
    moves.filter((row) => row.effect === 'take').map((row) => `${row.account_id} ${row.subject}`),
  );
  const keys = moves
    .filter((row) => row.effect === 'give-back' && !own.has(`${row.account_id} ${row.subject}`))
    .map((row) => row.breakdown?.of)
    .filter((key) => key !== undefined);
  const uses = new Map<string, { subject: string; points: bigint }[]>();
  if (keys.length === 0) return uses;
  const rows = await query<UseRow>(
    tx,
    `SELECT e.key, u.subject, u.points FROM loyalty_entry e
     JOIN loyalty_lot_use u ON u.shop_id = e.shop_id AND u.entry_id = e.id
     WHERE e.shop_id = $1::int
       AND e.key IN (SELECT jsonb_array_elements_text($2::text::jsonb))
     ORDER BY e.key, u.subject`,
    shopId,
    JSON.stringify(keys),
  );
  for (const key of keys) uses.set(key, []);
  for (const { key, subject, points } of rows) uses.get(key)!.push({ subject, points });
  return uses;
}

/** The lots of an account as its history says they are. */
export function settleHistory({ lots, movements }: AccountHistory): Settled {
  const facts: LotFact[] = lots.filter((lot) => !isGrace(lot)).map(factOf);
  const lapsed = lots.filter((lot) => isGrace(lot) && lot.expired_at !== null);
  return settleLots(facts, movements, new Set(lapsed.map((lot) => lot.subject)));
}

/** The date from which a lot can be spent, a release by hand included. */
export function opensAt(lot: Pick<LotRow, 'available_at' | 'released_at'>): Date | null {
  const { available_at: due, released_at: released } = lot;
  if (due === null || released === null) return due ?? released;
  return due < released ? due : released;
}

/**
 * A grace follows from a give-back of its own account; one that a merger brought is a lot like any
 * other, for its give-back stayed behind.
 */
const isGrace = (lot: LotRow) => lot.subject.startsWith('grace/') && lot.carried_at === null;

const factOf = (lot: LotRow): LotFact => ({
  subject: lot.subject,
  points: lot.points,
  bornAt:
    lot.carried_at !== null && lot.carried_at > lot.earned_at ? lot.carried_at : lot.earned_at,
  earnedAt: lot.earned_at,
  availableAt: opensAt(lot),
  expiresAt: lot.expires_at,
  isExpired: lot.expired_at !== null,
});

/** Settles accounts whose rows the caller has locked, and books what their expiries come to now. */
export async function settle(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
): Promise<void> {
  const histories = await readHistories(tx, shopId, accountIds);
  const lots: object[] = [];
  const uses: object[] = [];
  const corrections: Correction[] = [];
  const debts: object[] = [];
  for (const [accountId, history] of histories) {
    const settled = settleHistory(history);
    debts.push({ id: accountId, debt: settled.debt, paidAt: settled.paidAt });
    const worked = new Map(settled.lots.map((lot) => [lot.subject, lot.expired]));
    for (const lot of settled.lots) lots.push({ ...lot, accountId });
    for (const lot of history.lots) {
      // A grace that no longer exists: what it had lapsed never was.
      const late = (worked.get(lot.subject) ?? 0n) - lot.expired;
      if (late !== 0n) corrections.push({ lot, points: late });
    }
    uses.push(...settled.uses);
  }
  await writeLots(tx, shopId, accountIds, lots, uses);
  await query(tx, WRITE_DEBTS, shopId, canonicalJson(debts));
  if (corrections.length > 0) {
    await query(
      tx,
      'SELECT o_entry FROM loyalty_post($1::int, $2::text::jsonb)',
      shopId,
      canonicalJson(await entriesOf(tx, shopId, corrections)),
    );
  }
}

type Correction = { lot: LotRow; points: bigint };

// A merger leaves the entries where they were.
const LAPSES = `
  SELECT subject, max(occurred_at) AS at FROM loyalty_entry
  WHERE shop_id = $1::int AND effect = 'expire' AND account_id IN (
    SELECT id FROM loyalty_account WHERE shop_id = $1::int
      AND (id = ANY ($2::text::bigint[]) OR merged_into_id = ANY ($2::text::bigint[])))
  GROUP BY subject`;

/**
 * The entries that correct expiries, dated as the expiry was. Each is named after the number that
 * it will have, which the caller's lock keeps free.
 */
async function entriesOf(tx: LedgerTx, shopId: number, corrections: readonly Correction[]) {
  const ids = `{${[...new Set(corrections.map(({ lot }) => lot.account_id))].join(',')}}`;
  const rows = await query<{ id: bigint; last_number: number }>(
    tx,
    `SELECT id, last_number FROM loyalty_account
     WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[])`,
    shopId,
    ids,
  );
  const lapses = await query<{ subject: string; at: Date }>(tx, LAPSES, shopId, ids);
  const lapsedAt = new Map(lapses.map((row) => [row.subject, row.at]));
  const numbers = new Map(rows.map((row) => [row.id, row.last_number]));
  return corrections.map(({ lot, points }) => {
    const { account_id: account, subject } = lot;
    const number = numbers.get(account)! + 1;
    numbers.set(account, number);
    const entry = {
      account,
      kind: 'expire',
      effect: 'expire',
      points: -points,
      subject,
      reason: 'expiry-corrected',
      // What lapsed with nothing left has no entry.
      occurredAt: lapsedAt.get(subject) ?? lot.expires_at ?? lot.expired_at,
      key: `lot/${subject}/expire/${account}-${number}`,
    };
    return { ...entry, hash: hash('sha256', canonicalJson(entry)) };
  });
}

const WRITE_LOTS = `
  WITH settled AS (
    SELECT * FROM jsonb_to_recordset($3::text::jsonb) AS (
      subject text, "accountId" bigint, points bigint, remaining bigint, expired bigint,
      "earnedAt" timestamptz, "availableAt" timestamptz, "expiresAt" timestamptz, "isGrace" boolean)
  ), gone AS (
    DELETE FROM loyalty_lot l
    WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])
      AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.subject = l.subject)
  ), known AS (
    UPDATE loyalty_lot l SET remaining = s.remaining, expired = s.expired,
      points = CASE WHEN s."isGrace" THEN s.points ELSE l.points END
    FROM settled s WHERE l.shop_id = $1::int AND l.subject = s.subject
      AND (l.remaining, l.expired, l.points) IS DISTINCT FROM (s.remaining, s.expired, s.points)
  )
  INSERT INTO loyalty_lot (shop_id, subject, account_id, points, booked, remaining,
    earned_at, available_at, expires_at)
  SELECT $1::int, subject, "accountId", points, 0, remaining, "earnedAt", "availableAt", "expiresAt"
  FROM settled WHERE "isGrace"
  ON CONFLICT (shop_id, subject) DO NOTHING`;

const WRITE_USES = `
  WITH gone AS (
    DELETE FROM loyalty_lot_use u
    WHERE u.shop_id = $1::int
      AND u.subject IN (SELECT subject FROM loyalty_lot
                        WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[]))
      AND (u.entry_id = 0 OR u.entry_id IN (
        SELECT id FROM loyalty_entry
        WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[]) AND effect <> 'lot'))
      AND NOT EXISTS (
        SELECT 1 FROM jsonb_to_recordset($3::text::jsonb) AS s ("entryId" bigint, subject text)
        WHERE s."entryId" = u.entry_id AND s.subject = u.subject)
  )
  INSERT INTO loyalty_lot_use AS u (shop_id, entry_id, subject, points)
  SELECT $1::int, "entryId", subject, points FROM jsonb_to_recordset($3::text::jsonb)
    AS s ("entryId" bigint, subject text, points bigint)
  ON CONFLICT (shop_id, entry_id, subject) DO UPDATE SET points = excluded.points
    WHERE u.points <> excluded.points`;

const WRITE_DEBTS = `
  UPDATE loyalty_account a
  SET debt = d.debt, last_taken_at = greatest(a.last_taken_at, d."paidAt")
  FROM jsonb_to_recordset($2::text::jsonb) AS d (id bigint, debt bigint, "paidAt" timestamptz)
  WHERE a.shop_id = $1::int AND a.id = d.id
    AND (a.debt <> d.debt OR d."paidAt" > coalesce(a.last_taken_at, '-infinity'))`;

async function writeLots(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
  lots: readonly object[],
  uses: readonly object[],
): Promise<void> {
  const ids = `{${accountIds.join(',')}}`;
  await query(tx, WRITE_LOTS, shopId, ids, canonicalJson(lots));
  await query(tx, WRITE_USES, shopId, ids, canonicalJson(uses));
}
