// Who would be in which tier under other tiers: looked at before they are saved. Nobody loses
// points, and who falls keeps the tier for its time of grace.
import { pool } from '#app/db.server.ts';
import { readExcluded } from '../earning/read-excluded.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { type Tiers, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { readHeldTiers, readStandings } from './read.server.ts';
import { OUTSIDE, placeByHand, placeDue, type Standing } from './tier-decision.ts';

export type TierPreview = {
  /** From no tier upwards. */
  levels: { tierId: string | null; name: string; held: number; due: number }[];
  rising: number;
  falling: number;
};

const BATCH = 5000;
/** Members looked at; of more, as many as these are drawn by their number. */
const SAMPLE = 20_000;
const NOTHING: Standing = { value: 0n, memberships: [] };

/** Compares the tiers that members hold with those that `tiers` would give them. */
export async function previewTiers(
  shop: { id: number; timezone: string },
  tiers: Tiers,
  now: Date,
): Promise<TierPreview> {
  const calendar = shopCalendar(shop.timezone);
  const [counted] = await query<{ members: number }>(
    pool,
    `SELECT count(*)::int AS members FROM loyalty_account
     WHERE shop_id = $1::int AND status = 'member'`,
    shop.id,
  );
  const every = Math.max(1, Math.ceil(counted!.members / SAMPLE));
  const counts = new Map<string | null, { held: number; due: number }>();
  const count = (tierId: string | null, when: 'held' | 'due') => {
    const known = counts.get(tierId) ?? { held: 0, due: 0 };
    known[when] += every;
    counts.set(tierId, known);
  };
  const places = new Map(tiers.levels.map((level, place) => [level.id as string | null, place]));
  let [rising, falling] = [0, 0];
  const rules = versionAt(await readVersions(pool, shop.id), now)?.rules;
  for (let cursor = 0n; ; ) {
    const members = await query<{ id: bigint; tier_id: string | null }>(
      pool,
      `SELECT id, tier_id FROM loyalty_account WHERE shop_id = $1::int
         AND status = 'member' AND id > $2::text::bigint AND id % $3::int = 0
       ORDER BY id LIMIT ${BATCH}`,
      shop.id,
      cursor.toString(),
      every,
    );
    const last = members.at(-1);
    if (!last) break;
    cursor = last.id;
    const ids = members.map((member) => member.id);
    const standings = await readStandings(pool, shop.id, ids, tiers, calendar, now);
    const current = await readHeldTiers(pool, shop.id, ids);
    const excluded = new Set(rules ? await readExcluded(pool, shop.id, ids, rules) : []);
    for (const { id, tier_id: held } of members) {
      const standing = excluded.has(id) ? OUTSIDE : (standings.get(id) ?? NOTHING);
      const byHand = placeByHand(tiers, current.get(id)?.byHand ?? null, now);
      const due = Math.max(placeDue(tiers, standing, now), byHand);
      const from = places.get(held) ?? -1;
      count(held, 'held');
      count(tiers.levels[due]?.id ?? null, 'due');
      if (due > from) rising += every;
      if (due < from) falling += every;
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
