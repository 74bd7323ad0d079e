// The filters `t` and `translate`.
import { fillIn, lookUp, type Replacements } from '../browser/translate.ts';
import { escapeHtml, type Filter, factsOf } from './facts.ts';

function translate(
  this: ThisParameterType<Filter>,
  key: unknown,
  ...named: [string, unknown][]
): string {
  const { locale, messages } = factsOf(this);
  const name = String(key);
  const replacements: Replacements = Object.fromEntries(named);
  const text = lookUp(messages, name, locale, replacements);
  if (text === null) return `Translation missing: ${locale}.${name}`;
  // A key that ends in _html is the author's promise that its values are safe.
  const isMarkup = name.endsWith('_html');
  const escaped = Object.fromEntries(
    Object.entries(replacements).map(([each, value]) => [
      each,
      isMarkup ? String(value ?? '') : escapeHtml(value),
    ]),
  );
  return fillIn(text, escaped).join('');
}

export const translateFilters = { t: translate, translate };
