// Reads the counted orders of a shop out of PostgreSQL customer by customer, as fast as it can give
// them: COPY in its binary format, along an index that holds everything asked for.
import type pg from 'pg';
import { assert } from '../../basics/assert.ts';
import { type AfterPiece, copyOut, type EachRow } from './copy-out.server.ts';

// Field count, then length and value of four eight-byte fields; three texts follow.
const FIXED_BYTES = 2 + 4 * (4 + 8);
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** Orders in another currency than the shop's (it changed its own) are kept apart. */
export type MeasuredOrders = { id: number; currency: string };

/** The first and the last moment of the shop's counted orders in milliseconds; null without any. */
export async function extentOfOrders(
  sql: pg.ClientBase,
  shop: MeasuredOrders,
): Promise<{ first: number; last: number } | null> {
  const { rows } = await sql.query<{ first: Date | null; last: Date | null }>(
    `SELECT min(processed_at) AS first, max(processed_at) AS last FROM orders
     WHERE shop_id = $1 AND is_counted AND currency = $2`,
    [shop.id, shop.currency],
  );
  const { first, last } = rows[0]!;
  return first && last && { first: first.getTime(), last: last.getTime() };
}

/**
 * Calls `each` with every counted order, by customer and then as they were placed; the object is
 * the same one each time. `afterPiece` is called after every piece of the stream, and PostgreSQL
 * waits for the promise it gives. Needs memory for one network buffer only.
 */
export function copyCountedOrders(
  sql: pg.ClientBase,
  shop: MeasuredOrders,
  each: (order: CopiedOrder) => void,
  afterPiece: AfterPiece,
): Promise<void> {
  assert(Number.isInteger(shop.id), 'a shop is known by a whole number');
  assert(/^[A-Z]{3}$/.test(shop.currency), 'a currency has three letters');
  const query = `SELECT customer_id, processed_at, net_sales, id, first_code, channel, country
    FROM orders WHERE shop_id = ${shop.id} AND is_counted AND currency = '${shop.currency}'
    ORDER BY customer_id, processed_at, id`;
  const order = new CopiedOrder();
  const read: EachRow = (bytes, view, at) => {
    order.read(bytes, view, at);
    each(order);
  };
  return copyOut(sql, query, read, afterPiece);
}

/** One order in the bytes of a COPY, read as far as it is asked for. */
export class CopiedOrder {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  customerId = 0;
  /** Milliseconds. */
  instant = 0;
  /** Net sales in minor units. */
  amount = 0;

  read(bytes: Buffer, view: DataView, at: number): void {
    this.#bytes = bytes;
    this.#view = view;
    this.#at = at;
    this.customerId = int8(view, at + 6);
    this.instant = Math.floor(int8(view, at + 18) / 1000) + POSTGRES_EPOCH_MS;
    this.amount = int8(view, at + 30);
  }

  orderId(): number {
    return int8(this.#view, this.#at + 42);
  }

  /** Its discount code (0), channel (1) or country (2); '' where there is none. */
  text(place: 0 | 1 | 2): string {
    return textAt(this.#bytes, this.#view, this.#at + FIXED_BYTES, place);
  }
}

function textAt(bytes: Buffer, view: DataView, from: number, place: number): string {
  let at = from;
  for (let text = 0; text < place; text++) at += 4 + Math.max(0, view.getInt32(at));
  const length = view.getInt32(at);
  if (length <= 0) return '';
  if (length > SHORT_BYTES) return bytes.toString('utf8', at + 4, at + 4 + length);
  // A shop has few channels and countries: reading the same letters again costs more than all else.
  let key = 0;
  for (let i = at + 4; i < at + 4 + length; i++) key = key * 256 + bytes[i]!;
  let word = shortWords.get(key);
  if (word === undefined) {
    word = bytes.toString('utf8', at + 4, at + 4 + length);
    if (shortWords.size < MOST_WORDS) shortWords.set(key, word);
  }
  return word;
}

/** Six bytes are exact in a number, and no word begins with a zero byte. */
const SHORT_BYTES = 6;
const MOST_WORDS = 10_000;
const shortWords = new Map<number, string>();

/** Exact below 2^53: Shopify's numbers, microseconds until the year 2255 and sane amounts are. */
const int8 = (view: DataView, at: number): number =>
  view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
