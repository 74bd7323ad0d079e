// What is owed to members in points, month by month and now: the liability, the redemption rate,
// the breakage.
import { dayOf } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import { DAY_MS, HAS_WINDOW } from '../points.ts';
import { query } from '../query.server.ts';
import { readMonths } from './keep-months.server.ts';
import { historyOf, type LiabilityMonth, type MonthSums } from './liability-months.ts';

export type Liability = {
  months: LiabilityMonth[];
  outstanding: bigint;
  /** Owed to members whose balance is above 0; the debts of others are not taken off. */
  owed: bigint;
  pending: bigint;
  debt: bigint;
  /**
   * Redeemed share of all that was ever issued and not reversed, 0 to 1; null where nothing was.
   */
  redemptionRate: number | null;
  /** Expired share of it. */
  breakage: number | null;
  members: number;
};

/** After so long the shop's own redemption rate says more than an assumption. */
const KNOWN_AFTER_DAYS = 180;
/** Accounts looked at; of more, as many as these are drawn by their number. */
const SAMPLE = 20_000;

/** The share of issued points that is redeemed, 0 to 1; null while nobody can know. */
export async function readRedemptionRate(shopId: number, now: Date): Promise<number | null> {
  const [shop] = await query<{ accounts: number; decidedAt: Date | null }>(
    pool,
    `SELECT (SELECT count(*)::int FROM loyalty_account WHERE shop_id = $1::int) AS accounts,
       min(created_at) AS "decidedAt" FROM loyalty_programme_version WHERE shop_id = $1::int`,
    shopId,
  );
  const { accounts, decidedAt } = shop!;
  if (decidedAt === null || +decidedAt > +now - KNOWN_AFTER_DAYS * DAY_MS) return null;
  const [sums] = await query<{ issued: bigint; redeemed: bigint }>(
    pool,
    `SELECT coalesce(sum(e.points) FILTER (WHERE e.kind IN ('earn', 'reverse', 'adjust')), 0)::bigint
         AS issued,
       coalesce(-sum(e.points) FILTER (WHERE e.kind IN ('redeem', 'return')), 0)::bigint AS redeemed
     FROM loyalty_account a
     JOIN loyalty_entry e ON e.shop_id = a.shop_id AND e.account_id = a.id
       AND e.effect NOT IN ('carry-in', 'carry-out') AND e.reason <> 'merge'
     WHERE a.shop_id = $1::int AND a.id % $2::int = 0`,
    shopId,
    Math.max(1, Math.ceil(accounts / SAMPLE)),
  );
  return sums!.issued > 0n ? Number(sums!.redeemed) / Number(sums!.issued) : null;
}

/** The whole history of a shop's points by month. Nothing is owed to whom nobody knows any more. */
export async function readLiability(
  shop: { id: number; timezone: string },
  now: Date,
): Promise<Liability> {
  const [sums, [balances], [waiting]] = await Promise.all([
    readMonths(shop),
    query<{ owed: bigint; debt: bigint; members: number }>(
      pool,
      `SELECT coalesce(sum(balance) FILTER (WHERE balance > 0), 0)::bigint AS owed,
         coalesce(-sum(balance) FILTER (WHERE balance < 0), 0)::bigint AS debt,
         count(*)::int AS members
       FROM loyalty_account WHERE shop_id = $1::int AND status IN ('member', 'blocked')`,
      shop.id,
    ),
    query<{ pending: bigint }>(
      pool,
      `SELECT coalesce(sum(remaining), 0)::bigint AS pending FROM loyalty_lot
       WHERE shop_id = $1::int AND remaining > 0
         AND ${HAS_WINDOW}
         AND (available_at IS NULL OR available_at > $2::text::timestamptz)`,
      shop.id,
      now.toISOString(),
    ),
  ]);
  const months = historyOf(sums, dayOf(now, shop.timezone).slice(0, 7));
  const total = (pick: (row: MonthSums) => bigint) =>
    sums.reduce((all, row) => all + pick(row), 0n);
  const issued = total((row) => row.issued - row.reversed);
  const share = (part: bigint) => (issued > 0n ? Number(part) / Number(issued) : null);
  return {
    months,
    outstanding: months.at(-1)?.outstanding ?? 0n,
    owed: balances!.owed,
    debt: balances!.debt,
    pending: waiting!.pending,
    members: balances!.members,
    redemptionRate: share(total((row) => row.redeemed)),
    breakage: share(total((row) => row.expired)),
  };
}
