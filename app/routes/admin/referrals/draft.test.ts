import { expect, test } from 'vitest';
import { settingsSchema } from '#app/referrals/settings.ts';
import { settingsDraft, settingsInput } from './draft.ts';

const saved = settingsSchema.parse({});
const fieldsOf = (changes: Record<string, string>) => {
  const form = { ...settingsDraft(saved), ...changes };
  const { error } = settingsSchema.safeParse(settingsInput(form, saved));
  return Object.fromEntries((error?.issues ?? []).map((one) => [one.path.join('.'), one.message]));
};

test('the form gives back what is saved', () => {
  expect(settingsInput(settingsDraft(saved), saved)).toEqual(saved);
});

test('a number that is none, too small or too large is told in plain words at its field', () => {
  const wrong = { points: '0', holdDays: '', perMonth: '1.5', perAddress: '1001' };
  expect(fieldsOf(wrong)).toEqual({
    'advocate.points': 'A whole number from 1 to 1,000,000',
    holdDays: 'A whole number from 0 to 180',
    perMonth: 'A whole number from 1 to 1,000',
    perAddress: 'A whole number from 1 to 1,000',
  });
});
