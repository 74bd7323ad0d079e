// One measured step of bench:sync in a process of its own, so that its memory is its own:
// node bench/sync-step.ts parse|import|dump|copyAtOnce|copyInBatches FILE. Prints one line of JSON.
import { once } from 'node:events';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { closeDatabase, pool } from '../app/db.server.ts';
import { LineCutter } from '../app/sync/import/cut-lines.ts';
import { BEGIN_BATCH, loadFile, PIECE_BYTES } from '../app/sync/import/load-file.server.ts';
import { allColumns } from '../app/sync/store/upsert-sql.ts';

const CHUNK = 1 << 20;
const TABLES = ['orders', 'order_line'] as const;
const steps = { parse, import: load, dump, copyAtOnce, copyInBatches };
const RUN_ID = '00000000-0000-4000-8000-000000000000';
const context = {
  shopId: 1,
  readAt: new Date('2026-11-22T00:00:00Z'),
  withheld: new Set<string>(),
};
const [step, file] = process.argv.slice(2) as [keyof typeof steps, string];

const seconds = await steps[step]();
await closeDatabase();
console.log(JSON.stringify({ seconds, memoryMb: process.resourceUsage().maxRSS / 1024 }));

/** The bytes of the file; each chunk is read into the memory of the one before it. */
async function* read(): AsyncGenerator<Uint8Array> {
  const memory = Buffer.alloc(CHUNK);
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(memory, 0, CHUNK);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** What any reader in one thread has to do: cut the file into lines and parse each. */
async function parse(): Promise<number> {
  const startedAt = performance.now();
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of read()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) JSON.parse(line);
  }
  return since(startedAt);
}

/**
 * The rows of the import as PostgreSQL writes them itself, beside `file`; kept for the next step.
 */
async function dump(): Promise<number> {
  const startedAt = performance.now();
  const client = await pool.connect();
  for (const table of TABLES) {
    const stream = client.query(copyTo(`COPY ${table} (${allColumns(table)}) TO STDOUT`));
    await pipeline(stream, createWriteStream(`${file}.${table}`));
  }
  client.release();
  return since(startedAt);
}

/**
 * What PostgreSQL has to do: the finished rows into the same tables with all their keys and
 * indexes, in transactions of the import's size that wait for the disk where the import does: at
 * the end.
 */
async function copyInBatches(): Promise<number> {
  const batches = Math.ceil(statSync(file).size / PIECE_BYTES);
  const parts = TABLES.map((table) => piecesOf(`${file}.${table}`, batches));
  const startedAt = performance.now();
  const client = await pool.connect();
  for (let isOver = false; !isOver; ) {
    const pieces = await Promise.all(parts.map((part) => part.next()));
    isOver = pieces.every(({ done }) => done);
    await client.query(BEGIN_BATCH);
    for (const [at, { value }] of pieces.entries())
      if (value) await send(client, TABLES[at]!, value);
    await client.query('COMMIT');
  }
  await untilOnDisk();
  client.release();
  return since(startedAt);
}

/** A file in about `count` pieces of whole lines. */
async function* piecesOf(name: string, count: number): AsyncGenerator<Uint8Array> {
  const cutter = new LineCutter(0, statSync(name).size / count);
  for await (const chunk of createReadStream(name)) {
    const piece = cutter.take(chunk);
    if (piece) yield piece.bytes;
  }
  yield cutter.end().bytes;
}

/** The same in one go, with nothing to go on from after a stop. */
async function copyAtOnce(): Promise<number> {
  const startedAt = performance.now();
  const client = await pool.connect();
  for (const table of TABLES) {
    const stream = client.query(copyFrom(`COPY ${table} (${allColumns(table)}) FROM STDIN`));
    await pipeline(createReadStream(`${file}.${table}`, { highWaterMark: CHUNK }), stream);
  }
  client.release();
  return since(startedAt);
}

async function send(client: pg.PoolClient, table: string, rows: Uint8Array): Promise<void> {
  const columns = allColumns(table as (typeof TABLES)[number]);
  const stream = client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`));
  const finished = once(stream, 'finish');
  stream.end(rows);
  await finished;
}

async function load(): Promise<number> {
  await pool.query(
    `INSERT INTO import_part (shop_id, run_id, name, kind) VALUES (1, $1, 'orders', 'orders')`,
    [RUN_ID],
  );
  const startedAt = performance.now();
  await loadFile(read(), {
    context,
    offset: 0,
    inThreads: true,
    checkpoint: async (client, { endOffset, lines }) => {
      await client.query(
        `UPDATE import_part SET bytes_done = $1, objects_done = objects_done + $2
         WHERE shop_id = 1 AND run_id = $3 AND name = 'orders'`,
        [endOffset, lines, RUN_ID],
      );
    },
  });
  await untilOnDisk();
  return since(startedAt);
}

/** A commit that waits for the disk, and so for all before it, as the one that ends a file. */
async function untilOnDisk(): Promise<void> {
  await pool.query(
    `INSERT INTO shop (domain) VALUES ('bench.invalid')
     ON CONFLICT (domain) DO UPDATE SET installed_at = now()`,
  );
}

function since(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
