import { expect, test, vi } from 'vitest';
import { addShop } from '../../../tests/setup/sync-shop.ts';

const keyOf = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const KARI = {
  firstName: 'Kari',
  lastName: 'Nordmann',
  email: 'kari@example.no',
  phone: null,
  address: null,
};

test('after a rotation everybody is read and found with the new key alone', async () => {
  const { pool } = await import('#app/db.server.ts');
  const shopId = await addShop('rotate.myshopify.com');
  const { sealPerson } = await import('../person/person-cipher.server.ts');
  const { sealed, emailHash, searchHashes } = sealPerson(shopId, 5n, KARI);
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, search_hashes, updated_at)
     VALUES ($1, 5, $2, $3, $4, now())`,
    [shopId, sealed, emailHash, searchHashes],
  );
  const { hashEmail } = await import('../person/person-cipher.server.ts');
  for (const id of [1, 2]) {
    await pool.query(
      `INSERT INTO orders (shop_id, id, name, created_at, processed_at, updated_at, read_at,
         currency, total, current_total, current_tax, current_shipping, discounts, refunded,
         received, tip, net_sales, is_counted, email_hash)
       SELECT $1, $2, '', at, at, at, at, 'EUR', 0, 0, 0, 0, 0, 0, 0, 0, 0, false, $3
       FROM now() AS at`,
      [shopId, id, hashEmail(shopId, 'ola@example.no')],
    );
  }
  const rotated = async (keys: string) => {
    vi.resetModules();
    process.env.ENCRYPTION_KEYS = keys;
    const modules = {
      ...(await import('./rotate-keys.server.ts')),
      ...(await import('../person/person-cipher.server.ts')),
      ...(await import('../read-person.server.ts')),
      ...(await import('#app/db.server.ts')),
    };
    return modules;
  };
  const both = await rotated(`2:${keyOf(9)},1:${keyOf(7)}`);
  // While both are in use, what the old one wrote is found.
  expect(await both.customerIdsByEmail(shopId, 'kari@example.no')).toEqual([5n]);
  await both.rotateKeys(shopId);
  // Until an import has made them anew, and those that it cannot for ever.
  expect(await both.guestsOfOldKeys(shopId)).toEqual([{ key: 1, orders: 2 }]);
  await pool.query('UPDATE orders SET email_hash = $2 WHERE shop_id = $1 AND id = 1', [
    shopId,
    both.hashEmail(shopId, 'ola@example.no'),
  ]);
  expect(await both.guestsOfOldKeys(shopId)).toEqual([{ key: 1, orders: 1 }]);
  await both.closeDatabase();
  const alone = await rotated(`2:${keyOf(9)}`);
  expect(await alone.personOf(shopId, 5n, 'test')).toEqual(KARI);
  expect(await alone.findCustomersBySearch(shopId, 'nord kari', 10)).toEqual([5n]);
});
