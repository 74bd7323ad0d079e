// What the orders say of a few customers.
import type pg from 'pg';
import { dayNumbering } from '../../basics/calendar.ts';
import { firstProducts, LabelBook } from './first-orders.server.ts';
import { type CustomerOrders, FIRST_KINDS } from './histories.ts';

type OrderRow = {
  customer: number;
  order: number;
  at: Date;
  amount: number;
  code: string | null;
  channel: string | null;
  country: string | null;
};

/**
 * The counted orders of the customers, in their order; a customer without any has none here. Runs
 * in the caller's transaction, which holds the shop's state row.
 */
export async function readCustomers(
  sql: pg.PoolClient,
  shop: { id: number; timezone: string; currency: string },
  customerIds: readonly bigint[],
): Promise<CustomerOrders[]> {
  const numberDay = dayNumbering(shop.timezone);
  const { rows } = await sql.query<OrderRow>(
    `SELECT customer_id::float8 AS customer, id::float8 AS order, processed_at AS at,
       net_sales::float8 AS amount, first_code AS code, channel, country
     FROM orders
     WHERE shop_id = $1 AND customer_id = ANY($2) AND is_counted AND currency = $3
     ORDER BY processed_at, orders.id`,
    [shop.id, customerIds, shop.currency],
  );
  const orders = Map.groupBy(rows, ({ customer }) => customer);
  const firstOrders = [...orders.values()].map(([first]) => first!);
  const firsts = await codesOf(sql, shop.id, firstOrders);
  return customerIds.map((customerId) => {
    const id = Number(customerId);
    const own = orders.get(id) ?? [];
    return {
      id,
      orders: own.map(({ at, amount }) => ({ day: numberDay(at.getTime()), amount })),
      firsts: firsts.get(id),
    };
  });
}

/** By customer: the codes of first orders, in the order of FIRST_KINDS. */
async function codesOf(
  sql: pg.PoolClient,
  shopId: number,
  firstOrders: readonly OrderRow[],
): Promise<Map<number, number[]>> {
  const ids = Float64Array.from(firstOrders, ({ order }) => order);
  const products = await firstProducts([sql], shopId, ids);
  const words = firstOrders.map((row, i) => ({
    ...row,
    product: products[i] === 0 ? '' : `${products[i]}`,
  }));
  const labels = new LabelBook(sql, shopId);
  const codes: Uint32Array[] = [];
  for (const kind of FIRST_KINDS) {
    codes.push(
      await labels.codesOf(
        kind,
        words.map((row) => row[kind] ?? ''),
      ),
    );
  }
  return new Map(words.map(({ customer }, i) => [customer, codes.map((column) => column[i]!)]));
}
