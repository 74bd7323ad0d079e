import { expect, test } from 'vitest';
import { fillIn, lookUp, mergeMessages } from './translate.ts';

const czech = {
  points: { one: '{{ count }} bod', few: '{{ count }} body', other: '{{ count }} bodů' },
};

test.each([
  [1, '{{ count }} bod'],
  [3, '{{ count }} body'],
  [5, '{{ count }} bodů'],
])('chooses the Czech plural of %i', (count, text) => {
  expect(lookUp(czech, 'points', 'cs', { count })).toBe(text);
});

test('chooses the Arabic dual, and other where a form is missing', () => {
  const messages = { points: { two: 'dual', other: 'rest' } };
  expect(lookUp(messages, 'points', 'ar', { count: 2 })).toBe('dual');
  expect(lookUp(messages, 'points', 'ar', { count: 3 })).toBe('rest');
});

test('uses an explicit zero form in languages that have none by rule', () => {
  expect(lookUp({ points: { zero: 'none', other: 'some' } }, 'points', 'en', { count: 0 })).toBe(
    'none',
  );
});

test('has no text for a key that is missing, a group, or a plural without a count', () => {
  expect(lookUp(czech, 'absent', 'cs')).toBeNull();
  expect(lookUp(czech, 'points', 'cs')).toBeNull();
  expect(lookUp(czech, 'points.toString', 'cs')).toBeNull();
});

test('fills values in at their places and leaves unknown places to be seen', () => {
  expect(fillIn('{{name}} has {{ count }}', { name: 'Ada', count: 3 })).toEqual([
    '',
    'Ada',
    ' has ',
    3,
    '',
  ]);
  expect(fillIn('{{ absent }}', {}).join('')).toBe('{{ absent }}');
});

test("a language's plural forms replace those of the default language as a whole", () => {
  const merged = mergeMessages(
    { points: { zero: 'none', one: 'point', other: 'points' }, title: 'Rewards' },
    czech,
  );
  expect(merged).toEqual({ ...czech, title: 'Rewards' });
});
