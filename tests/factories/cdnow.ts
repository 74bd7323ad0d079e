// The CDNOW orders of tests/fixtures/cdnow, and a way to put any orders into the database.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Sql } from '#app/db.server.ts';
import { groupPurchases } from '#app/stats/purchases.ts';

const folder = path.resolve(import.meta.dirname, '../fixtures/cdnow');

export type TestOrder = {
  customerId: number | null;
  /** Instant, or a day at noon UTC. */
  at: string;
  /** Minor units. */
  netSales: number;
  isCounted?: boolean;
};

export const cdnowExpected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8'));

export function cdnowOrders(): TestOrder[] {
  const text = gunzipSync(readFileSync(path.join(folder, 'orders.csv.gz'))).toString();
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [customer, , day, amount] = line.split(',');
      return { customerId: Number(customer), at: day!, netSales: Math.round(Number(amount) * 100) };
    });
}

/** Makes a shop; returns its number. */
export async function addShop(sql: Sql, domain: string, timezone = 'UTC'): Promise<number> {
  const { rows } = await sql.query(
    'INSERT INTO shop (domain, timezone) VALUES ($1, $2) RETURNING id',
    [domain, timezone],
  );
  return rows[0].id;
}

/** Adds orders numbered from `firstId` on. */
export async function addOrders(
  sql: Sql,
  shopId: number,
  orders: readonly TestOrder[],
  firstId = 1,
): Promise<void> {
  await sql.query(
    `INSERT INTO orders (shop_id, id, name, customer_id, created_at, processed_at, updated_at,
       read_at, currency, total, current_total, current_tax,
       current_shipping, discounts, refunded, received, tip, net_sales, is_counted,
       is_guest_counted)
     SELECT $1, $2 + row_number() OVER () - 1, '#', customer_id, at, at, at, at, 'USD', amount, amount, 0, 0, 0, 0, amount, 0, amount,
       counted AND customer_id IS NOT NULL, counted AND customer_id IS NULL
     FROM unnest($3::bigint[], $4::timestamptz[], $5::bigint[], $6::bool[])
       AS t (customer_id, at, amount, counted)`,
    [
      shopId,
      firstId,
      orders.map(({ customerId }) => customerId),
      orders.map(({ at }) => (at.length === 10 ? `${at}T12:00:00Z` : at)),
      orders.map(({ netSales }) => netSales),
      orders.map(({ isCounted }) => isCounted ?? true),
    ],
  );
}

const CALIBRATION_END = '1997-09-30';
const DAY_MS = 86_400_000;

/**
 * The calibration part of the sample as the papers use it: days with an order, until September
 * 1997.
 */
export function cdnowPurchases() {
  const byCustomer = Map.groupBy(
    cdnowOrders().filter(({ at }) => at <= CALIBRATION_END),
    ({ customerId }) => customerId,
  );
  const [x, lastAge, age]: number[][] = [[], [], []];
  const spending = { x: [] as number[], m: [] as number[] };
  for (const orders of byCustomer.values()) {
    const byDay = Map.groupBy(orders, ({ at }) => Date.parse(at) / DAY_MS);
    const days = [...byDay.keys()].sort((a, b) => a - b);
    x!.push(days.length - 1);
    lastAge!.push(days.at(-1)! - days[0]!);
    age!.push(Date.parse(CALIBRATION_END) / DAY_MS - days[0]!);
    const later = days.slice(1).flatMap((day) => byDay.get(day)!);
    const sum = later.reduce((total, { netSales }) => total + netSales, 0) / 100;
    if (days.length > 1 && sum > 0) {
      spending.x.push(days.length - 1);
      spending.m.push(sum / (days.length - 1));
    }
  }
  return {
    x: x!,
    lastAge: lastAge!,
    age: age!,
    purchases: groupPurchases(x!, lastAge!, age!),
    spending: { x: Int32Array.from(spending.x), m: Float64Array.from(spending.m) },
  };
}
