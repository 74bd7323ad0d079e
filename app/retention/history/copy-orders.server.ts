// Reads the counted orders of a shop out of PostgreSQL as fast as it can give them: COPY in its
// binary format.
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { assert } from '../../basics/assert.ts';

// PostgreSQL's documentation, COPY, "Binary Format": signature, flags and extension length.
const HEADER_BYTES = 19;
// Field count, then length and value of four eight-byte fields.
const ROW_BYTES = 2 + 4 * (4 + 8);
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/**
 * Calls `each` with the customer number, the instant (milliseconds) and the net sales (minor units)
 * of every counted order. Reads one snapshot; needs memory for one network buffer only.
 */
export async function copyCountedOrders(
  sql: pg.ClientBase,
  shopId: number,
  each: (customerId: number, instantMs: number, amount: number, orderId: number) => void,
): Promise<void> {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  const stream = sql.query(
    copyTo(`COPY (SELECT customer_id, processed_at, net_sales, id FROM orders
      WHERE shop_id = ${shopId} AND is_counted) TO STDOUT (FORMAT binary)`),
  );
  let rest: Buffer = Buffer.alloc(0);
  let toSkip = HEADER_BYTES;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length ? Buffer.concat([rest, piece]) : piece;
    let at = toSkip;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
      const micros = int8(view, at + 18);
      const instant = Math.floor(micros / 1000) + POSTGRES_EPOCH_MS;
      each(int8(view, at + 6), instant, int8(view, at + 30), int8(view, at + 42));
    }
    toSkip = Math.max(0, at - bytes.length);
    rest = bytes.subarray(Math.min(at, bytes.length));
  }
  // The file ends with a field count of −1.
  assert(rest.length === 2 && rest.readInt16BE(0) === -1, 'the orders were cut off');
}

/**
 * Exact below 2^53, which Shopify's numbers, microseconds until the year 2255 and sane amounts are.
 */
const int8 = (view: DataView, at: number): number =>
  view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
