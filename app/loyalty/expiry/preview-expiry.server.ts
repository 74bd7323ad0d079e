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

type Lots = { earned_at: Date; activity: Date[]; points: bigint };

// Lots that were earned on one day of the shop share their fate.
const BY_DAY = `
  SELECT date_trunc('day', earned_at, $2) AS earned_at, '{}'::timestamptz[] AS activity,
    sum(remaining)::bigint AS points
  FROM loyalty_lot
  WHERE shop_id = $1::int AND remaining > 0 AND subject NOT LIKE 'grace/%'
  GROUP BY 1 ORDER BY 1`;

// What members did since keeps each lot alive on its own; of many members some are looked at.
const WITH_ACTIVITY = `
  WITH looked AS MATERIALIZED (
    SELECT id, customer_id, array(
      SELECT o.processed_at FROM orders o WHERE o.shop_id = $1::int
        AND o.customer_id = a.customer_id AND o.is_counted
      UNION ALL
      SELECT e.occurred_at FROM loyalty_entry e WHERE e.shop_id = $1::int
        AND e.account_id = a.id AND e.kind = 'redeem'
      ORDER BY 1) AS activity
    FROM loyalty_account a WHERE shop_id = $1::int AND id % $2::int = 0)
  SELECT l.earned_at, looked.activity, l.remaining * $2::int AS points
  FROM looked JOIN loyalty_lot l ON l.shop_id = $1::int AND l.account_id = looked.id
  WHERE l.remaining > 0 AND l.subject NOT LIKE 'grace/%' ORDER BY l.earned_at`;

/** Members looked at in full; of more, as many as these are drawn by their number. */
const SAMPLE = 20_000;

/** What is alive, with what decides how long it stays so. */
async function readAlive(
  shop: { id: number; timezone: string },
  versions: readonly RuleVersion[],
): Promise<Lots[]> {
  if (!versions.some(({ rules }) => rules.expiry.kind === 'after-activity')) {
    return query<Lots>(pool, BY_DAY, shop.id, shop.timezone);
  }
  const [counted] = await query<{ members: number }>(
    pool,
    'SELECT count(*)::int AS members FROM loyalty_account WHERE shop_id = $1::int',
    shop.id,
  );
  const every = Math.max(1, Math.ceil(counted!.members / SAMPLE));
  return query<Lots>(pool, WITH_ACTIVITY, shop.id, every);
}

/**
 * Under `expiry` from `now` on. The database adds lots up by day; where activity counts, that
 * of a shop with many members is scaled up from a sample. Activity to come cannot be known: it is
 * as if nobody did anything any more.
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
  const rules = [...versions, next];
  const lots = await readAlive(shop, rules);
  const calendar = shopCalendar(shop.timezone);
  const months = new Map<string, bigint>();
  let endless = 0n;
  let soonest: Date | null = null;
  for (const { earned_at: earnedAt, activity, points } of lots) {
    const end = lapsesAt(
      earnedAt,
      rules,
      activity.map((at) => ({ at, undoneAt: null })),
      calendar,
    );
    if (end === null) {
      endless += points;
      continue;
    }
    if (soonest === null || end < soonest) soonest = end;
    const month = calendar.dayOf(end).slice(0, 7);
    months.set(month, (months.get(month) ?? 0n) + points);
  }
  return {
    alive: lots.reduce((total, lot) => total + lot.points, 0n),
    byMonth: [...months]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, points]) => ({ month, points })),
    endless,
    soonest,
  };
}
