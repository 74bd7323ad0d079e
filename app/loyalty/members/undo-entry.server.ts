// The entries that undo changes made by hand: points that were given go out of their own lot, as
// far as the member still has them; points that were taken return to the lots they came from.
import { later, type NewEntry } from '../ledger.server.ts';
import { type LedgerTx, query } from '../query.server.ts';

export type Undoable = {
  /** The account that holds the points now, also after a merger. */
  accountId: bigint;
  status: string;
  balance: bigint;
  lastTakenAt: Date | null;
  key: string;
  subject: string;
  points: bigint;
  effect: string;
  /** Of the points that were given. */
  expired: bigint | null;
  earnedAt: Date | null;
  availableAt: Date | null;
  expiresAt: Date | null;
  /** What undid it before; null: nothing. */
  undonePoints: bigint | null;
};

const UNDOABLE = `
  SELECT a.id AS "accountId", a.status, a.balance, a.last_taken_at AS "lastTakenAt",
    e.key, e.subject, e.points, e.effect, l.expired, l.earned_at AS "earnedAt",
    l.available_at AS "availableAt", l.expires_at AS "expiresAt", u.points AS "undonePoints"
  FROM loyalty_entry e
  JOIN loyalty_account own ON own.shop_id = $1::int AND own.id = e.account_id
  JOIN loyalty_account a ON a.shop_id = $1::int AND a.id = coalesce(own.merged_into_id, own.id)
  LEFT JOIN loyalty_entry u ON u.shop_id = $1::int AND u.key = e.key || '/undo'
  LEFT JOIN loyalty_lot l ON l.shop_id = $1::int AND l.subject = e.subject
  WHERE e.shop_id = $1::int AND e.kind = 'adjust' AND e.key = e.subject
    AND e.key = ANY (ARRAY(SELECT jsonb_array_elements_text($2::text::jsonb)))
  ORDER BY a.id
  FOR UPDATE OF a`;

/** The changes with these keys, their accounts locked in the ledger's order. */
export const readUndoable = (
  tx: LedgerTx,
  shopId: number,
  keys: readonly string[],
): Promise<Undoable[]> => query<Undoable>(tx, UNDOABLE, shopId, JSON.stringify(keys));

/**
 * The entry that undoes a change; null where nothing is left to take back. Nobody is left below
 * zero by it, unless what is undone is the forgiving of a debt.
 */
export function undoingOf(entry: Undoable, now: Date): NewEntry | null {
  const { accountId, subject, key: of } = entry;
  const common = { accountId, kind: 'adjust' as const, key: `${of}/undo`, subject };
  const undoing = { ...common, reason: 'undone' };
  if (entry.effect === 'take') {
    const occurredAt = later(now, entry.lastTakenAt);
    const points = -entry.points;
    return { ...undoing, effect: 'give-back', points, occurredAt, breakdown: { of } };
  }
  const points = subject.startsWith('write-off/') ? entry.points : leftOf(entry);
  if (points <= 0n) return null;
  const dates = {
    earnedAt: entry.earnedAt ?? now,
    availableAt: entry.availableAt,
    expiresAt: entry.expiresAt,
  };
  return { ...undoing, effect: 'lot', points: -points, occurredAt: now, dates };
}

/** Of points that were given, what was neither spent nor has lapsed. */
function leftOf({ points, expired, balance }: Undoable): bigint {
  const alive = points - (expired ?? 0n);
  return alive < balance ? alive : balance;
}
