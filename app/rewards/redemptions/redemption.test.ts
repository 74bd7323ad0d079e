import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Policies } from '../offer.ts';
import {
  decide,
  type Event,
  EXPIRY_GRACE_HOURS,
  eventsOfOrder,
  type Redemption,
} from './redemption.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 1, hour));
const policies: Policies = { onExpiry: 'return', onOrderUndone: 'return', canCancel: true };
const reserved: Redemption = {
  id: 'a',
  state: 'reserved',
  way: 'personal',
  kind: 'amount-off',
  version: 1,
  points: 500n,
  returnedPoints: 0n,
  code: 'RW-A',
  shopifyId: null,
  issuedAt: null,
  expiresAt: at(240),
  usedAt: null,
  usedOrderId: null,
  endingAt: null,
  endReason: null,
  releasedAt: null,
};

type Life = { redemption: Redemption; held: bigint; removals: number };

/** Lives through events; `held` are the member's points that the redemption keeps. */
function live(events: readonly Event[], start = reserved, under = policies): Life {
  let redemption = start;
  let held = start.points;
  let removals = 0;
  for (const event of events) {
    const outcome = decide({ ...redemption, isPassedOn: false }, event, under);
    if (!outcome.ok) continue;
    const { changes, points, removesCode } = outcome.value;
    redemption = { ...redemption, ...changes };
    if (points === 'return') held -= redemption.points;
    if (points === 'take-again') held += redemption.points;
    if (removesCode) removals++;
  }
  return { redemption, held, removals };
}

const issued: Event = { type: 'issued', shopifyId: 7n, at: at(1) };
const cancel: Event = {
  type: 'end-asked',
  by: 'shopper',
  reason: 'cancelled-by-shopper',
  at: at(2),
};
const removed: Event = { type: 'code-removed', at: at(3) };
const used = (orderId: bigint): Event => ({ type: 'order-used', orderId, at: at(4) });
const undone = (orderId: bigint): Event => ({ type: 'order-undone', orderId, at: at(5) });
const due: Event = { type: 'expiry-due', at: at(240 + EXPIRY_GRACE_HOURS) };

test('the straight way: reserved, issued, used, and the points stay spent', () => {
  expect(live([issued, used(1n)])).toMatchObject({
    redemption: { state: 'used', usedOrderId: 1n, shopifyId: 7n },
    held: 500n,
  });
});

test('a cancelled code leaves Shopify before the points come back', () => {
  const asked = live([issued, cancel]);
  expect(asked).toMatchObject({ redemption: { state: 'issued' }, held: 500n, removals: 1 });
  expect(live([issued, cancel, removed])).toMatchObject({
    redemption: { state: 'released', endReason: 'cancelled-by-shopper', returnedPoints: 500n },
    held: 0n,
  });
});

test('a code that Shopify makes after the shopper gave it up has to go again', () => {
  expect(live([cancel, issued])).toMatchObject({ redemption: { state: 'issued' }, removals: 2 });
});

test('an order that was faster than the cancellation wins', () => {
  expect(live([issued, cancel, used(1n), removed])).toMatchObject({
    redemption: { state: 'used', endingAt: null, endReason: null },
    held: 500n,
  });
});

test('a code used after its points came back takes them again', () => {
  expect(live([issued, cancel, removed, used(1n)]).held).toBe(500n);
});

test('the order whose cancellation returned the points does not take them when it is seen again', () => {
  const events = [issued, used(1n), undone(1n), used(1n), undone(1n), used(1n)];
  expect(live(events)).toMatchObject({ redemption: { state: 'released' }, held: 0n });
});

test('a refusal for good gives the points back; after the code is out it means nothing', () => {
  const refused: Event = { type: 'refused-by-shopify', at: at(1) };
  expect(live([refused])).toMatchObject({ redemption: { state: 'released' }, held: 0n });
  expect(live([issued, refused])).toMatchObject({ redemption: { state: 'issued' }, held: 500n });
});

test('expiry waits a day for the last order and follows the policy', () => {
  const early: Event = { type: 'expiry-due', at: at(240 + EXPIRY_GRACE_HOURS - 1) };
  expect(live([issued, early]).redemption.state).toBe('issued');
  expect(live([issued, due]).held).toBe(0n);
  expect(live([issued, due], reserved, { ...policies, onExpiry: 'keep' })).toMatchObject({
    redemption: { state: 'released', returnedPoints: 0n },
    held: 500n,
  });
});

test('a replaced code hands its points on instead of giving them back', () => {
  const replace: Event = { type: 'end-asked', by: 'shopper', reason: 'replaced', at: at(2) };
  expect(live([issued, replace, removed])).toMatchObject({
    redemption: { state: 'released', returnedPoints: 0n },
    held: 500n,
  });
});

test('a code that runs out before its replacement was made gives the points back', () => {
  const replace: Event = { type: 'end-asked', by: 'shopper', reason: 'replaced', at: at(2) };
  const kept = { ...policies, onExpiry: 'keep' } as const;
  expect(live([issued, replace, due], reserved, kept)).toMatchObject({
    redemption: { state: 'released', returnedPoints: 500n },
    held: 0n,
  });
});

test('money in hand cannot be called back, and neither can what was used or is over', () => {
  const credit = { ...reserved, kind: 'store-credit' as const };
  const reasonOf = (redemption: Redemption) => {
    const outcome = decide({ ...redemption, isPassedOn: false }, cancel, policies);
    return outcome.ok ? null : outcome.reason;
  };
  expect(reasonOf(credit)).toBe('cannot-cancel');
  expect(reasonOf(live([issued, used(1n)]).redemption)).toBe('already-used');
  expect(reasonOf(live([issued, cancel, removed]).redemption)).toBe('already-ended');
  const never = { ...policies, canCancel: false };
  const outcome = decide({ ...reserved, isPassedOn: false }, cancel, never);
  expect(outcome).toEqual({ ok: false, reason: 'cannot-cancel' });
});

test('whatever happens in whatever order, the points are held once or given back once', () => {
  const event = fc.oneof(
    fc.constantFrom<Event>(
      issued,
      cancel,
      removed,
      due,
      used(1n),
      used(2n),
      undone(1n),
      undone(2n),
    ),
    fc.constantFrom<Event>(
      { type: 'refused-by-shopify', at: at(1) },
      { type: 'end-asked', by: 'merchant', reason: 'cancelled-by-merchant', at: at(2) },
    ),
  );
  const policy = fc.record({
    onExpiry: fc.constantFrom('return' as const, 'keep' as const),
    onOrderUndone: fc.constantFrom('return' as const, 'keep' as const),
    canCancel: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), policy, (events, under) => {
      const { redemption, held } = live(events, reserved, under);
      expect([0n, 500n]).toContain(held);
      const isBack = redemption.state === 'released' && redemption.returnedPoints > 0n;
      expect(held).toBe(isBack ? 0n : 500n);
      // The same once more changes nothing: what is told twice counts once.
      const last = events.at(-1);
      if (last) expect(live([...events, last], reserved, under).held).toBe(held);
    }),
    { seed: 6, numRuns: 2000 },
  );
});

test('an order first seen when it is undone has used the code and gives it back', () => {
  const order = { id: 1n, processedAt: at(4), isUndone: true };
  expect(eventsOfOrder(order, at(9)).map(({ type }) => type)).toEqual([
    'order-used',
    'order-undone',
  ]);
});

test('a gift card that runs out gives no points back: whether it was spent, nobody is told', () => {
  const card = { ...reserved, kind: 'gift-card' } as const;
  expect(live([issued, due], card)).toMatchObject({
    redemption: { state: 'released', endReason: 'expired', returnedPoints: 0n },
    held: 500n,
  });
  expect(live([issued, cancel], card)).toMatchObject({ redemption: { endingAt: null } });
});
