import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, codesToMake, inCalls, personalEnd, wantedCodes } from './pool.ts';

const days = 86_400_000;

test('nobody gets less time than was promised, and at most a month more', () => {
  const instant = fc.date({
    min: new Date('2024-01-01'),
    max: new Date('2030-01-01'),
    noInvalidDate: true,
  });
  const zone = fc.constantFrom('UTC', 'Europe/Prague', 'Pacific/Kiritimati', 'America/St_Johns');
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 400 }), zone, (now, validDays, timezone) => {
      const { endsAt } = bucketOf(now, validDays, timezone);
      const given = (endsAt!.getTime() - now.getTime()) / days;
      // Two days of slack: the day itself, and clocks that are set forward.
      expect(given).toBeGreaterThanOrEqual(validDays - 0.05);
      expect(given).toBeLessThan(validDays + 33);
      const own = personalEnd(now, validDays, timezone)!.getTime() - now.getTime();
      expect(own / days).toBeGreaterThanOrEqual(validDays - 0.05);
      expect(own / days).toBeLessThan(validDays + 1.1);
    }),
    { seed: 3 },
  );
});

test('codes without an end share one pool', () => {
  expect(bucketOf(new Date(), null, 'UTC')).toEqual({ month: 'never', endsAt: null });
});

test('a pool follows the busier of yesterday and last week, and never outgrows the stock', () => {
  expect(wantedCodes({ lastDay: 0, lastWeek: 0, stockLeft: null })).toBe(100);
  expect(wantedCodes({ lastDay: 500, lastWeek: 700, stockLeft: null })).toBe(3000);
  expect(wantedCodes({ lastDay: 10, lastWeek: 7000, stockLeft: null })).toBe(6000);
  expect(wantedCodes({ lastDay: 1e6, lastWeek: 1e6, stockLeft: null })).toBe(20_000);
  expect(wantedCodes({ lastDay: 500, lastWeek: 700, stockLeft: 12 })).toBe(12);
  expect(wantedCodes({ lastDay: 500, lastWeek: 700, stockLeft: -1 })).toBe(0);
});

test('codes are made when half are gone, counting those on their way', () => {
  expect(codesToMake(100, 51, 0)).toBe(0);
  expect(codesToMake(100, 50, 0)).toBe(50);
  expect(codesToMake(100, 10, 50)).toBe(0);
  expect(codesToMake(0, 0, 0)).toBe(0);
});

test('calls carry 250 codes and lose none', () => {
  const calls = inCalls(Array.from({ length: 601 }, (_, index) => index));
  expect(calls.map((call) => call.length)).toEqual([250, 250, 101]);
  expect(calls.flat()).toHaveLength(601);
});
