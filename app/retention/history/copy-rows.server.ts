// PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"). node-postgres reads
// every value as text, which is slow for millions of numbers and wrong for bytes.
import type pg from 'pg';
import { COPY_HEADER_BYTES, copyOut } from './copy-out.server.ts';

const LENGTH_BYTES = 4;
const COUNT_BYTES = 2;

/**
 * Calls `each` with the fields of every row of a query in the binary format; those that are null
 * are empty. They are valid during the call.
 */
export const copyRows = (
  sql: pg.ClientBase,
  query: string,
  each: (fields: Buffer[]) => void,
): Promise<void> => copyOut(sql, query, (bytes, view, at) => each(fieldsAt(bytes, view, at)));

function fieldsAt(bytes: Buffer, view: DataView, at: number): Buffer[] {
  const fields: Buffer[] = [];
  let end = at + COUNT_BYTES;
  for (let left = view.getInt16(at); left > 0; left--) {
    const start = end + LENGTH_BYTES;
    end = start + Math.max(0, view.getInt32(end));
    fields.push(bytes.subarray(start, end));
  }
  return fields;
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

  float4(value: number): void {
    this.#begin(4);
    this.#at = this.#bytes.writeFloatBE(value, this.#at);
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
