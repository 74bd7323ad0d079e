import { expect, test } from 'vitest';
import { rulesSchema } from '../programme/rules.ts';
import { NO_TRAITS, NOBODY, orderWorth, type WorthLine } from './worth.ts';

const placedAt = new Date('2026-01-01T12:00:00Z');
const product = (id: string, effect: object) => ({
  id,
  name: id,
  match: { types: ['mug'] },
  effect,
});
const aPiece = (points: number) => product('a', { kind: 'points-per-piece', points });
const times = (percent: number) => product('b', { kind: 'multiply', percent });

const line = (id: string, amount: bigint, quantity = 1): WorthLine => ({
  ...{ id, productId: 1n, quantity, amount, isGiftCard: false, isSubscription: false },
  traits: { ...NO_TRAITS, type: 'mug' },
});

function worthOf(products: object[], lines: WorthLine[], net: bigint): bigint {
  const base = { kind: 'per-amount', points: 1, per: 100 };
  const rules = rulesSchema.parse({
    ...{ isActive: true, enrolment: 'automatic', order: { base, products } },
  });
  const order = { net, shipping: 0n, tax: 0n, placedAt, isEarning: true, lines };
  const context = { rules, customer: NOBODY, tierId: null, ordinal: 1, usedInPeriod: 0n };
  return orderWorth(order, context).points;
}

test('a piece that cost nothing earns no points a piece', () => {
  expect(worthOf([aPiece(100)], [line('1', 2_000n), line('2', 0n)], 2_000n)).toBe(100n);
  expect(worthOf([aPiece(100)], [line('1', 0n)], 0n)).toBe(0n);
});

test('money given back without a piece takes its part of the points a piece back', () => {
  const lines = [line('1', 5_000n, 2)];
  expect(worthOf([aPiece(10)], lines, 5_000n)).toBe(20n);
  expect(worthOf([aPiece(10)], lines, 100n)).toBe(0n);
  expect(worthOf([aPiece(10)], lines, 2_500n)).toBe(10n);
});

test.each([
  ['a piece', aPiece(10), times(500), 100_000n, 5_000n],
  ['a multiple', aPiece(900), times(500), 10_000n, 900n],
])('of two rules the one that gives more for this line counts, though %s comes first', (...row) => {
  const [, one, other, amount, points] = row;
  expect(worthOf([one, other], [line('1', amount)], amount)).toBe(points);
  expect(worthOf([other, one], [line('1', amount)], amount)).toBe(points);
});
