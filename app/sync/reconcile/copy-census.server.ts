// Brings the lines of a census file into census_line, piece by piece: no transaction waits for the
// network, and a file that was left goes on where it was.
import { once } from 'node:events';
import { from as copyFrom } from 'pg-copy-streams';
import { pool, type Sql, sqlTransaction } from '../../db.server.ts';
import { LineCutter, type Piece } from '../import/lines/cut-lines.ts';
import { mapped } from '../map/read-json.ts';

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
/** A part of a run, as its rows in census_line carry it. */
export type CensusKey = { shopId: number; runId: string; name: string };
/** Up to where a file is here. */
export type Place = { offset: number; lines: number };
/** What a line says: text without tabs; null where the kind of object has no such thing. */
export type CensusCells = {
  id: bigint;
  createdAt: string | null;
  updatedAt: string;
  total: bigint | null;
  currency: string | null;
};

/** The lines of a part, named `theirs`; its values are those of `keyOf`. */
export const THEIRS = `(SELECT id, created_at, updated_at, total, currency FROM census_line
  WHERE shop_id = $1 AND run_id = $2 AND part = $3) AS theirs`;

/** The values of THEIRS. */
export const keyOf = ({ shopId, runId, name }: CensusKey) => [shopId, runId, name];

/** Lines of a census are short; so many bytes of them are written together. */
const PIECE_BYTES = 256 << 10;

/** Another attempt at the same file has come further: look where it is. */
export class PlaceMoved extends Error {
  override name = 'PlaceMoved';
}

/**
 * Where the file of a part goes on. The table is not logged, so a crash of PostgreSQL may have
 * emptied it: then from the beginning.
 */
export async function placeOf(key: CensusKey): Promise<Place> {
  const { rows } = await pool.query<{ offset: bigint; lines: bigint; here: bigint }>(
    `SELECT bytes_done AS offset, objects_done AS lines, (SELECT count(*) FROM ${THEIRS}) AS here
     FROM import_part WHERE shop_id = $1 AND run_id = $2 AND name = $3`,
    keyOf(key),
  );
  const { offset, lines, here } = rows[0]!;
  if (here === lines) return { offset: Number(offset), lines: Number(lines) };
  await sqlTransaction(async (sql) => {
    await moveOn(sql, key, Number(offset), { offset: 0, lines: 0 });
    await removeLines(sql, key);
  });
  return { offset: 0, lines: 0 };
}

/**
 * Writes what `cellsOf` makes of each line, from `place` on, where `bytes` begin. A line that can
 * not be read, or does not end, gives no row: then its object differs, is read back, and its own
 * fault is named there. Throws what `bytes` or PostgreSQL throws, and PlaceMoved; what was written
 * stays.
 */
export async function copyCensus<Line>(
  key: CensusKey,
  place: Place,
  bytes: Bytes,
  cellsOf: (line: Line) => CensusCells,
): Promise<void> {
  let here = place;
  for await (const { offset, lines } of linesOf(bytes, place.offset)) {
    const cells = lines.flatMap((line) => {
      const outcome = mapped(() => cellsOf(parse(line) as Line));
      return outcome.ok ? [outcome.value] : [];
    });
    const next = { offset, lines: here.lines + cells.length };
    await sqlTransaction(async (sql) => {
      await moveOn(sql, key, here.offset, next);
      const stream = sql.query(
        copyFrom(`COPY census_line (shop_id, run_id, part, position, id, created_at, updated_at,
          total, currency) FROM STDIN`),
      );
      const finished = once(stream, 'finish');
      stream.end(textOf(key, here.lines, cells));
      await finished;
    });
    here = next;
  }
}

/** Takes the lines of a part away. */
export async function removeLines(sql: Sql, key: CensusKey): Promise<void> {
  await sql.query(
    'DELETE FROM census_line WHERE shop_id = $1 AND run_id = $2 AND part = $3',
    keyOf(key),
  );
}

async function moveOn(sql: Sql, key: CensusKey, from: number, to: Place): Promise<void> {
  const { rowCount } = await sql.query(
    `UPDATE import_part p SET bytes_done = $5, objects_done = $6 FROM import_run r
     WHERE p.shop_id = $1 AND p.run_id = $2 AND p.name = $3 AND p.bytes_done = $4
       AND p.state = 'reading' AND r.shop_id = p.shop_id AND r.id = p.run_id
       AND r.finished_at IS NULL AND r.cancelled_at IS NULL`,
    [...keyOf(key), from, to.offset, to.lines],
  );
  if (rowCount !== 1) throw new PlaceMoved();
}

function textOf(key: CensusKey, first: number, cells: readonly CensusCells[]): string {
  const part = keyOf(key).join('\t');
  return cells
    .map(({ id, createdAt, updatedAt, total, currency }, at) => {
      const values = [id, createdAt, updatedAt, total, currency].map((value) => value ?? '\\N');
      return `${part}\t${first + at}\t${values.join('\t')}\n`;
    })
    .join('');
}

/** The lines of a file, each time with the byte that follows them. */
async function* linesOf(
  bytes: Bytes,
  begin: number,
): AsyncGenerator<{ offset: number; lines: string[] }> {
  const cutter = new LineCutter(begin, PIECE_BYTES);
  const decoder = new TextDecoder();
  const linesIn = (piece: Piece) => {
    const text = decoder.decode(piece.bytes);
    const offset = piece.offset + piece.bytes.byteLength;
    cutter.reuse(piece.bytes.buffer as ArrayBuffer);
    return { offset, lines: text.split('\n').filter(Boolean) };
  };
  try {
    for await (const chunk of bytes) {
      const piece = cutter.take(chunk);
      if (piece) yield linesIn(piece);
    }
  } catch (error) {
    // What came before the break is kept.
    const piece = cutter.wholeLines();
    if (piece) yield linesIn(piece);
    throw error;
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
