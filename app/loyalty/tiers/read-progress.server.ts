// A member's tier and the way to the next, for pages.
import { pool } from '#app/db.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import type { Rules } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { readHeldTiers, readStandings } from './read.server.ts';
import { placeByHand, progressOf, type TierProgress, type TierReason } from './tier-decision.ts';

export type MemberTierProgress = TierProgress & {
  /** When the present tier was decided; null without one. */
  since: Date | null;
  /** Until when it is kept without being reached; null: for as long as it is reached. */
  until: Date | null;
  /** Why it is held. */
  reason: TierReason | null;
  /** Promised by hand until its day, also while a higher tier is held. */
  byHand: { name: string; until: Date } | null;
};

/** Null where the programme has no tiers. */
export async function readTierProgress(
  shop: { id: number; timezone: string },
  accountId: bigint,
  rules: Rules,
  now: Date,
): Promise<MemberTierProgress | null> {
  const { tiers } = rules;
  if (tiers === null || tiers.levels.length === 0) return null;
  const calendar = shopCalendar(shop.timezone);
  const ids = [accountId];
  const [standings, held] = await Promise.all([
    readStandings(pool, shop.id, ids, tiers, calendar, now),
    readHeldTiers(pool, shop.id, ids),
  ]);
  const current = held.get(accountId);
  const progress = progressOf(
    tiers,
    current?.tierId ?? null,
    standings.get(accountId)?.value ?? 0n,
  );
  if (progress.level === null) {
    return { ...progress, since: null, until: null, reason: null, byHand: null };
  }
  const promised = tiers.levels[placeByHand(tiers, current?.byHand ?? null, now)] ?? null;
  const [entered] = await query<{ at: Date }>(
    pool,
    `SELECT at FROM loyalty_tier_change
     WHERE shop_id = $1::int AND account_id = $2::text::bigint AND number > coalesce((
       SELECT max(number) FROM loyalty_tier_change
       WHERE shop_id = $1::int AND account_id = $2::text::bigint
         AND tier_id IS DISTINCT FROM $3), 0)
     ORDER BY number LIMIT 1`,
    shop.id,
    accountId.toString(),
    progress.level.id,
  );
  return {
    ...progress,
    since: entered?.at ?? null,
    until: current?.keptUntil ?? null,
    reason: current?.reason ?? null,
    byHand: promised && { name: promised.name, until: current!.byHand!.keptUntil },
  };
}
