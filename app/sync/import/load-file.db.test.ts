import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { addShop } from '../../../tests/setup/sync-shop.ts';
import { NOTHING_WITHHELD } from '../withheld.ts';
import type { Batch } from './lines/parse-lines.server.ts';
import { loadFile, PIECE_BYTES } from './load-file.server.ts';

const READ_AT = new Date('2026-11-22T00:00:00Z');
const PRODUCTS = 400;
/** Five pieces and a bit in all. */
const LONG = Math.ceil((5.2 * PIECE_BYTES) / PRODUCTS);
/** Long texts that differ from product to product, so that none can stand for another. */
const handleOf = (id: number, mark: string) => `${mark}${id} `.repeat(LONG / 3).slice(0, LONG);

function fileOf(mark: string): Buffer {
  const lines = Array.from({ length: PRODUCTS }, (_, index) =>
    JSON.stringify({
      id: `gid://shopify/Product/${index + 1}`,
      title: `Product ${index}`,
      handle: handleOf(index + 1, mark),
      productType: '',
      vendor: 'Ž',
      tags: index % 3 ? [] : ['new', `of ${index}`],
      updatedAt: '2026-11-01T00:00:00Z',
      featuredMedia: null,
    }),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}

async function* chunksOf(file: Buffer): AsyncGenerator<Uint8Array> {
  const memory = Buffer.alloc(70_001);
  for (let at = 0; at < file.length; at += memory.length) {
    yield memory.subarray(0, file.copy(memory, 0, at));
  }
}

async function load(shopId: number, file: Buffer, readAt: Date): Promise<Batch[]> {
  const batches: Batch[] = [];
  await loadFile(chunksOf(file), {
    context: { shopId, readAt, withheld: NOTHING_WITHHELD },
    offset: 0,
    inThreads: true,
    checkpoint: async (_, batch) => void batches.push(batch),
  });
  return batches;
}

async function productsOf(shopId: number) {
  const { rows } = await pool.query<{ id: bigint; handle: string; vendor: string; tags: string[] }>(
    'SELECT id, handle, vendor, tags FROM product WHERE shop_id = $1 ORDER BY id',
    [shopId],
  );
  return rows;
}

const expected = (mark: string) =>
  Array.from({ length: PRODUCTS }, (_, index) => ({
    id: BigInt(index + 1),
    handle: handleOf(index + 1, mark),
    vendor: 'Ž',
    tags: index % 3 ? [] : ['new', `of ${index}`],
  }));

test('a file of many pieces arrives whole, in order, and again over what is there', async () => {
  const shopId = await addShop('large.myshopify.com');
  const first = fileOf('a');
  const batches = await load(shopId, first, READ_AT);
  expect(batches.length).toBeGreaterThan(4);
  expect(batches.map(({ endOffset }) => endOffset)).toEqual(
    batches.map(({ endOffset }) => endOffset).toSorted((one, other) => one - other),
  );
  expect(batches.at(-1)!.endOffset).toBe(first.length);
  expect(await productsOf(shopId)).toEqual(expected('a'));
  await load(shopId, fileOf('b'), new Date(READ_AT.getTime() + 1000));
  expect(await productsOf(shopId)).toEqual(expected('b'));
});

test('a batch that cannot be written leaves the batches before it, and none after it', async () => {
  const shopId = await addShop('stopped.myshopify.com');
  let written = 0;
  let lines = 0;
  const loading = loadFile(chunksOf(fileOf('a')), {
    context: { shopId, readAt: READ_AT, withheld: NOTHING_WITHHELD },
    offset: 0,
    inThreads: true,
    checkpoint: async (_, batch) => {
      if (++written === 3) throw new Error('stop here');
      lines += batch.lines;
    },
  });
  await expect(loading).rejects.toThrow('stop here');
  expect(await productsOf(shopId)).toEqual(expected('a').slice(0, lines));
});
