// Brings the lines of a census file into a temporary table, as they come.
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { LineCutter, type Piece } from '../import/cut-lines.ts';
import { mapped } from '../map/read-json.ts';

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Copies what `cellsOf` makes of each line into `table`: cells of plain text, without tabs. A line
 * that cannot be read, or does not end, gives no row: then its object differs, is read back, and
 * its own fault is named there. Throws what `bytes` or PostgreSQL throws; the connection can roll
 * back.
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

/** Lines of a census are short; so many bytes of them are read together. */
const PIECE_BYTES = 256 << 10;

async function* linesOf(bytes: Bytes): AsyncGenerator<string[]> {
  const cutter = new LineCutter(0, PIECE_BYTES);
  const decoder = new TextDecoder();
  const linesIn = (piece: Piece) => {
    const text = decoder.decode(piece.bytes);
    cutter.reuse(piece.bytes.buffer as ArrayBuffer);
    return text.split('\n').filter(Boolean);
  };
  for await (const chunk of bytes) {
    const piece = cutter.take(chunk);
    if (piece) yield linesIn(piece);
  }
  yield linesIn(cutter.end());
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new TypeError('not JSON');
  }
}
