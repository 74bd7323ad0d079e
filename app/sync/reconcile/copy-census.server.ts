// Brings the lines of a census file into a temporary table, as they come.
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { mapped } from '../map/read-json.ts';

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Copies what `rowOf` makes of each line into `table`: cells of plain text, without tabs. A line
 * that cannot be read gives no row: then its object differs, is read back, and its own fault is
 * named there.
 */
export async function copyCensus<Line>(
  client: pg.PoolClient,
  table: string,
  bytes: Bytes,
  cellsOf: (line: Line) => unknown[],
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} FROM STDIN`));
  const finished = once(stream, 'finish');
  let rest = '';
  const decoder = new TextDecoder();
  const rowOf = (line: string) => {
    const outcome = mapped(() => cellsOf(parse(line) as Line));
    return outcome.ok ? `${outcome.value.join('\t')}\n` : '';
  };
  const write = async (lines: string[]) => {
    const rows = lines.filter(Boolean).map(rowOf).join('');
    if (rows && !stream.write(rows)) await once(stream, 'drain');
  };
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    await write(lines);
  }
  await write([rest]);
  stream.end();
  await finished;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new TypeError('not JSON');
  }
}
