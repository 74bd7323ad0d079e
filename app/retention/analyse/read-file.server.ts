// Reads a file of orders row by row.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { markOf } from '#app/basics/csv-mark.ts';
import { columnName, type FileOrder, type Reader, type Skipped } from './orders.ts';
import { ORDER_ID, PLAIN_COLUMNS, plainOrders } from './plain-orders.ts';
import { EXPORT_COLUMNS, exportedOrders } from './shopify-export.ts';
import { type DateOrder, DateOrders } from './when.ts';

export class UnusableFile extends Error {
  override name = 'UnusableFile';
}

export type OrdersFile = {
  orders: FileOrder[];
  skipped: Skipped[];
  currency: string;
  /** What was made of the file that its reader may not expect. */
  warnings: string[];
};

const DEFAULT_CURRENCY = 'USD';

type Parsed = { record: Record<string, string>; info: { lines: number } };

/**
 * The orders of a file and the rows that could not be used. Throws UnusableFile where the file
 * cannot be read, its header names neither kind of columns, or no row is usable.
 */
export async function readOrdersFile(
  file: string,
  timezone: string,
  wantedCurrency: string | null,
): Promise<OrdersFile> {
  const { delimiter, isUnclear } = await formOf(file);
  const skipped: Skipped[] = [];
  let reader: Reader | null = null;
  let currency = wantedCurrency;
  const columns: string[] = [];
  try {
    const dates = isUnclear ? await dateOrderOf(file, delimiter) : null;
    for await (const { record, info } of rowsOf(file, delimiter, columns)) {
      // The parser tells the line that a record ends on; one with line breaks inside begins above.
      const line = info.lines - lineBreaks(record);
      currency ??= record.currency?.trim().toUpperCase() || DEFAULT_CURRENCY;
      reader ??= readerOf(columns, timezone, currency, dates);
      const reason = reader.add({ line, values: record });
      if (reason !== null) skipped.push({ line, reason });
    }
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(`${file} cannot be read: ${(error as Error).message}`);
  }
  readerOf(columns, timezone, currency ?? DEFAULT_CURRENCY, null);
  const { orders, skipped: late } = reader?.finish() ?? { orders: [], skipped: [] };
  skipped.push(...late);
  skipped.sort((a, b) => a.line - b.line);
  if (!orders.some(({ isCounted, customer }) => isCounted && customer !== null)) {
    const first = skipped[0] ? ` (line ${skipped[0].line}: ${skipped[0].reason})` : '';
    throw new UnusableFile(`${file} has no order of a customer that counts${first}`);
  }
  const warnings = isWithoutIds(columns)
    ? ['the file has no column order_id: every row is taken for an order of its own']
    : [];
  return { orders, skipped, currency: currency ?? DEFAULT_CURRENCY, warnings };
}

/** The rows of a file as they are read; fills `columns` with the names in its header. */
function rowsOf(file: string, delimiter: string, columns: string[]): AsyncIterable<Parsed> {
  return createReadStream(file).pipe(
    parse({
      columns: (header: string[]) => {
        columns.splice(0, columns.length, ...header.map(columnName));
        return columns;
      },
      info: true,
      bom: true,
      delimiter,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
      relax_quotes: true,
    }),
  );
}

/** Looks at every date of the file: one of 13/1/2024 tells how 1/2/2024 is meant. */
async function dateOrderOf(file: string, delimiter: string): Promise<DateOrder> {
  const orders = new DateOrders();
  for await (const { record } of rowsOf(file, delimiter, [])) {
    orders.add((record.date ?? record['created at'] ?? '').trim());
  }
  return orders.order;
}

function lineBreaks(record: Record<string, string>): number {
  let count = 0;
  for (const value of Object.values(record)) {
    if (value?.includes('\n')) count += value.split('\n').length - 1;
  }
  return count;
}

const isWithoutIds = (columns: readonly string[]): boolean =>
  columns.includes(PLAIN_COLUMNS[0]) && !columns.includes(ORDER_ID);

function readerOf(
  columns: readonly string[],
  timezone: string,
  currency: string,
  dates: DateOrder,
): Reader {
  const has = (names: readonly string[]) => names.every((name) => columns.includes(name));
  if (has(PLAIN_COLUMNS)) {
    return plainOrders(timezone, currency, dates, !isWithoutIds(columns));
  }
  if (has(EXPORT_COLUMNS)) return exportedOrders(timezone, currency, dates);
  const missing = PLAIN_COLUMNS.filter((name) => !columns.includes(name));
  throw new UnusableFile(
    `the first line has no column ${missing.join(', ')}, and it is no orders export of Shopify either`,
  );
}

const PEEKED_BYTES = 65_536;

/**
 * The mark between fields (comma, semicolon, tab or bar: whichever the first line has most of), and
 * whether dates are written so that day and month could be mixed up.
 */
async function formOf(file: string): Promise<{ delimiter: string; isUnclear: boolean }> {
  const handle = await open(file).catch((error) => {
    throw new UnusableFile(`${file} cannot be opened: ${(error as Error).message}`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PEEKED_BYTES), 0, PEEKED_BYTES, 0);
    if (bytesRead === 0) throw new UnusableFile(`${file} is empty`);
    const isWide = buffer[0] === 0xff && buffer[1] === 0xfe;
    const text = buffer.toString(isWide ? 'utf16le' : 'utf8', 0, bytesRead);
    return { delimiter: markOf(text), isUnclear: /\b\d{1,2}[-/]\d{1,2}[-/]\d{4}\b/.test(text) };
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(`${file} cannot be read: ${(error as Error).message}`);
  } finally {
    await handle.close();
  }
}
