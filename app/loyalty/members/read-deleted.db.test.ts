import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { addShop, deliver } from '../../../tests/setup/sync-shop.ts';
import { workEvents } from '../../sync/events/work-events.server.ts';
import { readDeleted } from './read-deleted.server.ts';

const domain = 'deleted-members.myshopify.com';

test('who was deleted in Shopify with points is named, and no one else', async () => {
  const shopId = await addShop(domain);
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, merged_into_id, deleted_at)
     SELECT $1, id, now(), now(), now(), into_id, CASE WHEN into_id > 0 THEN now() END
     FROM (VALUES (1, NULL), (2, NULL), (3, 4), (4, NULL), (5, NULL)) AS c(id, into_id)`,
    [shopId],
  );
  await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, status, joined_at, balance)
     VALUES ($1, 1, 'member', now(), 600), ($1, 2, 'member', now(), 0),
       ($1, 3, 'merged', now(), 0), ($1, 4, 'member', now(), 70), ($1, 5, 'blocked', now(), 30)`,
    [shopId],
  );
  expect(await readDeleted(shopId)).toEqual({ count: 0, points: 0n, members: [] });
  for (const id of [1, 2, 5]) await deliver(domain, 'customers/delete', { id });
  await workEvents(shopId);
  const { count, points, members } = await readDeleted(shopId);
  expect({ count, points }).toEqual({ count: 2, points: 630n });
  expect(members.map(({ customerId, points }) => [customerId, points]).sort()).toEqual([
    [1n, 600n],
    [5n, 30n],
  ]);
});
