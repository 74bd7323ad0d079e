// Files as they leave: whoever saves one slowly, or not at all, is in nobody's way.
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { pool } from '#app/db.server.ts';
import { addShop } from '../../tests/setup/sync-shop.ts';
import { exportData } from './export-data.server.ts';

/** More than the buffers between the database and a reader hold. */
const PRODUCTS = 1500;
const TITLE = 10_000;

const files: Readable[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const file of files.splice(0)) file.destroy();
  await vi.waitFor(async () => expect(await copies()).toBe(0));
});

async function bigShop() {
  const shopId = await addShop(`${randomUUID()}.myshopify.com`);
  await pool.query(
    `INSERT INTO product (shop_id, id, title, updated_at, read_at)
     SELECT $1, n, repeat(n::text || ' ', $3 / length(n::text || ' ')), now(), now()
     FROM generate_series(1, $2::int) AS n`,
    [shopId, PRODUCTS, TITLE],
  );
  return shopId;
}

/** Begins to save the products, and takes nothing of the file yet. */
async function begin(shopId: number) {
  const file = await exportData(shopId, 'products');
  if (file) files.push(file);
  return file;
}

const copies = async () => {
  const { rows } = await pool.query<{ count: bigint }>(
    `SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'COPY (SELECT%' AND state = 'active'`,
  );
  return Number(rows[0]!.count);
};

test('files that nobody takes hold no connection of the others, and are few', async () => {
  const [one, two, three, four] = [
    await bigShop(),
    await bigShop(),
    await bigShop(),
    await bigShop(),
  ];
  const first = await begin(one);
  expect(await begin(one)).toBeNull();
  expect(await begin(two)).not.toBeNull();
  expect(await begin(three)).not.toBeNull();
  expect(await begin(four)).toBeNull();
  expect(pool.idleCount).toBe(pool.totalCount);
  first!.destroy();
  await vi.waitFor(async () => expect(await begin(four)).not.toBeNull());
  const lines = (await text(files.at(-1)!)).trimEnd().split('\n');
  expect(lines).toHaveLength(1 + PRODUCTS);
  await vi.waitFor(async () => expect(await begin(four)).not.toBeNull());
});

test('a file that nobody goes on taking ends, and its connection with it', async () => {
  const shopId = await bigShop();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const file = (await begin(shopId))!;
  vi.advanceTimersByTime(60_000);
  // More than the buffers hold, so that some came through in this minute.
  let taken = 0;
  for await (const part of file.iterator({ destroyOnReturn: false })) {
    taken += part.length;
    if (taken > 1 << 20) break;
  }
  vi.advanceTimersByTime(110_000);
  expect(await copies()).toBe(1);
  // Long enough also for what moved into the buffers since.
  vi.advanceTimersByTime(130_000);
  expect(file.errored?.message).toMatch('went on taking');
  await vi.waitFor(async () => expect(await copies()).toBe(0));
  expect(await begin(shopId)).not.toBeNull();
});
