// A reward's name and description in every language that shoppers may have, as text fields, and
// back.
import type { Offer } from '#app/rewards/offer.ts';

/** `name-cs`, `description-cs` and so on for each language. */
export type NamesDraft = { [Field in `name-${string}` | `description-${string}`]: string };
export type NamesErrors = { [Field in `name-${string}`]: string };

/** Shown where the shopper's own language is missing. */
export const BASE_LANGUAGE = 'en';
const LONGEST_NAME = 80;
const LONGEST_DESCRIPTION = 500;

export function namesDraft(names: Offer['names'], languages: readonly string[]): NamesDraft {
  const draft: NamesDraft = {};
  for (const language of languages) {
    draft[`name-${language}`] = names[language]?.name ?? '';
    draft[`description-${language}`] = names[language]?.description ?? '';
  }
  return draft;
}

/**
 * The names that the form holds; `before` keeps those of languages the form does not show. A
 * language without a name is left out.
 */
export function givenNames(
  form: Record<string, string>,
  before: Offer['names'],
  errors: NamesErrors,
): Offer['names'] {
  const names = { ...before };
  for (const field of Object.keys(form)) {
    const language = /^name-(.+)$/.exec(field)?.[1];
    if (!language) continue;
    const name = form[field]!.trim();
    const description = (form[`description-${language}`] ?? '').trim();
    if (name.length > LONGEST_NAME) errors[`name-${language}`] = 'At most 80 letters';
    if (name !== '')
      names[language] = { name, description: description.slice(0, LONGEST_DESCRIPTION) };
    else if (description !== '') errors[`name-${language}`] = 'A description needs a name';
    else delete names[language];
  }
  if (!names[BASE_LANGUAGE])
    errors[`name-${BASE_LANGUAGE}`] ??= 'Give it a name of up to 80 letters';
  return names;
}
