// How numbers, money and days are written. The locale, the currency and the time zone come from the
// shop, never from the machine, so that the server and the browser write the same characters.
import { createContext, type ReactNode, useContext, useMemo } from 'react';

/** What the layout knows of the shop; `today` is the shop's day when the document was made. */
export type ShopFormat = { locale: string; currency: string; timezone: string; today: string };

const fallback: ShopFormat = {
  locale: 'en',
  currency: 'USD',
  timezone: 'UTC',
  today: '1970-01-01',
};
const Context = createContext(fallback);

export function FormatProvider({ value, children }: { value: ShopFormat; children: ReactNode }) {
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

// Versions of the Unicode data differ between Node and browsers in which spaces they write.
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const noon = (day: string) => new Date(`${day.slice(0, 10)}T12:00:00Z`);

/** A dash for what is undefined: never 0. */
export const dash = '–';

function makeFormat({ locale, currency, timezone, today }: ShopFormat) {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const wholeMoney = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    maximumFractionDigits: 0,
  });
  const compactMoney = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: timezone,
  });
  const orDash =
    <T,>(write: (value: T) => string) =>
    (value: T | null | undefined) =>
      value === null || value === undefined ? dash : plain(write(value));
  return {
    locale,
    currency,
    timezone,
    today,
    /** Decimal text or a number in the shop's currency: '12.5' gives €12.50. */
    money: orDash((amount: string | number) => money.format(Number(amount))),
    /** Money without cents, for large sums. */
    wholeMoney: orDash((amount: string | number) => wholeMoney.format(Number(amount))),
    /** Money for an axis: €1.2K. */
    compactMoney: orDash((amount: number) => compactMoney.format(amount)),
    /** A number for an axis: 1.2K. */
    compact: orDash((value: number) => compact.format(value)),
    /** Money of an order in another currency than the shop's. */
    moneyIn: (amount: string | null, other: string) =>
      other === currency
        ? orDash((given: string) => money.format(Number(given)))(amount)
        : orDash((given: string) =>
            new Intl.NumberFormat(locale, { style: 'currency', currency: other }).format(
              Number(given),
            ),
          )(amount),
    count: orDash((value: number) => count.format(value)),
    /** A change, always with its sign: +120. */
    signed: orDash((value: number) => signed.format(value)),
    /** A number with a fixed count of decimals. */
    decimal: (value: number | null | undefined, digits = 2) =>
      orDash((given: number) =>
        new Intl.NumberFormat(locale, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }).format(given),
      )(value),
    /** A fraction as per cent: 0.832 gives 83.2%. */
    percent: (fraction: number | null | undefined, digits = 1) =>
      orDash((given: number) =>
        new Intl.NumberFormat(locale, {
          style: 'percent',
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }).format(given),
      )(fraction),
    /** A day of the shop's calendar ('2026-11-22'): Nov 22, 2026. */
    day: orDash((text: string) => day.format(noon(text))),
    /** The month a day lies in: Nov 2026. */
    month: orDash((text: string) => month.format(noon(text))),
    /** An instant (ISO text or Date) on the shop's clock: Nov 22, 2026, 14:05. */
    moment: orDash((instant: string | Date) => moment.format(new Date(instant))),
    /** The shop's day of an instant: Nov 22, 2026. */
    dayOf: orDash((instant: string | Date) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: timezone }).format(
        new Date(instant),
      ),
    ),
    /** Seconds as people say them: about 2 minutes. */
    duration: orDash(sayDuration),
    /** '1 order', '2 orders'. */
    plural: (value: number, one: string, other: string) =>
      `${plain(count.format(value))} ${value === 1 ? one : other}`,
  };
}

function sayDuration(seconds: number): string {
  if (seconds < 5) return 'a few seconds';
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

export type Format = ReturnType<typeof makeFormat>;

/** The shop's way of writing numbers, money and days. */
export function useFormat(): Format {
  const value = useContext(Context);
  return useMemo(() => makeFormat(value), [value]);
}
