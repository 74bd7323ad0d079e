// Writes rows in the text format of PostgreSQL's COPY.
// https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS
import { columnsOf, type Rows, type SqlType, type TableName } from './columns.ts';

const SPECIAL = /[\\\t\n\r]/;
const NUL = /\0/g;

function escapeText(text: string): string {
  // PostgreSQL cannot hold the character U+0000 in text; Shopify's JSON can.
  const clean = text.includes('\0') ? text.replace(NUL, '') : text;
  if (!SPECIAL.test(clean)) return clean;
  return clean
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

function textArray(texts: readonly string[]): string {
  if (texts.length === 0) return '{}';
  const items = texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
  return escapeText(`{${items.join(',')}}`);
}

/** The last instant that was written: several columns of a row often hold the same one. */
let lastInstant: Date | undefined;
let lastText = '';

function instantText(instant: Date): string {
  if (instant !== lastInstant) {
    lastInstant = instant;
    lastText = instant.toISOString();
  }
  return lastText;
}

const writers: Record<SqlType, (value: never) => string> = {
  bigint: (value: bigint) => value.toString(),
  integer: (value: number) => String(value),
  text: (value: string) => escapeText(value),
  boolean: (value: boolean) => (value ? 't' : 'f'),
  timestamptz: instantText,
  'text[]': (value: string[]) => textArray(value),
  'bigint[]': (value: bigint[]) => `{${value.join(',')}}`,
  bytea: (value: Buffer) => `\\\\x${value.toString('hex')}`,
};

type Writer<Row> = (row: Row) => string;

/** A function that writes one row of `table` for `shopId`, line end included. */
export function copyWriter<Table extends TableName>(
  table: Table,
  shopId: number,
): Writer<Rows[Table]> {
  const columns = columnsOf[table].map(({ field, type }) => ({
    field: field as keyof Rows[Table],
    write: writers[type] as (value: unknown) => string,
  }));
  return (row) => {
    let line = String(shopId);
    for (const { field, write } of columns) {
      const value = row[field];
      line += value === null ? '\t\\N' : `\t${write(value)}`;
    }
    return `${line}\n`;
  };
}
