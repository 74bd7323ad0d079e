// How numbers, money and days are written. The locale, the currency and the time zone come from the
// shop, never from the machine, so that the server and the browser write the same characters.

/** What the layout knows of the shop; `today` is the shop's day when the document was made. */
export type ShopFormat = { locale: string; currency: string; timezone: string; today: string };

/** A dash for what is undefined: never 0. */
export const dash = '–';

// Versions of the Unicode data differ between Node and browsers in which spaces they write.
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const orDash =
  <T>(write: (value: T) => string) =>
  (value: T | null | undefined) =>
    value === null || value === undefined ? dash : plain(write(value));

function numberWriters({ locale, currency }: ShopFormat) {
  const as = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
  const money = as({ style: 'currency', currency });
  const whole = as({ style: 'currency', currency, maximumFractionDigits: 0 });
  const short = { notation: 'compact', maximumFractionDigits: 1 } as const;
  const shortMoney = as({ ...short, style: 'currency', currency });
  const compact = as(short);
  const count = as({ maximumFractionDigits: 0 });
  const signed = as({ signDisplay: 'exceptZero' });
  const fixed = (style: 'decimal' | 'percent', digits: number) =>
    as({ style, minimumFractionDigits: digits, maximumFractionDigits: digits });
  return {
    /** Decimal text or a number in the shop's currency: '12.5' gives €12.50. */
    money: orDash((amount: string | number) => money.format(Number(amount))),
    /** Money without cents, for large sums. */
    wholeMoney: orDash((amount: string | number) => whole.format(Number(amount))),
    /** Money for an axis: €1.2K. */
    compactMoney: orDash((amount: number) => shortMoney.format(amount)),
    /** Money of an order in another currency than the shop's. */
    moneyIn: (amount: string | null, other: string) =>
      orDash((given: string) =>
        (other === currency ? money : as({ style: 'currency', currency: other })).format(
          Number(given),
        ),
      )(amount),
    /** A number for an axis: 1.2K. */
    compact: orDash((value: number) => compact.format(value)),
    count: orDash((value: number) => count.format(value)),
    /** A change, always with its sign: +120. */
    signed: orDash((value: number) => signed.format(value)),
    /** A number with a fixed count of decimals. */
    decimal: (value: number | null | undefined, digits = 2) =>
      orDash((given: number) => fixed('decimal', digits).format(given))(value),
    /** A fraction as per cent: 0.832 gives 83.2%. */
    percent: (fraction: number | null | undefined, digits = 1) =>
      orDash((given: number) => fixed('percent', digits).format(given))(fraction),
    /** '1 order', '2 orders'. */
    plural: (value: number, one: string, other: string) =>
      `${plain(count.format(value))} ${value === 1 ? one : other}`,
  };
}

const noon = (day: string) => new Date(`${day.slice(0, 10)}T12:00:00Z`);

function dayWriters({ locale, timezone }: ShopFormat) {
  const as = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const day = as({ dateStyle: 'medium', timeZone: 'UTC' });
  const month = as({ month: 'short', year: 'numeric', timeZone: 'UTC' });
  const dayThere = as({ dateStyle: 'medium', timeZone: timezone });
  const moment = as({
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: timezone,
  });
  return {
    /** A day of the shop's calendar ('2026-11-22'): Nov 22, 2026. */
    day: orDash((text: string) => day.format(noon(text))),
    /** The month a day lies in: Nov 2026. */
    month: orDash((text: string) => month.format(noon(text))),
    /** An instant (ISO text or Date) on the shop's clock: Nov 22, 2026, 14:05. */
    moment: orDash((instant: string | Date) => moment.format(new Date(instant))),
    /** The shop's day of an instant: Nov 22, 2026. */
    dayOf: orDash((instant: string | Date) => dayThere.format(new Date(instant))),
    /** Seconds as people say them: 2 minutes. */
    duration: orDash(sayDuration),
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

/** The way one shop writes. */
export const makeFormat = (shop: ShopFormat) => ({
  ...shop,
  ...numberWriters(shop),
  ...dayWriters(shop),
});

export type Format = ReturnType<typeof makeFormat>;
