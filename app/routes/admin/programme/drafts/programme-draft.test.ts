import { expect, it } from 'vitest';
import { rulesSchema } from '#app/loyalty/programme/rules.ts';
import {
  amount,
  baseErrors,
  placeInProgrammeDraft,
  programmeDraft,
  rulesOf,
} from './programme-draft.ts';

const saved = (form: object, before: Parameters<typeof rulesOf>[1] = null, currency = 'EUR') => {
  const outcome = rulesOf({ ...programmeDraft(before, currency), ...form }, before, currency);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return rulesSchema.parse(outcome.value);
};

it('starts with five points for a unit of money, for a hundred where the unit is small', () => {
  expect(saved({}, null, 'EUR').order.base).toEqual({ kind: 'per-amount', points: 5n, per: 100n });
  expect(saved({}, null, 'JPY').order.base).toEqual({ kind: 'per-amount', points: 5n, per: 100n });
  expect(saved({}, null, 'KWD').order.base).toEqual({ kind: 'per-amount', points: 5n, per: 1000n });
});

it('can give the same for every order, or nothing', () => {
  const fixed = { kind: 'per-order', points: 20n };
  expect(saved({ base: 'per-order', points: '20', per: 'x' }).order.base).toEqual(fixed);
  expect(saved({ base: 'none', points: 'x' }).order.base).toEqual({ kind: 'none' });
});

it('gives back the form it was made from', () => {
  const form = {
    isActive: 'no',
    base: 'per-amount',
    points: '5',
    per: '0.50',
    enrolment: 'on-joining',
    pendingDays: '14',
    pendingFrom: 'fulfilment',
    expiry: 'after-activity',
    expiryMonths: '18',
    warnDays: '60, 14',
    graceDays: '3',
  };
  expect(programmeDraft(saved(form), 'EUR')).toEqual(form);
});

it('leaves alone what the form does not show', () => {
  const before = rulesSchema.parse({
    isActive: true,
    enrolment: 'automatic',
    excludedCustomerTags: ['wholesale'],
    order: { base: { kind: 'per-amount', points: '1', per: '100' }, cap: '500' },
  });
  const after = saved({ points: '3' }, before);
  expect(after).toEqual({
    ...before,
    order: { ...before.order, base: { kind: 'per-amount', points: 3n, per: 100n } },
  });
});

it.each([
  ['points', '-1'],
  ['points', '1.5'],
  ['per', '0'],
  ['per', 'free'],
  ['points', '1000001'],
  ['pendingDays', '400'],
])('names the field that cannot be: %s = %s', (field, text) => {
  const form = { ...programmeDraft(null, 'EUR'), [field]: text };
  expect(rulesOf(form, null, 'EUR')).toMatchObject({
    ok: false,
    errors: { [field]: expect.any(String) },
  });
});

it('reads amounts with a comma, and refuses what is none', () => {
  expect([amount('4,50', 'EUR'), amount(' 4 ', 'EUR'), amount('4', 'KWD')]).toEqual([
    450n,
    400n,
    4000n,
  ]);
  expect([amount('1e5', 'EUR'), amount('-4', 'EUR'), amount('', 'EUR')]).toEqual([
    null,
    null,
    null,
  ]);
});

it('says what is wrong with points for an amount before anything is sent', () => {
  const whole = (least: number) => `A whole number from ${least} to 1,000,000`;
  const none = 'An amount above 0, like 1 or 0.50';
  expect(baseErrors('-5', '1', 'EUR', 0)).toEqual({ points: whole(0) });
  expect(baseErrors('abc', '', 'EUR', 0)).toEqual({ points: whole(0), per: none });
  expect(baseErrors('0', '0', 'EUR', 1)).toEqual({ points: whole(1), per: none });
  expect(baseErrors(' 5 ', '0,50', 'EUR', 1)).toEqual({});
});

it('finds the field of what only the whole rules show', () => {
  expect(placeInProgrammeDraft('expiry.months')).toBe('expiryMonths');
  expect(placeInProgrammeDraft('tiers.levels.0.name')).toBe('tiers.levels.0.name');
});
