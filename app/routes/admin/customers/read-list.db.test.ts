import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { sealPerson } from '#app/sync/person/person-cipher.server.ts';
import { type Shop, shopByDomain } from '#app/sync/read.server.ts';
import { addOrders, addShop } from '../../../../tests/factories/cdnow.ts';
import { customerChoices } from './choices.ts';
import { readCustomerPage } from './read-list.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
let shop: Shop;
let other: Shop;

async function makeShop(domain: string): Promise<Shop> {
  await addShop(pool, domain);
  return (await shopByDomain(domain))!;
}

async function addCustomer(shopId: number, id: number, firstName: string, lastName: string) {
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     VALUES ($1, $2, $3, $3, $3)`,
    [shopId, id, new Date(Date.UTC(2026, 0, id))],
  );
  const person = {
    firstName,
    lastName,
    email: `${firstName.toLowerCase()}@example.com`,
    phone: null,
    address: null,
  };
  const { sealed, emailHash, searchHashes } = sealPerson(shopId, BigInt(id), person);
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, search_hashes,
       updated_at) VALUES ($1, $2, $3, $4, $5::text::bigint[], now())`,
    [shopId, id, sealed, emailHash, `{${searchHashes.join(',')}}`],
  );
}

/** What retention keeps for sorting; its own tests hold it to the orders. */
async function addSummary(shopId: number, id: number, orders: number, sales: number, day: string) {
  await pool.query(
    `INSERT INTO customer_summary (shop_id, customer_id, as_of, orders, net_sales, first_day,
       last_day, x, last_age, age, mean_value, recency, frequency, monetary, rfm_group, clv_12,
       clv_24, clv_36)
     VALUES ($1, $2, $5, $3, $4, $5, $5, 0, 0, 0, 0, 1, 1, 1, 'loyal', $4, $4, $4)`,
    [shopId, id, orders, sales, day],
  );
}

beforeAll(async () => {
  shop = await makeShop('one.myshopify.com');
  other = await makeShop('two.myshopify.com');
  await addCustomer(shop.id, 1, 'Anna', 'Nováková');
  await addCustomer(shop.id, 2, 'Petr', 'Annau');
  await addCustomer(shop.id, 3, 'Liv', 'Berg');
  await addCustomer(other.id, 4, 'Anna', 'Elsewhere');
  await addOrders(pool, shop.id, [
    { customerId: 1, at: '2026-11-01', netSales: 1000 },
    { customerId: 1, at: '2026-11-10', netSales: 1500 },
    { customerId: 2, at: '2026-06-01', netSales: 9000 },
    { customerId: 2, at: '2026-06-02', netSales: 100, isCounted: false },
  ]);
  await addSummary(shop.id, 1, 2, 2500, '2026-11-10');
  await addSummary(shop.id, 2, 1, 9000, '2026-06-01');
  await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, status, joined_at, balance)
     VALUES ($1, 1, 'member', now(), 0), ($1, 2, 'blocked', now(), 0)`,
    [shop.id],
  );
});

const read = async (query: string, given = shop) =>
  (await readCustomerPage(given, customerChoices(new URLSearchParams(query)), now, 'test')).rows;
const names = async (query: string) => (await read(query)).map(({ name }) => name);

describe('the list of customers', () => {
  it('shows the last to order first, and those without an order at the end', async () => {
    expect(await names('')).toEqual(['Anna Nováková', 'Petr Annau', 'Liv Berg']);
  });

  it('counts only counted orders', async () => {
    const [anna, petr, liv] = await read('');
    expect(anna).toMatchObject({ orders: 2, netSales: '25.00', points: 0, isBlocked: false });
    expect(petr).toMatchObject({ orders: 1, netSales: '90.00', isBlocked: true });
    expect(liv).toMatchObject({ orders: 0, netSales: '0.00', lastOrderAt: null, points: null });
  });

  it.each([
    ['sort=net-sales+desc', ['Petr Annau', 'Anna Nováková', 'Liv Berg']],
    ['sort=newest+asc', ['Anna Nováková', 'Petr Annau', 'Liv Berg']],
    ['q=ann', ['Anna Nováková', 'Petr Annau']],
    ['q=anna+nov', ['Anna Nováková']],
    ['q=liv%40example.com', ['Liv Berg']],
    ['q=nobody', []],
    ['orders=0', ['Liv Berg']],
    ['orders=2-', ['Anna Nováková']],
    ['quiet=90', ['Petr Annau']],
    ['member=member', ['Anna Nováková']],
    ['member=blocked', ['Petr Annau']],
    ['member=none', ['Liv Berg']],
    ['page=2', []],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('shows no customer of another shop, not even to a search for their name', async () => {
    expect((await read('q=elsewhere')).length).toBe(0);
    expect((await read('', other)).map(({ name }) => name)).toEqual(['Anna Elsewhere']);
  });

  it('writes down who looked at whom', async () => {
    await readCustomerPage(shop, customerChoices(new URLSearchParams('q=liv')), now, 'staff 7');
    const { rows } = await pool.query(
      `SELECT customer_id::int AS id FROM person_access WHERE shop_id = $1 AND why = 'staff 7'`,
      [shop.id],
    );
    expect(rows).toEqual([{ id: 3 }]);
  });
});
