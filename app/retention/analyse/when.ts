// The moment of an order as it is written in a file.
import { Temporal } from 'temporal-polyfill';

const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})${TIME}`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${TIME}`, 'i');
const MONTH_NAMED = new RegExp(
  String.raw`^(?:(\d{1,2})[ -]([a-z]{3,9})\.?[ -]|([a-z]{3,9})\.? (\d{1,2}),? )(\d{4})${TIME}`,
  'i',
);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const EARLIEST_YEAR = 1950;
const LATEST_YEAR = 2100;

/** How a file is to be read. */
export type HowWritten = {
  timezone: string;
  currency: string;
  dates: DateOrder;
  /** 1.234 is a thousand and more, and 1,234 is not. */
  isCommaDecimal: boolean;
};

/** Which of the first two numbers of 1/2/2024 is the day; null where the file does not tell. */
export type DateOrder = 'day-first' | 'month-first' | null;

/**
 * A date is that day of the shop's calendar; a time without an offset is on the shop's clock; with
 * one it is that instant. The year comes first, or the day and month come first in the order given
 * (with points, as in 31.12.2024, the day always does), or the month has an English name. Null for
 * anything else, and for 1/2/2024 without an order: it could be two days.
 */
export function instantOf(text: string, timezone: string, order: DateOrder = null): Date | null {
  const parts = partsOf(text, order);
  if (!parts) return null;
  try {
    const { date, time } = parts;
    // 0024-05-01 is a slip of the pen, and would make a report of two thousand years.
    if (date.year < EARLIEST_YEAR || date.year > LATEST_YEAR) return null;
    const [hour, minute, second = '0', half, offset] = time;
    const zone = offset === undefined ? timezone : zoneOf(offset);
    if (zone === 'UTC' && !half) return universal(date, Number(hour ?? 0), minute ?? '0', second);
    const day = Temporal.PlainDate.from(date, { overflow: 'reject' });
    if (hour === undefined) return new Date(day.toZonedDateTime(timezone).epochMilliseconds);
    const clock = Temporal.PlainTime.from(
      { hour: hourOf(Number(hour), half), minute: Number(minute), second: Number(second) },
      { overflow: 'reject' },
    );
    return new Date(day.toPlainDateTime(clock).toZonedDateTime(zone).epochMilliseconds);
  } catch {
    // Temporal throws on the 31st of February and the like.
    return null;
  }
}

/** Most logs have their millions of times in UTC, where no calendar has to be asked. */
function universal(
  { year, month, day }: Parts['date'],
  hour: number,
  minute: string,
  second: string,
): Date | null {
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const instant = new Date(Date.UTC(year, month - 1, day, hour, Number(minute), Number(second)));
  // The 31st of February is the 3rd of March to the engine.
  return instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day ? instant : null;
}

type Parts = {
  date: { year: number; month: number; day: number };
  /** Hour, minute, second, am or pm, offset. */
  time: (string | undefined)[];
};

function partsOf(text: string, order: DateOrder): Parts | null {
  const first = YEAR_FIRST.exec(text);
  if (first) {
    const [, year, month, day, ...time] = first;
    return { date: { year: Number(year), month: Number(month), day: Number(day) }, time };
  }
  const last = YEAR_LAST.exec(text);
  if (last) {
    const [, one, mark, two, year, ...time] = last;
    const known = mark === '.' ? 'day-first' : order;
    if (known === null) return null;
    const [day, month] = known === 'day-first' ? [one, two] : [two, one];
    return { date: { year: Number(year), month: Number(month), day: Number(day) }, time };
  }
  const named = MONTH_NAMED.exec(text);
  if (!named) return null;
  const [, dayBefore, nameAfter, nameBefore, dayAfter, year, ...time] = named;
  const name = (nameAfter ?? nameBefore)!.slice(0, 3).toLowerCase();
  const day = Number(dayBefore ?? dayAfter);
  return { date: { year: Number(year), month: MONTHS.indexOf(name) + 1, day }, time };
}

const DATE_LETTERS = 10;

/** instantOf, which remembers the dates it has read: a log has millions of orders on few days. */
export function momentReader(timezone: string, order: DateOrder): (text: string) => Date | null {
  const known = new Map<string, Date | null>();
  return (text) => {
    if (text.length > DATE_LETTERS) return instantOf(text, timezone, order);
    const found = known.get(text);
    if (found !== undefined) return found;
    const instant = instantOf(text, timezone, order);
    known.set(text, instant);
    return instant;
  };
}

/** What dates like 1/2/2024 tell, all together, of the order they are written in. */
export class DateOrders {
  #isDayFirst = false;
  #isMonthFirst = false;

  add(text: string): void {
    const [, one, mark, two] = YEAR_LAST.exec(text) ?? [];
    if (mark === undefined || mark === '.') return;
    if (Number(one) > 12) this.#isDayFirst = true;
    if (Number(two) > 12) this.#isMonthFirst = true;
  }

  /** Null where no date tells, and where they contradict each other. */
  get order(): DateOrder {
    if (this.#isDayFirst === this.#isMonthFirst) return null;
    return this.#isDayFirst ? 'day-first' : 'month-first';
  }
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) throw new RangeError('no hour of a half day');
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

const zoneOf = (offset: string): string =>
  /^(Z|UTC|GMT)$/i.test(offset) ? 'UTC' : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
