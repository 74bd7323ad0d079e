// `shopify.i18n` of an extension.
import { fillIn, lookUp, type Messages, mergeMessages, type Replacements } from '../translate.ts';

type Options = { inExtensionLocale?: boolean };

/** Formats and texts in the buyer's language. A key without a text is an error, as in Shopify. */
export function createI18n(given: {
  locale: string;
  currency: string;
  messages: Messages;
  defaultMessages: Messages;
}) {
  const { locale, currency } = given;
  const messages = mergeMessages(given.defaultMessages, given.messages);
  return {
    translate(key: string, replacements: Replacements = {}): unknown {
      const text = lookUp(messages, key, locale, replacements);
      if (text === null) throw new Error(`Translation not found: ${key} (${locale})`);
      const parts = fillIn(text, formatCount(replacements, locale));
      const isPlain = parts.every((part) => typeof part !== 'object' || part === null);
      return isPlain ? parts.join('') : parts;
    },
    formatNumber: (number: number | bigint, options: Options & Intl.NumberFormatOptions = {}) =>
      new Intl.NumberFormat(locale, without(options)).format(number),
    formatCurrency: (number: number | bigint, options: Options & Intl.NumberFormatOptions = {}) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        ...without(options),
      }).format(number),
    formatDate: (date: Date, options: Options & Intl.DateTimeFormatOptions = {}) =>
      new Intl.DateTimeFormat(locale, without(options)).format(date),
  };
}

/** Numbers are written the language's way when they are filled in. */
function formatCount(replacements: Replacements, locale: string): Replacements {
  return Object.fromEntries(
    Object.entries(replacements).map(([name, value]) => [
      name,
      typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value,
    ]),
  );
}

function without<Rest extends object>({ inExtensionLocale, ...rest }: Options & Rest) {
  return rest;
}
