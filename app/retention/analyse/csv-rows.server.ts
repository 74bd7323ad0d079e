// The rows of a CSV file, whatever program wrote it.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { parse } from 'csv-parse';
import { markOf } from '#app/basics/csv-mark.ts';
import { columnName, type Row, UnusableFile } from './orders.ts';

export type Form = {
  /** Comma, semicolon, tab or bar: whichever the first line has most of. */
  delimiter: string;
  /** Not in UTF-8 or UTF-16: then Excel wrote it, on Windows. */
  isWindows: boolean;
  /** Dates are written so that day and month could be mixed up. */
  isDateUnclear: boolean;
  /** Some amounts have a decimal comma. */
  hasCommas: boolean;
};

const PEEKED_BYTES = 65_536;
/** Excel's own word for the mark between fields, on a line before the header. */
const MARK_LINE = /^sep=/i;

/** What the beginning of a file shows. Throws UnusableFile where it cannot be read. */
export async function formOf(file: string): Promise<Form> {
  const handle = await open(file).catch((error) => {
    throw new UnusableFile(`${file} cannot be opened: ${(error as Error).message}`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PEEKED_BYTES), 0, PEEKED_BYTES, 0);
    if (bytesRead === 0) throw new UnusableFile(`${file} is empty`);
    const bytes = buffer.subarray(0, bytesRead);
    const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
    const text = bytes.toString(isWide ? 'utf16le' : 'utf8');
    const delimiter = MARK_LINE.test(text) ? (text[4] ?? ',') : markOf(text);
    return {
      delimiter,
      isWindows: !isWide && !isUtf8(bytes),
      isDateUnclear: /\b\d{1,2}[-/]\d{1,2}[-/]\d{4}\b/.test(text),
      hasCommas: delimiter === ',' ? /\d,\d{1,2}"/.test(text) : /\d,\d{1,2}(?!\d)/.test(text),
    };
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(`${file} cannot be read: ${(error as Error).message}`);
  } finally {
    await handle.close();
  }
}

function isUtf8(bytes: Buffer): boolean {
  try {
    // The last character may be cut in two.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** A row, and how many filled fields it has more than the header. */
export type FileRow = Row & { fields: number; isTooLong: boolean };

/** The rows of a file as they are read; fills `columns` with the names in its header. */
export async function* rowsOf(
  file: string,
  { delimiter, isWindows }: Form,
  columns: string[],
): AsyncGenerator<FileRow> {
  const source = createReadStream(file);
  const parser = parse({
    info: true,
    bom: true,
    delimiter,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    relax_column_count: true,
    relax_quotes: true,
  });
  const parsed = isWindows ? source.pipe(asUtf8()).pipe(parser) : source.pipe(parser);
  try {
    for await (const { record, info } of parsed as AsyncIterable<Parsed>) {
      if (columns.length === 0) {
        if (!MARK_LINE.test(record[0]!)) columns.push(...record.map(columnName));
        continue;
      }
      const values: Record<string, string> = {};
      for (let i = 0; i < record.length && i < columns.length; i++) {
        values[columns[i]!] = record[i]!;
      }
      // The parser tells the line that a record ends on; one with line breaks inside begins above.
      const line = info.lines - lineBreaks(record);
      const isTooLong = record.slice(columns.length).some((field) => field !== '');
      yield { line, values, fields: record.length, isTooLong };
    }
  } finally {
    source.destroy();
  }
}

type Parsed = { record: string[]; info: { lines: number } };

function asUtf8(): Transform {
  const decoder = new TextDecoder('windows-1252');
  return new Transform({
    transform(bytes: Buffer, _, done) {
      done(null, decoder.decode(bytes, { stream: true }));
    },
  });
}

function lineBreaks(record: readonly string[]): number {
  let count = 0;
  for (const value of record) {
    if (value.includes('\n')) count += value.split('\n').length - 1;
  }
  return count;
}
