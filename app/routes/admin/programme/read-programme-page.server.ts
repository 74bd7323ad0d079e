// What the programme page shows above its form: what is on, in one row each, and how far the job is
// that gives the points of earlier orders.
import { pool } from '#app/db.server.ts';
import { actionName } from '#app/loyalty/programme/action-name.ts';
import { readProgress } from '#app/loyalty/programme/progress.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { programmeDraft } from './drafts/programme-draft.ts';
import { readShownWorth } from './economics/read-worth.server.ts';

/** All that the page needs; `version` null before the programme has begun. */
export async function readProgrammePage(shop: Shop, now: Date) {
  const [version, worth, awarding] = await Promise.all([
    readProgramme(pool, shop.id, now),
    readShownWorth(shop, now),
    readProgress(shop.id, 'award-all'),
  ]);
  const isAwarding = version !== null && awarding !== null && awarding.finishedAt === null;
  return {
    saved: programmeDraft(version?.rules ?? null, shop.currency),
    worth,
    version: version && {
      number: version.version,
      since: version.effectiveFrom.toISOString(),
      isActive: version.rules.isActive,
    },
    parts: version && partsOf(version.rules, now),
    awarding: isAwarding
      ? {
          done: Number(awarding.done),
          total: Number(awarding.total),
          seconds: Math.max(1, (+now - +awarding.startedAt) / 1000),
        }
      : null,
  };
}

function partsOf({ actions, campaigns, order, tiers }: Rules, now: Date) {
  const coming = campaigns.filter((one) => one.endsAt > now);
  return {
    actions: actions.filter((one) => one.isOn).map(actionName),
    milestones: order.milestones.length,
    campaigns: coming.map((one) => ({
      name: one.name,
      isRunning: one.startsAt <= now,
      at: (one.startsAt <= now ? one.endsAt : one.startsAt).toISOString(),
    })),
    products: order.products.length,
    tiers: (tiers?.levels ?? []).map(({ name }) => name),
  };
}
export type ProgrammePage = Awaited<ReturnType<typeof readProgrammePage>>;
