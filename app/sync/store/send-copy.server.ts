// Sends rows in COPY's binary format to PostgreSQL.
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { TableName } from './columns.ts';
import { allColumns } from './upsert-sql.ts';

/** Copies what CopyRows gave for `table` into it, or into `target` with the same columns. */
export async function sendCopy(
  client: pg.ClientBase,
  table: TableName,
  rows: Uint8Array,
  target: string = table,
): Promise<void> {
  const columns = allColumns(table);
  const stream = client.query(copyFrom(`COPY ${target} (${columns}) FROM STDIN BINARY`));
  const finished = once(stream, 'finish');
  stream.end(Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength));
  await finished;
}
