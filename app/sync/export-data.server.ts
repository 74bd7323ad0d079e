// The shop's own data as files: orders, lines or customers as CSV, and what one customer asked for
// as JSON.
import { once } from 'node:events';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { ownConnection, pool } from '../db.server.ts';
import { openText } from './person/person-cipher.server.ts';

// A spreadsheet runs text that begins like a formula; a leading apostrophe makes it text again.
const text = (column: string, name = column.split('.').at(-1)) =>
  `CASE WHEN ${column} ~ '^[=+@\\t\\r-]' THEN '''' || ${column} ELSE ${column} END AS ${name}`;
const list = (column: string) => `array_to_string(${column}, ', ')`;

/** What can be exported; the persons behind customers are not in it. */
export const exports = {
  orders: `SELECT id, ${text('name')}, customer_id, created_at, processed_at, paid_at,
      fulfilled_at, cancelled_at, deleted_at, financial_status, currency, total, current_total,
      discounts, tip, refunded, net_sales, is_counted, is_guest_counted,
      ${text(list('tags'), 'tags')}, ${text(list('discount_codes'), 'discount_codes')}
    FROM orders WHERE shop_id = SHOP ORDER BY id`,
  lines: `SELECT order_id, id, product_id, variant_id, ${text('title')}, quantity,
      current_quantity, discounted_total, tax
    FROM order_line WHERE shop_id = SHOP ORDER BY order_id, id`,
  refunds: `SELECT r.order_id, r.id, r.processed_at, r.amount, r.store_credit, r.shipping,
      r.unexplained, l.line_id, l.quantity, l.subtotal, l.tax
    FROM refund r LEFT JOIN refund_line l ON l.shop_id = r.shop_id AND l.order_id = r.order_id
      AND l.refund_id = r.id
    WHERE r.shop_id = SHOP ORDER BY r.order_id, r.id, l.position`,
  products: `SELECT id, ${text('title')}, ${text('handle')}, ${text('type')}, ${text('vendor')},
      is_gift_card, ${text(list('tags'), 'tags')}, image_url, deleted_at
    FROM product WHERE shop_id = SHOP ORDER BY id`,
  customers: `SELECT id, created_at, state, locale, country, ${text(list('tags'), 'tags')},
      email_marketing, email_marketing_at, merged_into_id, deleted_at
    FROM customer WHERE shop_id = SHOP ORDER BY id`,
  access: `SELECT at, customer_id, ${text('why')} FROM person_access WHERE shop_id = SHOP ORDER BY at`,
} as const;
export type ExportName = keyof typeof exports;

// A file takes as long as its reader likes, and keeps a connection and a snapshot meanwhile. So
// each has a connection of its own, outside the pool that pages, webhooks and shoppers need; a
// process serves few at once, one a shop; and one that is not taken ends.
const MOST_AT_ONCE = 3;
const PATIENCE_MS = 120_000;
const shopsUnderWay = new Set<number>();

/**
 * CSV with a header, streamed out of the database: its size does not matter. Money is in minor
 * units. Null while the shop's last file, or too many of other shops, are under way.
 */
export async function exportData(shopId: number, name: ExportName): Promise<Readable | null> {
  if (shopsUnderWay.has(shopId) || shopsUnderWay.size >= MOST_AT_ONCE) return null;
  shopsUnderWay.add(shopId);
  const query = exports[name].replace('SHOP', String(Math.trunc(shopId)));
  const copy = copyTo(`COPY (${query}) TO STDOUT WITH (FORMAT csv, HEADER)`);
  const file = endingWhenIdle();
  void ownConnection((sql) => pipeline(sql.query(copy), file))
    .catch((error) => file.destroy(error))
    .finally(() => shopsUnderWay.delete(shopId));
  await once(file, 'readable');
  return file;
}

/** Passes on what it is given; fails when nothing has moved for too long. */
function endingWhenIdle(): Transform {
  const passing = new Transform({
    transform(chunk, _encoding, done) {
      patience.refresh();
      done(null, chunk);
    },
  });
  const tooLong = () => passing.destroy(new Error('nobody went on taking the file'));
  const patience = setTimeout(tooLong, PATIENCE_MS);
  passing.once('close', () => clearTimeout(patience));
  // Its reader hears of a failure; without one there is nobody to tell.
  return passing.on('error', () => {});
}

/** The file that a customer asked for, as JSON text; null if there is none. Notes the download. */
export async function readDataFile(shopId: number, id: string, now: Date): Promise<string | null> {
  const { rows } = await pool.query<{ customerId: bigint; sealed: Buffer }>(
    `WITH found AS (
       UPDATE customer_data_file SET downloaded_at = $3 WHERE shop_id = $1 AND id = $2
       RETURNING customer_id, sealed),
     written AS (
       INSERT INTO person_access (shop_id, customer_id, why)
       SELECT $1, customer_id, 'data file handed to the merchant' FROM found)
     SELECT customer_id AS "customerId", sealed FROM found`,
    [shopId, id, now],
  );
  return rows[0] ? openText(shopId, rows[0].customerId, rows[0].sealed) : null;
}
