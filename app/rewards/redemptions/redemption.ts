// One exchange of points: reserved → issued → used, or released. Every rule of its life is here;
// nothing is done here.
import { assert } from '#app/basics/assert.ts';
import { type Outcome, ok, refuse } from '#app/basics/outcome.ts';
import type { Policies } from '../offer.ts';
import type { Kind, Way } from '../terms.ts';

export type State = 'reserved' | 'issued' | 'used' | 'released';
export type By = 'shopper' | 'merchant' | 'order' | 'shopify' | 'clock';

export type Redemption = {
  id: string;
  state: State;
  way: Way;
  kind: Kind;
  version: number;
  points: bigint;
  returnedPoints: bigint;
  code: string;
  shopifyId: bigint | null;
  issuedAt: Date | null;
  expiresAt: Date | null;
  usedAt: Date | null;
  usedOrderId: bigint | null;
  /** The end is decided, the code is on its way out of Shopify. */
  endingAt: Date | null;
  endReason: EndReason | null;
  releasedAt: Date | null;
};

/** A redemption with what the others say of it. */
export type Judged = Redemption & {
  /** The code that replaced this one carries its points: none are left here to give back. */
  isPassedOn: boolean;
};

/** The step of a late use that took the points a second time; each one is one more taking. */
export const TAKEN_AGAIN = 'used-late-taken-again';

export type EndReason =
  | 'cancelled-by-shopper'
  | 'cancelled-by-merchant'
  | 'replaced'
  | 'refused-by-shopify'
  | 'expired'
  | 'order-undone'
  /** The friend's order that it was given for was undone. */
  | 'referral-revoked';

export type Event = { at: Date } & (
  | { type: 'issued'; shopifyId: bigint | null }
  /** Given with the answer itself: store credit is in the account, nothing is left to use. */
  | { type: 'delivered'; shopifyId: bigint }
  | { type: 'refused-by-shopify' }
  | { type: 'end-asked'; by: 'shopper' | 'merchant'; reason: EndReason }
  /** Shopify confirmed that the code is gone and no order had used it. */
  | { type: 'code-removed' }
  | { type: 'expiry-due' }
  | { type: 'order-used'; orderId: bigint }
  | { type: 'order-undone'; orderId: bigint }
);

/** What to write, what to tell the ledger, and whether Shopify's copy of the code has to go. */
export type Decision = {
  changes: Partial<Redemption>;
  step: { state: State; reason: string; by: By } | null;
  points: 'none' | 'return' | 'take-again';
  removesCode: boolean;
};

export type NotPossible = {
  ok: false;
  reason: 'already-used' | 'already-ended' | 'cannot-cancel';
};

const nothing: Decision = { changes: {}, step: null, points: 'none', removesCode: false };

/**
 * How long after a code's end its points wait, in hours: an order placed in the last minute may
 * still reach us.
 * Shopify tries a webhook for 4 hours and the reconciliation runs every few minutes.
 */
export const EXPIRY_GRACE_HOURS = 24;

/** After a day without what was promised the shopper gets the points back instead. */
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;

/** True if what is not made by `now` is not made any more. */
export const isGivenUp = ({ reservedAt }: { reservedAt: Date }, now: Date): boolean =>
  now.getTime() - reservedAt.getTime() >= GIVEN_UP_AFTER_MS;

/** What `event` makes of `redemption`. The same event twice changes nothing the second time. */
export function decide(
  redemption: Judged,
  event: Event,
  policies: Policies,
): Outcome<Decision, NotPossible> {
  switch (event.type) {
    case 'issued':
      return ok(issue(redemption, event));
    case 'delivered':
      return ok(deliver(redemption, event));
    case 'refused-by-shopify':
      return ok(
        redemption.state === 'reserved'
          ? release(redemption, 'refused-by-shopify', 'shopify', event.at, true)
          : nothing,
      );
    case 'end-asked':
      return askForEnd(redemption, event, policies);
    case 'code-removed':
      return ok(removed(redemption, event.at));
    case 'expiry-due':
      return ok(expire(redemption, event.at, policies));
    case 'order-used':
      return ok(use(redemption, event.orderId, event.at));
    case 'order-undone':
      return ok(undo(redemption, event.orderId, event.at, policies));
  }
}

function issue(redemption: Redemption, event: { at: Date; shopifyId: bigint | null }): Decision {
  if (redemption.state !== 'reserved') return nothing;
  return {
    ...nothing,
    changes: { state: 'issued', issuedAt: event.at, shopifyId: event.shopifyId },
    step: { state: 'issued', reason: 'code-made', by: 'shopify' },
    // Asked to end while Shopify was still making it: it has to go again.
    removesCode: redemption.endingAt !== null,
  };
}

function deliver(
  redemption: Redemption,
  { at, shopifyId }: { at: Date; shopifyId: bigint },
): Decision {
  if (redemption.state !== 'reserved') return nothing;
  const isOver = { endingAt: null, endReason: null };
  return {
    ...nothing,
    changes: { state: 'used', issuedAt: at, usedAt: at, shopifyId, ...isOver },
    step: { state: 'used', reason: 'delivered', by: 'shopify' },
  };
}

function askForEnd(
  redemption: Redemption,
  event: { at: Date; by: 'shopper' | 'merchant'; reason: EndReason },
  policies: Policies,
): Outcome<Decision, NotPossible> {
  if (redemption.state === 'used') return refuse('already-used');
  if (redemption.state === 'released') return refuse('already-ended');
  if (redemption.endingAt !== null) return ok({ ...nothing, removesCode: true });
  const mayEnd = event.by === 'merchant' || (policies.canCancel && redemption.points > 0n);
  if (!mayEnd || isMoney(redemption.kind)) return refuse('cannot-cancel');
  return ok({
    changes: { endingAt: event.at, endReason: event.reason },
    step: { state: redemption.state, reason: event.reason, by: event.by },
    points: 'none',
    removesCode: true,
  });
}

/** Store credit and gift cards are money already given: nothing on its way can be called back. */
const isMoney = (kind: Kind): boolean => kind === 'store-credit' || kind === 'gift-card';

function removed(redemption: Redemption, at: Date): Decision {
  const isOver = redemption.state === 'used' || redemption.state === 'released';
  if (isOver || redemption.endingAt === null) return nothing;
  assert(redemption.endReason !== null, 'a redemption that is ending has a reason');
  // A replaced code hands its points on to the new one, so none go back.
  const returns = redemption.endReason !== 'replaced';
  return release(redemption, redemption.endReason, 'shopify', at, returns);
}

function expire(redemption: Redemption, at: Date, policies: Policies): Decision {
  if (redemption.state !== 'issued' || redemption.expiresAt === null) return nothing;
  const dueAt = redemption.expiresAt.getTime() + EXPIRY_GRACE_HOURS * 3_600_000;
  if (at.getTime() < dueAt) return nothing;
  const wasEnding = redemption.endingAt !== null && redemption.endReason !== null;
  const reason = wasEnding ? redemption.endReason! : 'expired';
  // A replacement comes with the removal of the code; that never happened, so the points go back.
  const returns = wasEnding || policies.onExpiry === 'return';
  // Whether a card was spent before it ran out, Shopify tells nobody; it was money already.
  return release(redemption, reason, 'clock', at, returns && !isMoney(redemption.kind));
}

function use(redemption: Redemption, orderId: bigint, at: Date): Decision {
  if (redemption.state === 'used') return nothing;
  // The order whose cancellation gave the points back keeps its code in its list of codes for ever.
  if (redemption.state === 'released' && redemption.usedOrderId === orderId) return nothing;
  const cameLate = redemption.state === 'released';
  const takesAgain = cameLate && redemption.returnedPoints > 0n;
  const reason = takesAgain ? TAKEN_AGAIN : cameLate ? 'used-late' : 'used';
  return {
    ...nothing,
    changes: {
      state: 'used',
      usedAt: at,
      usedOrderId: orderId,
      endingAt: null,
      endReason: null,
      releasedAt: null,
    },
    step: { state: 'used', reason, by: 'order' },
    points: takesAgain ? 'take-again' : 'none',
  };
}

function undo(redemption: Judged, orderId: bigint, at: Date, policies: Policies): Decision {
  if (redemption.state !== 'used' || redemption.usedOrderId !== orderId) return nothing;
  if (policies.onOrderUndone === 'keep') return nothing;
  return release(redemption, 'order-undone', 'order', at, !redemption.isPassedOn);
}

function release(
  redemption: Redemption,
  reason: EndReason,
  by: By,
  at: Date,
  returns: boolean,
): Decision {
  const gives = returns && redemption.points > 0n;
  return {
    changes: {
      state: 'released',
      releasedAt: at,
      endReason: reason,
      endingAt: null,
      returnedPoints: gives ? redemption.points : 0n,
    },
    step: { state: 'released', reason, by },
    points: gives ? 'return' : 'none',
    removesCode: false,
  };
}

/** The part of an order that settles redemptions. */
export type SettlingOrder = {
  id: bigint;
  processedAt: Date;
  isUndone: boolean;
};

/**
 * The events that the present state of an order means for the redemption whose code it carries,
 * oldest first.
 */
export function eventsOfOrder(order: SettlingOrder, now: Date): Event[] {
  const used: Event = { type: 'order-used', orderId: order.id, at: order.processedAt };
  return order.isUndone ? [used, { type: 'order-undone', orderId: order.id, at: now }] : [used];
}
