// What a shop shows to all its shoppers alike: facts, rules and rewards. Kept for a few seconds,
// because thousands ask at once and merchants change it a few times a month. What is exchanged is
// always checked against the database.
import { pool } from '#app/db.server.ts';
import { readVersions } from '#app/loyalty/programme/read.server.ts';
import { countsSince, type Rules, versionAt } from '#app/loyalty/programme/rules.ts';
import { readReferralSettings } from '#app/referrals/read.server.ts';
import type { Settings } from '#app/referrals/settings.ts';
import { type Reward, readAllTerms, readRewards } from '#app/rewards/read.server.ts';
import { readStockTaken } from '#app/rewards/read-taken.server.ts';
import type { Terms } from '#app/rewards/terms.ts';
import { type Shop, shopByDomain } from '#app/sync/read.server.ts';
import type { Question } from './survey/question.ts';
import { readQuestion } from './survey/read.server.ts';
import { readVoice, type Voice } from './texts/read.server.ts';

export type Shelf = {
  shop: Shop;
  /** Null before the shop has a programme. */
  rules: Rules | null;
  /** Since when orders count; null: all. */
  countsSince: Date | null;
  /** Archived ones too, because somebody may hold a code of theirs. */
  rewards: Map<string, Reward>;
  /** By `reward/version`. */
  terms: Map<string, Terms>;
  /** How many of each reward with a stock are gone. */
  taken: Map<string, number>;
  /** How the shop speaks to its shoppers. */
  voice: Voice;
  referrals: Settings;
  /** What the shop asks beside an order; null where it never wrote a question. */
  survey: Question | null;
};

const KEPT_MS = 5_000;
const shelves = new Map<string, { shelf: Promise<Shelf | null>; until: number }>();

/** The shelf of a shop; null if Encore is not installed there. At most five seconds old. */
export function shelfOf(domain: string, now: Date): Promise<Shelf | null> {
  const known = shelves.get(domain);
  if (known && known.until > now.getTime()) return known.shelf;
  const shelf = load(domain, now);
  shelves.set(domain, { shelf, until: now.getTime() + KEPT_MS });
  // A failed load is not kept; who waits for it is told.
  shelf.catch(() => shelves.delete(domain));
  if (shelves.size > 10_000) shelves.delete(shelves.keys().next().value!);
  return shelf;
}

/** Forgets what is kept; the next reader loads it anew. */
export const clearShelves = (): void => shelves.clear();

async function load(domain: string, now: Date): Promise<Shelf | null> {
  const shop = await shopByDomain(domain);
  if (!shop || shop.uninstalledAt !== null) return null;
  const [versions, rewards, terms, taken, voice, referrals, survey] = await Promise.all([
    readVersions(pool, shop.id),
    readRewards(shop.id, { withArchived: true }),
    readAllTerms(shop.id),
    readStockTaken(shop.id),
    readVoice(shop.id),
    readReferralSettings(shop.id),
    readQuestion(shop.id),
  ]);
  return {
    shop,
    rules: versionAt(versions, now)?.rules ?? null,
    countsSince: countsSince(versions),
    rewards: new Map(rewards.map((reward) => [reward.id, reward])),
    terms,
    taken,
    voice,
    referrals,
    survey,
  };
}
