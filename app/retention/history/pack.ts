// Columns as bytes. Days are kept as gaps and all whole numbers as variable-length integers
// (LEB128, the signed ones zigzag-coded as in Protocol Buffers), so that five million orders take
// some 25 MB and a page can read all of them.
import { assert } from '../../basics/assert.ts';
import { customersOf, FIRST_KINDS, type Histories } from './histories.ts';

export type PackedHistories = {
  customers: number;
  orders: number;
  ids: Uint8Array;
  days: Uint8Array;
  amounts: Uint8Array;
  firsts: Uint8Array;
};

const LARGEST_BYTES = 8;
// A fixed text: one made of the value would be made for every value.
const CANNOT = 'a value that is no whole number in its range cannot be packed';

/**
 * Packs columns; unpackHistories is the inverse. Throws if an amount is no whole number below 2^52.
 */
export function packHistories(histories: Histories): PackedHistories {
  const customers = customersOf(histories);
  const orders = histories.days.length;
  const { days, amounts, firsts } = writers;
  days.start(customers * 2 + orders);
  amounts.start(orders);
  firsts.start(histories.firsts.length);
  for (let i = 0; i < customers; i++) {
    const start = histories.starts[i]!;
    const end = histories.starts[i + 1]!;
    days.write(end - start);
    let previous = 0;
    for (let at = start; at < end; at++) {
      const day = histories.days[at]!;
      days.write(at === start ? zigzag(day) : day - previous);
      previous = day;
      amounts.write(zigzag(histories.amounts[at]!));
    }
  }
  for (const code of histories.firsts) firsts.write(code);
  return {
    customers,
    orders,
    ids: new Uint8Array(histories.ids.slice().buffer),
    days: days.written(),
    amounts: amounts.written(),
    firsts: firsts.written(),
  };
}

/** What a reader has of a bucket: the columns it asked for. */
export type PackedColumns = Pick<PackedHistories, 'customers' | 'orders' | 'days'> &
  Partial<Pick<PackedHistories, 'ids' | 'amounts' | 'firsts'>>;

/** Unpacks the columns that are there; the others come back empty. */
export function unpackHistories(packed: PackedColumns): Histories {
  const { customers, orders } = packed;
  const starts = new Uint32Array(customers + 1);
  const days = new Int32Array(orders);
  unpackDays(packed.days, starts, days);
  assert(starts[customers] === orders, 'a bucket holds another number of orders than it says');
  return {
    ids: packed.ids ? float64s(packed.ids) : new Float64Array(),
    starts,
    days,
    amounts: packed.amounts ? unpackAmounts(packed.amounts, orders) : new Float64Array(),
    firsts: packed.firsts
      ? unpackCodes(packed.firsts, customers * FIRST_KINDS.length)
      : new Uint32Array(),
  };
}

/**
 * Fills `starts` and `days`. Counts and gaps fit in 31 bits, so this loop stays with whole-number
 * arithmetic.
 */
function unpackDays(bytes: Uint8Array, starts: Uint32Array, days: Int32Array): void {
  let at = 0;
  let order = 0;
  const read = () => {
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    for (let shift = 7; byte & 0x80; shift += 7) {
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
    }
    return value;
  };
  for (let i = 0; i + 1 < starts.length; i++) {
    const end = order + read();
    const first = read();
    let day = (first >>> 1) ^ -(first & 1);
    days[order++] = day;
    while (order < end) {
      day += bytes[at]! < 0x80 ? bytes[at++]! : read();
      days[order++] = day;
    }
    starts[i + 1] = order;
  }
}

function unpackAmounts(bytes: Uint8Array, count: number): Float64Array {
  const amounts = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    // Multiplication, because a shift would cut at 32 bits.
    for (let scale = 128; byte & 0x80; scale *= 128) {
      byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
    }
    amounts[i] = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  return amounts;
}

function unpackCodes(bytes: Uint8Array, count: number): Uint32Array {
  const codes = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    for (let shift = 7; byte & 0x80; shift += 7) {
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
    }
    codes[i] = value;
  }
  return codes;
}

function zigzag(value: number): number {
  assert(Number.isInteger(value), CANNOT);
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

/**
 * A copy, because bytes from the database do not start at a multiple of eight; a Buffer's own slice
 * is none.
 */
const float64s = (bytes: Uint8Array): Float64Array =>
  new Float64Array(Uint8Array.from(bytes).buffer);

class Writer {
  #bytes = new Uint8Array(1 << 16);
  #at = 0;

  /** Begins anew, with room for so many values. */
  start(values: number): void {
    this.#at = 0;
    const needed = values * LARGEST_BYTES;
    if (needed > this.#bytes.length) this.#bytes = new Uint8Array(needed);
  }

  write(value: number): void {
    // Most gaps between days, and all codes of a shop with few.
    if (value >= 0 && value < 128) {
      this.#bytes[this.#at++] = value;
      return;
    }
    const bytes = this.#bytes;
    let at = this.#at;
    let rest = value;
    if (rest >= 2 ** 31) {
      assert(Number.isSafeInteger(value), CANNOT);
      // Division, because a shift would cut at 32 bits.
      for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 0x80;
    }
    assert(rest >= 0, CANNOT);
    for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    this.#at = at;
  }

  /** A copy of what was written since the start. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }
}

/** One for each column, used again for every bucket: packing waits for nothing. */
const writers = { days: new Writer(), amounts: new Writer(), firsts: new Writer() };
