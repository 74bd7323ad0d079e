// Writes and reads rows in the binary format of PostgreSQL's COPY: neither side formats or parses
// an instant or a number.
// https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
import { assert } from './basics/assert.ts';

export type SqlType =
  | 'bigint'
  | 'integer'
  | 'text'
  | 'boolean'
  | 'timestamptz'
  | 'text[]'
  | 'bigint[]'
  | 'bytea'
  /** Its text. */
  | 'json';

/** A column of a table and the field of a row that it holds. */
export type CopyColumn = { field: string; name: string; type: SqlType };

type Given<Value> = Value extends bigint
  ? bigint | number
  : Value extends Date
    ? Date | number
    : Value;

/**
 * A row as it may be given: whole numbers of 64 bits also as a number where that is exact, instants
 * also in milliseconds since 1970.
 */
export type CopyRow<Row> = { [Field in keyof Row]: Given<Row[Field]> };

/** Columns named as the fields that they hold are, in the same order. */
export const copyColumns = <Row>(fields: { [Field in keyof Row]: SqlType }): CopyColumn[] =>
  Object.entries<SqlType>(fields).map(([field, type]) => ({ field, name: snake(field), type }));

const snake = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** Flags and the length of an extension, both 0. */
const HEADER_BYTES = SIGNATURE.length + 8;
const FIRST_BYTES = 1 << 16;
/** Kept free behind every text, so that the numbers and instants of a row need not ask for room. */
const SLACK_BYTES = 1024;
const NUMBER_BYTES = 12;
/** Instants are counted from 2000-01-01, in microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_TO_32 = 2 ** 32;
const OID = { 'text[]': 25, 'bigint[]': 20 } as const;

/** Rows of one table, `shop_id` first, gathered in one piece of memory. */
export class CopyRows<Row extends object> {
  readonly #columns: { field: keyof Row; write: (value: never) => void }[];
  readonly #shopId: number;
  readonly #room: number;
  readonly #spare: ArrayBuffer[];
  #capacity = 0;
  #bytes = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /**
   * Memory to begin with is taken out of `spare` as long as there is some, and is otherwise `room`
   * bytes.
   */
  constructor(
    columns: readonly CopyColumn[],
    shopId: number,
    { room = FIRST_BYTES, spare = [] }: { room?: number; spare?: ArrayBuffer[] } = {},
  ) {
    this.#shopId = shopId;
    this.#room = room;
    this.#spare = spare;
    this.#columns = columns.map(({ field, type }) => ({
      field: field as keyof Row,
      write: this.#writers[type],
    }));
    assert((this.#columns.length + 2) * NUMBER_BYTES <= SLACK_BYTES, 'a row has room');
  }

  /**
   * Adds a row. Throws TypeError or RangeError, and adds nothing, if a value does not fit its
   * column: PostgreSQL would refuse all rows with it.
   */
  add(row: CopyRow<Row>): void {
    if (this.#at === 0) this.#begin();
    const start = this.#at;
    try {
      this.#reserve(0);
      this.#int16(this.#columns.length + 1);
      this.#integer(this.#shopId);
      for (const { field, write } of this.#columns) {
        const value = row[field];
        if (value === null) this.#int32(-1);
        else write(value as never);
      }
    } catch (error) {
      this.#at = start;
      throw error;
    }
  }

  /** Everything added since the last time, ready to be sent; null if there is nothing. */
  take(): Uint8Array | null {
    if (this.#at === 0) return null;
    this.#int16(-1);
    const taken = this.#bytes.subarray(0, this.#at);
    // The memory goes to whoever sends it.
    this.#use(new ArrayBuffer(0));
    this.#at = 0;
    return taken;
  }

  #begin(): void {
    this.#use(this.#spare.pop() ?? new ArrayBuffer(this.#room));
    this.#bytes.set(SIGNATURE);
    this.#bytes.fill(0, SIGNATURE.length, HEADER_BYTES);
    this.#at = HEADER_BYTES;
  }

  /** Makes room for `more` bytes, and for the numbers that may follow. */
  #reserve(more: number): void {
    const needed = this.#at + more + SLACK_BYTES;
    if (needed <= this.#capacity) return;
    const before = this.#bytes;
    this.#use(new ArrayBuffer(Math.max(needed, this.#capacity * 2)));
    this.#bytes.set(before.subarray(0, this.#at));
  }

  #use(memory: ArrayBuffer): void {
    this.#capacity = memory.byteLength;
    this.#bytes = Buffer.from(memory);
    this.#view = new DataView(memory);
  }

  #int16(value: number): void {
    this.#view.setInt16(this.#at, value);
    this.#at += 2;
  }

  #int32(value: number): void {
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  #integer = (value: number): void => {
    if ((value | 0) !== value) throw new RangeError('not an integer of 32 bits');
    this.#int32(4);
    this.#int32(value);
  };

  #bigint = (value: bigint | number): void => {
    this.#int32(8);
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw new RangeError('not a whole number that is exact');
      this.#int32(Math.floor(value / TWO_TO_32));
      this.#int32(value | 0);
    } else {
      if (BigInt.asIntN(64, value) !== value) throw new RangeError('not an integer of 64 bits');
      this.#view.setBigInt64(this.#at, value);
      this.#at += 8;
    }
  };

  #boolean = (value: boolean): void => {
    this.#int32(1);
    this.#bytes[this.#at++] = value ? 1 : 0;
  };

  #instant = (value: Date | number): void => {
    const ms = typeof value === 'number' ? value : value.getTime();
    const microseconds = (ms - EPOCH_MS) * 1000;
    this.#int32(8);
    this.#int32(Math.floor(microseconds / TWO_TO_32) | 0);
    this.#int32(microseconds | 0);
  };

  #text = (value: string): void => {
    if (typeof value !== 'string') throw new TypeError('not a text');
    this.#reserve(4 + 3 * value.length);
    const start = this.#at + 4;
    const written = this.#plainText(value, start);
    // PostgreSQL cannot hold the character U+0000 in text; Shopify's JSON can.
    const length = written ?? this.#bytes.write(value.replaceAll('\0', ''), start, 'utf8');
    this.#int32(length);
    this.#at += length;
  };

  /**
   * The length of a text written at `start`, or null if a character of it is not plain. Most are
   * short and plain, where a call into the engine costs more than the text.
   */
  #plainText(value: string, start: number): number | null {
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code === 0 || code > 127) return null;
      this.#bytes[start + index] = code;
    }
    return value.length;
  }

  #memoryOf = (value: Uint8Array): void => {
    this.#reserve(4 + value.byteLength);
    this.#int32(value.byteLength);
    this.#bytes.set(value, this.#at);
    this.#at += value.byteLength;
  };

  /** An array of one dimension without nulls. */
  #array<Item>(items: readonly Item[], oid: number, write: (item: Item) => void): void {
    this.#reserve(24);
    const start = this.#at;
    this.#int32(0); // its length, once it is known
    this.#int32(items.length > 0 ? 1 : 0);
    this.#int32(0);
    this.#int32(oid);
    if (items.length > 0) {
      this.#int32(items.length);
      this.#int32(1);
    }
    for (const item of items) {
      this.#reserve(0);
      write(item);
    }
    this.#view.setInt32(start, this.#at - start - 4);
  }

  #writers: Record<SqlType, (value: never) => void> = {
    bigint: this.#bigint,
    integer: this.#integer,
    text: this.#text,
    boolean: this.#boolean,
    timestamptz: this.#instant,
    'text[]': (items: string[]) => this.#array(items, OID['text[]'], this.#text),
    'bigint[]': (items: bigint[]) => this.#array(items, OID['bigint[]'], this.#bigint),
    bytea: this.#memoryOf,
    json: this.#text,
  };
}

/** The fields of a row as COPY … TO STDOUT BINARY gives them, taken one after the other. */
export class CopiedRow {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;
  #isFirst = true;

  /** Turns to the row in `message`; false for what closes the rows and is none. */
  turnTo(message: Buffer): boolean {
    if (message.buffer !== this.#view.buffer) this.#view = new DataView(message.buffer);
    this.#bytes = message;
    // What opens the rows comes in one message with the first of them.
    this.#at = message.byteOffset + (this.#isFirst ? HEADER_BYTES : 0);
    this.#isFirst = false;
    const fields = this.#view.getInt16(this.#at);
    this.#at += 2;
    return fields >= 0;
  }

  /** Passes over fields. */
  skip(fields: number): void {
    for (let left = fields; left > 0; left--) this.#next();
  }

  bigint(): bigint | null {
    const length = this.#next();
    return length < 0 ? null : this.#view.getBigInt64(this.#at - length);
  }

  integer(): number | null {
    const length = this.#next();
    return length < 0 ? null : this.#view.getInt32(this.#at - length);
  }

  boolean(): boolean | null {
    const length = this.#next();
    return length < 0 ? null : this.#view.getUint8(this.#at - length) === 1;
  }

  /** To the millisecond. */
  instant(): Date | null {
    const length = this.#next();
    if (length < 0) return null;
    const high = this.#view.getInt32(this.#at - 8);
    const low = this.#view.getUint32(this.#at - 4);
    return new Date(Math.floor((high * TWO_TO_32 + low) / 1000) + EPOCH_MS);
  }

  text(): string | null {
    const length = this.#next();
    if (length < 0) return null;
    const end = this.#at - this.#bytes.byteOffset;
    return this.#bytes.toString('utf8', end - length, end);
  }

  /** Moves behind the next field; gives back its length, -1 for null. */
  #next(): number {
    const length = this.#view.getInt32(this.#at);
    this.#at += length < 0 ? 4 : 4 + length;
    return length;
  }
}
