import { expect, it } from 'vitest';
import { addOrders, addShop } from '../../../tests/factories/cdnow.ts';
import { exponential, gamma, randomOf } from '../../../tests/factories/simulate.ts';
import { pool } from '../../db.server.ts';
import { rebuildHistories } from '../history/rebuild-histories.server.ts';
import { refreshCustomers } from '../refresh-customers.server.ts';
import { scoreShop } from './score-shop.server.ts';

const DAY_MS = 86_400_000;

/** A shop of 40 customers who order for half a year up to a day. */
async function shopUntil(domain: string, lastDay: string) {
  const random = randomOf(11);
  const end = Date.parse(lastDay);
  const orders = Array.from({ length: 40 }, (_, i) => {
    const rate = gamma(random, 2, 60);
    const mine = [];
    for (let at = end - (180 - i) * DAY_MS; at <= end; at += exponential(random, rate) * DAY_MS)
      mine.push({ customerId: i + 1, at: new Date(at).toISOString(), netSales: 1000 + i });
    return mine;
  }).flat();
  orders.push({ customerId: 1, at: `${lastDay}T12:00:00Z`, netSales: 1000 });
  const shop = { id: await addShop(pool, domain), timezone: 'UTC', currency: 'USD' };
  await addOrders(pool, shop.id, orders);
  return shop;
}

async function summaries(shopId: number) {
  const { rows } = await pool.query(
    'SELECT * FROM customer_summary WHERE shop_id = $1 ORDER BY customer_id',
    [shopId],
  );
  return rows;
}

it('tells a customer of a quiet shop for the time that all others are told for', async () => {
  const now = new Date('2026-11-22T10:00:00Z');
  const shop = await shopUntil('quiet.myshopify.com', '2026-06-10');
  await rebuildHistories(shop, now);
  expect(await scoreShop(shop.id, now)).toBe(40);
  const before = await summaries(shop.id);
  expect(before[2]).toMatchObject({ as_of: new Date('2026-06-11') });

  await refreshCustomers({ shopId: shop.id, customerIds: [3n] }, now);
  expect(await summaries(shop.id)).toEqual(before);

  await addOrders(pool, shop.id, [{ customerId: 4, at: '2026-11-22', netSales: 500 }], 9000);
  await refreshCustomers({ shopId: shop.id, orderIds: [9000n], customerIds: [5n] }, now);
  const after = await summaries(shop.id);
  expect(after.filter((_, i) => i !== 3)).toEqual(before.filter((_, i) => i !== 3));
  expect(after[3]).toMatchObject({
    last_day: new Date('2026-11-22'),
    as_of: new Date('2026-11-23'),
    orders: before[3].orders + 1,
  });
});

it('keeps the orders of a day that begins while it values the customers', async () => {
  const shop = await shopUntil('midnight.myshopify.com', '2026-11-22');
  const orders = [
    { customerId: 2, at: '2026-11-23T00:00:04Z', netSales: 500 },
    { customerId: 99, at: '2026-11-23T00:00:05Z', netSales: 500 },
  ];
  await addOrders(pool, shop.id, orders, 9000);
  await rebuildHistories(shop, new Date('2026-11-23T00:00:06Z'));
  expect(await scoreShop(shop.id, new Date('2026-11-22T23:59:50Z'))).toBe(41);
  const rows = await summaries(shop.id);
  expect(rows.find((row) => row.customer_id === 99n)).toMatchObject({ orders: 1 });
  expect(rows[1]).toMatchObject({ last_day: new Date('2026-11-23') });

  await refreshCustomers(
    { shopId: shop.id, customerIds: [2n, 99n] },
    new Date('2026-11-23T01:00:00Z'),
  );
  expect(await summaries(shop.id)).toEqual(rows);
});
