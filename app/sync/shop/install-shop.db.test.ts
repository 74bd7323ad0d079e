// The scopes of a session are those of the moment its token was issued: an hour later others may
// hold.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { addShop } from '../../../tests/setup/sync-shop.ts';
import { uninstallShop } from '../privacy/uninstall-shop.server.ts';
import { installShop } from './install-shop.server.ts';
import { updateScopes } from './update-scopes.server.ts';

const OLD = ['read_orders', 'write_discounts'];
const NEW = ['read_orders', 'read_all_orders', 'write_gift_cards'];
const NOW = new Date('2026-06-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

/** A shop whose scopes changed, and Shopify was asked for them, while a token of before is out. */
async function changedShop(askedAt: Date) {
  const domain = `${randomUUID()}.myshopify.com`;
  const shopId = await addShop(domain, OLD);
  await updateScopes(pool, shopId, NEW);
  await pool.query('UPDATE shop SET facts_read_at = $2 WHERE id = $1', [shopId, askedAt]);
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  return { shopId, domain };
}

const queued = async () => {
  const { rows } = await pool.query<{ name: string }>(
    'SELECT task_identifier AS name FROM graphile_worker.jobs ORDER BY id',
  );
  return rows.map(({ name }) => name);
};

test('a page with a token of before the scopes changed takes nothing back and starts nothing', async () => {
  const { domain } = await changedShop(minutesAgo(5));
  const shop = await installShop(domain, OLD, NOW);
  expect(shop.scopes).toEqual(expect.arrayContaining(NEW));
  expect(shop.scopes).not.toContain('write_discounts');
  expect(await queued()).toEqual([]);
});

test('a token that says something else long after Shopify was asked lets it be asked again', async () => {
  const { domain } = await changedShop(minutesAgo(90));
  const shop = await installShop(domain, OLD, NOW);
  expect(shop.scopes).toEqual(expect.arrayContaining(NEW));
  await installShop(domain, OLD, NOW);
  expect(await queued()).toEqual(['sync/read-shop']);
});

test('a shop that comes back has the scopes of its session, and is imported', async () => {
  const { shopId, domain } = await changedShop(minutesAgo(5));
  await uninstallShop(pool, shopId, { webhookId: 'none' });
  const shop = await installShop(domain, OLD, NOW);
  expect(shop.scopes).toEqual(['read_orders', 'write_discounts', 'read_discounts']);
  expect(await queued()).toEqual(['sync/read-shop', 'sync/start-import']);
});
