import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  addUnits,
  dayNumbering,
  dayOf,
  dayOfNumber,
  daysBetween,
  isDay,
  isTimezone,
  numberOfDay,
  periodOf,
  periodsBetween,
  startOfDay,
} from './calendar.ts';

test('an instant lies in the day of the shop, not of UTC', () => {
  const instant = new Date('2026-03-01T03:30:00Z');
  expect(dayOf(instant, 'America/New_York')).toBe('2026-02-28');
  expect(dayOf(instant, 'Asia/Bangkok')).toBe('2026-03-01');
});

test('a day starts at its own midnight on both sides of a clock change', () => {
  expect(startOfDay('2026-03-28', 'Europe/Prague').toISOString()).toBe('2026-03-27T23:00:00.000Z');
  expect(startOfDay('2026-03-30', 'Europe/Prague').toISOString()).toBe('2026-03-29T22:00:00.000Z');
});

test('a day without a midnight starts where its clock does', () => {
  // Cuba moves the clock at midnight: 2026-03-08 begins at 01:00.
  expect(startOfDay('2026-03-08', 'America/Havana').toISOString()).toBe('2026-03-08T05:00:00.000Z');
});

test('periods are half-open and follow each other without a gap', () => {
  expect(periodOf('2026-11-22', 'quarter')).toEqual({ start: '2026-10-01', end: '2027-01-01' });
  expect(periodOf('2026-11-22', 'week')).toEqual({ start: '2026-11-16', end: '2026-11-23' });
  const months = periodsBetween('2025-11-30', '2026-02-01', 'month');
  expect(months.map((month) => month.start)).toEqual([
    '2025-11-01',
    '2025-12-01',
    '2026-01-01',
    '2026-02-01',
  ]);
  for (const [at, month] of months.slice(1).entries()) expect(month.start).toBe(months[at]!.end);
});

test('moving by units keeps inside shorter months and counts leap days', () => {
  expect(addUnits('2026-01-31', 'month', 1)).toBe('2026-02-28');
  expect(addUnits('2024-02-29', 'year', 1)).toBe('2025-02-28');
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
});

test('knows time zones by name', () => {
  expect(isTimezone('Europe/Oslo')).toBe(true);
  expect(isTimezone('Europe/Atlantis')).toBe(false);
});

test('days as numbers are the same days, at every instant in every zone', () => {
  const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/Prague'];
  const numberings = new Map(zones.map((zone) => [zone, dayNumbering(zone)]));
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2035, 0, 1) }),
      (zone, instant) => {
        const number = numberings.get(zone)!(instant);
        expect(dayOfNumber(number)).toBe(dayOf(new Date(instant), zone));
        expect(numberOfDay(dayOfNumber(number))).toBe(number);
      },
    ),
    { seed: 4, numRuns: 1000 },
  );
});

test('a day changes its number at the very instant of a clock change', () => {
  const numbering = dayNumbering('America/New_York');
  // Spring: midnight is at 5 o'clock before, at 4 o'clock after the change.
  const at = (text: string) => dayOfNumber(numbering(Date.parse(text)));
  expect(at('2025-03-09T04:59:59.999Z')).toBe('2025-03-08');
  expect(at('2025-03-09T05:00:00.000Z')).toBe('2025-03-09');
  expect(at('2025-03-10T03:59:59.999Z')).toBe('2025-03-09');
  expect(at('2025-03-10T04:00:00.000Z')).toBe('2025-03-10');
});

test('a day is one of the calendar, in this century or beside it', () => {
  expect(['1900-01-01', '2024-02-29', '2199-12-31'].filter(isDay)).toHaveLength(3);
  const none = ['0000-01-01', '1899-12-31', '2200-01-01', '9999-12-31', '+010000-01-01'];
  expect([...none, '2026-02-31', '2026-13-01', '2026-1-1', ''].filter(isDay)).toEqual([]);
});
