import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { LINE_LIMIT_BYTES } from '../import/lines/cut-lines.ts';
import {
  type Bytes,
  type CensusKey,
  copyCensus,
  PlaceMoved,
  placeOf,
} from './copy-census.server.ts';

const line = (id: number) => Buffer.from(`{"id":${id}}\n`);
const cellsOf = ({ id }: { id: number }) => ({
  ...{ id: BigInt(id), createdAt: null, total: null, currency: null },
  updatedAt: '2026-01-01T00:00:00Z',
});

/** A part whose file is being read. */
async function readingPart(): Promise<CensusKey> {
  const key = { shopId: 1, runId: randomUUID(), name: 'census' };
  await pool.query('DELETE FROM import_run WHERE shop_id = $1', [key.shopId]);
  await pool.query("INSERT INTO import_run (shop_id, id, cause) VALUES ($1, $2, 'census')", [
    key.shopId,
    key.runId,
  ]);
  await pool.query(
    `INSERT INTO import_part (shop_id, run_id, name, kind, state)
     VALUES ($1, $2, $3, 'census', 'reading')`,
    [key.shopId, key.runId, key.name],
  );
  return key;
}

const copy = async (key: CensusKey, bytes: Bytes) =>
  copyCensus(key, await placeOf(key), bytes, cellsOf);

async function idsOf({ runId }: CensusKey): Promise<number[]> {
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT id FROM census_line WHERE run_id = $1 ORDER BY position',
    [runId],
  );
  return rows.map(({ id }) => Number(id));
}

test('takes lines wherever their bytes are cut, and leaves out what is no line', async () => {
  const key = await readingPart();
  const file = Buffer.concat([line(1), Buffer.from('no JSON\n\n'), line(2), line(3)]);
  await copy(
    key,
    Array.from({ length: file.length }, (_, at) => file.subarray(at, at + 1)),
  );
  expect(await idsOf(key)).toEqual([1, 2, 3]);
  expect(await placeOf(key)).toEqual({ offset: file.length, lines: 3 });
});

test('a line longer than any object of Shopify’s is passed over, and does not fill the memory', async () => {
  const key = await readingPart();
  const pad = Buffer.from(`{"id":2,"pad":"${'x'.repeat(LINE_LIMIT_BYTES + 2 ** 21)}"}\n`);
  const file = Buffer.concat([line(1), pad, line(3)]);
  await copy(
    key,
    Array.from({ length: Math.ceil(file.length / 2 ** 20) }, (_, at) =>
      file.subarray(at * 2 ** 20, (at + 1) * 2 ** 20),
    ),
  );
  expect(await idsOf(key)).toEqual([1, 3]);
});

test('no transaction is open while the network is waited for', async () => {
  const key = await readingPart();
  const large = Buffer.concat(Array.from({ length: 100_000 }, (_, id) => line(id)));
  const open: number[] = [];
  const slow = async function* () {
    for (const part of [large, large]) {
      yield part;
      const { rows } = await pool.query(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
           AND backend_type = 'client backend'`,
      );
      open.push(rows[0].count);
    }
  };
  await copy(key, slow());
  expect(open).toEqual([0, 0]);
});

test('a file that breaks off goes on where it was', async () => {
  const key = await readingPart();
  const broken = async function* () {
    yield Buffer.concat([line(1), line(2), Buffer.from('{"id":')]);
    throw new Error('the connection is gone');
  };
  await expect(copy(key, broken())).rejects.toThrow('the connection is gone');
  expect(await placeOf(key)).toEqual({ offset: 18, lines: 2 });
  await copy(key, [line(3)]);
  expect(await idsOf(key)).toEqual([1, 2, 3]);
});

test('PostgreSQL that goes away while the file comes is said, and a table it emptied is filled anew', async () => {
  const key = await readingPart();
  await copy(key, [line(1)]);
  const slow = async function* () {
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    yield line(2);
    await pool.query('TRUNCATE census_line');
    throw new Error('the connection is gone');
  };
  await expect(copy(key, slow())).rejects.toThrow();
  expect(await placeOf(key)).toEqual({ offset: 0, lines: 0 });
  await copy(key, [line(1), line(2)]);
  expect(await idsOf(key)).toEqual([1, 2]);
});

test('of two attempts at one file the second goes no further', async () => {
  const key = await readingPart();
  const place = await placeOf(key);
  await copy(key, [line(1), line(2)]);
  await expect(copyCensus(key, place, [line(1)], cellsOf)).rejects.toThrow(PlaceMoved);
  expect(await idsOf(key)).toEqual([1, 2]);
});
