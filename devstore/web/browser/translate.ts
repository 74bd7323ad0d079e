// Looks a text up in locale files and fills it in. Used by Liquid's `t` and by the extensions'
// `i18n.translate`.

export type Messages = { [key: string]: string | Messages };
export type Replacements = Record<string, unknown>;

/**
 * The text behind a dotted key, or null. Where the entry has plural forms, `count` chooses among
 * them by the rules of the
 * language (zero, one, two, few, many, other), with `other` in place of a form that is missing.
 */
export function lookUp(
  messages: Messages,
  key: string,
  locale: string,
  replacements: Replacements = {},
): string | null {
  let entry: string | Messages | undefined = messages;
  for (const part of key.split('.')) {
    if (typeof entry !== 'object' || !Object.hasOwn(entry, part)) return null;
    entry = entry[part];
  }
  if (typeof entry === 'string') return entry;
  if (!entry || replacements.count === undefined) return null;
  const count = Number(replacements.count);
  // An explicit zero form is for 0 in every language, as in Shopify's and Ruby's i18n.
  const exact = count === 0 ? entry.zero : undefined;
  const form = exact ?? entry[new Intl.PluralRules(locale).select(count)] ?? entry.other;
  return typeof form === 'string' ? form : null;
}

/** Cuts a text at its `{{ name }}` places into strings and the values that belong there. */
export function fillIn(text: string, replacements: Replacements): unknown[] {
  return text.split(/\{\{\s*(\w+)\s*\}\}/).map((part, index) => {
    if (index % 2 === 0) return part;
    return Object.hasOwn(replacements, part) ? replacements[part] : `{{ ${part} }}`;
  });
}

/** Later files win, key by key. */
export function mergeMessages(base: Messages, over: Messages): Messages {
  const merged: Messages = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    const isGroup = typeof value === 'object' && typeof below === 'object';
    merged[key] = isGroup && !isPlural(value) ? mergeMessages(below, value) : value;
  }
  return merged;
}

/** Plural forms are replaced as a whole: another language has other forms. */
function isPlural(group: Messages): boolean {
  return Object.hasOwn(group, 'other');
}
