// What a change of the expiry rules would end, and when: looked at before it is saved.
import { pool } from '#app/db.server.ts';
import { readVersions } from '../programme/read.server.ts';
import type { Expiry, RuleVersion } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { lapsesAt, shopCalendar } from './lot-dates.ts';

export type ExpiryPreview = {
  /** Points alive now. */
  alive: bigint;
  /** Points that end by month under the new rule, soonest first. */
  byMonth: { month: string; points: bigint }[];
  /** Points that would have no end. */
  endless: bigint;
  /** The soonest end that the change brings; never before its notice is over. */
  soonest: Date | null;
};

/**
 * Under `expiry` from `now` on. Lots of one day share their fate, so the work does not grow with
 * the shop. Activity to
 * come cannot be known: under the after-activity rule it is as if nobody did anything any more.
 */
export async function previewExpiry(
  shop: { id: number; timezone: string },
  expiry: Expiry,
  now: Date,
): Promise<ExpiryPreview> {
  const versions = await readVersions(pool, shop.id);
  const last = versions.at(-1);
  if (!last) return { alive: 0n, byMonth: [], endless: 0n, soonest: null };
  const next: RuleVersion = {
    version: last.version + 1,
    effectiveFrom: now,
    rules: { ...last.rules, expiry },
  };
  const days = await query<{ earned_at: Date; points: bigint }>(
    pool,
    `SELECT date_trunc('day', earned_at) AS earned_at, sum(remaining)::bigint AS points
     FROM loyalty_lot
     WHERE shop_id = $1::int AND remaining > 0 AND subject NOT LIKE 'grace/%'
     GROUP BY 1 ORDER BY 1`,
    shop.id,
  );
  const calendar = shopCalendar(shop.timezone);
  const months = new Map<string, bigint>();
  let endless = 0n;
  let soonest: Date | null = null;
  for (const { earned_at: earnedAt, points } of days) {
    const end = lapsesAt(earnedAt, [...versions, next], [], calendar);
    if (end === null) {
      endless += points;
      continue;
    }
    if (soonest === null || end < soonest) soonest = end;
    const month = calendar.dayOf(end).slice(0, 7);
    months.set(month, (months.get(month) ?? 0n) + points);
  }
  return {
    alive: days.reduce((total, day) => total + day.points, 0n),
    byMonth: [...months]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, points]) => ({ month, points })),
    endless,
    soonest,
  };
}
