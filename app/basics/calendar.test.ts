import { expect, test } from 'vitest';
import {
  addDays,
  addUnits,
  dayOf,
  daysBetween,
  isTimezone,
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
