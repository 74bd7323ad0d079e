import fc from 'fast-check';
import { expect, test } from 'vitest';
import { complete, followOrder, judge, type Referral } from './referral.ts';

const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const claimed: Referral = {
  state: 'claimed',
  reasons: [],
  orderId: null,
  dueAt: null,
  approvedAt: null,
};
const paid = { id: 7n, isUndone: false, paidAt: day(1) };
const clear = { verdict: 'clear', findings: [] } as const;
const doubtful = { verdict: 'review', findings: ['same-address'] } as const;
const refused = { verdict: 'refuse', findings: ['same-phone'] } as const;

test('a clean order waits out the return window, then the advocate is rewarded once', () => {
  const waiting = followOrder(claimed, paid, clear, 14);
  expect(waiting).toMatchObject({ state: 'waiting', dueAt: day(15), effect: 'none' });
  const referral = { ...claimed, ...waiting };
  expect(complete(referral, day(14))).toMatchObject({ state: 'waiting', effect: 'none' });
  const done = complete(referral, day(15));
  expect(done).toMatchObject({ state: 'completed', effect: 'reward-advocate' });
  expect(complete({ ...referral, ...done }, day(16)).effect).toBe('none');
});

test('an order that is not paid yet has no end to wait for', () => {
  const step = followOrder(claimed, { ...paid, paidAt: null }, clear, 14);
  expect(step).toMatchObject({ state: 'waiting', dueAt: null });
  expect(complete({ ...claimed, ...step }, day(400)).effect).toBe('none');
});

test('a refund before the reward ends it quietly, one after it takes the reward back', () => {
  const undone = { ...paid, isUndone: true };
  const waiting = { ...claimed, ...followOrder(claimed, paid, clear, 14) };
  expect(followOrder(waiting, undone, clear, 14)).toMatchObject({
    state: 'revoked',
    reasons: ['order-undone'],
    effect: 'none',
  });
  const completed = { ...waiting, state: 'completed' as const };
  const revoked = followOrder(completed, undone, clear, 14);
  expect(revoked).toMatchObject({ state: 'revoked', effect: 'take-back' });
  expect(followOrder({ ...completed, ...revoked }, undone, clear, 14).effect).toBe('none');
});

test('doubts go to the merchant, certainties end it, and both say why', () => {
  expect(followOrder(claimed, paid, doubtful, 14)).toMatchObject({
    state: 'review',
    reasons: ['same-address'],
  });
  expect(followOrder(claimed, paid, refused, 14)).toMatchObject({
    state: 'denied',
    reasons: ['same-phone'],
  });
});

test('what the merchant approved is not asked again, and what is decided stays decided', () => {
  const review = { ...claimed, ...followOrder(claimed, paid, doubtful, 14) };
  const approved = judge(review, 'approve');
  expect(approved).toMatchObject({
    ok: true,
    step: { state: 'waiting', reasons: [...review.reasons, 'approved-by-merchant'] },
  });
  const passed = { ...review, state: 'waiting' as const, approvedAt: day(2) };
  expect(followOrder(passed, paid, doubtful, 14)).toMatchObject({ state: 'waiting' });
  const denied = judge(review, 'deny');
  expect(denied).toMatchObject({
    step: { state: 'denied', reasons: ['same-address', 'denied-by-merchant'] },
  });
  for (const state of ['denied', 'revoked', 'completed'] as const) {
    expect(judge({ ...review, state }, 'approve')).toEqual({
      ok: false,
      reason: 'already-decided',
    });
  }
});

test('a second order of the same friend changes nothing', () => {
  const waiting = { ...claimed, ...followOrder(claimed, paid, clear, 14) };
  const other = { ...paid, id: 8n, isUndone: true };
  expect(followOrder(waiting, other, clear, 14)).toMatchObject({ state: 'waiting', orderId: 7n });
});

test('whatever is told in whatever order and however often, the advocate is never rewarded twice', () => {
  const event = fc.constantFrom('paid', 'undone', 'due', 'approve', 'deny', 'doubt', 'refuse');
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      let referral = claimed;
      let rewards = 0;
      for (const what of events) {
        const order = { ...paid, isUndone: what === 'undone' };
        const check = what === 'doubt' ? doubtful : what === 'refuse' ? refused : clear;
        let step = { ...referral, effect: 'none' } as ReturnType<typeof complete>;
        if (what === 'due') step = complete(referral, day(30));
        else if (what === 'approve' || what === 'deny') {
          const judged = judge(referral, what);
          if (judged.ok) step = judged.step;
        } else step = followOrder(referral, order, check, 14);
        if (step.effect === 'reward-advocate') rewards++;
        if (step.effect === 'take-back') rewards--;
        const approvedAt = what === 'approve' ? day(2) : referral.approvedAt;
        referral = { ...referral, ...step, approvedAt };
        expect([0, 1]).toContain(rewards);
        expect(rewards).toBe(referral.state === 'completed' ? 1 : 0);
      }
    }),
    { seed: 7, numRuns: 2000 },
  );
});
