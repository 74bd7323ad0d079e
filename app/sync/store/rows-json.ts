// Rows as JSON for jsonb_to_recordset, by the names of their columns.
import { columnsOf, type Rows, type TableName } from './columns.ts';

/** JSON text of rows: numbers of 64 bits as text, instants in ISO, bytes in hex. */
export function rowsJson<Table extends TableName>(
  table: Table,
  rows: readonly Rows[Table][],
): string {
  const columns = columnsOf[table];
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        columns.map(({ field, name }) => [name, jsonOf(row[field as keyof Rows[Table]])]),
      ),
    ),
  );
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(jsonOf);
  // PostgreSQL's jsonb can hold neither U+0000 nor half a character; Shopify's JSON can.
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;
}
