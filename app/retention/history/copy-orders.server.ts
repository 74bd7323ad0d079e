// Reads the counted orders of a shop out of PostgreSQL as fast as it can give them: COPY in its
// binary format.
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { assert } from '../../basics/assert.ts';
import { COPY_HEADER_BYTES } from './copy-rows.server.ts';

// Field count, then length and value of four eight-byte fields; three texts follow.
const FIXED_BYTES = 2 + 4 * (4 + 8);
const TEXTS = 3;
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

export type CopiedOrder = {
  customerId: number;
  /** Milliseconds. */
  instant: number;
  /** Net sales in minor units. */
  amount: number;
  orderId: number;
  /** Its discount code, channel and country ('' where there is none): read only when asked for. */
  texts: () => [code: string, channel: string, country: string];
};

/**
 * Calls `each` with every counted order; the object is the same one each time. Reads one snapshot;
 * needs memory for one network buffer only.
 */
export async function copyCountedOrders(
  sql: pg.ClientBase,
  shopId: number,
  each: (order: CopiedOrder) => void,
): Promise<void> {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  const stream = sql.query(
    copyTo(`COPY (SELECT customer_id, processed_at, net_sales, id, discount_codes[1], channel,
        country FROM orders WHERE shop_id = ${shopId} AND is_counted) TO STDOUT (FORMAT binary)`),
  );
  let rest: Buffer = Buffer.alloc(0);
  let at = COPY_HEADER_BYTES;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length ? Buffer.concat([rest, piece]) : piece;
    at = eachRow(bytes, at, each);
    rest = bytes.subarray(Math.min(at, bytes.length));
    at = Math.max(0, at - bytes.length);
  }
  // The file ends with a field count of −1.
  assert(rest.length === 2 && rest.readInt16BE(0) === -1, 'the orders were cut off');
}

/** Hands out the rows that are there as a whole; returns where the next one starts. */
function eachRow(bytes: Buffer, from: number, each: (order: CopiedOrder) => void): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = from;
  const order: CopiedOrder = {
    customerId: 0,
    instant: 0,
    amount: 0,
    orderId: 0,
    texts: () => textsAt(bytes, view, at + FIXED_BYTES),
  };
  for (;;) {
    const end = endOfRow(view, at);
    if (end === null) return at;
    order.customerId = int8(view, at + 6);
    order.instant = Math.floor(int8(view, at + 18) / 1000) + POSTGRES_EPOCH_MS;
    order.amount = int8(view, at + 30);
    order.orderId = int8(view, at + 42);
    each(order);
    at = end;
  }
}

function endOfRow(view: DataView, at: number): number | null {
  let end = at + FIXED_BYTES;
  for (let text = 0; text < TEXTS; text++) {
    if (end + 4 > view.byteLength) return null;
    end += 4 + Math.max(0, view.getInt32(end));
  }
  return end <= view.byteLength ? end : null;
}

function textsAt(bytes: Buffer, view: DataView, from: number): [string, string, string] {
  const texts: [string, string, string] = ['', '', ''];
  for (let text = 0, at = from; text < TEXTS; text++) {
    const length = Math.max(0, view.getInt32(at));
    texts[text] = bytes.toString('utf8', at + 4, at + 4 + length);
    at += 4 + length;
  }
  return texts;
}

/** Exact below 2^53: Shopify's numbers, microseconds until the year 2255 and sane amounts are. */
const int8 = (view: DataView, at: number): number =>
  view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
