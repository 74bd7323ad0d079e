import { beforeAll, describe, expect, it } from 'vitest';
import { addOrders, addShop, cdnowOrders } from '../../../tests/factories/cdnow.ts';
import { pool } from '../../db.server.ts';
import { rebuildHistories } from '../history/rebuild-histories.server.ts';
import { readOverview } from '../read.server.ts';
import { readSplitCohorts, readSplitValues } from '../read-splits.server.ts';
import { scoreShop } from '../value/score-shop.server.ts';

const now = new Date('1998-07-01T10:00:00Z');
let shop: { id: number; timezone: string; currency: string };

beforeAll(async () => {
  shop = { id: await addShop(pool, 'one.myshopify.com'), timezone: 'UTC', currency: 'USD' };
  await addOrders(pool, shop.id, cdnowOrders());
  await pool.query(
    `UPDATE orders SET channel = CASE WHEN customer_id % 2 = 0 THEN 'pos' ELSE 'web' END,
       discount_codes = CASE WHEN customer_id = 1 THEN '{WELCOME,"SE,COND"}'::text[] ELSE '{}' END`,
  );
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, tags)
     SELECT $1, id, now(), now(), now(), '{vip}' FROM (SELECT generate_series(1, 100) AS id UNION SELECT 9999) AS tagged`,
    [shop.id],
  );
  await rebuildHistories(shop, now);
  await scoreShop(shop.id, now);
});

describe('cohorts of some customers', () => {
  it('split by the facts of the first order, and the parts add up', async () => {
    const overview = (await readOverview(shop, now))!;
    const values = await readSplitValues(shop.id, 'channel');
    expect(values.map(({ value, customers }) => [value, customers])).toEqual([
      ['web', 1179],
      ['pos', 1178],
    ]);
    const [web, pos] = await Promise.all(
      values.map(({ value }) =>
        readSplitCohorts(shop, overview, 'month', { kind: 'channel', value }),
      ),
    );
    expect(web![0]!.size + pos![0]!.size).toBe(781);
    expect(web![0]!.orders[3]! + pos![0]!.orders[3]!).toBe(100);
    expect(await readSplitValues(shop.id, 'code')).toEqual([
      { value: 'WELCOME', name: 'WELCOME', customers: 1 },
    ]);
    expect(await readSplitValues(shop.id, 'product')).toEqual([]);
  });

  it('split by a product whose name is not known say its number', async () => {
    const id = await addShop(pool, 'nameless.myshopify.com');
    const one = { id, timezone: 'UTC', currency: 'USD' };
    await addOrders(pool, id, [{ customerId: 1, at: '2026-01-01', netSales: 1 }]);
    await pool.query(
      `INSERT INTO order_line (shop_id, order_id, id, product_id, quantity, current_quantity,
         discounted_total) VALUES ($1, 1, 1, 77, 1, 1, 1)`,
      [id],
    );
    await pool.query(
      `INSERT INTO product (shop_id, id, title, updated_at, read_at) VALUES ($1, 77, '', now(), now())`,
      [id],
    );
    await rebuildHistories(one, now);
    expect(await readSplitValues(id, 'product')).toEqual([
      { value: '77', name: '77', customers: 1 },
    ]);
  });

  it('split by tag, which counts nobody who never ordered', async () => {
    const overview = (await readOverview(shop, now))!;
    expect(await readSplitValues(shop.id, 'tag')).toEqual([
      { value: 'vip', name: 'vip', customers: 100 },
    ]);
    const rows = await readSplitCohorts(shop, overview, 'year', { kind: 'tag', value: 'vip' });
    expect(rows[0]!.size).toBe(100);
  });
});
