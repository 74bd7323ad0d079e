// The rules of points on random lives; the long run is `npm run torture:ledger`.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { type Life, live, lives } from '../../tests/torture/points-life.ts';
import { offencesOf } from '../../tests/torture/points-rules.ts';

let shops = 0;

test('orders, refunds, redemptions, hand, expiry, mergers and erasures in any order keep every rule', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (life: Life) => {
      const lived = await live(life, `life-${++shops}`);
      expect(await offencesOf(lived)).toEqual([]);
    }),
    { numRuns: 30, seed: 20260103 },
  );
  // The lives were not idle: everything that can go wrong did occur.
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM loyalty_entry WHERE kind = 'reverse') AS reversed,
       (SELECT count(*) FROM loyalty_entry WHERE kind = 'expire') AS expired,
       (SELECT count(*) FROM loyalty_entry WHERE reason = 'undone') AS undone,
       (SELECT count(*) FROM loyalty_entry WHERE kind = 'return') AS returned,
       (SELECT count(*) FROM loyalty_entry WHERE balance_after < 0) AS negative,
       (SELECT count(*) FROM loyalty_account WHERE status = 'merged') AS merged,
       (SELECT count(*) FROM loyalty_tier_change) AS placed,
       (SELECT count(*) FROM loyalty_lot WHERE context ->> 'usedInPeriod' <> '0') AS limited,
       (SELECT count(*) FROM loyalty_lot WHERE available_at IS NULL) AS waiting`,
  );
  for (const [what, times] of Object.entries(rows[0])) {
    expect({ what, occurred: (times as bigint) > 0n }).toEqual({ what, occurred: true });
  }
}, 60_000);

/** Rules that ask nothing of an order. */
const plain = {
  ...{ percent: 100, cap: null, minimum: null, limit: null, milestone: null },
  ...{ hasTiers: false, opens: 'payment' },
};

test('what a member redeemed before a merger keeps the points alive after it', async () => {
  const life = {
    first: { ...plain, points: 5, pendingDays: 0, months: 1, ends: 'after-activity' },
    acts: [
      { gap: 1, act: { kind: 'order', who: 2n, net: 4_000 } },
      { gap: 480, act: { kind: 'spend', who: 2n, points: 50n } },
      { gap: 100, act: { kind: 'merge', who: 2n, into: 3n } },
      { gap: 300, act: { kind: 'expire' } },
    ],
  } as unknown as Life;
  expect(await offencesOf(await live(life, 'alive-by-redemption'))).toEqual([]);
});

test('points in their days of grace survive a merger', async () => {
  const life = {
    first: { ...plain, points: 5, pendingDays: 0, months: 1, ends: 'after-earning' },
    acts: [
      { gap: 1, act: { kind: 'order', who: 2n, net: 2_000 } },
      { gap: 1, act: { kind: 'spend', who: 2n, points: 50n } },
      { gap: 900, act: { kind: 'return', nth: 0 } },
      { gap: 10, act: { kind: 'merge', who: 2n, into: 3n } },
      { gap: 10, act: { kind: 'spend', who: 3n, points: 20n } },
    ],
  } as Life;
  const lived = await live(life, 'grace');
  expect(await offencesOf(lived)).toEqual([]);
  const { rows } = await pool.query(
    `SELECT remaining FROM loyalty_lot WHERE shop_id = $1 AND subject LIKE 'grace/%'`,
    [lived.shopId],
  );
  expect(rows).toEqual([{ remaining: 30n }]);
});

test('an account that was merged away verifies after its customer is erased', async () => {
  const life = {
    first: { ...plain, points: 5, pendingDays: 0, months: null, ends: 'after-earning' },
    acts: [
      { gap: 1, act: { kind: 'order', who: 2n, net: 2_000 } },
      { gap: 1, act: { kind: 'spend', who: 2n, points: 40n } },
      { gap: 10, act: { kind: 'merge', who: 2n, into: 3n } },
      { gap: 10, act: { kind: 'erase', who: 2n } },
    ],
  } as Life;
  const lived = await live(life, 'erased');
  expect(await offencesOf(lived)).toEqual([]);
});

test('an order that regains its points pays the debt that a later one had paid for it', async () => {
  const life = {
    first: { ...plain, points: 5, pendingDays: 0, months: 1, ends: 'after-earning' },
    acts: [
      { gap: 1, act: { kind: 'order', who: 2n, net: 2_000 } },
      // Those points have lapsed and nobody booked it yet: what is taken becomes a debt.
      { gap: 900, act: { kind: 'take', who: 2n, points: 100n } },
      { gap: 10, act: { kind: 'order', who: 2n, net: 2_000 } },
      { gap: 10, act: { kind: 'order', who: 2n, net: 2_000 } },
      { gap: 10, act: { kind: 'change', nth: 1, percent: 0 } },
      { gap: 10, act: { kind: 'change', nth: 1, percent: 70 } },
    ],
  } as Life;
  const lived = await live(life, 'regained');
  expect(await offencesOf(lived)).toEqual([]);
});
