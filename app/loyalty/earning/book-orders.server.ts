// Writes what orders are worth into the ledger, and takes back what is worth it no more.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type NewEntry, post } from '../ledger.server.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { newEntry, type OrderEntry, orderOfSubject, secondSubject, stateKey } from './booking.ts';
import type { LoadedMember } from './load-members.server.ts';

export type PlannedEntry = { accountId: bigint; entry: OrderEntry };

/** Posts what members' orders come to, and takes back what is theirs no more; how many entries. */
export async function bookOrders(
  tx: LedgerTx,
  shopId: number,
  planned: readonly PlannedEntry[],
  members: readonly LoadedMember[],
  now: Date,
): Promise<number> {
  const strays = await strayEntries(tx, shopId, members, now);
  const first = planned.filter(({ entry }) => entry.isFirst);
  const again = planned.filter(({ entry }) => !entry.isFirst);
  const later = [...strays, ...(await namedAgain(tx, shopId, again))];
  const entries = [...later, ...(await withFreeSubjects(tx, shopId, first))];
  await post(tx, shopId, entries);
  return entries.length;
}

/** An order whose points another account keeps gets a second name in this one. */
async function withFreeSubjects(
  tx: LedgerTx,
  shopId: number,
  first: readonly PlannedEntry[],
): Promise<NewEntry[]> {
  if (first.length === 0) return [];
  const rows = await query<{ subject: string }>(
    tx,
    `SELECT subject FROM loyalty_lot WHERE shop_id = $1::int
       AND subject IN (SELECT jsonb_array_elements_text($2::text::jsonb))`,
    shopId,
    JSON.stringify(first.map(({ entry }) => entry.subject)),
  );
  const taken = new Set(rows.map((row) => row.subject));
  return first.map(({ accountId, entry }) => {
    const subject = taken.has(entry.subject)
      ? secondSubject(entry.orderId, accountId)
      : entry.subject;
    return newEntry(accountId, { ...entry, subject });
  });
}

/** Takes back what an account keeps for an order that belongs to somebody else by now. */
async function strayEntries(
  tx: LedgerTx,
  shopId: number,
  members: readonly LoadedMember[],
  now: Date,
): Promise<NewEntry[]> {
  const strays = members.flatMap((member) =>
    member.lots.filter((lot) => {
      const order = orderOfSubject(lot.subject);
      return order !== null && lot.booked !== 0n && !member.states.has(order);
    }),
  );
  if (strays.length === 0) return [];
  const rows = await query<{ id: bigint; updated_at: Date }>(
    tx,
    `SELECT id, updated_at FROM orders WHERE shop_id = $1::int AND customer_id IS NOT NULL
       AND id IN (SELECT jsonb_array_elements_text($2::text::jsonb)::bigint)`,
    shopId,
    canonicalJson(strays.map((lot) => orderOfSubject(lot.subject))),
  );
  const changed = new Map(rows.map((row) => [row.id, row.updated_at]));
  return strays.flatMap((lot) => {
    const asOf = changed.get(orderOfSubject(lot.subject)!);
    if (asOf === undefined) return [];
    const { subject, accountId, earnedAt, availableAt, expiresAt, booked } = lot;
    return [
      {
        accountId,
        kind: 'reverse' as const,
        effect: 'lot' as const,
        points: -booked,
        key: `${subject}/moved/${asOf.toISOString()}`,
        subject,
        reason: 'correction',
        occurredAt: now,
        dates: { earnedAt, availableAt, expiresAt },
      },
    ];
  });
}

/**
 * Names each entry after the order's state. Where one state gave an entry before and is worth
 * something else since an earlier order changed, the entry's place among those of the state is
 * added.
 */
async function namedAgain(
  tx: LedgerTx,
  shopId: number,
  again: readonly PlannedEntry[],
): Promise<NewEntry[]> {
  if (again.length === 0) return [];
  const rows = await query<{ key: string }>(
    tx,
    `SELECT e.key FROM jsonb_array_elements_text($2::text::jsonb) AS wanted
     JOIN loyalty_entry e ON e.shop_id = $1::int
       AND e.key >= wanted AND e.key < wanted || '~' AND e.key LIKE wanted || '%'`,
    shopId,
    JSON.stringify(again.map(({ entry }) => stateKey(entry))),
  );
  const known = new Set(rows.map((row) => row.key));
  return again.map(({ accountId, entry }) => newEntry(accountId, entry, freeKey(entry, known)));
}

function freeKey(entry: OrderEntry, known: ReadonlySet<string>): string {
  const key = stateKey(entry);
  if (!known.has(key)) return key;
  for (let place = 2; ; place++) {
    if (!known.has(`${key}/${place}`)) return `${key}/${place}`;
  }
}
