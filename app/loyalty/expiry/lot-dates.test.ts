import { expect, test } from 'vitest';
import { type RulesInput, rulesSchema } from '../programme/rules.ts';
import { lapsesAt, lapsing, shopCalendar } from './lot-dates.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const calendar = shopCalendar('UTC');
type Expiry = NonNullable<RulesInput['expiry']>;
const MONTH: Expiry = { kind: 'after-earning', months: 1, warnDays: [] };
const version = (from: string, isActive: boolean, expiry: Expiry = MONTH) => ({
  version: 1,
  effectiveFrom: new Date(`${from}T12:00:00Z`),
  rules: rulesSchema.parse({
    isActive,
    enrolment: 'automatic',
    order: { base: { kind: 'none' } },
    expiry,
  }),
});
const end = (versions: ReturnType<typeof version>[], earned: string, ...activity: string[]) =>
  lapsesAt(
    day(earned),
    versions,
    activity.map((at) => ({ at: day(at), undoneAt: null })),
    calendar,
  )
    ?.toISOString()
    .slice(0, 10) ?? null;

test('a pause lengthens the lives that stand in it, and no others', () => {
  const paused = [version('2026-01-01', true), version('2026-03-10', false)];
  const again = [...paused, version('2026-03-20', true)];
  expect(end(again, '2026-02-20')).toBe('2026-03-31');
  // Lapsed before it, earned after it, and earned in it.
  expect(end(again, '2026-01-20')).toBe('2026-02-21');
  expect(end(again, '2026-03-25')).toBe('2026-04-26');
  expect(end(again, '2026-03-15')).toBe('2026-04-22');
  expect(end(paused, '2026-02-20')).toBeNull();
  expect(end(paused, '2026-01-20')).toBe('2026-02-21');
});

test('two pauses count both, the second also where only the first lets a life reach it', () => {
  const versions = [
    version('2026-01-01', true),
    ...[version('2026-02-10', false), version('2026-02-20', true)],
    ...[version('2026-03-01', false), version('2026-03-31', true)],
  ];
  expect(end(versions, '2026-01-25')).toBe('2026-04-07');
});

test('an activity in the lengthened life keeps it alive', () => {
  const active: Expiry = { ...MONTH, kind: 'after-activity' };
  const versions = [
    version('2026-01-01', true, active),
    version('2026-02-10', false, active),
    version('2026-03-10', true, active),
  ];
  expect(end(versions, '2026-01-20', '2026-03-15')).toBe('2026-04-16');
});

test('what an activity prolongs is worked out once, however many lots it keeps alive', () => {
  const versions = [version('2026-01-01', true, { ...MONTH, kind: 'after-activity' })];
  let asked = 0;
  const counting = {
    ...calendar,
    startOf: (at: string) => {
      asked += 1;
      return calendar.startOf(at);
    },
  };
  const hours = Array.from({ length: 300 }, (_, n) => new Date(Date.UTC(2026, 1, 1, n)));
  const activity = hours.map((at) => ({ at, undoneAt: null }));
  const lapses = lapsing(versions, activity, counting);
  for (const at of hours) expect(lapses(at)).toEqual(lapsesAt(at, versions, activity, calendar));
  expect(asked).toBeLessThanOrEqual(2 * hours.length);
});
