// Words, numbers, money and dates in the shopper's language, the same on every surface.
import type { Instant, Money, Points, ShopWords } from '../../app/shoppers/contract.ts';

export type Values = Record<string, string | number>;
/** Our own text of `key` with the values put in; null where there is none. */
export type Translate = (key: string, values: Values) => string | null;

export type Say = {
  /**
   * The text of `key`: the merchant's wording if there is one, ours otherwise, '' for an unknown
   * key.
   */
  text(key: string, values?: Values): string;
  /** '1,250 points', with the merchant's word for points. */
  points(count: Points): string;
  /** The merchant's own words, with a direction of their own in right-to-left text. */
  own(words: string): string;
  /** '+1,250' or '−80': a change of the balance. */
  change(count: Points): string;
  money(money: Money): string;
  /** The shop's own day: what ends at its midnight ends on the day before, also far away. */
  date(instant: Instant): string;
  percent(text: string): string;
  /** 'Norway' for 'NO'. */
  country(code: string): string;
};

type Voice = {
  locale: string;
  translate: Translate;
  shop?: (Pick<ShopWords, 'texts' | 'direction'> & Partial<Pick<ShopWords, 'timezone'>>) | null;
  /** What the buyer pays in, and its units for one of the shop's currency. */
  buyer?: { currency: string; rate: number } | null;
};

/**
 * Puts values into the {{ places }} of a text. In right-to-left text each value keeps its own
 * direction.
 */
export function fill(text: string, values: Values, isolate = false): string {
  return text.replace(/{{\s*(\w+)\s*}}/g, (place, name) => {
    const value = values[name];
    if (value === undefined) return place;
    return isolate ? `\u2068${value}\u2069` : String(value);
  });
}

/** A speaker for one shopper. Never throws for a bad locale: it falls back to English. */
export function speaker({ locale: wanted, translate, shop, buyer }: Voice): Say {
  const locale = known(wanted);
  const isRtl = shop?.direction === 'rtl';
  const plural = new Intl.PluralRules(locale);
  const own = (words: string) => (isRtl ? `\u2068${words}\u2069` : words);
  const text = (key: string, values: Values = {}) => {
    const count = values.count;
    const form = typeof count === 'number' ? `${key}.${plural.select(count)}` : key;
    const theirs = shop?.texts?.[form] ?? shop?.texts?.[key];
    return theirs ? fill(theirs, values, isRtl) : (translate(key, values) ?? '');
  };
  return {
    text,
    points: (count) => text('points', { count, number: count.toLocaleString(locale) }),
    own,
    // Isolated, or in right-to-left text the day of a date beside it would change places with it.
    change: (count) => own(count.toLocaleString(locale, { signDisplay: 'exceptZero' })),
    money(money) {
      const inBuyers =
        buyer && buyer.currency !== money.currency && buyer.rate > 0
          ? { amount: Number(money.amount) * buyer.rate, currency: buyer.currency }
          : money;
      const style = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: inBuyers.currency,
        // Whole amounts without ',00': a reward is called '5 €' everywhere.
        trailingZeroDisplay: 'stripIfInteger',
      });
      return (inBuyers === money ? '' : '≈ ') + style.format(Number(inBuyers.amount));
    },
    date(instant) {
      const day = (timeZone?: string) =>
        new Date(instant).toLocaleDateString(locale, { dateStyle: 'medium', timeZone });
      try {
        return day(shop?.timezone);
      } catch {
        return day(); // the zone is younger than the browser
      }
    },
    percent: (value) =>
      (Number(value) / 100).toLocaleString(locale, { style: 'percent', maximumFractionDigits: 2 }),
    country: (code) => new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code,
  };
}

function known(locale: string): string {
  try {
    return new Intl.Locale(locale).toString();
  } catch {
    return 'en';
  }
}
