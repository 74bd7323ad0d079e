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

const HEADER = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(COPY_HEADER_BYTES - 11),
]);
const POSTGRES_EPOCH_DAY = 10_957;

/** Rows for a binary COPY into the database, field by field, into one growing piece of memory. */
export class CopyWriter {
  #bytes = Buffer.alloc(1 << 16);
  #at = HEADER.copy(this.#bytes);

  /** Begins a row of so many fields; exactly that many have to follow. */
  row(fields: number): void {
    this.#makeRoom(COUNT_BYTES);
    this.#at = this.#bytes.writeInt16BE(fields, this.#at);
  }

  int4(value: number): void {
    this.#begin(4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  /** A whole number below 2^53. */
  int8(value: number): void {
    this.#begin(8);
    const high = Math.floor(value / 2 ** 32);
    this.#at = this.#bytes.writeInt32BE(high, this.#at);
    this.#at = this.#bytes.writeUInt32BE(value - high * 2 ** 32, this.#at);
  }

  float8(value: number): void {
    this.#begin(8);
    this.#at = this.#bytes.writeDoubleBE(value, this.#at);
  }

  /** A day as its number since 1970-01-01. */
  date(day: number): void {
    this.int4(day - POSTGRES_EPOCH_DAY);
  }

  text(value: string): void {
    this.bytes(Buffer.from(value));
  }

  bytes(value: Uint8Array): void {
    this.#begin(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  null(): void {
    this.#makeRoom(LENGTH_BYTES);
    this.#at = this.#bytes.writeInt32BE(-1, this.#at);
  }

  /** The rows since the last time, as a copy; `isEnd` closes the file. */
  take(isEnd = false): Buffer {
    if (isEnd) this.row(-1);
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  #begin(length: number): void {
    this.#makeRoom(LENGTH_BYTES + length);
    this.#at = this.#bytes.writeInt32BE(length, this.#at);
  }

  #makeRoom(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = Buffer.alloc((this.#at + more) * 2);
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
