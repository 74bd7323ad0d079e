// The history of what is owed in points, month by month, out of sums by month.
import { addUnits } from '#app/basics/calendar.ts';

/** What the entries of one month come to. */
export type MonthSums = {
  /** '2026-11', of the shop's calendar, by when things happened. */
  month: string;
  issued: bigint;
  /** Taken back by refunds and corrections; not below 0. */
  reversed: bigint;
  /** Redeemed less given back. */
  redeemed: bigint;
  expired: bigint;
  /** All of them together. */
  change: bigint;
};

/** `outstanding`: points owed at the end of the month. */
export type LiabilityMonth = Omit<MonthSums, 'change'> & { outstanding: bigint };

const NOTHING = { issued: 0n, reversed: 0n, redeemed: 0n, expired: 0n, change: 0n };

/** The sums of both, in the order of the months. */
export function addMonths(a: readonly MonthSums[], b: readonly MonthSums[]): MonthSums[] {
  const months = new Map(a.map((sums) => [sums.month, sums]));
  for (const more of b) {
    const known = months.get(more.month) ?? { month: more.month, ...NOTHING };
    months.set(more.month, {
      month: more.month,
      issued: known.issued + more.issued,
      reversed: known.reversed + more.reversed,
      redeemed: known.redeemed + more.redeemed,
      expired: known.expired + more.expired,
      change: known.change + more.change,
    });
  }
  return [...months.values()].sort((x, y) => (x.month < y.month ? -1 : 1));
}

/** All months from the first to the present one, also those in which nothing happened. */
export function historyOf(sums: readonly MonthSums[], presentMonth: string): LiabilityMonth[] {
  const first = sums[0]?.month;
  if (first === undefined) return [];
  const last = [presentMonth, sums.at(-1)!.month].sort().at(-1)!;
  const known = new Map(sums.map((one) => [one.month, one]));
  const months: LiabilityMonth[] = [];
  let outstanding = 0n;
  for (let month = first; month <= last; month = addUnits(`${month}-01`, 'month', 1).slice(0, 7)) {
    const { change, ...own } = known.get(month) ?? { month, ...NOTHING };
    outstanding += change;
    months.push({ ...own, outstanding });
  }
  return months;
}
