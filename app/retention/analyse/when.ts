// The moment of an order as it is written in a file.
import { Temporal } from 'temporal-polyfill';

const DATE = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})$/;
const MOMENT =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

const EARLIEST_YEAR = 1950;
const LATEST_YEAR = 2100;

/**
 * A date (YYYY-MM-DD, YYYY/MM/DD or YYYYMMDD) is that day of the shop's calendar; a time without an
 * offset is on the shop's clock; with one it is that instant. Null for anything else: 1/2/2024
 * could be two days.
 */
export function instantOf(text: string, timezone: string): Date | null {
  try {
    const date = DATE.exec(text);
    if (date) {
      const day = plainDate(date);
      return new Date(day.toZonedDateTime(timezone).epochMilliseconds);
    }
    const moment = MOMENT.exec(text);
    if (!moment) return null;
    const [, , , , hour, minute, second = '0', offset] = moment;
    const time = Temporal.PlainTime.from(
      { hour: Number(hour), minute: Number(minute), second: Number(second) },
      { overflow: 'reject' },
    );
    const local = plainDate(moment).toPlainDateTime(time);
    const zone = offset === undefined ? timezone : zoneOf(offset);
    return new Date(local.toZonedDateTime(zone).epochMilliseconds);
  } catch {
    // Temporal throws on the 31st of February and the like, plainDate on a year of no shop.
    return null;
  }
}

function plainDate([, year, month, day]: RegExpExecArray): Temporal.PlainDate {
  // 0024-05-01 is a slip of the pen, and would make a report of two thousand years.
  if (Number(year) < EARLIEST_YEAR || Number(year) > LATEST_YEAR) throw new RangeError('no year');
  return Temporal.PlainDate.from(
    { year: Number(year), month: Number(month), day: Number(day) },
    { overflow: 'reject' },
  );
}

const zoneOf = (offset: string): string =>
  /^(Z|UTC)$/i.test(offset) ? 'UTC' : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
