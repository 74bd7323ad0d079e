import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromDecimal, shareOf, spread, toDecimal, toFixedDecimal } from './money.ts';

describe('decimal text', () => {
  test.for([
    ['USD', 1000, '10.0', '10.00'],
    ['USD', 5, '0.05', '0.05'],
    ['USD', -1230, '-12.3', '-12.30'],
    ['JPY', 1000, '1000.0', '1000'],
    ['KWD', 1234, '1.234', '1.234'],
  ] as const)('%s %i is written as Shopify does', ([currency, minor, short, fixed]) => {
    expect(toDecimal(minor, currency)).toBe(short);
    expect(toFixedDecimal(minor, currency)).toBe(fixed);
    expect(fromDecimal(short, currency)).toBe(minor);
  });

  test.for(['', '.', '1,5', 'ten', '1e3', '--1', '99999999999999999999'])(
    '"%s" is no amount',
    (text) => {
      expect(fromDecimal(text, 'USD')).toBeNull();
    },
  );

  test('digits beyond the currency are rounded half away from zero', () => {
    expect(['0.005', '0.004', '-0.005', '0.5'].map((text) => fromDecimal(text, 'USD'))).toEqual([
      1, 0, -1, 50,
    ]);
    expect(fromDecimal('10.5', 'JPY')).toBe(11);
  });
});

test('spreading and sharing lose nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 20 }),
      (amount, weights) => {
        const parts = spread(amount, weights);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        const units = weights.length;
        const shares = weights.map((_, index) => shareOf(amount, units, index, 1));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
      },
    ),
  );
});
