// Puts the orders of a file into the database as a shop of its own, and takes them out again.
import { randomUUID } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { pool, sqlTransaction } from '../../db.server.ts';
import type { FileOrder } from './orders.ts';

export type LoadedShop = {
  id: number;
  timezone: string;
  currency: string;
  /** Names of the customers in the file, by the number they got here less one. */
  customerNames: string[];
};

const ROWS_A_WRITE = 5000;

/** Makes a shop that nobody can install and fills it. */
export async function loadOrders(
  orders: readonly FileOrder[],
  timezone: string,
  currency: string,
): Promise<LoadedShop> {
  return sqlTransaction(async (sql) => {
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO shop (domain, timezone, currency, uninstalled_at)
       VALUES ($1, $2, $3, now()) RETURNING id`,
      [`analyse-${randomUUID()}.invalid`, timezone, currency],
    );
    const shop = { id: rows[0]!.id, timezone, currency, customerNames: [] as string[] };
    const numbers = new Map<string, number>();
    const numberOf = (name: string) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, shop.customerNames.push(name));
      return shop.customerNames.length;
    };
    const stream = sql.query(copyFrom(`COPY orders (${COLUMNS.join(', ')}) FROM STDIN`));
    for (let start = 0; start < orders.length; start += ROWS_A_WRITE) {
      const lines = orders.slice(start, start + ROWS_A_WRITE).map((order, i) => {
        const customer = order.customer === null ? null : numberOf(order.customer);
        return line(shop, start + i + 1, order, customer);
      });
      if (!stream.write(lines.join(''))) {
        await new Promise((resolve) => stream.once('drain', resolve));
      }
    }
    stream.end();
    await finished(stream);
    return shop;
  });
}

const COLUMNS = [
  'shop_id',
  'id',
  'name',
  'customer_id',
  'created_at',
  'processed_at',
  'updated_at',
  'read_at',
  'currency',
  'buyer_currency',
  'channel',
  'country',
  'discount_codes',
  'total',
  'current_total',
  'current_subtotal',
  'current_tax',
  'current_shipping',
  'discounts',
  'refunded',
  'received',
  'tip',
  'net_sales',
  'is_counted',
  'is_guest_counted',
] as const;

function line(shop: LoadedShop, id: number, order: FileOrder, customer: number | null): string {
  const at = order.at.toISOString();
  const paid = order.netSales;
  const values = [
    shop.id,
    id,
    order.id,
    customer,
    at,
    at,
    at,
    at,
    shop.currency,
    shop.currency,
    order.channel,
    order.country,
    order.code === null ? '{}' : `{"${order.code.replace(/[\\"]/g, '\\$&')}"}`,
    ...[paid, paid, paid, 0, 0, 0, 0, paid, 0, paid],
    order.isCounted && customer !== null,
    order.isCounted && customer === null,
  ];
  return `${values.map(copyText).join('\t')}\n`;
}

/** PostgreSQL's documentation of COPY, "Text Format". */
const copyText = (value: string | number | bigint | boolean | null): string =>
  value === null
    ? '\\N'
    : String(value)
        .replace(/\\/g, '\\\\')
        .replace(/\t/g, '\\t')
        .replace(/\n/g, '\\n')
        .replace(/\r/g, '\\r');

const TABLES = [
  'customer_summary',
  'value_model',
  'cohort_cell',
  'history_bucket',
  'history_label',
  'retention_state',
  'orders',
];

/** Removes everything that loadOrders and the analysis wrote. */
export async function unloadShop(shop: { id: number }): Promise<void> {
  for (const table of TABLES)
    await pool.query(`DELETE FROM ${table} WHERE shop_id = $1`, [shop.id]);
  await pool.query('DELETE FROM shop WHERE id = $1', [shop.id]);
}
