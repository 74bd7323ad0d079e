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
       last_day, recency, frequency, monetary, rfm_group, clv_12, clv_24, clv_36)
     VALUES ($1, $2, $5, $3, $4, $5, $5, 1, 1, 1, 'loyal', $4, $4, $4)`,
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

  it('counts only counted orders, and those of a former currency of the shop apart', async () => {
    await pool.query(
      `UPDATE orders SET currency = 'CZK', is_counted = true
       WHERE shop_id = $1 AND customer_id = 2 AND net_sales = 100`,
      [shop.id],
    );
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
    ['after=1', []],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it.each([
    // In the evening of 22 November in Los Angeles, in the morning of the 23rd in Auckland.
    ['America/Los_Angeles', '2026-11-23T02:00:00Z', '2026-10-23'],
    ['Pacific/Auckland', '2026-11-22T20:00:00Z', '2026-10-24'],
  ])('counts the days without an order in the shop’s calendar: %s', async (zone, at, quiet) => {
    const shopId = await addShop(pool, `${zone.toLowerCase()}.myshopify.com`, zone);
    const days = ['2026-10-22', '2026-10-23', '2026-10-24', '2026-10-25'];
    for (const [index, day] of days.entries()) {
      await addCustomer(shopId, index + 1, 'Anna', day);
      await addSummary(shopId, index + 1, 1, 100, day);
    }
    const asked = customerChoices(new URLSearchParams('quiet=30&sort=last-order+asc'));
    const there = { ...shop, id: shopId, timezone: zone };
    const { rows } = await readCustomerPage(there, asked, new Date(at), 'test');
    const expected = days.filter((day) => day <= quiet).map((day) => `Anna ${day}`);
    expect(rows.map(({ name }) => name)).toEqual(expected);
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

describe('the pages of a long list', () => {
  const MANY = 170;
  let large: Shop;
  beforeAll(async () => {
    large = await makeShop('large.myshopify.com');
    await pool.query(
      `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
       SELECT $1, i, '2026-01-01'::timestamptz + (i * 7919 % 40) * interval '1.001 day', now(), now()
       FROM generate_series(1, $2) AS i`,
      [large.id, MANY],
    );
    // Many share a value, and every third has none.
    for (let id = 1; id <= MANY; id++) {
      if (id % 3 === 0) continue;
      const day = `2026-0${1 + ((id * 31) % 9)}-11`;
      await addSummary(large.id, id, 1 + (id % 4), ((id * 37) % 11) * 100, day);
    }
  });

  const turn = async (query: string) =>
    readCustomerPage(large, customerChoices(new URLSearchParams(query)), now, 'test');

  /** Every page from the first to the last, and back again. */
  async function walk(query: string): Promise<{ down: string[][]; up: string[][] }> {
    const down = [];
    let page = await turn(query);
    expect(page.previous).toBeNull();
    for (;;) {
      down.push(page.rows.map(({ id }) => id));
      if (page.next === null) break;
      page = await turn(`${query}&after=${encodeURIComponent(page.next)}`);
    }
    const up = [down.at(-1)!];
    while (page.previous !== null) {
      page = await turn(`${query}&before=${encodeURIComponent(page.previous)}`);
      up.unshift(page.rows.map(({ id }) => id));
    }
    return { down, up };
  }

  it.each([
    ['sort=last-order+desc', 's.last_day DESC NULLS LAST, c.id DESC', 'true'],
    ['sort=last-order+asc', 's.last_day NULLS LAST, s.customer_id, c.id DESC', 'true'],
    ['sort=net-sales+desc', 's.net_sales DESC NULLS LAST, c.id DESC', 'true'],
    ['sort=orders+asc', 's.orders NULLS LAST, s.customer_id, c.id DESC', 'true'],
    ['sort=value+desc', 's.clv_12 DESC NULLS LAST, c.id DESC', 'true'],
    ['sort=newest+desc', 'c.created_at DESC, c.id DESC', 'true'],
    ['sort=newest+asc', 'c.created_at, c.id', 'true'],
    ['orders=0', 'c.id DESC', 's.orders IS NULL'],
    ['orders=2-&sort=net-sales+asc', 's.net_sales, c.id', 's.orders >= 2'],
    ['quiet=180', 's.last_day DESC, c.id DESC', "s.last_day < '2026-05-26'"],
  ])('are the whole list of %s, down and up again', async (query, order, where) => {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT c.id::text FROM customer c LEFT JOIN customer_summary s
         ON s.shop_id = c.shop_id AND s.customer_id = c.id
       WHERE c.shop_id = $1 AND ${where} ORDER BY ${order}`,
      [large.id],
    );
    const { down, up } = await walk(query);
    expect(down.length).toBeGreaterThan(1);
    expect(down.flat()).toEqual(rows.map(({ id }) => id));
    expect(up).toEqual(down);
  });

  it('neither skip nor show twice when somebody orders meanwhile', async () => {
    const start = await turn('sort=newest+desc');
    await pool.query('DELETE FROM customer WHERE shop_id = $1 AND id = $2', [
      large.id,
      start.rows[3]!.id,
    ]);
    const second = await turn(`sort=newest+desc&after=${encodeURIComponent(start.next!)}`);
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id::text FROM customer c WHERE shop_id = $1
       ORDER BY created_at DESC, c.id DESC OFFSET 49`,
      [large.id],
    );
    expect(second.rows.map(({ id }) => id)).toEqual(rows.slice(0, 50).map(({ id }) => id));
  });
});
