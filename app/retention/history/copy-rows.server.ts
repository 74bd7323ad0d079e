// PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"). node-postgres reads
// every value as text, which is slow for millions of numbers and wrong for bytes.
import { assert } from '../../basics/assert.ts';

/** Signature, flags and the length of an empty header extension. */
export const COPY_HEADER_BYTES = 19;
const LENGTH_BYTES = 4;
const COUNT_BYTES = 2;

/**
 * The rows of a binary COPY as its fields. `pieces` is the stream as it arrives; the fields of a
 * row share its memory and are valid until the next row is asked for. Throws if the stream ends in
 * the middle.
 */
export async function* copyRows(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let waiting: Buffer[] = [];
  let size = 0;
  let needed = COPY_HEADER_BYTES + COUNT_BYTES;
  let start = COPY_HEADER_BYTES;
  let isComplete = false;
  for await (const piece of pieces) {
    waiting.push(piece);
    size += piece.length;
    if (size < needed) continue;
    const bytes = waiting.length === 1 ? piece : Buffer.concat(waiting);
    let at = start;
    start = 0;
    for (;;) {
      const row = rowAt(bytes, at);
      if (typeof row === 'number') {
        needed = row - at;
        break;
      }
      // Read on to the end of the stream: leaving it here would break off the statement.
      isComplete = row.fields === null;
      if (row.fields === null) break;
      yield row.fields;
      at = row.end;
    }
    waiting = [bytes.subarray(at)];
    size = bytes.length - at;
  }
  assert(isComplete, 'a COPY from the database was cut off');
}

/**
 * The row that starts at `at`; the position that has to be known to say more; or no fields at the
 * end of the file.
 */
function rowAt(bytes: Buffer, at: number): { fields: Buffer[] | null; end: number } | number {
  if (at + COUNT_BYTES > bytes.length) return at + COUNT_BYTES;
  const count = bytes.readInt16BE(at);
  if (count === -1) return { fields: null, end: at + COUNT_BYTES };
  const fields: Buffer[] = [];
  let end = at + COUNT_BYTES;
  for (let i = 0; i < count; i++) {
    if (end + LENGTH_BYTES > bytes.length) return end + LENGTH_BYTES;
    const length = Math.max(0, bytes.readInt32BE(end));
    const from = end + LENGTH_BYTES;
    end = from + length;
    if (end > bytes.length) return end;
    fields.push(bytes.subarray(from, end));
  }
  return { fields, end };
}

/** What a binary COPY into the database begins and ends with. */
export const COPY_HEADER = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(8),
]);
export const COPY_END = Buffer.from([0xff, 0xff]);

/** One row of fields as they lie in a binary COPY. */
export function copyRow(fields: readonly Uint8Array[]): Buffer {
  const count = Buffer.alloc(COUNT_BYTES);
  count.writeInt16BE(fields.length);
  return Buffer.concat([count, ...fields.flatMap((field) => [copyInt4(field.length), field])]);
}

export function copyInt4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function copyInt8(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
