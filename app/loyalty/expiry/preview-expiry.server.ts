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

// The last order or redemption of each member is what keeps points alive; earlier ones are older.
const ALIVE = `
  SELECT date_trunc('day', l.earned_at, $2) AS earned_at,
    date_trunc('day', active.at, $2) AS active_at, sum(l.remaining)::bigint AS points
  FROM loyalty_lot l
  JOIN loyalty_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
  CROSS JOIN LATERAL (SELECT greatest(
    (SELECT max(o.processed_at) FROM orders o WHERE o.shop_id = a.shop_id
       AND o.customer_id = a.customer_id AND o.is_counted),
    (SELECT max(e.occurred_at) FROM loyalty_entry e WHERE e.shop_id = a.shop_id
       AND e.account_id = a.id AND e.kind = 'redeem')) AS at) active
  WHERE l.shop_id = $1::int AND l.remaining > 0 AND l.subject NOT LIKE 'grace/%'
  GROUP BY 1, 2 ORDER BY 1, 2`;

/**
 * Under `expiry` from `now` on. Lots that were earned on one day and last kept alive on one day
 * share their fate, so the work does not grow with the shop. Activity to come cannot be known:
 * under the after-activity rule it is as if nobody did anything any more.
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
  const days = await query<{ earned_at: Date; active_at: Date | null; points: bigint }>(
    pool,
    ALIVE,
    shop.id,
    shop.timezone,
  );
  const calendar = shopCalendar(shop.timezone);
  const months = new Map<string, bigint>();
  let endless = 0n;
  let soonest: Date | null = null;
  for (const { earned_at: earnedAt, active_at: activeAt, points } of days) {
    const activity = activeAt === null ? [] : [activeAt];
    const end = lapsesAt(earnedAt, [...versions, next], activity, calendar);
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
