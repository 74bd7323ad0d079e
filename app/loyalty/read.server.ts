// What others may know of members and their points.
import { type LedgerTx, query } from './query.server.ts';

export type Account = {
  id: bigint;
  customerId: bigint | null;
  status: 'member' | 'blocked' | 'merged' | 'erased';
  joinedAt: Date;
};

/** The account of a customer, or of whom they were merged into; null if they take no part. */
export async function accountOfCustomer(
  tx: LedgerTx,
  shopId: number,
  customerId: bigint,
): Promise<Account | null> {
  const [account] = await query<Account>(
    tx,
    `SELECT a.id, a.customer_id AS "customerId", a.status, a.joined_at AS "joinedAt"
     FROM loyalty_account own
     JOIN loyalty_account a ON a.shop_id = $1::int AND a.id = coalesce(own.merged_into_id, own.id)
     WHERE own.shop_id = $1::int AND own.customer_id = $2::text::bigint`,
    shopId,
    customerId.toString(),
  );
  return account ?? null;
}

export type Balance = {
  /** The sum of the entries; negative only after a refund of spent points. */
  balance: bigint;
  /** What can be spent now; never negative. */
  available: bigint;
  /** What waits for the end of a return window. */
  pending: bigint;
  /** When pending points open; `at` is null where the window has not begun. Earliest first. */
  opening: { at: Date | null; points: bigint }[];
  /** What lapses when, soonest first, pending points included. */
  expiring: { at: Date; points: bigint }[];
  /** Why the balance is below 0: the entry that took more than was left. Null otherwise. */
  negativeBecause: { reason: string; subject: string; at: Date } | null;
};

/** What pages, metafields and workflows show as the balance: pending points are not in it. */
export async function shownBalance(
  tx: LedgerTx,
  shopId: number,
  accountId: bigint,
  now: Date,
): Promise<bigint> {
  const { balance, pending } = await balanceOf(tx, shopId, accountId, now);
  return balance - pending;
}

type OpenLot = { points: bigint; opens_at: Date | null; expires_at: Date | null };

/** An account's points at `now`. Lots whose day has passed are no longer counted, booked or not. */
export async function balanceOf(
  tx: LedgerTx,
  shopId: number,
  accountId: bigint,
  now: Date,
): Promise<Balance> {
  const id = accountId.toString();
  const [account] = await query<{ balance: bigint }>(
    tx,
    `SELECT balance FROM loyalty_account WHERE shop_id = $1::int AND id = $2::text::bigint`,
    shopId,
    id,
  );
  const balance = account?.balance ?? 0n;
  const lots = await query<OpenLot>(
    tx,
    `SELECT sum(remaining)::bigint AS points, opens_at, expires_at
     FROM (SELECT remaining, expires_at,
             -- greatest() overlooks null, and null says here that the window has not begun
             CASE WHEN least(available_at, released_at) IS NOT NULL
               THEN greatest(earned_at, least(available_at, released_at)) END AS opens_at
           FROM loyalty_lot
           WHERE shop_id = $1::int AND account_id = $2::text::bigint AND remaining > 0
             AND (expires_at IS NULL OR expires_at > $3::text::timestamptz)) l
     GROUP BY opens_at, expires_at`,
    shopId,
    id,
    now.toISOString(),
  );
  return {
    ...sortLots(lots, now),
    balance,
    negativeBecause: await debtOf(tx, shopId, id, balance),
  };
}

function sortLots(lots: readonly OpenLot[], now: Date) {
  let available = 0n;
  let pending = 0n;
  const opening = new Map<number | null, bigint>();
  const expiring = new Map<number, bigint>();
  for (const { points, opens_at: opens, expires_at: ends } of lots) {
    if (opens !== null && opens <= now) available += points;
    else {
      pending += points;
      const at = opens === null ? null : +opens;
      opening.set(at, (opening.get(at) ?? 0n) + points);
    }
    if (ends !== null) expiring.set(+ends, (expiring.get(+ends) ?? 0n) + points);
  }
  const never = Number.POSITIVE_INFINITY;
  return {
    available,
    pending,
    opening: [...opening]
      .sort(([a], [b]) => (a ?? never) - (b ?? never))
      .map(([at, points]) => ({ at: at === null ? null : new Date(at), points })),
    expiring: [...expiring]
      .sort(([a], [b]) => a - b)
      .map(([at, points]) => ({ at: new Date(at), points })),
  };
}

async function debtOf(tx: LedgerTx, shopId: number, id: string, balance: bigint) {
  if (balance >= 0n) return null;
  const [entry] = await query<{ reason: string; subject: string; at: Date }>(
    tx,
    `SELECT reason, subject, occurred_at AS at FROM loyalty_entry
     WHERE shop_id = $1::int AND account_id = $2::text::bigint AND points < 0 AND balance_after < 0
     ORDER BY number DESC LIMIT 1`,
    shopId,
    id,
  );
  return entry ?? null;
}
