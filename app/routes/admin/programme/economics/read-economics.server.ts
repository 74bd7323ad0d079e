// The rules in force, or those of the form, tried on the last 12 months, with what the shop's
// rewards are worth.
import { decimalText } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { readRedemptionRate } from '#app/loyalty/programme/read-liability.server.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { type TrialSources, tryRules } from '#app/loyalty/programme/try-rules.server.ts';
import { readSettings } from '#app/retention/read.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { readPointsWorth } from './read-worth.server.ts';

/** Where too few points were issued to know, this share is assumed to be redeemed one day. */
const ASSUMED_REDEMPTION = 0.6;
/** Where the merchant told no gross margin. */
const ASSUMED_MARGIN = 0.5;

/** Null before the programme has begun. `tried` takes the place of the rules in force. */
export async function readEconomics(shop: Shop, tried: Rules | null, now: Date) {
  const programme = await readProgramme(pool, shop.id, now);
  const rules = tried ?? programme?.rules;
  if (!rules) return null;
  const [worth, settings, known] = await Promise.all([
    readPointsWorth(shop, now),
    readSettings(shop.id),
    readRedemptionRate(shop.id, now),
  ]);
  const redemptionRate = known || ASSUMED_REDEMPTION;
  const margin = settings.margin ?? ASSUMED_MARGIN;
  const trial = await tryRules(
    shop,
    rules,
    {
      worthOfHundred: worth.ofHundred,
      cheapestReward: worth.cheapest === null ? null : BigInt(worth.cheapest),
      redemptionRate,
      margin,
    },
    now,
  );
  const { base } = rules.order;
  const text = (minor: bigint) => decimalText(minor, shop.currency);
  return {
    base:
      base.kind === 'per-amount'
        ? { points: String(base.points), per: text(base.per).replace(/\.0+$/, '') }
        : null,
    issued: Number(trial.issued),
    liability: text(trial.liability),
    cost: text(trial.cost),
    costShare: trial.costShare,
    rewardRate: trial.rewardRate,
    upliftToBreakEven: trial.upliftToBreakEven,
    ordersToReward: trial.ordersToReward,
    warnings: trial.warnings.map(({ message }) => message),
    byMonth: trial.byMonth.map((one) => ({
      month: one.month,
      points: Number(one.points),
      sales: text(one.sales),
    })),
    byTier: trial.byTier,
    sources: shownSources(trial.sources),
    uncounted: {
      unseen: trial.unseen.map(({ name, points }) => ({ name, points: Number(points) })),
      referrals: Number(trial.referrals),
      isOnJoining: rules.enrolment === 'on-joining',
      hasBonusesToCome: rules.campaigns.some(({ endsAt }) => endsAt > now),
    },
    sampled: trial.sampled,
    redemptionRate,
    isRedemptionAssumed: redemptionRate !== known,
    margin,
    isMarginAssumed: settings.margin === null,
  };
}

/** What gives nothing is left out, but for orders. */
function shownSources({ actions, ...sources }: TrialSources) {
  const others: [string, bigint][] = [
    ['Tiers that multiply', sources.multipliers],
    ['Bonuses', sources.bonuses],
    ['Entering a tier', sources.entryRewards],
  ];
  return [
    { id: '', name: 'Orders', points: Number(sources.orders), times: null },
    ...others
      .filter(([, points]) => points !== 0n)
      .map(([name, points]) => ({ id: name, name, points: Number(points), times: null })),
    ...actions.map(({ id, name, times, points }) => ({ id, name, points: Number(points), times })),
  ];
}

export type ShownEconomics = NonNullable<Awaited<ReturnType<typeof readEconomics>>>;
