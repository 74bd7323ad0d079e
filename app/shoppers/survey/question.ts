// The one question that a shop asks beside an order: what may be written, and in which language a
// shopper reads it.
import { z } from 'zod';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { languageOf } from '../texts/wording.ts';

export const MOST_CHOICES = 8;
const line = z.string().trim().min(1).max(120);

const wordsSchema = z.object({
  question: z.string().trim().min(1).max(200),
  choices: z.array(line).min(2).max(MOST_CHOICES),
});
export type Words = z.output<typeof wordsSchema>;

export const translationsSchema = z.record(z.string(), wordsSchema);

export type Question = {
  /** Another wording in the first language is another question, so that answers never mix. */
  id: string;
  isOn: boolean;
  /** The language it was written in. */
  language: string;
  words: Record<string, Words>;
};

/** A question as a merchant types it: the choices one a line. */
export function wordsOf(
  question: string,
  choices: string,
): Ok<Words> | Refused<'question-wrong' | 'choices-wrong'> {
  const lines = choices.split('\n').filter((each) => each.trim() !== '');
  const parsed = wordsSchema.safeParse({ question, choices: lines });
  if (parsed.success) return ok(parsed.data);
  const isQuestion = parsed.error.issues.some(({ path }) => path[0] === 'question');
  return refuse(isQuestion ? 'question-wrong' : 'choices-wrong');
}

/** In the shopper's language; as it was written where there is no translation of all choices. */
export function wordsFor(question: Question, locale: string): Words {
  const own = question.words[question.language]!;
  const translated = question.words[languageOf(locale)];
  return translated?.choices.length === own.choices.length ? translated : own;
}

/**
 * The question after `words` were saved in `language`. Other words in its own language make it a
 * new one, called `newId`; in another language they are a translation.
 */
export function withWords(
  before: Question | null,
  { isOn, language, words }: { isOn: boolean; language: string; words: Words },
  newId: string,
): Question {
  if (!before) return { id: newId, isOn, language, words: { [language]: words } };
  const isOwn = language === before.language;
  const isSame = JSON.stringify(before.words[language]) === JSON.stringify(words);
  if (isOwn && !isSame) return { id: newId, isOn, language, words: { [language]: words } };
  return { ...before, isOn, words: { ...before.words, [language]: words } };
}
