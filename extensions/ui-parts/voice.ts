// The speaker of UI extensions: Shopify's i18n holds our texts, Intl does the rest.
import type { ShopWords } from '../../app/shoppers/contract.ts';
import { type Say, speaker, type Values } from '../words/say.ts';

type I18n = { translate: (key: string, values?: Values) => unknown };

/** Texts come from the extension's locale files, or from the merchant where `shop` says so. */
export function voice(i18n: I18n, locale: string, shop?: ShopWords | null): Say {
  return speaker({
    locale,
    shop,
    translate(key, values) {
      try {
        const text = String(i18n.translate(key, values));
        // A key that has no text comes back as it is, or throws.
        return text === key ? null : text;
      } catch {
        return null;
      }
    },
  });
}
