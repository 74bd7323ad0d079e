// Reads a file of orders row by row.
import { formOf, rowsOf } from './csv-rows.server.ts';
import { lookOver } from './look-over.server.ts';
import { type FileOrder, type Reader, type Skipped, UnusableFile } from './orders.ts';
import { ORDER_ID, PLAIN_COLUMNS, plainOrders } from './plain-orders.ts';
import { EXPORT_COLUMNS, exportedOrders } from './shopify-export.ts';
import type { HowWritten } from './when.ts';

export type OrdersFile = {
  orders: FileOrder[];
  skipped: Skipped[];
  timezone: string;
  currency: string;
  /** What was made of the file that its reader may not expect. */
  warnings: string[];
};

const DEFAULT_CURRENCY = 'USD';

/**
 * The orders of a file and the rows that could not be used. Throws UnusableFile where the file
 * cannot be read, its header names neither kind of columns, or no row is usable. Without a time
 * zone days are cut in UTC.
 */
export async function readOrdersFile(
  file: string,
  timezone: string | null,
  wantedCurrency: string | null,
): Promise<OrdersFile> {
  const form = await formOf(file);
  const skipped: Skipped[] = [];
  const warnings: string[] = [];
  const columns: string[] = [];
  const offsets = new Set<string>();
  let reader: Reader | null = null;
  let currency = wantedCurrency ?? DEFAULT_CURRENCY;
  try {
    const { dates, isCommaDecimal, currencies } = await lookOver(file, form);
    currency = wantedCurrency ?? currencies[0] ?? DEFAULT_CURRENCY;
    if (wantedCurrency === null && currencies.length > 1) {
      warnings.push(`the rows are in ${currencies.join(', ')}: those in ${currency} were used`);
    }
    const written = { timezone: timezone ?? DEFAULT_TIMEZONE, currency, dates, isCommaDecimal };
    for await (const { line, values, fields, isTooLong } of rowsOf(file, form, columns)) {
      reader ??= readerOf(columns, written);
      const offset = OFFSET.exec(values.date ?? values['created at'] ?? '')?.[1];
      if (offset) offsets.add(offset);
      const reason = isTooLong
        ? `the row has ${fields} fields and the header ${columns.length} (a comma in a field needs quotes)`
        : reader.add({ line, values });
      if (reason !== null) skipped.push({ line, reason });
    }
    reader ??= readerOf(columns, written);
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(`${file} cannot be read: ${(error as Error).message}`);
  }
  const { orders, skipped: late } = reader.finish();
  skipped.push(...late);
  skipped.sort((a, b) => a.line - b.line);
  if (!orders.some(({ isCounted, customer }) => isCounted && customer !== null)) {
    const first = skipped[0] ? ` (line ${skipped[0].line}: ${skipped[0].reason})` : '';
    throw new UnusableFile(`${file} has no order of a customer that counts${first}`);
  }
  if (isWithoutIds(columns)) {
    warnings.push('the file has no column order_id: every row is taken for an order of its own');
  }
  if (form.isWindows) warnings.push('the file is not in UTF-8: it was read as Windows-1252');
  if (timezone === null && offsets.size > 0) {
    warnings.push(
      `the times are ${[...offsets].sort().join(' and ')} from UTC, and days were cut in UTC: ` +
        `name the shop's time zone with --timezone, as America/New_York`,
    );
  }
  return { orders, skipped, timezone: timezone ?? DEFAULT_TIMEZONE, currency, warnings };
}

const DEFAULT_TIMEZONE = 'UTC';
/** A clock that is not that of UTC. */
const OFFSET = /\d:\d\d(?:\.\d+)? ?([+-](?!00:?00)\d\d:?\d\d)$/;

const isWithoutIds = (columns: readonly string[]): boolean =>
  columns.includes(PLAIN_COLUMNS[0]) && !columns.includes(ORDER_ID);

function readerOf(columns: readonly string[], written: HowWritten): Reader {
  const has = (names: readonly string[]) => names.every((name) => columns.includes(name));
  if (has(PLAIN_COLUMNS)) return plainOrders(written, !isWithoutIds(columns));
  if (has(EXPORT_COLUMNS)) return exportedOrders(written);
  const missing = PLAIN_COLUMNS.filter((name) => !columns.includes(name));
  throw new UnusableFile(
    `the first line has no column ${missing.join(', ')}, and it is no orders export of Shopify either`,
  );
}
