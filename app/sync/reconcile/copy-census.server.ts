// Brings the lines of a census file into a temporary table, as they come.
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { mapped } from '../map/read-json.ts';

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Copies what `cellsOf` makes of each line into `table`: cells of plain text, without tabs. A line
 * that cannot be read gives no row: then its object differs, is read back, and its own fault is
 * named there. Throws what `bytes` or PostgreSQL throws; the connection can roll back then.
 */
export function copyCensus<Line>(
  client: pg.PoolClient,
  table: string,
  bytes: Bytes,
  cellsOf: (line: Line) => unknown[],
): Promise<void> {
  const rowOf = (line: string) => {
    const outcome = mapped(() => cellsOf(parse(line) as Line));
    return outcome.ok ? `${outcome.value.join('\t')}\n` : '';
  };
  const rows = async function* () {
    for await (const lines of linesOf(bytes)) {
      const text = lines.map(rowOf).join('');
      if (text) yield text;
    }
  };
  // Ends the COPY where the file breaks off: everything after it would wait for it.
  return pipeline(rows, client.query(copyFrom(`COPY ${table} FROM STDIN`)));
}

async function* linesOf(bytes: Bytes): AsyncGenerator<string[]> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield lines.filter(Boolean);
  }
  if (rest) yield [rest];
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new TypeError('not JSON');
  }
}
