import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { addOrders, addShop } from '../../tests/factories/cdnow.ts';
import { pool, sqlTransaction } from '../db.server.ts';
import { readCustomers } from './history/read-customers.server.ts';
import { rebuildHistories } from './history/rebuild-histories.server.ts';
import { scanHistories } from './history/scan.server.ts';
import { readForeignOrders } from './read.server.ts';
import { readSplitValues } from './read-splits.server.ts';
import { refreshCustomers } from './refresh-customers.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
let shops = 0;
let shop: { id: number; timezone: string; currency: string };

beforeEach(async () => {
  const domain = `refresh-${shops++}.myshopify.com`;
  shop = {
    id: await addShop(pool, domain, 'America/New_York'),
    timezone: 'America/New_York',
    currency: 'USD',
  };
});

const order = fc.record({
  customerId: fc.constantFrom(1, 2, 3, 4, 5, 6_000_000_000_001),
  at: fc
    .integer({ min: Date.UTC(2024, 10, 1), max: Date.UTC(2025, 2, 1) })
    .map((ms) => new Date(ms).toISOString()),
  netSales: fc.integer({ min: 0, max: 99_999 }),
  isCounted: fc.boolean(),
});

/** What can happen to an order that is there. */
const change = fc.record({
  id: fc.integer({ min: 1, max: 30 }),
  netSales: fc.integer({ min: 0, max: 99_999 }),
  isCounted: fc.boolean(),
  channel: fc.constantFrom('web', 'pos', null),
});

describe('refreshing customers', () => {
  it('ends in the same figures as a rebuild, whatever happens to the orders', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(order, { minLength: 1, maxLength: 12 }),
        fc.array(order, { maxLength: 8 }),
        fc.array(change, { maxLength: 8 }),
        async (before, added, changes) => {
          await pool.query('DELETE FROM orders');
          await addOrders(pool, shop.id, before);
          await rebuildHistories(shop, now);
          await addOrders(pool, shop.id, added, before.length + 1);
          for (const { id, netSales, isCounted, channel } of changes) {
            await pool.query(
              'UPDATE orders SET net_sales = $2, is_counted = $3, channel = $4 WHERE id = $1',
              [id, netSales, isCounted, channel],
            );
          }
          const orderIds = [...added.keys()].map((i) => BigInt(before.length + 1 + i));
          const changedIds = changes.map(({ id }) => BigInt(id));
          await refreshCustomers({ shopId: shop.id, orderIds }, now);
          await refreshCustomers({ shopId: shop.id, orderIds: changedIds }, now);
          const { compared, differences } = await rebuildHistories(shop, now);
          expect({ compared, differences }).toEqual({
            compared: true,
            differences: { buckets: 0, cells: 0 },
          });
        },
      ),
      { numRuns: 25, seed: 4 },
    );
  });

  it('keeps orders in a currency that the shop no longer has apart', async () => {
    const at = '2025-01-05T12:00:00Z';
    await addOrders(pool, shop.id, [
      { customerId: 1, at, netSales: 100 },
      { customerId: 1, at, netSales: 900 },
    ]);
    await pool.query(`UPDATE orders SET currency = 'EUR' WHERE shop_id = $1 AND id = 2`, [shop.id]);
    expect(await rebuildHistories(shop, now)).toMatchObject({ customers: 1, orders: 1 });
    expect(await readForeignOrders(shop)).toEqual([{ currency: 'EUR', orders: 1, netSales: 900 }]);
    expect(await readForeignOrders({ ...shop, currency: 'JPY' })).toEqual([
      { currency: 'EUR', orders: 1, netSales: 900 },
      { currency: 'USD', orders: 1, netSales: 100 },
    ]);
    await refreshCustomers({ shopId: shop.id, orderIds: [2n] }, now);
    const { differences } = await rebuildHistories(shop, now);
    expect(differences).toEqual({ buckets: 0, cells: 0 });
    // When the currency changes, everything is worked out anew, not order by order.
    const changed = { ...shop, currency: 'EUR' };
    await pool.query(`UPDATE shop SET currency = 'EUR' WHERE id = $1`, [shop.id]);
    await refreshCustomers({ shopId: shop.id, orderIds: [2n] }, now);
    expect(await rebuildHistories(changed, now)).toMatchObject({ orders: 1, compared: false });
    expect(await readForeignOrders(changed)).toMatchObject([{ currency: 'USD', netSales: 100 }]);
  });

  it('takes orders with many long codes, which no index row could hold together', async () => {
    const at = '2025-01-05T12:00:00Z';
    await addOrders(pool, shop.id, [{ customerId: 1, at, netSales: 100 }]);
    // Letters of three bytes in an order that does not compress.
    const letter = (i: number) => String.fromCodePoint(0x0e01 + ((i * 7919 + (i >> 3) * 31) % 46));
    const codes = Array.from({ length: 6 }, (_, code) =>
      Array.from({ length: 300 }, (_, i) => letter(code * 300 + i)).join(''),
    );
    await pool.query(`UPDATE orders SET discount_codes = $2, channel = $3 WHERE shop_id = $1`, [
      shop.id,
      codes,
      codes[1]!.slice(0, 255),
    ]);
    await rebuildHistories(shop, now);
    await refreshCustomers({ shopId: shop.id, orderIds: [1n] }, now);
    expect((await rebuildHistories(shop, now)).differences).toEqual({ buckets: 0, cells: 0 });
    expect(await readSplitValues(shop.id, 'code')).toMatchObject([
      { value: codes[0]!.slice(0, 255), customers: 1 },
    ]);
  });

  it('knows the first product that is named, of each first order and in any order of customers', async () => {
    // The later the number of a customer, the earlier the order; some orders have no line.
    const customers = Array.from({ length: 40 }, (_, i) => 1000 - i * 3);
    const orders = [...customers, ...customers].map((customerId, i) => ({
      customerId,
      at: new Date(Date.UTC(2025, 0, 1 + i)).toISOString(),
      netSales: 100,
    }));
    await addOrders(pool, shop.id, orders);
    const productOf = (order: number) => (order % 4 === 0 ? null : 100 + (order % 7));
    await pool.query(
      `INSERT INTO order_line (shop_id, id, order_id, product_id, quantity, current_quantity,
         discounted_total)
       SELECT $1, 10 * o - line, o, CASE line WHEN 2 THEN NULL WHEN 1 THEN product ELSE 99 END,
         1, 1, 0
       FROM unnest($2::bigint[], $3::bigint[]) AS given (o, product), generate_series(0, 2) line
       WHERE product IS NOT NULL`,
      [shop.id, orders.map((_, i) => i + 1), orders.map((_, i) => productOf(i + 1))],
    );
    await rebuildHistories(shop, now);
    const { rows: labels } = await pool.query<{ code: number; label: string }>(
      `SELECT code, label FROM history_label WHERE shop_id = $1 AND kind = 'product'`,
      [shop.id],
    );
    const words = new Map(labels.map(({ code, label }) => [code, Number(label)]));
    const found = new Map<number, number | null>();
    await scanHistories(shop.id, ['ids', 'firsts'], ({ ids, firsts }) => {
      for (const [i, id] of ids.entries()) found.set(id, words.get(firsts[i * 4]!) ?? null);
    });
    expect(found).toEqual(new Map(customers.map((id, i) => [id, productOf(i + 1)])));
    const orderIds = orders.map((_, i) => BigInt(i + 1));
    await refreshCustomers({ shopId: shop.id, orderIds }, now);
    expect((await rebuildHistories(shop, now)).differences).toEqual({ buckets: 0, cells: 0 });
  });

  it('reads the words of the changed orders, not all that a shop ever had', async () => {
    const at = '2025-01-05T12:00:00Z';
    const orders = [1, 2].map((customerId) => ({ customerId, at, netSales: 100 }));
    await addOrders(pool, shop.id, orders);
    // A shop that gave each customer a code of their own.
    await pool.query(
      `INSERT INTO history_label (shop_id, kind, code, label)
       SELECT $1, 'code', i, 'WELCOME-' || i FROM generate_series(1, 5000) i`,
      [shop.id],
    );
    await pool.query(
      `UPDATE orders SET discount_codes = ARRAY[CASE id WHEN 1 THEN 'WELCOME-7' ELSE 'NEW' END]
       WHERE shop_id = $1`,
      [shop.id],
    );
    const { customers, read } = await sqlTransaction(async (sql) => {
      const rowsRead = async () => {
        const { rows } = await sql.query(
          `SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS read FROM pg_stat_xact_user_tables
           WHERE relname = 'history_label'`,
        );
        return Number(rows[0].read);
      };
      const before = await rowsRead();
      const found = await readCustomers(sql, shop, [1n, 2n]);
      return { customers: found, read: (await rowsRead()) - before };
    });
    expect(customers.map(({ firsts }) => firsts)).toEqual([
      [0, 7, 0, 0],
      [0, 5001, 0, 0],
    ]);
    expect(read).toBeLessThan(10);
  });

  it('takes in a customer with more orders than a call takes arguments', async () => {
    const many = Array.from({ length: 130_000 }, (_, i) => ({
      customerId: 1,
      at: new Date(Date.UTC(2020, 0, 1) + i * 600_000).toISOString(),
      netSales: 100,
    }));
    await addOrders(pool, shop.id, many);
    await rebuildHistories(shop, now);
    await addOrders(pool, shop.id, [{ customerId: 1, at: '2025-01-05', netSales: 5 }], 200_000);
    await refreshCustomers({ shopId: shop.id, orderIds: [200_000n] }, now);
    expect((await rebuildHistories(shop, now)).differences).toEqual({ buckets: 0, cells: 0 });
  });

  it('rebuilds a shop for a good part of its orders, never for tags or for a few of many', async () => {
    const rebuilds = async () => {
      const { rowCount } = await pool.query(
        `DELETE FROM graphile_worker._private_jobs WHERE key = $1`,
        [`retention/rebuild:${shop.id}:rebuild`],
      );
      return rowCount;
    };
    const at = '2025-01-05T12:00:00Z';
    const known = Array.from({ length: 2_500 }, (_, i) => ({ customerId: i, at, netSales: 1 }));
    await addOrders(pool, shop.id, known);
    await rebuildHistories(shop, now);
    const ids = known.map((_, i) => BigInt(i + 1));
    await refreshCustomers({ shopId: shop.id, orderIds: ids.slice(0, 250) }, now);
    await refreshCustomers({ shopId: shop.id, customerIds: ids.slice(0, 250) }, now);
    expect(await rebuilds()).toBe(0);
    await refreshCustomers({ shopId: shop.id, orderIds: ids.slice(0, 251) }, now);
    expect(await rebuilds()).toBe(1);
  });

  it('splits a bucket that is full where a rebuild cuts it too', async () => {
    const at = '2025-01-05T12:00:00Z';
    const known = Array.from({ length: 700 }, (_, i) => ({
      customerId: (i + 1) * 10,
      at,
      netSales: 1,
    }));
    await addOrders(pool, shop.id, known);
    expect(await rebuildHistories(shop, now)).toMatchObject({ customers: 700, compared: false });
    const added = Array.from({ length: 150 }, (_, i) => ({
      customerId: i * 40 + 5,
      at,
      netSales: 2,
    }));
    await addOrders(pool, shop.id, added, 701);
    const orderIds = added.map((_, i) => BigInt(701 + i));
    await refreshCustomers({ shopId: shop.id, orderIds }, now);
    const { rows } = await pool.query(
      'SELECT customers FROM history_bucket WHERE shop_id = $1 ORDER BY from_id',
      [shop.id],
    );
    expect(rows).toEqual([{ customers: 320 }, { customers: 321 }, { customers: 209 }]);
    const nothing = { buckets: 0, cells: 0 };
    expect((await rebuildHistories(shop, now)).differences).toEqual(nothing);
    // A bucket that was forgotten, and one that should not be there, are found.
    await pool.query('DELETE FROM history_bucket WHERE shop_id = $1 AND from_id = 0', [shop.id]);
    await pool.query('UPDATE history_bucket SET from_id = 900000 WHERE from_id = 5130');
    expect((await rebuildHistories(shop, now)).differences).toMatchObject({ cells: 0 });
    expect((await rebuildHistories(shop, now)).differences).toEqual(nothing);
    // So are days that are wrong, forgotten or too many.
    const wrongDays = [
      'UPDATE day_total SET net_sales = net_sales + 1 WHERE shop_id = $1',
      'DELETE FROM day_total WHERE shop_id = $1',
      `INSERT INTO day_total (shop_id, day, orders, net_sales) VALUES ($1, '2001-01-01', 1, 1)`,
    ];
    for (const wrong of wrongDays) {
      await pool.query(wrong, [shop.id]);
      expect((await rebuildHistories(shop, now)).differences).toEqual({ buckets: 0, cells: 1 });
      expect((await rebuildHistories(shop, now)).differences).toEqual(nothing);
    }
  });

  it('puts an order on the day of the shop, also in the night of a clock change', async () => {
    await addOrders(pool, shop.id, [
      { customerId: 1, at: '2025-03-09T04:59:59Z', netSales: 100 },
      { customerId: 1, at: '2025-03-10T03:59:59Z', netSales: 100 },
      { customerId: 1, at: '2025-03-10T04:00:00Z', netSales: 100 },
    ]);
    await rebuildHistories(shop, now);
    const days: number[] = [];
    await scanHistories(shop.id, [], (histories) => days.push(...histories.days));
    const dates = days.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
    expect(dates).toEqual(['2025-03-08', '2025-03-09', '2025-03-10']);
  });

  it('leaves a shop that was never computed, and a flood of orders, to one rebuild', async () => {
    const later = new Date(now.getTime() + 2000);
    await refreshCustomers({ shopId: shop.id, orderIds: [1n] }, now);
    // Whoever asks later does not push it away: a busy shop would never be computed.
    await refreshCustomers({ shopId: shop.id, orderIds: Array(500).fill(1n) }, later);
    const { rows } = await pool.query(
      `SELECT task_identifier AS task, run_at FROM graphile_worker.jobs WHERE key LIKE $1`,
      [`%:${shop.id}:%`],
    );
    expect(rows).toEqual([{ task: 'retention/rebuild', run_at: new Date('2026-11-22T10:00:05Z') }]);
  });

  it('makes lists be read again when only a customer changed, whose tags they ask for', async () => {
    await pool.query('DELETE FROM orders');
    await addOrders(pool, shop.id, [{ customerId: 1, at: '2026-01-01', netSales: 1 }]);
    await rebuildHistories(shop, now);
    const version = async () =>
      (await pool.query('SELECT version FROM retention_state WHERE shop_id = $1', [shop.id]))
        .rows[0].version;
    const before = await version();
    await refreshCustomers({ shopId: shop.id, customerIds: [1n] }, now);
    expect(await version()).toBe(before + 1n);
  });
});
