// Starts a shop's programme with the rules every programme begins with: points for the money spent,
// for every customer.
import { addUnits, type Day, dayOf, startOfDay } from '#app/basics/calendar.ts';
import { refuse } from '#app/basics/outcome.ts';
import { pool } from '#app/db.server.ts';
import { publishRules } from './publish-rules.server.ts';
import { readVersions } from './read.server.ts';
import { firstRules, startingRules } from './rules.ts';

/** Which orders earn: those from now on, those of the last twelve months too, or all there are. */
export const STARTS = ['now', 'year', 'ever'] as const;
export type Start = (typeof STARTS)[number];

/** Before the first order that Shopify can have. */
const EVER: Day = '1970-01-01';

export type Starting = {
  start: Start;
  /** Points for every `per` minor units, where the merchant chose other than the usual. */
  base?: { points: bigint; per: bigint } | undefined;
  now: Date;
  author?: string;
};

/** Refused like publishRules, and with `already-started` where there are rules. */
export async function startProgramme(
  shop: { id: number; currency: string; timezone: string },
  { start, base, now, author }: Starting,
) {
  if ((await readVersions(pool, shop.id)).length > 0) return refuse('already-started');
  const today = dayOf(now, shop.timezone);
  const first = { now: null, year: addUnits(today, 'year', -1), ever: EVER }[start];
  return publishRules(shop.id, {
    rules: base ? firstRules(base.per, base.points) : startingRules(shop.currency),
    now,
    author,
    since: first === null ? undefined : startOfDay(first, shop.timezone),
  });
}
