// Who may have a reward, for how many points and how often: the part of a reward that takes effect
// at once.
import { z } from 'zod';
import type { Redemption } from './redemptions/redemption.ts';

const instant = z.union([z.date(), z.iso.datetime()]).transform((value) => new Date(value));

export const offerSchema = z.object({
  /** The price; of one step where `steps` is set. */
  points: z.number().int().min(1).max(1_000_000_000),
  /** Set for incremental rewards: the shopper chooses how many. */
  steps: z
    .object({
      minimum: z.number().int().min(1),
      maximum: z.number().int().min(1).max(100_000).nullable(),
    })
    .nullable()
    .default(null),
  /** By language; `en` or the first is shown where the shopper's own is missing. */
  names: z.record(
    z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/),
    z.object({ name: z.string().min(1).max(80), description: z.string().max(500) }),
  ),
  startsAt: instant.nullable().default(null),
  endsAt: instant.nullable().default(null),
  /** How many in all; null: no limit. */
  stock: z.number().int().min(0).nullable().default(null),
  perMember: z.number().int().min(1).nullable().default(null),
  perPeriod: z
    .object({
      count: z.number().int().min(1),
      days: z.number().int().min(1).max(3650),
    })
    .nullable()
    .default(null),
  /** Whom it is for: in one of each list that is not empty, and worth as much as is asked. */
  audience: z
    .object({
      tiers: z.array(z.string()),
      /** Groups of the retention feature, such as 'at-risk'. */
      groups: z.array(z.string()),
      /** Its segments by id, such as 'at-risk-and-worth-most'. */
      segments: z.array(z.string()).default([]),
      /** Among the quarter or the tenth of the shop's customers with the highest value. */
      worth: z.enum(['quarter', 'tenth']).nullable().default(null),
    })
    .default({ tiers: [], groups: [], segments: [], worth: null }),
  /** What becomes of the points of a code that ends without use. */
  onExpiry: z.enum(['return', 'keep']).default('return'),
  /** ... and of one whose order was cancelled or wholly refunded. */
  onOrderUndone: z.enum(['return', 'keep']).default('return'),
  canCancel: z.boolean().default(true),
  /** Codes of former terms: kept as they are, or replaced when the holder wants it. */
  onTermsChanged: z.enum(['keep', 'replaceable']).default('keep'),
  codePrefix: z
    .string()
    .regex(/^[A-Z0-9]{0,6}$/)
    .default('RW'),
});

export type Offer = z.output<typeof offerSchema>;
export type OfferInput = z.input<typeof offerSchema>;

export type RewardState = 'draft' | 'active' | 'archived';

/** What is known of who asks. `counts` are redemptions of this reward that were not released. */
export type Buyer = {
  state: 'guest' | 'visitor' | 'member' | 'blocked';
  spendable: bigint;
  tier: string | null;
  /** All that they belong to: 'at-risk', 'segment/…', 'worth/quarter'. */
  groups: readonly string[];
};
export type Counts = {
  /** By everybody. */
  all: number;
  /** By this member. */
  own: number;
  /** By this member within the last `perPeriod.days`. */
  ownInPeriod: number;
};

export type WhyNot =
  | 'sign-in'
  | 'join'
  | 'blocked'
  | 'programme-paused'
  | 'insufficient-points'
  | 'reward-not-started'
  | 'reward-ended'
  | 'reward-archived'
  | 'out-of-stock'
  | 'limit-reached'
  | 'tier-too-low'
  | 'not-for-you';

export type Answer = { can: true } | { can: false; why: WhyNot; missing: bigint };

const no = (why: WhyNot, missing = 0n): Answer => ({ can: false, why, missing });

/**
 * Whether `buyer` may have `steps` of a reward at `now`, and if not, the first reason in the order
 * a person would ask.
 */
export function mayHave(
  reward: { state: RewardState; offer: Offer },
  buyer: Buyer,
  counts: Counts,
  steps: number,
  programmeIsActive: boolean,
  now: Date,
): Answer {
  const { offer } = reward;
  if (reward.state !== 'active') return no('reward-archived');
  if (offer.endsAt !== null && now >= offer.endsAt) return no('reward-ended');
  if (offer.startsAt !== null && now < offer.startsAt) return no('reward-not-started');
  if (!programmeIsActive) return no('programme-paused');
  if (offer.stock !== null && counts.all + steps > offer.stock) return no('out-of-stock');
  if (buyer.state === 'guest') return no('sign-in');
  if (buyer.state === 'visitor') return no('join');
  if (buyer.state === 'blocked') return no('blocked');
  const { tiers } = offer.audience;
  if (tiers.length > 0 && !tiers.includes(buyer.tier ?? '')) return no('tier-too-low');
  if (!isForGroups(offer.audience, buyer.groups)) return no('not-for-you');
  if (offer.perMember !== null && counts.own >= offer.perMember) return no('limit-reached');
  if (offer.perPeriod !== null && counts.ownInPeriod >= offer.perPeriod.count) {
    return no('limit-reached');
  }
  const price = priceOf(offer, steps);
  if (buyer.spendable < price) return no('insufficient-points', price - buyer.spendable);
  return { can: true };
}

export type Audience = Offer['audience'];

/** The names that retention's segments and values have among a customer's groups. */
export const segmentGroup = (id: string): string => `segment/${id}`;
export const worthGroup = (worth: NonNullable<Audience['worth']>): string => `worth/${worth}`;

/** True if one has to know what a customer belongs to. */
export const asksForGroups = ({ groups, segments, worth }: Audience): boolean =>
  groups.length + segments.length > 0 || worth !== null;

function isForGroups({ groups, segments, worth }: Audience, own: readonly string[]): boolean {
  const isInOne = (wanted: readonly string[]) =>
    wanted.length === 0 || wanted.some((group) => own.includes(group));
  return (
    isInOne(groups) &&
    isInOne(segments.map(segmentGroup)) &&
    (worth === null || own.includes(worthGroup(worth)))
  );
}

export const priceOf = (offer: Offer, steps: number): bigint =>
  BigInt(offer.points) * BigInt(steps);

/** Whether a shopper may choose `steps`; a fixed reward is had in ones. */
export function areStepsAllowed(offer: Offer, steps: number): boolean {
  if (!Number.isInteger(steps)) return false;
  if (offer.steps === null) return steps === 1;
  return (
    steps >= offer.steps.minimum && (offer.steps.maximum === null || steps <= offer.steps.maximum)
  );
}

/** How many steps `spendable` points are enough for, never above the maximum. */
export function affordableSteps(offer: Offer, spendable: bigint): number {
  if (spendable <= 0n) return 0;
  const affordable = spendable / BigInt(offer.points);
  const ceiling = BigInt(offer.steps?.maximum ?? 100_000);
  return Number(affordable < ceiling ? affordable : ceiling);
}

/**
 * Name and description in the shopper's language, else its base language, else English, else
 * whatever there is.
 */
export function wordsOf(offer: Offer, locale: string): { name: string; description: string } {
  const { names } = offer;
  const [base = ''] = locale.split('-');
  return (
    names[locale] ??
    names[base] ??
    names.en ??
    Object.values(names)[0] ?? { name: '', description: '' }
  );
}

/** What the policies of an offer make of a redemption that ended. */
export type Policies = Pick<Offer, 'onExpiry' | 'onOrderUndone' | 'canCancel'>;

/**
 * Whether a redemption's code was made with terms that the reward has no longer, and what its
 * holder may do.
 */
export function standingOf(
  redemption: Pick<Redemption, 'state' | 'version'>,
  reward: { version: number; offer: Offer; state: RewardState },
): 'current' | 'kept' | 'replaceable' {
  if (redemption.version === reward.version) return 'current';
  const isOpen = redemption.state === 'issued' && reward.state === 'active';
  return isOpen && reward.offer.onTermsChanged === 'replaceable' ? 'replaceable' : 'kept';
}
