import { expect, test } from 'vitest';
import { defaultTexts, languageOf, supportWay, wordingOf, wordsForThemes } from './wording.ts';

test('texts are filed by language: regions and both Norwegians share one', () => {
  expect(['de-AT', 'no', 'nn-NO', 'he', 'ja'].map(languageOf)).toEqual([
    'de',
    'nb',
    'nb',
    'he',
    'en',
  ]);
  expect(defaultTexts('cs')['reward.redeem']).toBe('Uplatnit');
});

test('only what differs from our words is kept', () => {
  const given = {
    'reward.redeem': ' Get it ',
    'reward.title': 'Rewards',
    'code.copy': '',
    'no.such.key': 'x',
  };
  expect(wordingOf('en', given)).toEqual({ ok: true, value: { 'reward.redeem': 'Get it' } });
});

test('each plural form has words of its own', () => {
  const given = { 'reward.valid.few': 'Jen {{count}} dny' };
  expect(wordingOf('cs', given)).toEqual({ ok: true, value: given });
});

test('a place that nothing fills is refused, and so is a novel', () => {
  expect(wordingOf('en', { 'reward.redeem': 'Get {{ points }}' })).toEqual({
    ok: false,
    reason: 'unknown-place',
    key: 'reward.redeem',
  });
  expect(wordingOf('en', { 'reward.redeem': 'x'.repeat(501) })).toMatchObject({
    reason: 'text-too-long',
  });
});

test('markup is a text like any other', () => {
  const text = '<script>alert(1)</script>';
  expect(wordingOf('en', { 'panel.title': text })).toEqual({
    ok: true,
    value: { 'panel.title': text },
  });
});

test('people are reached by mail or on the web, never by script', () => {
  expect(['', 'help@shop.example', 'https://shop.example/contact'].map(supportWay)).toEqual([
    null,
    'help@shop.example',
    'https://shop.example/contact',
  ]);
  expect(['javascript:alert(1)', 'help', 'https://', 'a@b c'].map(supportWay)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('themes are told the word for points, and nothing else', () => {
  const texts = new Map<string, Record<string, string>>([
    ['en', { 'points.one': '{{ number }} star', 'points.other': '{{number}} stars' }],
    ['cs', { 'reward.redeem': 'Chci' }],
  ]);
  expect(wordsForThemes(texts)).toEqual({ en: { one: '# star', other: '# stars' } });
});
