// COPY … TO STDOUT (FORMAT binary), with the rows left where the network put them. The stream of
// pg-copy-streams makes an object of every row: a third of the work of reading millions of them.
// (PostgreSQL's documentation: "Message Flow", COPY Operations, and COPY, "Binary Format".)
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { assert } from '../../basics/assert.ts';

const letter = (text: string) => text.charCodeAt(0);
const COPY_DATA = letter('d');
const COPY_DONE = letter('c');
const ERROR_RESPONSE = letter('E');
/** A letter and the length of what follows it, its own four bytes included. */
const HEAD_BYTES = 5;
/** Before the first row: signature, flags and the length of an empty header extension. */
export const COPY_HEADER_BYTES = 19;

/** Called with the bytes and the place where a row (its field count) begins in them. */
export type EachRow = (bytes: Buffer, view: DataView, at: number) => void;

/**
 * Hands out the rows of a query; their bytes are valid during the call. Yields after every piece of
 * the stream, and PostgreSQL waits while the caller does. Throws what the server refuses. Whoever
 * stops before the end breaks the connection.
 */
export async function* copyOut(
  sql: pg.ClientBase,
  query: string,
  each: EachRow,
): AsyncGenerator<void> {
  const copy = new Copy(`COPY (${query}) TO STDOUT (FORMAT binary)`);
  sql.query(copy);
  const socket = await copy.submitted;
  const received = new Received();
  let isOver = false;
  let skip = COPY_HEADER_BYTES;
  try {
    for await (const piece of socket.iterator({ destroyOnReturn: false })) {
      received.take(piece);
      const { bytes, view, until } = received;
      let at = 0;
      while (at + HEAD_BYTES <= until) {
        const end = at + 1 + view.getInt32(at + 1);
        const kind = bytes[at]!;
        isOver = kind === COPY_DONE || kind === ERROR_RESPONSE;
        if (isOver || end > until) break;
        // The server may say other things in between; they concern nobody here.
        if (kind === COPY_DATA) {
          const row = at + HEAD_BYTES + skip;
          skip = 0;
          const isEnd = view.getInt16(row) === -1;
          if (!isEnd) each(bytes, view, row);
        }
        at = end;
      }
      received.usedUntil = at;
      yield;
      if (isOver) break;
    }
    assert(isOver, 'a COPY from the database was cut off');
  } finally {
    if (!isOver) socket.destroy();
  }
  copy.giveBack(received.rest());
  await copy.done;
}

/** What came in and is not used yet, in one piece of memory that is used again and again. */
class Received {
  bytes = Buffer.allocUnsafe(1 << 18);
  view = viewOf(this.bytes);
  until = 0;
  /** Up to here they were used. */
  usedUntil = 0;

  take(piece: Buffer): void {
    this.bytes.copyWithin(0, this.usedUntil, this.until);
    this.until -= this.usedUntil;
    this.usedUntil = 0;
    if (this.until + piece.length > this.bytes.length) {
      const larger = Buffer.allocUnsafe((this.until + piece.length) * 2);
      this.bytes.copy(larger, 0, 0, this.until);
      this.bytes = larger;
      this.view = viewOf(larger);
    }
    this.until += piece.copy(this.bytes, this.until);
  }

  rest(): Buffer {
    return this.bytes.subarray(this.usedUntil, this.until);
  }
}

const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Takes the connection's bytes from the submission on, until they are given back. */
class Copy implements pg.Submittable {
  readonly #text: string;
  readonly #submitted = Promise.withResolvers<Duplex>();
  readonly #done = Promise.withResolvers<void>();
  readonly submitted = this.#submitted.promise;
  readonly done = this.#done.promise;
  #socket: Duplex | null = null;
  #usual: ((bytes: Buffer) => void) | null = null;

  constructor(text: string) {
    this.#text = text;
    // Thrown where it is waited for, if that comes.
    this.done.catch(() => {});
  }

  submit(connection: pg.Connection): void {
    this.#socket = connection.stream;
    const [usual, ...others] = this.#socket.listeners('data');
    assert(usual && others.length === 0, 'the connection is read by one listener');
    this.#usual = usual as (bytes: Buffer) => void;
    this.#socket.removeListener('data', this.#usual);
    this.#socket.pause();
    connection.query(this.#text);
    this.#submitted.resolve(this.#socket);
  }

  /** The end of the COPY and whatever follows it is read as usual again. */
  giveBack(rest: Buffer): void {
    // Without a listener for 'readable', which the iterator was, the socket flows again by itself.
    this.#socket!.on('data', this.#usual!);
    this.#usual!(rest);
  }

  handleError(error: Error): void {
    this.#submitted.reject(error);
    this.#done.reject(error);
  }

  handleReadyForQuery(): void {
    this.#done.resolve();
  }

  handleCommandComplete(): void {}
}
