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

test('a time zone that nobody here knows yet is told, and the one before stays', async () => {
  const shopZone = async () => {
    const { rows } = await pool.query(
      `SELECT timezone, (SELECT reason FROM sync_issue i WHERE i.shop_id = s.id
         AND subject = 'time zone' AND resolved_at IS NULL) AS issue FROM shop s WHERE id = $1`,
      [at.shopId],
    );
    return rows[0];
  };
  const { timezone } = await shopZone();
  at.store.saveShop({ ...at.store.shop(), timezone: 'America/Newville' });
  await fetchShopFacts(at.shopId);
  expect(await shopZone()).toEqual({ timezone, issue: 'unknown-timezone' });
  at.store.saveShop({ ...at.store.shop(), timezone: 'Europe/Paris' });
  await fetchShopFacts(at.shopId);
  expect(await shopZone()).toEqual({ timezone: 'Europe/Paris', issue: null });
});
