import { expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { LINE_LIMIT_BYTES } from '../import/cut-lines.ts';
import { type Bytes, copyCensus } from './copy-census.server.ts';

const line = (id: number) => Buffer.from(`{"id":${id}}\n`);

/** Copies ids within a transaction and counts what arrived. */
const copied = (bytes: (backend: number) => Bytes): Promise<number> =>
  sqlTransaction(async (client) => {
    const { rows: who } = await client.query('SELECT pg_backend_pid() AS pid');
    await client.query('CREATE TEMP TABLE theirs (id bigint) ON COMMIT DROP');
    await copyCensus<{ id: number }>(client, 'theirs', bytes(who[0].pid), ({ id }) => [id]);
    const { rows } = await client.query('SELECT count(*)::int AS count FROM theirs');
    return rows[0].count;
  });

test('takes lines wherever their bytes are cut, and leaves out what is no line', async () => {
  const file = Buffer.concat([line(1), Buffer.from('no JSON\n\n'), line(2), line(3)]);
  const chunks = Array.from({ length: file.length }, (_, at) => file.subarray(at, at + 1));
  expect(await copied(() => chunks)).toBe(3);
  expect(await copied(() => [])).toBe(0);
});

test('a line longer than any object of Shopify’s is passed over, and does not fill the memory', async () => {
  const pad = Buffer.from(`{"id":2,"pad":"${'x'.repeat(LINE_LIMIT_BYTES + 2 ** 21)}"}\n`);
  const file = Buffer.concat([line(1), pad, line(3)]);
  const chunks = Array.from({ length: Math.ceil(file.length / 2 ** 20) }, (_, at) =>
    file.subarray(at * 2 ** 20, (at + 1) * 2 ** 20),
  );
  expect(await copied(() => chunks)).toBe(2);
});

test('a file that breaks off is said, and its transaction ends', async () => {
  const broken = async function* () {
    yield line(1);
    throw new Error('the connection is gone');
  };
  await expect(copied(broken)).rejects.toThrow('the connection is gone');
  const { rows } = await pool.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'COPY theirs%' AND state <> 'idle'`,
  );
  expect(rows).toEqual([{ count: 0 }]);
});

test('PostgreSQL that goes away while the file comes is said too', async () => {
  const slow = async function* (backend: number) {
    yield line(1);
    await pool.query('SELECT pg_terminate_backend($1)', [backend]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let id = 2; id < 20; id++) yield line(id);
  };
  await expect(copied(slow)).rejects.toThrow();
  expect(await copied(() => [line(1)])).toBe(1);
});
