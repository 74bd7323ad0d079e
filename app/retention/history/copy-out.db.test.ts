import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { ownConnection, pool } from '../../db.server.ts';
import { copyOut } from './copy-out.server.ts';
import { copyRows } from './copy-rows.server.ts';

async function rowsOf(sql: pg.ClientBase, query: string): Promise<string[][]> {
  const rows: string[][] = [];
  await copyRows(sql, query, (row) => rows.push(row.map((field) => field.toString())));
  return rows;
}

const refuse = () => {
  throw new Error('enough');
};

/** One connection for both halves of a test: it has to be as good as new after a COPY. */
const onOne = (work: (sql: pg.Client) => Promise<void>) => ownConnection(work);

describe('a COPY out of the database', () => {
  it('hands out every row as a whole, however the network cuts it', () =>
    onOne(async (sql) => {
      const query = `SELECT i::text, repeat('é', i % 300), CASE WHEN i % 2 = 0 THEN 'x' END
        FROM generate_series(1, 30000) AS i`;
      const rows = await rowsOf(sql, query);
      expect(rows).toHaveLength(30_000);
      const expected = rows.map((_, i) => [
        `${i + 1}`,
        'é'.repeat((i + 1) % 300),
        i % 2 === 1 ? 'x' : '',
      ]);
      expect(rows).toEqual(expected);
      expect(await rowsOf(sql, `SELECT repeat('z', 3000000)`)).toEqual([['z'.repeat(3_000_000)]]);
    }));

  it('is empty where the query is, and what the server says in between is no row', () =>
    onOne(async (sql) => {
      expect(await rowsOf(sql, 'SELECT 1 WHERE false')).toEqual([]);
      await sql.query(
        `CREATE FUNCTION pg_temp.loud(i int) RETURNS text LANGUAGE plpgsql AS
         $$ BEGIN RAISE WARNING 'number %', i; RETURN i::text; END $$`,
      );
      const query = 'SELECT pg_temp.loud(i) FROM generate_series(1, 500) AS i';
      expect(await rowsOf(sql, query)).toEqual(Array.from({ length: 500 }, (_, i) => [`${i + 1}`]));
    }));

  it('throws what the server refuses, at once or on the way, and the connection goes on', () =>
    onOne(async (sql) => {
      await expect(rowsOf(sql, 'SELECT nothing')).rejects.toThrow(
        'column "nothing" does not exist',
      );
      const query = 'SELECT 1 / (9000 - i) FROM generate_series(1, 20000) AS i';
      await expect(rowsOf(sql, query)).rejects.toThrow('division by zero');
      expect((await sql.query('SELECT 7 AS seven')).rows).toEqual([{ seven: 7 }]);
    }));

  it('lets queries that were asked for meanwhile have their answers', () =>
    onOne(async (sql) => {
      const rows = rowsOf(sql, 'SELECT i::text FROM generate_series(1, 5000) AS i');
      const after = sql.query('SELECT 8 AS eight');
      expect(await rows).toHaveLength(5000);
      expect((await after).rows).toEqual([{ eight: 8 }]);
    }));

  it('makes the server wait for a promise given after a piece', () =>
    onOne(async (sql) => {
      let [pieces, rows, isWaiting] = [0, 0, false];
      const each = () => {
        expect(isWaiting).toBe(false);
        rows++;
      };
      await copyOut(sql, 'SELECT i FROM generate_series(1, 30000) AS i', each, () => {
        pieces++;
        isWaiting = true;
        return pool.query('SELECT 1').then(() => {
          isWaiting = false;
        });
      });
      expect(rows).toBe(30_000);
      expect(pieces).toBeGreaterThan(3);
      expect((await sql.query('SELECT 7 AS seven')).rows).toEqual([{ seven: 7 }]);
    }));

  it.each([
    ['a row is refused', [() => refuse(), undefined]],
    ['what is waited for fails', [() => {}, async () => refuse()]],
  ] as const)('breaks the connection when %s', async (_, [each, afterPiece]) => {
    const client = await pool.connect();
    const query = 'SELECT i FROM generate_series(1, 1000000) AS i';
    await expect(copyOut(client, query, each, afterPiece)).rejects.toThrow('enough');
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
    expect((await pool.query('SELECT 9 AS nine')).rows).toEqual([{ nine: 9 }]);
  });

  it('throws when the connection ends on the way', () =>
    onOne(async (sql) => {
      const query = `SELECT i, pg_terminate_backend(pg_backend_pid()) FROM generate_series(1, 3) AS i`;
      await expect(rowsOf(sql, query)).rejects.toThrow();
      await expect(rowsOf(sql, 'SELECT 1')).rejects.toThrow();
    }));
});
