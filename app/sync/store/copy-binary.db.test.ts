import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CopyRows } from '#app/copy-binary.ts';
import { pool } from '#app/db.server.ts';
import type { ProductRow } from '../rows.ts';
import { columnsOf, type PersonRow } from './columns.ts';
import { rowsJson } from './rows-json.ts';
import { sendCopy } from './send-copy.server.ts';
import { allColumns, fromJson, upsertDependent } from './upsert-sql.ts';

const COLUMNS = allColumns('product');
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const instant = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const text = fc.string({ unit: 'binary', maxLength: 40 });
const halfCharacters = fc.constantFrom('\u0000', 'a\ud800b', '\udc00', 'tab\t"quote" \\ \n', '{}');
const anyText = fc.oneof(text, halfCharacters);
const product: fc.Arbitrary<ProductRow> = fc.record({
  id: int64,
  title: anyText,
  handle: anyText,
  type: fc.string({ maxLength: 3000, minLength: 2000 }),
  vendor: anyText,
  isGiftCard: fc.boolean(),
  tags: fc.array(anyText, { maxLength: 4 }),
  imageUrl: fc.option(anyText),
  updatedAt: instant,
  readAt: instant,
  deletedAt: fc.option(instant),
});

async function stored(shopId: number): Promise<unknown[]> {
  const { rows } = await pool.query<{ row: unknown }>(
    `SELECT to_jsonb(p) - 'shop_id' AS row FROM product p WHERE shop_id = $1 ORDER BY id`,
    [shopId],
  );
  return rows.map(({ row }) => row);
}

async function copy(table: 'product' | 'customer_person', rows: Uint8Array): Promise<void> {
  const client = await pool.connect();
  await sendCopy(client, table, rows);
  client.release();
}

test('any rows arrive by COPY as they do by an INSERT of JSON', async () => {
  let shopId = 0;
  const lists = fc.uniqueArray(product, { maxLength: 30, selector: ({ id }) => id });
  await fc.assert(
    fc.asyncProperty(lists, async (products) => {
      shopId += 2;
      const rows = new CopyRows<ProductRow>(columnsOf.product, shopId);
      for (const row of products) rows.add(row);
      const bytes = rows.take();
      if (bytes) await copy('product', bytes);
      await pool.query(
        `INSERT INTO product (${COLUMNS}) SELECT ${COLUMNS} FROM ${fromJson('product')}`,
        [shopId + 1, rowsJson('product', products)],
      );
      expect(await stored(shopId)).toEqual(await stored(shopId + 1));
      expect(rows.take()).toBeNull();
    }),
    { seed: 20261122, numRuns: 60 },
  );
});

test('bytes and lists of numbers arrive too', async () => {
  const person = {
    customerId: 5n,
    sealed: Buffer.from([0, 255, 10, 92]),
    emailHash: Buffer.alloc(16, 3),
    searchHashes: [-1n, 2n ** 63n - 1n],
    updatedAt: new Date('1969-07-20T20:17:40Z'),
  };
  const rows = new CopyRows<PersonRow>(columnsOf.customer_person, 1);
  rows.add(person);
  await copy('customer_person', rows.take()!);
  await pool.query(upsertDependent('customer_person', fromJson('customer_person')), [
    2,
    rowsJson('customer_person', [person]),
  ]);
  const { rows: kept } = await pool.query(
    `SELECT DISTINCT to_jsonb(p) - 'shop_id' AS row FROM customer_person p`,
  );
  expect(kept).toHaveLength(1);
});

test('a row that no column can hold is refused, and those around it stay', async () => {
  const rows = new CopyRows<ProductRow>(columnsOf.product, 9_000);
  const [first, second] = fc.sample(product, { seed: 1, numRuns: 2 }) as [ProductRow, ProductRow];
  rows.add({ ...first, id: 1n });
  expect(() => rows.add({ ...first, id: 2n ** 63n })).toThrow(RangeError);
  expect(() => rows.add({ ...first, id: 2n, vendor: 7 as unknown as string })).toThrow(TypeError);
  rows.add({ ...second, id: 3n });
  await copy('product', rows.take()!);
  const { rows: kept } = await pool.query('SELECT id FROM product WHERE shop_id = 9000 ORDER BY 1');
  expect(kept).toEqual([{ id: 1n }, { id: 3n }]);
});
