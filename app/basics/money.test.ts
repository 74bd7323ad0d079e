import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalText, floorShare, formatMoney, minorUnits } from './money.ts';

test('reads Shopify decimals by the exponent of the currency', () => {
  expect(minorUnits('12.5', 'USD')).toBe(1250n);
  expect(minorUnits('1200', 'JPY')).toBe(1200n);
  expect(minorUnits('1.234', 'KWD')).toBe(1234n);
  expect(minorUnits('-0.01', 'EUR')).toBe(-1n);
});

test('rounds digits the currency does not have half away from zero', () => {
  expect(minorUnits('0.005', 'USD')).toBe(1n);
  expect(minorUnits('-0.005', 'USD')).toBe(-1n);
  expect(minorUnits('0.0049', 'USD')).toBe(0n);
  expect(minorUnits('10.5', 'JPY')).toBe(11n);
});

test('reads amounts however they are written', () => {
  expect(minorUnits('12.', 'USD')).toBe(1200n);
  expect(minorUnits('007.50', 'USD')).toBe(750n);
  expect(minorUnits('0.0', 'KWD')).toBe(0n);
  expect(minorUnits('999999999999', 'KWD')).toBe(999_999_999_999_000n);
  expect(minorUnits('123456789012345678.99', 'USD')).toBe(12_345_678_901_234_567_899n);
});

test('refuses what is no decimal number', () => {
  for (const text of ['', '1e3', 'NaN', '1,50', '--1', '.5', ' 1', '1.2.3', '.', '1:5', '1/5']) {
    expect(() => minorUnits(text, 'USD')).toThrow(TypeError);
  }
});

test('writing and reading an amount gives the same amount in every currency', () => {
  const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'EUR');
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), currency, (amount, code) => {
      expect(minorUnits(decimalText(amount, code), code)).toBe(amount);
    }),
  );
});

test('formats amounts beyond the reach of floats exactly', () => {
  expect(formatMoney(900719925474099312n, 'USD', 'en')).toBe('$9,007,199,254,740,993.12');
});

test('a floored share is the largest whole number not above the exact share', () => {
  const amount = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  const part = fc.bigInt({ min: 1n, max: 10n ** 6n });
  fc.assert(
    fc.property(amount, part, part, (total, numerator, denominator) => {
      const share = floorShare(total, numerator, denominator);
      expect(share * denominator <= total * numerator).toBe(true);
      expect((share + 1n) * denominator > total * numerator).toBe(true);
    }),
  );
});
