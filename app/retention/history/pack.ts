// Columns as bytes, so dense that five million orders take some 40 MB and a page can read all of
// them. Most whole numbers have a variable length (LEB128, the signed ones zigzag-coded as in
// Protocol Buffers). Days, which every figure is made of, have two bytes each, because those are
// read three times as fast.
import { assert } from '../../basics/assert.ts';
import { customersOf, FIRST_KINDS, type Histories } from './histories.ts';

export type PackedHistories = {
  customers: number;
  orders: number;
  /** Day numbers of the earliest and of the latest order. */
  firstDay: number;
  lastDay: number;
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
export const packHistories = (histories: Histories): PackedHistories => ({
  ...packOrders(histories),
  firsts: packFirsts(histories.firsts),
});

/** All but the facts of first orders. */
export function packOrders(histories: Histories): Omit<PackedHistories, 'firsts'> {
  const customers = customersOf(histories);
  const orders = histories.days.length;
  const { ids, days, amounts } = writers;
  ids.start(customers);
  days.start(customers + orders + 1);
  amounts.start(orders);
  let [firstDay, lastDay] = [histories.days[0] ?? 0, histories.days[0] ?? 0];
  for (let i = 0; i < customers; i++) {
    const start = histories.starts[i]!;
    const end = histories.starts[i + 1]!;
    firstDay = Math.min(firstDay, histories.days[start]!);
    lastDay = Math.max(lastDay, histories.days[end - 1]!);
    // Ascending, so that the steps between them are small.
    ids.write(histories.ids[i]! - (i === 0 ? 0 : histories.ids[i - 1]!));
    days.write(end - start);
    for (let at = start; at < end; at++) amounts.write(zigzag(histories.amounts[at]!));
  }
  days.write(zigzag(firstDay));
  const isNarrow = lastDay - firstDay < 2 ** 16;
  for (let at = 0; at < orders; at++) {
    days.fixed(histories.days[at]! - firstDay, isNarrow ? 2 : 4);
  }
  return {
    customers,
    orders,
    firstDay,
    lastDay,
    ids: ids.written(),
    days: days.written(),
    amounts: amounts.written(),
  };
}

/** The codes of first orders. */
export function packFirsts(codes: Uint32Array): Uint8Array {
  const { firsts } = writers;
  firsts.start(codes.length);
  for (let at = 0; at < codes.length; at++) firsts.write(codes[at]!);
  return firsts.written();
}

/** What a reader has of a bucket: the columns it asked for. */
export type PackedColumns = Pick<PackedHistories, 'customers' | 'orders'> &
  Partial<Pick<PackedHistories, 'ids' | 'days' | 'amounts' | 'firsts'>>;

/** Where a reader of one bucket after the other has its days: making arrays takes time. */
export class ReusedArrays {
  #starts = new Uint32Array(1 << 10);
  #days = new Int32Array(1 << 12);

  starts(length: number): Uint32Array {
    if (length > this.#starts.length) this.#starts = new Uint32Array(length * 2);
    return this.#starts.subarray(0, length);
  }

  days(length: number): Int32Array {
    if (length > this.#days.length) this.#days = new Int32Array(length * 2);
    return this.#days.subarray(0, length);
  }
}

/**
 * Unpacks the columns that are there; the others come back empty. Days out of `reused` hold until
 * it is used again.
 */
export function unpackHistories(packed: PackedColumns, reused?: ReusedArrays): Histories {
  const { customers, orders } = packed;
  const from = packed.days && reused;
  const starts = from ? from.starts(customers + 1) : new Uint32Array(customers + 1);
  const days = from ? from.days(orders) : new Int32Array(packed.days ? orders : 0);
  starts[0] = 0;
  if (packed.days) {
    unpackDays(packed.days, starts, days);
    assert(starts[customers] === orders, 'a bucket holds another number of orders than it says');
  }
  return {
    ids: packed.ids ? unpackIds(packed.ids, customers) : new Float64Array(),
    starts,
    days,
    amounts: packed.amounts ? unpackAmounts(packed.amounts, orders) : new Float64Array(),
    firsts: packed.firsts
      ? unpackCodes(packed.firsts, customers * FIRST_KINDS.length)
      : new Uint32Array(),
  };
}

/**
 * Fills `starts` and `days`. In the bytes: how many orders each customer has, the earliest day, and
 * for each order the days since then in two bytes, or in four where a bucket spans 179 years.
 */
function unpackDays(bytes: Uint8Array, starts: Uint32Array, days: Int32Array): void {
  let at = 0;
  const read = () => {
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    for (let shift = 7; byte & 0x80; shift += 7) {
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
    }
    return value;
  };
  let orders = 0;
  for (let i = 1; i < starts.length; i++) {
    orders += bytes[at]! < 0x80 ? bytes[at++]! : read();
    starts[i] = orders;
  }
  const first = read();
  const firstDay = (first >>> 1) ^ -(first & 1);
  const isNarrow = bytes.length - at === days.length * 2;
  assert(
    isNarrow || bytes.length - at === days.length * 4,
    'a bucket holds another number of days',
  );
  if (isNarrow) {
    const steps = aligned(bytes.subarray(at));
    for (let order = 0; order < days.length; order++) days[order] = firstDay + steps[order]!;
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, days.length * 4);
  for (let order = 0; order < days.length; order++) {
    days[order] = firstDay + view.getInt32(order * 4, true);
  }
}

let scratch = new Uint16Array(1 << 12);

/**
 * Numbers of two bytes, the lowest one first, as every machine that Node runs on has them. In
 * memory that the next call uses again.
 */
function aligned(bytes: Uint8Array): Uint16Array {
  if (bytes.length > scratch.byteLength) scratch = new Uint16Array(bytes.length);
  new Uint8Array(scratch.buffer).set(bytes);
  return scratch;
}

function unpackIds(bytes: Uint8Array, count: number): Float64Array {
  const ids = new Float64Array(count);
  let at = 0;
  let id = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++]!;
    id += byte & 0x7f;
    for (let scale = 128; byte & 0x80; scale *= 128) {
      byte = bytes[at++]!;
      id += (byte & 0x7f) * scale;
    }
    ids[i] = id;
  }
  return ids;
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

  /** A whole number ≥ 0 in so many bytes, the lowest one first. */
  fixed(value: number, bytes: 2 | 4): void {
    for (let shift = 0; shift < bytes * 8; shift += 8) this.#bytes[this.#at++] = value >>> shift;
  }

  /** A copy of what was written since the start. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }
}

/** One for each column, used again for every bucket: packing waits for nothing. */
const writers = {
  ids: new Writer(),
  days: new Writer(),
  amounts: new Writer(),
  firsts: new Writer(),
};
