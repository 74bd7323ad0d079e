// The merchant's own words for what shoppers read: which texts there are, and what may be written.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { DEFAULT_TEXTS } from './defaults.generated.ts';

/** Texts of one language by key: 'reward.redeem', plural forms as 'reward.valid.one'. */
export type Texts = Record<string, string>;

export const LANGUAGES = Object.keys(DEFAULT_TEXTS);
const MOST_CHARACTERS = 500;

/** Our own texts of a language; English where we do not speak it. */
export const defaultTexts = (locale: string): Texts =>
  DEFAULT_TEXTS[languageOf(locale)] ?? DEFAULT_TEXTS.en!;

/** The language of a locale as our texts are filed: 'de-AT' is 'de', 'no' is 'nb'. */
export function languageOf(locale: string): string {
  const [base = 'en'] = locale.toLowerCase().split('-');
  const language = base === 'no' || base === 'nn' ? 'nb' : base;
  return LANGUAGES.includes(language) ? language : 'en';
}

const placesOf = (text: string): string[] => text.match(/{{\s*\w+\s*}}/g) ?? [];
const nameOf = (place: string) => place.replace(/[{}\s]/g, '');

/**
 * What of `given` differs from our texts. Empty means: as we say it. Refuses a text that is too
 * long, and one with a {{ place }} that is never filled; unknown keys are left out.
 */
export function wordingOf(
  locale: string,
  given: Texts,
): Ok<Texts> | Refused<'text-too-long' | 'unknown-place', { key: string }> {
  const own: Texts = {};
  for (const [key, ours] of Object.entries(defaultTexts(locale))) {
    const text = given[key]?.trim();
    if (!text || text === ours) continue;
    if (text.length > MOST_CHARACTERS) return refuse('text-too-long', { key });
    const known = new Set(placesOf(ours).map(nameOf));
    if (placesOf(text).some((place) => !known.has(nameOf(place)))) {
      return refuse('unknown-place', { key });
    }
    own[key] = text;
  }
  return ok(own);
}

/** A mail address or a web address; null for an empty field, undefined for anything else. */
export function supportWay(text: string): string | null | undefined {
  const way = text.trim();
  if (way === '') return null;
  if (/^[^/:@\s]+@[^/:@\s]+$/.test(way)) return way;
  return /^https?:\/\//.test(way) && URL.canParse(way) ? way : undefined;
}

/**
 * The merchant's word for points in every language and plural form, with # where the number
 * stands: { en: { one: '# star', other: '# stars' } }. Languages that keep our word are left out.
 */
export function wordsForThemes(texts: ReadonlyMap<string, Texts>): Record<string, Texts> {
  const words: Record<string, Texts> = {};
  for (const [language, own] of texts) {
    const forms = Object.entries(own).filter(([key]) => key.startsWith('points.'));
    if (forms.length === 0) continue;
    words[language] = Object.fromEntries(
      forms.map(([key, text]) => [
        key.slice('points.'.length),
        text.replace(/{{\s*number\s*}}/g, '#'),
      ]),
    );
  }
  return words;
}
