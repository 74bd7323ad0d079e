// Who would be in which tier under other tiers: looked at before they are saved. Nobody loses
// points, and who falls keeps the tier for its time of grace.
import { pool } from '#app/db.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import type { Tiers } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { readStandings } from './read.server.ts';
import { placeReached } from './tier-decision.ts';

export type TierPreview = {
  /** From no tier upwards. */
  levels: { tierId: string | null; name: string; held: number; due: number }[];
  rising: number;
  falling: number;
};

const BATCH = 5000;

/** Compares the tiers that members hold with those that `tiers` would give them. */
export async function previewTiers(
  shop: { id: number; timezone: string },
  tiers: Tiers,
  now: Date,
): Promise<TierPreview> {
  const calendar = shopCalendar(shop.timezone);
  const counts = new Map<string | null, { held: number; due: number }>();
  const count = (tierId: string | null, when: 'held' | 'due') => {
    const known = counts.get(tierId) ?? { held: 0, due: 0 };
    known[when] += 1;
    counts.set(tierId, known);
  };
  const places = new Map(tiers.levels.map((level, place) => [level.id as string | null, place]));
  let [rising, falling] = [0, 0];
  for (let cursor = 0n; ; ) {
    const members = await query<{ id: bigint; tier_id: string | null }>(
      pool,
      `SELECT id, tier_id FROM loyalty_account WHERE shop_id = $1::int
         AND status IN ('member', 'blocked') AND id > $2::text::bigint
       ORDER BY id LIMIT ${BATCH}`,
      shop.id,
      cursor.toString(),
    );
    const last = members.at(-1);
    if (!last) break;
    cursor = last.id;
    const ids = members.map((member) => member.id);
    const standings = await readStandings(pool, shop.id, ids, tiers, calendar, now);
    for (const { id, tier_id: held } of members) {
      const due = placeReached(tiers, standings.get(id)?.value ?? 0n);
      const from = places.get(held) ?? -1;
      count(held, 'held');
      count(tiers.levels[due]?.id ?? null, 'due');
      if (due > from) rising += 1;
      if (due < from) falling += 1;
    }
  }
  const names = [{ id: null, name: 'No tier' }, ...tiers.levels];
  const levels = names.map(({ id: tierId, name }) => ({
    tierId,
    name,
    ...(counts.get(tierId) ?? { held: 0, due: 0 }),
  }));
  return { levels, rising, falling };
}
