// Reads a transaction log: customer_id,order_id,date,amount and, where given, currency, email,
// type. A row that cannot be used stops everything, named by its line: half a history is worse than
// none.
import { createReadStream } from 'node:fs';
import { type Info, parse } from 'csv-parse';
import { Temporal } from 'temporal-polyfill';
import { fromDecimal } from '../shop/money.ts';
import { isoSeconds } from '../store/clock.ts';

/** Something in the file that the person who gave it can mend. */
export class SeedError extends Error {
  override name = 'SeedError';
}

export type LogRow = {
  line: number;
  /** Empty for a guest. */
  customer: string;
  order: string;
  /** ISO, UTC. */
  at: string;
  /** Minor units of `currency`; never below 0. */
  amount: number;
  currency: string;
  email: string | null;
  type: 'order' | 'refund';
};

const REQUIRED = ['customer_id', 'order_id', 'date', 'amount'];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/** Yields the rows of a file in its order. Dates without a time are noon of the shop. */
export async function* readLog(file: string, timezone: string): AsyncGenerator<LogRow> {
  const toInstant = instantReader(timezone);
  // A short row is refused below, in our words and with its line.
  const parser = parse({
    bom: true,
    columns: headerOf,
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    delimiter: [',', ';', '\t'],
  });
  // pipe() does not pass a file's own errors on: without this a missing file ends the process.
  const input = createReadStream(file).on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let count = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      count += 1;
      yield rowOf(record, info.lines, toInstant);
    }
  } catch (error) {
    if (error instanceof SeedError) throw error;
    throw new SeedError(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (count === 0) throw new SeedError(`${file} has no rows below its header.`);
}

type Parsed = { record: Record<string, string | undefined>; info: Info };

function headerOf(names: string[]): string[] {
  const header = names.map((name) => name.trim().toLowerCase());
  const missing = REQUIRED.filter((name) => !header.includes(name));
  if (missing.length === 0) return header;
  throw new SeedError(
    `line 1: the header has no ${missing.join(', ')}. It must be customer_id,order_id,date,amount, and may have currency, email, type.`,
  );
}

function rowOf(
  record: Parsed['record'],
  line: number,
  toInstant: (text: string) => string | null,
): LogRow {
  const fail = (words: string) => new SeedError(`line ${line}: ${words}`);
  const { customer_id = '', order_id, date, amount } = record;
  const currency = (record.currency || 'USD').toUpperCase();
  const type = (record.type || 'order').toLowerCase();
  if (!order_id) throw fail('order_id is empty.');
  if (!/^[A-Z]{3}$/.test(currency)) throw fail(`"${currency}" is not a currency code like USD.`);
  if (type !== 'order' && type !== 'refund') throw fail(`type is order or refund, not "${type}".`);
  const at = date ? toInstant(date) : null;
  if (at === null) throw fail(`"${date ?? ''}" is not a date like 2026-11-22.`);
  const minor = amount ? fromDecimal(amount, currency) : null;
  if (minor === null) throw fail(`"${amount ?? ''}" is not an amount like 12.50.`);
  if (minor < 0 && type === 'order') {
    throw fail('the amount is below 0. Write money given back as type refund, with its order_id.');
  }
  return {
    line,
    customer: customer_id,
    order: order_id,
    at,
    amount: Math.abs(minor),
    currency,
    email: record.email || null,
    type,
  };
}

/** Text as an instant: a day (noon of the shop), a shop-local time, or a time with its offset. */
function instantReader(timezone: string): (text: string) => string | null {
  const noons = new Map<string, string>();
  const local = (text: string) =>
    isoSeconds(Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds);
  return (text) => {
    try {
      if (!DATE.test(text)) {
        if (LOCAL.test(text)) return local(text.replace(' ', 'T'));
        return isoSeconds(Temporal.Instant.from(text).epochMilliseconds);
      }
      const noon = noons.get(text) ?? local(`${text}T12:00`);
      noons.set(text, noon);
      return noon;
    } catch {
      return null;
    }
  };
}
