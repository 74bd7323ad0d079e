// Rows as all of Encore has them, out of rows as a bulk file is read.
import type { CopyRow } from '#app/copy-binary.ts';
import { columnsOf, type Rows, type TableName } from './columns.ts';

/** The row with whole numbers of 64 bits as bigint and instants as Date. */
export function wideRow<Table extends TableName>(
  table: Table,
  row: CopyRow<Rows[Table]>,
): Rows[Table] {
  const cells = columnsOf[table].map(({ field, type }) => {
    const value: unknown = row[field as keyof Rows[Table]];
    if (typeof value !== 'number') return [field, value];
    if (type === 'bigint') return [field, BigInt(value)];
    return [field, type === 'timestamptz' ? new Date(value) : value];
  });
  return Object.fromEntries(cells);
}
