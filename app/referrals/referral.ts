// The life of a referral: claimed → waiting (or review) → completed, or denied, or revoked.
import type { Finding, Verdict } from './fraud.ts';

export type State = 'claimed' | 'waiting' | 'review' | 'completed' | 'denied' | 'revoked';

export type Referral = {
  state: State;
  reasons: string[];
  orderId: bigint | null;
  dueAt: Date | null;
  /** The merchant let it pass by hand. */
  approvedAt: Date | null;
};

/** The friend's order as it stands. */
export type FriendOrder = {
  id: bigint;
  isUndone: boolean;
  paidAt: Date | null;
};

export type Step = {
  state: State;
  reasons: string[];
  orderId: bigint | null;
  dueAt: Date | null;
  /** What has to be done for it. */
  effect: 'none' | 'reward-advocate' | 'take-back';
};

const DAY_MS = 86_400_000;

/** What the friend's order makes of a referral. Told the same twice, it decides the same. */
export function followOrder(
  referral: Referral,
  order: FriendOrder,
  check: { verdict: Verdict; findings: readonly Finding[] },
  holdDays: number,
): Step {
  const { state, approvedAt } = referral;
  const stay: Step = { ...referral, effect: 'none' };
  // Only the first order counts; a code that came back is used by another.
  if (referral.orderId !== null && referral.orderId !== order.id) return stay;
  if (state === 'denied' || state === 'revoked') return stay;
  if (order.isUndone) {
    const effect = state === 'completed' ? 'take-back' : 'none';
    return { ...stay, state: 'revoked', reasons: ['order-undone'], orderId: order.id, effect };
  }
  if (state === 'completed') return stay;
  const dueAt = order.paidAt && new Date(order.paidAt.getTime() + holdDays * DAY_MS);
  const reasons = [...check.findings];
  if (approvedAt !== null) {
    return { ...stay, state: 'waiting', orderId: order.id, dueAt };
  }
  if (check.verdict === 'refuse') {
    return { ...stay, state: 'denied', reasons, orderId: order.id, dueAt: null };
  }
  const isDoubtful = check.verdict === 'review' || state === 'review';
  return {
    ...stay,
    state: isDoubtful ? 'review' : 'waiting',
    reasons: reasons.length > 0 ? reasons : referral.reasons,
    orderId: order.id,
    dueAt,
  };
}

/** Completed if its return window is over at `now`. */
export function complete(referral: Referral, now: Date): Step {
  const isDue = referral.state === 'waiting' && referral.dueAt !== null && referral.dueAt <= now;
  if (!isDue) return { ...referral, effect: 'none' };
  return { ...referral, state: 'completed', effect: 'reward-advocate' };
}

/** The merchant's decision on a referral that is in review, or not yet rewarded. */
export function judge(
  referral: Referral,
  decision: 'approve' | 'deny',
): { ok: true; step: Step } | { ok: false; reason: 'already-decided' } {
  if (!['claimed', 'waiting', 'review'].includes(referral.state)) {
    return { ok: false, reason: 'already-decided' };
  }
  const state = decision === 'deny' ? 'denied' : referral.orderId === null ? 'claimed' : 'waiting';
  const decided = decision === 'deny' ? 'denied-by-merchant' : 'approved-by-merchant';
  const reasons = [...referral.reasons, decided];
  return { ok: true, step: { ...referral, state, reasons, effect: 'none' } };
}
