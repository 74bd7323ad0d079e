// The replay that decides what is left of every lot, on random accounts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byExpiry, type LotFact, type Movement, settleLots } from './lots.ts';

const HOUR = 3_600_000;
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1) + hour * HOUR);

const fact = (index: number) =>
  fc
    .record({
      points: fc.bigInt(0n, 100n),
      earned: fc.nat(1000),
      window: fc.option(fc.nat(500), { nil: null }),
      life: fc.option(fc.integer({ min: 1, max: 1500 }), { nil: null }),
    })
    .map(
      ({ points, earned, window, life }): LotFact => ({
        ...{ subject: `order/${index}`, points, bornAt: at(earned), earnedAt: at(earned) },
        availableAt: window === null ? null : at(earned + window),
        expiresAt: life === null ? null : at(earned + life),
        isExpired: life !== null && earned + life < 1200,
      }),
    );
const facts = fc
  .nat(6)
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => fact(n))));

/** Spendings in order, some of them given back later. */
const movements = fc
  .array(
    fc.record({ hour: fc.nat(2000), points: fc.bigInt(1n, 120n), back: fc.option(fc.nat(500)) }),
    {
      maxLength: 6,
    },
  )
  .map((spendings) =>
    spendings
      .flatMap(({ hour, points, back }, index) => {
        const subject = `redemption/${index}`;
        const taking = { effect: 'take' as const, subject, points, at: at(hour) };
        const giving = { effect: 'give-back' as const, subject, points };
        return back === null ? [taking] : [taking, { ...giving, at: at(hour + back + 1) }];
      })
      .sort((a, b) => +a.at - +b.at)
      .map((one, index): Movement => ({ ...one, number: index + 1, entryId: BigInt(index + 1) })),
  );

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);

describe('whatever was earned, spent and given back', () => {
  const hold = (claim: (facts: LotFact[], moves: Movement[]) => void) =>
    fc.assert(
      fc.property(facts, movements, (lots, moves) => claim([...lots], moves)),
      {
        numRuns: 500,
        seed: 11,
      },
    );

  test('nothing is lost and nothing appears: what is left, lapsed and owed adds up to the entries', () =>
    hold((lots, moves) => {
      const { lots: settled, debt } = settleLots(lots, moves);
      const earned = sum(lots.map((lot) => lot.points));
      const moved = sum(moves.map((one) => (one.effect === 'take' ? -one.points : one.points)));
      const left = sum(settled.map((lot) => lot.remaining + lot.expired));
      expect(left - debt).toBe(earned + moved);
    }));

  test('no lot goes below nothing or above what it was, grace aside', () =>
    hold((lots, moves) => {
      for (const lot of settleLots(lots, moves).lots) {
        expect(lot.remaining >= 0n && lot.expired >= 0n).toBe(true);
        expect(lot.remaining + lot.expired <= lot.points).toBe(true);
        if (lot.isExpired) expect(lot.remaining).toBe(0n);
      }
    }));

  test('the order in which facts arrive makes no difference', () =>
    hold((lots, moves) => {
      const turned = settleLots([...lots].reverse(), [...moves].reverse());
      const bySubject = (a: { subject: string }, b: { subject: string }) =>
        a.subject < b.subject ? -1 : 1;
      expect(turned.lots.sort(bySubject)).toEqual(settleLots(lots, moves).lots.sort(bySubject));
      expect(turned.debt).toBe(settleLots(lots, moves).debt);
    }));

  test('a spending never leaves points behind that lapse before those it took', () =>
    hold((lots, moves) => {
      const first = moves.find((one) => one.effect === 'take');
      if (!first) return;
      const { lots: settled, uses } = settleLots(lots, [first]);
      const open = settled.filter(
        (lot) =>
          lot.bornAt <= first.at &&
          (lot.expiresAt === null || lot.expiresAt > first.at) &&
          lot.availableAt !== null &&
          lot.availableAt <= first.at,
      );
      const taken = new Map(uses.map((use) => [use.subject, use.points]));
      const used = open
        .filter((lot) => taken.has(lot.subject))
        .sort(byExpiry)
        .at(-1);
      if (!used) return;
      for (const lot of open.filter((one) => byExpiry(one, used) < 0 && !one.isExpired)) {
        expect(lot.remaining).toBe(0n);
      }
    }));
});

test('points given back to a lot that lapsed live for fourteen days more', () => {
  const lot: LotFact = {
    ...{ subject: 'order/1', points: 50n, bornAt: at(0), earnedAt: at(0), availableAt: at(0) },
    ...{ expiresAt: at(100), isExpired: true },
  };
  const taking = { subject: 'redemption/a', points: 40n, number: 1, entryId: 1n };
  const { lots } = settleLots(
    [lot],
    [
      { ...taking, effect: 'take', at: at(10) },
      { ...taking, effect: 'give-back', at: at(200), number: 2, entryId: 2n },
    ],
  );
  expect(lots).toMatchObject([
    { subject: 'order/1', expired: 10n, remaining: 0n },
    { remaining: 40n, isGrace: true, expiresAt: at(200 + 14 * 24) },
  ]);
});

test('a refund after a merger that other points paid gives those back, not the refunded ones', () => {
  const born = { bornAt: at(0), earnedAt: at(0), availableAt: at(0), isExpired: false };
  // Of 100 points 80 were spent before the merger; then the order was refunded altogether.
  const carried: LotFact = { ...born, subject: 'order/1', points: -80n, expiresAt: at(500) };
  const other: LotFact = { ...born, subject: 'order/2', points: 50n, expiresAt: at(900) };
  const back: Movement = {
    ...{ effect: 'give-back', subject: 'redemption/a', points: 80n, at: at(10) },
    ...{ number: 1, entryId: 1n, foreignUses: [{ subject: 'order/1', points: 80n }] },
  };
  const { lots, uses, debt } = settleLots([carried, other], [back]);
  expect(lots).toMatchObject([
    { subject: 'order/1', remaining: 0n },
    { subject: 'order/2', remaining: 50n },
  ]);
  expect({ uses, debt }).toEqual({ uses: [], debt: 0n });
});
