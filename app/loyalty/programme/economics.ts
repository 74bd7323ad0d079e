// What a set of rules would have cost and brought on the last 12 months, and whether it is too
// small or too dear.
import type { Problem } from './problems.ts';

export type TrialFacts = {
  /** Net sales of the 12 months, of members and others, in minor units. */
  sales: bigint;
  /** Points that would have been issued. */
  issued: bigint;
  /** Of them, what orders gave: what a shopper can count on again. */
  issuedByOrders: bigint;
  /**
   * What a hundred points are worth to the shopper in the shop's rewards, in minor units; null
   * without rewards.
   */
  worthOfHundred: bigint | null;
  /** The share of points that is ever redeemed, 0 to 1. */
  redemptionRate: number;
  /** Gross margin, 0 to 1. */
  margin: number;
  /** Net sales of an average order. */
  averageOrder: bigint;
  /** The cheapest reward in points; null without rewards. */
  cheapestReward: bigint | null;
};

export type Economics = {
  issued: bigint;
  /** What shoppers could take for all points, in minor units: the most that is owed. */
  liability: bigint;
  /**
   * What it would have cost at the redemption rate: the price of goods given, at their margin's
   * cost.
   */
  cost: bigint;
  /** Of net sales, 0 to 1. */
  costShare: number;
  /** What a shopper gets back of what is spent, 0 to 1. */
  rewardRate: number;
  /** How much more has to be sold for the margin to pay the cost, 0 to 1. */
  upliftToBreakEven: number | null;
  /** Average orders until the cheapest reward; null without rewards. */
  ordersToReward: number | null;
  warnings: Problem[];
};

/**
 * Below this nobody joins for it: 5 back for 5,000 is 0.1 %, and one in a hundred is hardly more.
 */
const TOO_SMALL = 0.015;
/** Above this share of the margin the programme eats what it brings. */
const TOO_DEAR = 0.5;
/** A reward further away than this many orders is not reached by most. */
const TOO_FAR = 10;

/**
 * Tries rules on facts. Every share is a number between 0 and 1; nothing is NaN for a shop without
 * sales.
 */
export function economicsOf(facts: TrialFacts): Economics {
  const sales = Number(facts.sales);
  const worth = facts.worthOfHundred ?? 0n;
  const liability = (facts.issued * worth) / 100n;
  const cost = BigInt(Math.round(Number(liability) * clamp(facts.redemptionRate)));
  const rewardRate = sales > 0 ? Number(liability) / sales : 0;
  const costShare = sales > 0 ? Number(cost) / sales : 0;
  const margin = clamp(facts.margin);
  // Of each unit sold more, the margin less the programme's own cost is left to pay with.
  const left = margin - costShare;
  const upliftToBreakEven = left > 0 ? costShare / left : null;
  const ordersToReward = stepsTo(facts);
  const found = { liability, cost, costShare, rewardRate, upliftToBreakEven, ordersToReward };
  return { issued: facts.issued, ...found, warnings: warningsFor(found, margin, facts) };
}

const NO_REWARDS = 'Points buy nothing yet: make a reward first.';
const UNKNOWN_WORTH =
  'What your rewards are worth is not known yet, so neither is the cost: nobody has bought such a product or paid for shipping in the last 12 months.';

function stepsTo(facts: TrialFacts): number | null {
  const { cheapestReward, issuedByOrders: issued, sales, averageOrder } = facts;
  if (cheapestReward === null || issued <= 0n || sales <= 0n || averageOrder <= 0n) return null;
  const pointsPerOrder = (Number(issued) * Number(averageOrder)) / Number(sales);
  return Math.max(1, Math.ceil(Number(cheapestReward) / pointsPerOrder));
}

function warningsFor(
  found: Pick<Economics, 'rewardRate' | 'costShare' | 'upliftToBreakEven' | 'ordersToReward'>,
  margin: number,
  facts: TrialFacts,
): Problem[] {
  const warn = (path: string, message: string): Problem => ({ path, message, severity: 'warning' });
  const percent = (share: number) => `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;
  const warnings: Problem[] = [];
  if (facts.sales <= 0n) {
    return [warn('sales', 'There are no sales in the last 12 months to try the rules on.')];
  }
  if (facts.worthOfHundred === null) {
    return [warn('rewards', facts.cheapestReward === null ? NO_REWARDS : UNKNOWN_WORTH)];
  }
  if (found.rewardRate < TOO_SMALL) {
    warnings.push(
      warn(
        'rewardRate',
        `Members get ${percent(found.rewardRate)} of what they spend back: too little to join for. 3 to 10 % is usual.`,
      ),
    );
  }
  if (found.upliftToBreakEven === null || found.costShare > margin * TOO_DEAR) {
    warnings.push(
      warn(
        'costShare',
        `It costs ${percent(found.costShare)} of sales, more than half of your margin of ${percent(margin)}.`,
      ),
    );
  }
  if (found.ordersToReward !== null && found.ordersToReward > TOO_FAR) {
    warnings.push(
      warn(
        'ordersToReward',
        `The first reward is ${found.ordersToReward} average orders away: most customers never get there.`,
      ),
    );
  }
  return warnings;
}

const clamp = (share: number) => (Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0);
