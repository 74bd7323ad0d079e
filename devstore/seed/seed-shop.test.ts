import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { orderTotals } from '../shop/totals.ts';
import { openStore, type Store } from '../store/store.ts';
import { SeedError, seedShop } from './seed-shop.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'encore-seed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = Date.parse('2026-11-22T12:00:00Z');
let files = 0;

async function fromLog(text: string): Promise<Store> {
  const ordersFile = path.join(folder, `log-${++files}.csv`);
  writeFileSync(ordersFile, text);
  const store = openStore(':memory:', () => NOW);
  await seedShop(store, { ordersFile });
  return store;
}

async function madeUp(customers: number, seed: number): Promise<Store> {
  const store = openStore(':memory:', () => NOW);
  await seedShop(store, { customers, seed });
  return store;
}

test('a log becomes customers and orders, dated at noon of the shop', async () => {
  const store = await fromLog(
    'customer_id,order_id,date,amount\n7,a,2026-01-05,29.33\n7,b,2026-07-05,0\n,c,2026-01-06,5\n',
  );
  expect(store.customers.count()).toBe(1);
  const [first, second, guest] = store.orders.where('true ORDER BY number');
  expect(first).toMatchObject({ processedAt: '2026-01-05T17:00:00Z', financialStatus: 'PAID' });
  expect(second!.processedAt).toBe('2026-07-05T16:00:00Z');
  expect(orderTotals(first!).received).toBe(2933);
  expect(guest!.customerId).toBeNull();
  expect(store.customers.all()[0]).toMatchObject({ ordersCount: 2, amountSpent: 2933 });
});

test('rows of one order are its lines, and a refund lowers what it was worth', async () => {
  const store = await fromLog(
    'customer_id,order_id,date,amount,type\n1,a,2026-01-05,10,order\n1,a,2026-01-05,5,\n1,a,2026-01-09,-4,refund\n',
  );
  const [order] = store.orders.all();
  expect(order!.lines).toHaveLength(2);
  expect(order!.financialStatus).toBe('PARTIALLY_REFUNDED');
  expect(orderTotals(order!)).toMatchObject({ received: 1500, refunded: 400, currentTotal: 1100 });
  expect(store.customers.all()[0]!.amountSpent).toBe(1100);
});

test('a row that cannot be used is named by its line', async () => {
  const head = 'customer_id,order_id,date,amount,currency,type\n1,a,2026-01-05,10,USD,order\n';
  const bad: [string, RegExp][] = [
    [`${head}1,b,2026-02-30,10,USD,order`, /^line 3: "2026-02-30" is not a date/],
    [`${head}1,b,2026-02-03,ten,USD,order`, /^line 3: "ten" is not an amount/],
    [`${head}1,b,2026-02-03,-1,USD,order`, /^line 3: the amount is below 0/],
    [`${head}1,b,2026-02-03,1,dollars,order`, /^line 3: "DOLLARS" is not a currency/],
    [`${head}1,,2026-02-03,1,USD,order`, /^line 3: order_id is empty/],
    [`${head}1,b`, /^line 3: "" is not a date/],
    [`${head}1,z,2026-02-03,1,USD,refund`, /^line 3: there is no order z/],
    [`${head}1,a,2026-02-03,11,USD,refund`, /^line 3: more is given back/],
    [`${head}2,a,2026-02-03,1,USD,order`, /^line 3: order a belongs to another customer/],
    ['customer,date\n1,2', /^line 1: the header has no customer_id, order_id, amount/],
    ['customer_id,order_id,date,amount\n', /has no rows/],
    ['', /has no rows/],
  ];
  for (const [text, words] of bad) {
    const seeding = fromLog(text);
    await expect(seeding, text).rejects.toThrow(SeedError);
    await expect(seeding, text).rejects.toThrow(words);
  }
});

test('the same seed makes the same shop, another seed another one', async () => {
  const sums = async (seed: number) => {
    const store = await madeUp(60, seed);
    return store.orders.all().map((order) => [order.processedAt, orderTotals(order).total]);
  };
  expect(await sums(3)).toEqual(await sums(3));
  expect(await sums(3)).not.toEqual(await sums(4));
});

test('a made-up shop has what real ones have', async () => {
  const store = await madeUp(800, 1);
  const orders = store.orders.all();
  expect(store.customers.count()).toBe(800);
  const some = {
    guests: orders.filter((order) => order.customerId === null),
    cancelled: orders.filter((order) => order.cancelledAt),
    tests: orders.filter((order) => order.isTest),
    partlyRefunded: orders.filter((order) => order.financialStatus === 'PARTIALLY_REFUNDED'),
    withCode: orders.filter((order) => order.discounts.length > 0),
    unpaid: orders.filter((order) => order.financialStatus === 'PENDING'),
    fromTheTill: orders.filter((order) => order.sourceName === 'pos'),
  };
  for (const [name, found] of Object.entries(some)) expect(found.length, name).toBeGreaterThan(0);
  for (const order of orders) expect(order.processedAt <= '2026-11-22T12:00:00Z').toBe(true);
  expect(orders.every((order) => order.processedAt >= '2024-11-22T12:00:00Z')).toBe(true);
  const returning = store.customers.all().filter((customer) => customer.ordersCount > 1).length;
  expect(returning / 800).toBeGreaterThan(0.35);
  expect(returning / 800).toBeLessThan(0.75);
});

test('a seeding that was interrupted is begun anew, a finished one is left alone', async () => {
  const store = await madeUp(20, 1);
  const before = store.orders.count();
  await seedShop(store, { customers: 50, seed: 2 });
  expect(store.orders.count()).toBe(before);
  store.settings.write('isSeeded', false);
  await seedShop(store, { customers: 50, seed: 2 });
  expect(store.customers.count()).toBe(50);
});

test.for([
  ['that is not there', path.join(folder, 'missing.csv')],
  ['that is a folder', folder],
])('a file %s is refused in plain words', async ([, ordersFile]) => {
  const seeding = seedShop(
    openStore(':memory:', () => NOW),
    { ordersFile: ordersFile! },
  );
  await expect(seeding).rejects.toThrow(SeedError);
  await expect(seeding).rejects.toThrow(/cannot be read/);
});
