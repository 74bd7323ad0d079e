import { expect, test } from 'vitest';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { rulesSchema } from './rules.ts';
import { withBonusesToCome, yearBefore, yearlyBetween } from './trial-year.ts';

const calendar = shopCalendar('Europe/Prague');
const NOW = new Date('2026-11-22T12:00:00Z');
const FROM = yearBefore(NOW, calendar);

const campaignDays = (startsAt: string, endsAt: string) => {
  const rules = rulesSchema.parse({
    isActive: true,
    enrolment: 'automatic',
    order: { base: { kind: 'none' } },
    campaigns: [{ id: 'double', name: 'Double', startsAt, endsAt, percent: 200 }],
  });
  return withBonusesToCome(rules, NOW).campaigns.map((one) =>
    [one.startsAt, one.endsAt].map((at) => at.toISOString().slice(0, 10)).join(' '),
  );
};

test('a bonus to come is tried on the same weekdays of the year before', () => {
  // Both are Saturday to Monday.
  expect(campaignDays('2026-11-28', '2026-11-30')).toContain('2025-11-29 2025-12-01');
  expect(campaignDays('2029-01-06', '2029-01-08').at(-1)).toBe('2026-01-10 2026-01-12');
});

test('a bonus of the past stays where it was', () => {
  expect(campaignDays('2026-05-02', '2026-05-04')).toEqual(['2026-05-02 2026-05-04']);
});

test('a bonus that is under way is tried on every day once', () => {
  expect(campaignDays('2026-11-01', '2026-12-24')).toEqual([
    '2026-11-01 2026-12-24',
    '2025-11-23 2025-12-25',
  ]);
  // It has run for more than a year: no day is left that it would not cover.
  expect(campaignDays('2025-01-01', '2027-01-01')).toEqual(['2025-01-01 2027-01-01']);
  expect(campaignDays('2026-01-01', '2027-06-01')).toEqual([
    '2026-01-01 2027-06-01',
    '2025-11-23 2026-01-01',
  ]);
});

test('birthdays of the year fall on local mornings, also that of the 29th of February', () => {
  const days = (day: string) =>
    yearlyBetween(day, FROM, NOW, calendar).map((at) => at.toISOString());
  expect(days('07-01')).toEqual(['2026-07-01T06:00:00.000Z']);
  expect(days('02-29')).toEqual(['2026-02-28T07:00:00.000Z']);
  // The day on which the year begins and ends comes twice.
  expect(days('11-22')).toEqual(['2025-11-22T07:00:00.000Z', '2026-11-22T07:00:00.000Z']);
});
