// The words of the ledger: what an entry is, and what it does to the lots of its account.

/** Earn, reverse, redeem, return, expire, adjust: the six kinds of entry. */
export type EntryKind = 'earn' | 'reverse' | 'redeem' | 'return' | 'expire' | 'adjust';

/**
 * What an entry does to lots: `lot` grows or shrinks the lot of its subject, `take` spends,
 * `give-back` undoes a taking, `expire` empties a lot, `carry-in` and `carry-out` are the two sides
 * of a merge.
 */
export type EntryEffect = 'lot' | 'take' | 'give-back' | 'expire' | 'carry-in' | 'carry-out';

/** How long points that come back to an expired lot can still be spent. */
export const GRACE_DAYS = 14;

export const DAY_MS = 86_400_000;

/**
 * The dates of a lot: when it was earned, when it can be spent (null: not yet known), when it
 * lapses (null: never).
 */
export type LotDates = { earnedAt: Date; availableAt: Date | null; expiresAt: Date | null };

/** SQL of lots that were not open at once, nor released by hand; an index finds them. */
export const HAS_WINDOW = 'released_at IS NULL AND available_at IS DISTINCT FROM earned_at';

/**
 * What an order is valued with beside its own state and the rules: the member's side of it when it
 * was placed.
 */
export type OrderContext = {
  tierId: string | null;
  /** This is the member's how many-th counted order: 1 is the first. */
  ordinal: number;
  /** Points that earlier orders of the same period earned, where the rules have a limit. */
  usedInPeriod: bigint;
  /** Placed as a guest, and the member's by its e-mail address. */
  isGuest?: true;
};

/** As a lot keeps it: what is as usual is left out, for there is one of each order. */
export type StoredContext = {
  ordinal: number;
  tierId?: string;
  usedInPeriod?: string;
  isGuest?: true;
};

export function storedContext(context: OrderContext): StoredContext {
  const { ordinal, tierId, usedInPeriod, isGuest } = context;
  const stored: StoredContext = { ordinal };
  if (tierId !== null) stored.tierId = tierId;
  if (usedInPeriod !== 0n) stored.usedInPeriod = usedInPeriod.toString();
  if (isGuest) stored.isGuest = isGuest;
  return stored;
}

export const keptContext = ({ tierId, usedInPeriod, ...rest }: StoredContext): OrderContext => ({
  ...rest,
  tierId: tierId ?? null,
  usedInPeriod: BigInt(usedInPeriod ?? 0),
});
