import { expect, test } from 'vitest';
import { type Question, withWords, wordsFor, wordsOf } from './question.ts';

const english = { question: 'How did you find us?', choices: ['A friend', 'Search'] };
const czech = { question: 'Jak jste nás našli?', choices: ['Přes známé', 'Vyhledáváním'] };
const asked: Question = { id: 'first', isOn: true, language: 'en', words: { en: english } };

test('a question has two to eight choices, one a line', () => {
  expect(wordsOf(' How did you find us? ', 'A friend\n\n Search \n')).toEqual({
    ok: true,
    value: english,
  });
  expect(wordsOf('', 'A\nB')).toMatchObject({ ok: false, reason: 'question-wrong' });
  expect(wordsOf('Why?', 'Only one')).toMatchObject({ ok: false, reason: 'choices-wrong' });
  expect(wordsOf('Why?', 'x\n'.repeat(9))).toMatchObject({ ok: false, reason: 'choices-wrong' });
});

test('a shopper reads their own language, or the first where a choice is not translated', () => {
  const translated = { ...asked, words: { en: english, cs: czech } };
  expect(wordsFor(translated, 'cs-CZ')).toBe(czech);
  expect(wordsFor(translated, 'th')).toBe(english);
  const short = { ...asked, words: { en: english, cs: { ...czech, choices: ['Jinak'] } } };
  expect(wordsFor(short, 'cs')).toBe(english);
});

test('other words are another question, a translation and turning it off are not', () => {
  const save = (language: string, words: typeof english, isOn = true) =>
    withWords(asked, { isOn, language, words }, 'second');
  expect(save('cs', czech)).toEqual({ ...asked, words: { en: english, cs: czech } });
  expect(save('en', english, false)).toEqual({ ...asked, isOn: false });
  const other = { ...english, question: 'Why us?' };
  expect(save('en', other)).toEqual({ ...asked, id: 'second', words: { en: other } });
  expect(withWords(null, { isOn: true, language: 'en', words: english }, 'first')).toEqual(asked);
});
