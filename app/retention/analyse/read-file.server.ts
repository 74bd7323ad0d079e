// Reads a file of orders row by row.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { columnName, type FileOrder, type Reader, type Skipped } from './orders.ts';
import { PLAIN_COLUMNS, plainOrders } from './plain-orders.ts';
import { EXPORT_COLUMNS, exportedOrders } from './shopify-export.ts';

export class UnusableFile extends Error {
  override name = 'UnusableFile';
}

export type OrdersFile = { orders: FileOrder[]; skipped: Skipped[]; currency: string };

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
  const delimiter = await delimiterOf(file);
  const skipped: Skipped[] = [];
  let reader: Reader | null = null;
  let currency = wantedCurrency;
  let columns: string[] = [];
  const rows = createReadStream(file).pipe(
    parse({
      columns: (header: string[]) => {
        columns = header.map(columnName);
        return columns;
      },
      info: true,
      bom: true,
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
    }),
  );
  try {
    for await (const { record, info } of rows as AsyncIterable<Parsed>) {
      // The parser tells the line that a record ends on; one with line breaks inside begins above.
      const line = info.lines - lineBreaks(record);
      currency ??= record.currency?.trim().toUpperCase() || DEFAULT_CURRENCY;
      reader ??= readerOf(columns, timezone, currency);
      const reason = reader.add({ line, values: record });
      if (reason !== null) skipped.push({ line, reason });
    }
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(`${file} cannot be read: ${(error as Error).message}`);
  }
  readerOf(columns, timezone, currency ?? DEFAULT_CURRENCY);
  const { orders, skipped: late } = reader?.finish() ?? { orders: [], skipped: [] };
  skipped.push(...late);
  skipped.sort((a, b) => a.line - b.line);
  if (!orders.some(({ isCounted, customer }) => isCounted && customer !== null)) {
    const first = skipped[0] ? ` (line ${skipped[0].line}: ${skipped[0].reason})` : '';
    throw new UnusableFile(`${file} has no order of a customer that counts${first}`);
  }
  return { orders, skipped, currency: currency ?? DEFAULT_CURRENCY };
}

function lineBreaks(record: Record<string, string>): number {
  let count = 0;
  for (const value of Object.values(record)) {
    if (value?.includes('\n')) count += value.split('\n').length - 1;
  }
  return count;
}

function readerOf(columns: readonly string[], timezone: string, currency: string): Reader {
  const has = (names: readonly string[]) => names.every((name) => columns.includes(name));
  if (has(PLAIN_COLUMNS)) return plainOrders(timezone, currency);
  if (has(EXPORT_COLUMNS)) return exportedOrders(timezone, currency);
  const missing = PLAIN_COLUMNS.filter((name) => !columns.includes(name));
  throw new UnusableFile(
    `the first line has no column ${missing.join(', ')}, and it is no orders export of Shopify either`,
  );
}

/** Comma, semicolon or tab: whichever the first line has most of. */
async function delimiterOf(file: string): Promise<string> {
  const handle = await open(file).catch((error) => {
    throw new UnusableFile(`${file} cannot be opened: ${(error as Error).message}`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    if (bytesRead === 0) throw new UnusableFile(`${file} is empty`);
    const line = buffer.toString('utf8', 0, bytesRead).split('\n')[0]!;
    const counts = [',', ';', '\t'].map((mark) => ({ mark, count: line.split(mark).length }));
    return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(`${file} cannot be read: ${(error as Error).message}`);
  } finally {
    await handle.close();
  }
}
