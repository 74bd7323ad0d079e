import { expect, test } from 'vitest';
import { isDue } from './recurrence.ts';

const minutesOf = (day: string) =>
  Array.from(
    { length: 24 * 60 },
    (_, at) => new Date(Date.parse(`${day}T00:00:00Z`) + at * 60_000),
  );

test('a job every five minutes is due every fifth minute, at another one for the next shop', () => {
  const due = (id: number) =>
    minutesOf('2026-11-22').filter((now) =>
      isDue({ everyMinutes: 5 }, { id, timezone: 'UTC' }, now),
    );
  expect(due(1)).toHaveLength(288);
  expect(due(1).some((now) => due(2).includes(now))).toBe(false);
});

test('a nightly job is due once a day, at the hour of the shop', () => {
  const shop = { id: 7, timezone: 'Asia/Kolkata' };
  const due = minutesOf('2026-11-22').filter((now) => isDue({ atLocalHour: 3 }, shop, now));
  expect(due.map((now) => now.toISOString())).toEqual(['2026-11-22T21:37:00.000Z']);
});

test('the night on which the hour does not exist has its job when the next one begins', () => {
  const shop = { id: 0, timezone: 'Europe/Prague' };
  const due = (day: string) =>
    minutesOf(day)
      .filter((now) => isDue({ atLocalHour: 2 }, shop, now))
      .map((now) => now.toISOString());
  expect(due('2026-03-28')).toEqual(['2026-03-28T01:00:00.000Z']);
  expect(due('2026-03-29')).toEqual(['2026-03-29T01:00:00.000Z']);
  // In autumn an hour comes twice, the job once.
  expect(due('2026-10-25')).toEqual(['2026-10-25T00:00:00.000Z']);
});
