// COPY … TO STDOUT (FORMAT binary), with the rows left where the network put them. The stream of
// pg-copy-streams makes an object of every row: a third of the work of reading millions of them.
// (PostgreSQL's documentation: "Message Flow", COPY Operations, and COPY, "Binary Format".)
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { assert } from '../../basics/assert.ts';
import '../../reused-memory.server.ts';

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

/** Called after every piece of the stream; PostgreSQL waits until a promise is kept. */
export type AfterPiece = () => Promise<unknown> | undefined;

/**
 * Hands out the rows of a query; their bytes are valid during the call. Throws what the server
 * refuses, and what `each` or `afterPiece` throws: then the connection is broken.
 */
export function copyOut(
  sql: pg.ClientBase,
  query: string,
  each: EachRow,
  afterPiece: AfterPiece = () => undefined,
): Promise<void> {
  const copy = new Copy(`COPY (${query}) TO STDOUT (FORMAT binary)`, each, afterPiece);
  sql.query(copy);
  return copy.done;
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

/**
 * Takes the connection's bytes from the submission to the end of the rows. Listens to them: a
 * server that is as fast as its reader sends many small pieces, and an iterator would cost more for
 * each of them than its rows do.
 */
class Copy implements pg.Submittable {
  readonly #text: string;
  readonly #each: EachRow;
  readonly #afterPiece: AfterPiece;
  readonly #received = new Received();
  readonly #done = Promise.withResolvers<void>();
  readonly done = this.#done.promise;
  #socket!: Duplex;
  #usual!: (bytes: Buffer) => void;
  #skip = COPY_HEADER_BYTES;

  constructor(text: string, each: EachRow, afterPiece: AfterPiece) {
    this.#text = text;
    this.#each = each;
    this.#afterPiece = afterPiece;
  }

  submit(connection: pg.Connection): void {
    this.#socket = connection.stream;
    const [usual, ...others] = this.#socket.listeners('data');
    assert(usual && others.length === 0, 'the connection is read by one listener');
    this.#usual = usual as (bytes: Buffer) => void;
    this.#socket.off('data', this.#usual);
    this.#socket.on('data', this.#take);
    connection.query(this.#text);
  }

  #take = (piece: Buffer): void => {
    try {
      this.#received.take(piece);
      if (this.#readRows()) {
        // The end of the COPY and whatever follows it is read as usual again.
        this.#socket.off('data', this.#take);
        this.#socket.on('data', this.#usual);
        this.#usual(this.#received.rest());
        return;
      }
      const wait = this.#afterPiece();
      if (!wait) return;
      this.#socket.pause();
      wait.then(() => this.#socket.resume(), this.#break);
    } catch (error) {
      this.#break(error);
    }
  };

  /** True once no row follows. */
  #readRows(): boolean {
    const { bytes, view, until } = this.#received;
    let at = 0;
    let isOver = false;
    while (at + HEAD_BYTES <= until) {
      const end = at + 1 + view.getInt32(at + 1);
      const kind = bytes[at]!;
      isOver = kind === COPY_DONE || kind === ERROR_RESPONSE;
      if (isOver || end > until) break;
      // The server may say other things in between; they concern nobody here.
      if (kind === COPY_DATA) {
        const row = at + HEAD_BYTES + this.#skip;
        this.#skip = 0;
        const isEnd = view.getInt16(row) === -1;
        if (!isEnd) this.#each(bytes, view, row);
      }
      at = end;
    }
    this.#received.usedUntil = at;
    return isOver;
  }

  #break = (error: unknown): void => {
    this.#done.reject(error);
    this.#socket.destroy();
  };

  handleError(error: Error): void {
    this.#done.reject(error);
  }

  handleReadyForQuery(): void {
    this.#done.resolve();
  }

  handleCommandComplete(): void {}
}
