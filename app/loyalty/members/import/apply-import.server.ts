// Posts the good rows of a checked file, batch by batch. Each line has its key: stopped and started
// again, or applied twice, nobody gets points twice.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { LEDGER_TABLES } from '../../earning/award-all.server.ts';
import { lapsesAt, shopCalendar } from '../../expiry/lot-dates.ts';
import { post } from '../../ledger.server.ts';
import { readVersions } from '../../programme/read.server.ts';
import { type LedgerTx, query } from '../../query.server.ts';
import { type WrittenChange, writeTierChanges } from '../../tiers/place-tiers.server.ts';
import { readHeldTiers } from '../../tiers/read.server.ts';

const BATCH = 2000;

/** Begins to apply a checked file; again it changes nothing. */
export async function startImport(
  shopId: number,
  importId: string,
  now: Date,
): Promise<Ok<{ isNew: boolean }> | Refused<'no-such-import'>> {
  return sqlTransaction(async (tx) => {
    const [row] = await query<{ applied_at: Date | null }>(
      tx,
      `SELECT applied_at FROM loyalty_import WHERE shop_id = $1::int AND id = $2::text::uuid
       FOR UPDATE`,
      shopId,
      importId,
    );
    if (!row) return refuse('no-such-import');
    if (row.applied_at !== null) return ok({ isNew: false });
    await query(
      tx,
      `UPDATE loyalty_import SET applied_at = $3::text::timestamptz
       WHERE shop_id = $1::int AND id = $2::text::uuid`,
      shopId,
      importId,
      now.toISOString(),
    );
    await enqueue(tx, 'loyalty/apply-import', { shopId, importId });
    return ok({ isNew: true });
  });
}

type Row = { line: number; customer_id: bigint; points: bigint; tier_id: string | null };
type Account = { id: bigint; customer_id: bigint };

/** Applies what is left of an import until the slice is over; then a further job goes on. */
export async function applyImport(
  shopId: number,
  importId: string,
  until: () => boolean,
  now: Date,
): Promise<void> {
  const [started] = await query<{ applied_at: Date | null; done: number }>(
    pool,
    `SELECT applied_at, done FROM loyalty_import
     WHERE shop_id = $1::int AND id = $2::text::uuid AND finished_at IS NULL`,
    shopId,
    importId,
  );
  if (!started?.applied_at) return;
  for (let done = started.done; ; ) {
    const next = await sqlTransaction((tx) =>
      applyBatch(tx, shopId, importId, done, { appliedAt: started.applied_at!, now }),
    );
    if (next === null) return;
    // Plans that were made for an empty ledger read the whole of one that is not.
    if (done === 0) await pool.query(`ANALYZE ${LEDGER_TABLES}`);
    done = next;
    if (!until()) continue;
    await sqlTransaction((tx) => enqueue(tx, 'loyalty/apply-import', { shopId, importId }));
    return;
  }
}

/** Applies the lines after `done`; gives back the last one, or null at the end. */
async function applyBatch(
  tx: LedgerTx,
  shopId: number,
  importId: string,
  done: number,
  { appliedAt: at, now }: { appliedAt: Date; now: Date },
): Promise<number | null> {
  const rows = await query<Row>(
    tx,
    `SELECT line, customer_id, points, tier_id FROM loyalty_import_row
     WHERE shop_id = $1::int AND import_id = $2::text::uuid AND line > $3::int AND problem IS NULL
       AND customer_id IS NOT NULL
     ORDER BY line LIMIT ${BATCH}`,
    shopId,
    importId,
    done,
  );
  const last = rows.at(-1);
  if (!last) {
    await query(
      tx,
      `UPDATE loyalty_import SET finished_at = $3::text::timestamptz
       WHERE shop_id = $1::int AND id = $2::text::uuid`,
      shopId,
      importId,
      now.toISOString(),
    );
    await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
    return null;
  }
  const accounts = await enrolRows(tx, shopId, rows, at);
  await postRows(tx, shopId, importId, rows, accounts, at);
  await placeRows(tx, shopId, rows, accounts, at);
  await query(
    tx,
    `UPDATE loyalty_import SET done = $3::int WHERE shop_id = $1::int AND id = $2::text::uuid`,
    shopId,
    importId,
    last.line,
  );
  return last.line;
}

async function enrolRows(
  tx: LedgerTx,
  shopId: number,
  rows: readonly Row[],
  at: Date,
): Promise<Map<bigint, bigint>> {
  const ids = `{${rows.map((row) => row.customer_id).join(',')}}`;
  await query(
    tx,
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_via, joined_at)
     SELECT $1::int, c.id, 'import', $3::text::timestamptz
     FROM customer c WHERE c.shop_id = $1::int AND c.id = ANY ($2::text::bigint[])
       AND c.deleted_at IS NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
     ORDER BY c.id ON CONFLICT DO NOTHING`,
    shopId,
    ids,
    at.toISOString(),
  );
  const accounts = await query<Account>(
    tx,
    `SELECT id, customer_id FROM loyalty_account
     WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[])
       AND status IN ('member', 'blocked') ORDER BY id FOR UPDATE`,
    shopId,
    ids,
  );
  return new Map(accounts.map((account) => [account.customer_id, account.id]));
}

async function postRows(
  tx: LedgerTx,
  shopId: number,
  importId: string,
  rows: readonly Row[],
  accounts: ReadonlyMap<bigint, bigint>,
  at: Date,
): Promise<void> {
  const versions = await readVersions(tx, shopId);
  const timezone = (await shopById(shopId, tx))?.timezone ?? 'UTC';
  const expiresAt = lapsesAt(at, versions, [], shopCalendar(timezone));
  await post(
    tx,
    shopId,
    rows
      .filter((row) => row.points > 0n && accounts.has(row.customer_id))
      .map((row) => {
        const subject = `import/${importId}/${row.line}`;
        return {
          accountId: accounts.get(row.customer_id)!,
          kind: 'adjust' as const,
          effect: 'lot' as const,
          points: row.points,
          key: subject,
          subject,
          reason: 'import',
          occurredAt: at,
          dates: { earnedAt: at, availableAt: at, expiresAt },
        };
      }),
  );
}

/** A tier that another programme gave is kept as if given by hand, for a year. */
async function placeRows(
  tx: LedgerTx,
  shopId: number,
  rows: readonly Row[],
  accounts: ReadonlyMap<bigint, bigint>,
  at: Date,
): Promise<void> {
  const placed = rows.filter((row) => row.tier_id !== null && accounts.has(row.customer_id));
  if (placed.length === 0) return;
  const ids = placed.map((row) => accounts.get(row.customer_id)!);
  const held = await readHeldTiers(tx, shopId, ids);
  const keptUntil = new Date(at);
  keptUntil.setUTCFullYear(keptUntil.getUTCFullYear() + 1);
  const changes = placed.map((row): WrittenChange => {
    const accountId = accounts.get(row.customer_id)!;
    const number = (held.get(accountId)?.number ?? 0) + 1;
    return { tierId: row.tier_id, reason: 'by-hand', keptUntil, accountId, number, at };
  });
  await writeTierChanges(
    tx,
    shopId,
    changes.filter((change) => held.get(change.accountId)?.tierId !== change.tierId),
  );
}
