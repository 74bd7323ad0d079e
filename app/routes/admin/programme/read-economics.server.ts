// The rules in force, or those of the form, tried on the last 12 months, with what the shop's
// rewards are worth.
import { decimalText } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { readLiability } from '#app/loyalty/programme/read-liability.server.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { tryRules } from '#app/loyalty/programme/try-rules.server.ts';
import { readSettings } from '#app/retention/read.server.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import type { Shop } from '#app/sync/read.server.ts';

/** Where too few points were issued to know, this share is assumed to be redeemed one day. */
const ASSUMED_REDEMPTION = 0.6;
/** Where the merchant told no gross margin. */
const ASSUMED_MARGIN = 0.5;

/**
 * Null before the programme has begun. `perPoints` and `per` replace the base rule for the trial.
 */
export async function readEconomics(
  shop: Shop,
  asked: { points: bigint; per: bigint } | null,
  now: Date,
) {
  const programme = await readProgramme(pool, shop.id, now);
  if (!programme) return null;
  const rules: Rules = asked
    ? {
        ...programme.rules,
        order: { ...programme.rules.order, base: { kind: 'per-amount', ...asked } },
      }
    : programme.rules;
  const [rewards, settings, liability] = await Promise.all([
    readRewards(shop.id),
    readSettings(shop.id),
    readLiability(shop, now),
  ]);
  const active = rewards.filter((reward) => reward.state === 'active');
  const worths = active.flatMap(({ offer, terms }) =>
    'amount' in terms.value ? [(terms.value.amount * 100n) / BigInt(offer.points)] : [],
  );
  const cheapest = active.map(({ offer }) => offer.points).sort((a, b) => a - b)[0];
  const hasHistory = liability.months.length >= 6 && liability.redemptionRate !== null;
  const redemptionRate = hasHistory ? liability.redemptionRate! : ASSUMED_REDEMPTION;
  const margin = settings.margin ?? ASSUMED_MARGIN;
  const trial = await tryRules(
    shop,
    rules,
    {
      worthOfHundred: worths.length > 0 ? worths.reduce((a, b) => (a > b ? a : b)) : null,
      cheapestReward: cheapest === undefined ? null : BigInt(cheapest),
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
    sampled: trial.sampled,
    redemptionRate,
    isRedemptionAssumed: !hasHistory,
    margin,
    isMarginAssumed: settings.margin === null,
  };
}
