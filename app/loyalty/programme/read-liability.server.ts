// What is owed to members in points, month by month and now: the liability, the redemption rate,
// the breakage.
import { addUnits } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import { DAY_MS, OPENING } from '../points.ts';
import { query } from '../query.server.ts';

export type LiabilityMonth = {
  /** '2026-11', of the shop's calendar, by when things happened. */
  month: string;
  issued: bigint;
  /** Taken back by refunds and corrections; not below 0. */
  reversed: bigint;
  /** Redeemed less given back. */
  redeemed: bigint;
  expired: bigint;
  /** Points owed at the end of the month. */
  outstanding: bigint;
};
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

type MonthRow = Omit<LiabilityMonth, 'outstanding'> & { change: bigint };

const MONTHS = `
  SELECT to_char(occurred_at AT TIME ZONE $2, 'YYYY-MM') AS month,
    coalesce(sum(points) FILTER (WHERE kind = 'earn'
       OR (kind = 'adjust' AND points > 0)), 0)::bigint
      AS issued,
    coalesce(-sum(points) FILTER (WHERE kind = 'reverse'
       OR (kind = 'adjust' AND points < 0)), 0)::bigint
      AS reversed,
    coalesce(-sum(points) FILTER (WHERE kind IN ('redeem', 'return')), 0)::bigint AS redeemed,
    coalesce(-sum(points) FILTER (WHERE kind = 'expire'), 0)::bigint AS expired,
    coalesce(sum(points), 0)::bigint AS change
  FROM loyalty_entry
  WHERE shop_id = $1::int AND effect NOT IN ('carry-in', 'carry-out') AND reason <> 'merge'
  GROUP BY 1 ORDER BY 1`;

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

/** The months after `before` and before `month`, in which nothing happened. */
function monthsBetween(before: string | undefined, month: string): string[] {
  const quiet: string[] = [];
  const next = (one: string) => addUnits(`${one}-01`, 'month', 1).slice(0, 7);
  if (before !== undefined) for (let at = next(before); at < month; at = next(at)) quiet.push(at);
  return quiet;
}

/** The whole history of a shop's points by month. Nothing is owed to whom nobody knows any more. */
export async function readLiability(
  shop: { id: number; timezone: string },
  now: Date,
): Promise<Liability> {
  const [rows, [sums], [waiting]] = await Promise.all([
    query<MonthRow>(pool, MONTHS, shop.id, shop.timezone),
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
         AND ${OPENING} > $2::text::timestamptz AND ${OPENING} > earned_at`,
      shop.id,
      now.toISOString(),
    ),
  ]);
  let outstanding = 0n;
  const months = rows.flatMap(({ change, ...row }, at) => {
    const quiet = monthsBetween(rows[at - 1]?.month, row.month).map((month) => ({
      ...{ month, issued: 0n, reversed: 0n, redeemed: 0n, expired: 0n, outstanding },
    }));
    outstanding += change;
    return [...quiet, { ...row, outstanding }];
  });
  const total = (pick: (row: MonthRow) => bigint) => rows.reduce((all, row) => all + pick(row), 0n);
  const issued = total((row) => row.issued - row.reversed);
  const share = (part: bigint) => (issued > 0n ? Number(part) / Number(issued) : null);
  return {
    months,
    outstanding,
    owed: sums!.owed,
    debt: sums!.debt,
    pending: waiting!.pending,
    members: sums!.members,
    redemptionRate: share(total((row) => row.redeemed)),
    breakage: share(total((row) => row.expired)),
  };
}
