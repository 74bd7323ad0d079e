import { expect, test } from 'vitest';
import { pointsError, signedPoints } from './change-draft.ts';

test.each([
  ['50', 50n],
  [' -50 ', -50n],
  ['−50', -50n],
  ['+7', 7n],
  ['10000000', 10_000_000n],
])('%s are points', (text, points) => {
  expect(pointsError(text)).toBeUndefined();
  expect(signedPoints(text)).toBe(points);
});

test.each(['', '0', '-0', 'abc', '1.5', '1e3', '1 000', '--5'])('%s is no change', (text) => {
  expect(pointsError(text)).toBe('A whole number like 50 or −50');
});

test.each(['10000001', '-99999999', '9'.repeat(30)])('%s is too much', (text) => {
  expect(pointsError(text)).toBe('At most ten million');
});
