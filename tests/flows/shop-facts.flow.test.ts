// A shop that changes its currency or time zone: every figure is worked out anew by itself.
import '../setup/fresh-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { fetchShopFacts } from '#app/sync/shop/fetch-shop-facts.server.ts';
import { type DevstoreShop, openDevstoreShop } from '../setup/devstore-shop.ts';

let at: DevstoreShop;

beforeAll(async () => {
  at = await openDevstoreShop();
});
afterAll(() => at.close());

async function rebuildsAfter(change: string): Promise<number> {
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  await pool.query(`UPDATE shop SET ${change} WHERE id = $1`, [at.shopId]);
  await fetchShopFacts(at.shopId);
  const { rowCount } = await pool.query(
    `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'retention/rebuild'`,
  );
  return rowCount ?? 0;
}

test('a new currency and a new time zone have everything counted anew, nothing else does', async () => {
  expect(await rebuildsAfter(`currency = 'JPY'`)).toBe(1);
  expect(await rebuildsAfter(`timezone = 'Asia/Tokyo'`)).toBe(1);
  expect(await rebuildsAfter(`name = 'Another name'`)).toBe(0);
});
