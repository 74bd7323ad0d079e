// One measured step of bench:sync in a process of its own, so that its memory is its own:
// node bench/sync-step.ts parse|copy|import FILE. Prints one line of JSON.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { from as copyFrom } from 'pg-copy-streams';
import { closeDatabase, pool } from '../app/db.server.ts';
import { loadFile, PIECE_BYTES } from '../app/sync/import/load-file.server.ts';
import { BatchParser } from '../app/sync/import/parse-lines.server.ts';
import { allColumns } from '../app/sync/store/upsert-sql.ts';

const CHUNK = 1 << 20;
const context = { shopId: 1, readAt: new Date('2026-11-22T00:00:00Z') };
const [step, file] = process.argv.slice(2) as ['parse' | 'copy' | 'import', string];
const read = (highWaterMark = CHUNK) =>
  createReadStream(file, { highWaterMark }) as AsyncIterable<Uint8Array>;

const seconds = await { parse, copy, import: load }[step]();
await closeDatabase();
console.log(JSON.stringify({ seconds, memoryMb: process.resourceUsage().maxRSS / 1024 }));

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
 * What PostgreSQL has to do: the finished rows into the same tables, with all their keys and
 * indexes.
 */
async function copy(): Promise<number> {
  const parser = new BatchParser(context, 0);
  const client = await pool.connect();
  let spent = 0;
  // As much in a transaction as the import has.
  for await (const chunk of read(PIECE_BYTES)) {
    const { tables } = parser.take(Buffer.from(chunk), false);
    const startedAt = performance.now();
    await client.query('BEGIN');
    for (const table of ['orders', 'order_line'] as const) {
      const stream = client.query(copyFrom(`COPY ${table} (${allColumns(table)}) FROM STDIN`));
      stream.end(tables[table] ?? Buffer.alloc(0));
      await once(stream, 'finish');
    }
    await client.query('COMMIT');
    spent += since(startedAt);
  }
  client.release();
  return spent;
}

async function load(): Promise<number> {
  const startedAt = performance.now();
  await loadFile(read(), {
    context,
    offset: 0,
    inThread: true,
    checkpoint: async (client, { endOffset, lines }) => {
      await client.query(
        `UPDATE import_part SET bytes_done = $1, objects_done = objects_done + $2
         WHERE shop_id = 1`,
        [endOffset, lines],
      );
    },
  });
  return since(startedAt);
}

function since(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
