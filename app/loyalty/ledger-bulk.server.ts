// The ledger's wide door: new members with their first earnings, for a programme that starts in the
// past. Everything goes in by COPY, each account with its last balance. What is not new is refused
// as a whole and left to the usual door.
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { assert } from '#app/basics/assert.ts';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type CopyColumn, CopyRows, copyColumns } from '#app/copy-binary.ts';
import type { Sql } from '#app/db.server.ts';
import { breakdownText, contentHash, type NewEntry } from './ledger.server.ts';
import { storedContext } from './points.ts';

export type NewAccount = { id: bigint; customerId: bigint; entries: readonly NewEntry[] };

type AccountRow = {
  id: bigint;
  customerId: bigint;
  joinedAt: Date;
  balance: bigint;
  lastNumber: number;
};
type EntryRow = Omit<NewEntry, 'ruleVersion' | 'tier' | 'breakdown' | 'dates' | 'context'> & {
  number: number;
  balanceAfter: bigint;
  contentHash: Uint8Array;
  ruleVersion: number | null;
  tier: string | null;
  breakdown: string | null;
};
type LotRow = {
  subject: string;
  accountId: bigint;
  points: bigint;
  booked: bigint;
  remaining: bigint;
  earnedAt: Date;
  availableAt: Date | null;
  expiresAt: Date | null;
  context: string | null;
};

const ACCOUNT = copyColumns<AccountRow>({
  id: 'bigint',
  customerId: 'bigint',
  joinedAt: 'timestamptz',
  balance: 'bigint',
  lastNumber: 'integer',
});
const ENTRY = copyColumns<EntryRow>({
  accountId: 'bigint',
  number: 'integer',
  kind: 'text',
  effect: 'text',
  points: 'bigint',
  balanceAfter: 'bigint',
  key: 'text',
  contentHash: 'bytea',
  subject: 'text',
  reason: 'text',
  occurredAt: 'timestamptz',
  ruleVersion: 'integer',
  tier: 'text',
  breakdown: 'json',
});
const LOT = copyColumns<LotRow>({
  subject: 'text',
  accountId: 'bigint',
  points: 'bigint',
  booked: 'bigint',
  remaining: 'bigint',
  earnedAt: 'timestamptz',
  availableAt: 'timestamptz',
  expiresAt: 'timestamptz',
  context: 'json',
});

/** Bytes for the rows of some thousand entries, so that memory seldom has to grow. */
const ROOM = 4 << 20;
const UNIQUE_VIOLATION = '23505';

/** True if a row was refused because one like it exists: somebody else came first. */
export const isTaken = (error: unknown) => (error as { code?: string }).code === UNIQUE_VIOLATION;

/**
 * Accounts to be opened, given in ascending order of their customers, with their first entries:
 * each an earning with a subject of its own. Rows are made at once, so that nothing else has to be
 * kept.
 */
export class Opening {
  readonly #accounts: CopyRows<AccountRow>;
  readonly #entries: CopyRows<EntryRow>;
  readonly #lots: CopyRows<LotRow>;
  readonly #joinedAt: Date;

  constructor(shopId: number, joinedAt: Date) {
    this.#accounts = new CopyRows(ACCOUNT, shopId);
    this.#entries = new CopyRows(ENTRY, shopId, { room: ROOM });
    this.#lots = new CopyRows(LOT, shopId, { room: ROOM });
    this.#joinedAt = joinedAt;
  }

  add({ id, customerId, entries }: NewAccount): void {
    let balance = 0n;
    let lastNumber = 0;
    for (const entry of entries) {
      balance += entry.points;
      lastNumber += 1;
      this.#entries.add(entryRow(entry, lastNumber, balance));
      this.#lots.add(lotRow(entry));
    }
    this.#accounts.add({ id, customerId, joinedAt: this.#joinedAt, balance, lastNumber });
  }

  /**
   * Writes them. Throws what `isTaken` knows if a customer has an account or an entry's key or
   * subject exists; then the transaction is lost.
   */
  async write(tx: Sql): Promise<void> {
    await copy(tx, 'loyalty_account', ACCOUNT, this.#accounts.take());
    await copy(tx, 'loyalty_entry', ENTRY, this.#entries.take());
    await copy(tx, 'loyalty_lot', LOT, this.#lots.take());
  }
}

function entryRow(entry: NewEntry, number: number, balanceAfter: bigint): EntryRow {
  const breakdown = breakdownText(entry);
  return {
    accountId: entry.accountId,
    number,
    kind: entry.kind,
    effect: entry.effect,
    points: entry.points,
    balanceAfter,
    key: entry.key,
    // By way of hex: twice as fast as asking for bytes.
    contentHash: Buffer.from(contentHash(entry, breakdown), 'hex'),
    subject: entry.subject,
    reason: entry.reason,
    occurredAt: entry.occurredAt,
    ruleVersion: entry.ruleVersion ?? null,
    tier: entry.tier ?? null,
    breakdown,
  };
}

function lotRow({ accountId, effect, subject, points, dates, context }: NewEntry): LotRow {
  assert(effect === 'lot' && points > 0n && dates, 'a new member has earnings only');
  return {
    subject,
    accountId,
    points,
    booked: points,
    remaining: points,
    earnedAt: dates.earnedAt,
    availableAt: dates.availableAt,
    expiresAt: dates.expiresAt,
    context: context ? canonicalJson(storedContext(context)) : null,
  };
}

async function copy(
  tx: Sql,
  table: string,
  columns: readonly CopyColumn[],
  rows: Uint8Array | null,
): Promise<void> {
  if (rows === null) return;
  const names = columns.map((column) => column.name).join(', ');
  const stream = tx.query(copyFrom(`COPY ${table} (shop_id, ${names}) FROM STDIN BINARY`));
  stream.end(rows);
  await finished(stream);
}
