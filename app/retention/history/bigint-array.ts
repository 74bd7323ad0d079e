// bigint[] in PostgreSQL's binary format (array_send in its sources): millions of numbers on their
// way to the database and back without becoming text.
import { assert } from '../../basics/assert.ts';

/** Count of dimensions, whether there are nulls, type of the elements, their count, first index. */
const HEAD_BYTES = 20;
/** A length and eight bytes. */
const ELEMENT_BYTES = 12;
const INT8_OID = 20;

/** Whole numbers below 2^53 as a parameter of type bigint[]. */
export function packBigints(values: Float64Array): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + values.length * ELEMENT_BYTES);
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(INT8_OID, 8);
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0, at = HEAD_BYTES; i < values.length; i++, at += ELEMENT_BYTES) {
    const value = values[i]!;
    const high = Math.floor(value / 2 ** 32);
    view.setInt32(at, 8);
    view.setInt32(at + 4, high);
    view.setUint32(at + 8, value - high * 2 ** 32);
  }
  return bytes;
}

/** The elements of a bigint[] without nulls; none for null. */
export function unpackBigints(bytes: Buffer | null): Float64Array {
  if (bytes === null || bytes.length <= HEAD_BYTES) return new Float64Array();
  assert(bytes.readInt32BE(4) === 0, 'an array of numbers holds a null');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float64Array(bytes.readInt32BE(12));
  for (let i = 0, at = HEAD_BYTES + 4; i < values.length; i++, at += ELEMENT_BYTES) {
    values[i] = view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
  }
  return values;
}
