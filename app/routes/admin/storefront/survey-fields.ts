// The question after an order as fields of the storefront page's form. No text of ours has such a
// key.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { type Question, type Words, wordsOf } from '#app/shoppers/survey/question.ts';
import type { Texts } from '#app/shoppers/texts/wording.ts';

export const ASKED = 'ask.is-on';
export const QUESTION = 'ask.question';
export const CHOICES = 'ask.choices';

/** The fields of a question in one language; empty where it is not translated into it. */
export function fieldsOf(question: Question | null, language: string): Texts {
  const words = question?.words[language];
  return {
    [ASKED]: question?.isOn ? 'on' : '',
    [QUESTION]: words?.question ?? '',
    [CHOICES]: words?.choices.join('\n') ?? '',
  };
}

/** What the fields ask for; null: the question stays as it is, but is not asked. */
export function askedBy(
  given: Texts,
): Ok<{ isOn: boolean; words: Words } | null> | Refused<'bad-input', { key: string }> {
  const isOn = given[ASKED] === 'on';
  const question = given[QUESTION] ?? '';
  const choices = given[CHOICES] ?? '';
  if (!isOn && question.trim() === '' && choices.trim() === '') return ok(null);
  const words = wordsOf(question, choices);
  if (words.ok) return ok({ isOn, words: words.value });
  return refuse('bad-input', { key: words.reason === 'question-wrong' ? QUESTION : CHOICES });
}
