// One measured step of bench:sync in a process of its own, so that its memory is its own:
// node bench/sync-step.ts parse|import|dump|copyAtOnce|copyInBatches|copySideBySide FILE. Prints
// one line of JSON.
import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { closeDatabase, pool, sqlTransaction } from '../app/db.server.ts';
import { finishPart } from '../app/sync/import/finish-part.server.ts';
import { LineCutter } from '../app/sync/import/lines/cut-lines.ts';
import { PieceParser } from '../app/sync/import/lines/parse-lines.server.ts';
import { BEGIN_BATCH, loadFile, PIECE_BYTES } from '../app/sync/import/load-file.server.ts';
import type { ReadingPart } from '../app/sync/import/read-part.server.ts';
import { readRefunds } from '../app/sync/import/read-refunds.server.ts';
import { tellOrders } from '../app/sync/import/tell-orders.server.ts';
import { allColumns } from '../app/sync/store/upsert-sql.ts';
import { NOTHING_WITHHELD } from '../app/sync/withheld.ts';

const CHUNK = 1 << 20;
const TABLES = ['orders', 'order_line', 'refund'] as const;
type Table = (typeof TABLES)[number];
/** Signature, flags and the length of an extension; behind the last row, a mark. */
const HEAD = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TAIL = Buffer.from([0xff, 0xff]);
const steps = { parse, import: load, dump, copyAtOnce, copyInBatches, copySideBySide };
const RUN_ID = '00000000-0000-4000-8000-000000000000';
const SHOP = { id: 1, domain: 'bench.myshopify.com' };
const readAt = new Date('2026-11-22T00:00:00Z');
const context = { shopId: SHOP.id, readAt, withheld: NOTHING_WITHHELD };
const [step, file] = process.argv.slice(2) as [keyof typeof steps, string];

const rowsFile = (table: Table) => `${file}.${table}`;
const batchesFile = `${file}.batches`;
const copyOf = (table: Table) => copyFrom(`COPY ${table} (${allColumns(table)}) FROM STDIN BINARY`);

const measured = await steps[step]();
await closeDatabase();
console.log(JSON.stringify({ ...measured, memoryMb: process.resourceUsage().maxRSS / 1024 }));

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
async function parse() {
  const startedAt = performance.now();
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of read()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) JSON.parse(line);
  }
  return { seconds: since(startedAt) };
}

/** Lengths of the rows of each batch, without what opens and closes them. */
type Batches = Record<Table, number[]>;

/** The very bytes that the import sends to PostgreSQL, beside `file`. */
async function dump() {
  const startedAt = performance.now();
  const outs = TABLES.map((table) => createWriteStream(rowsFile(table)));
  const batches: Batches = { orders: [], order_line: [], refund: [] };
  const parser = new PieceParser(context);
  const cutter = new LineCutter(0, PIECE_BYTES);
  const keep = async (piece: ReturnType<LineCutter['end']>) => {
    const { tables } = parser.parse(piece);
    for (const [at, table] of TABLES.entries()) {
      const rows = tables[table]?.slice(HEAD.length, -TAIL.length) ?? new Uint8Array();
      batches[table].push(rows.length);
      if (rows.length > 0 && !outs[at]!.write(rows)) await once(outs[at]!, 'drain');
    }
  };
  for await (const chunk of read()) {
    const piece = cutter.take(chunk);
    if (piece) await keep(piece);
  }
  await keep(cutter.end());
  for (const out of outs) {
    out.end();
    await once(out, 'finish');
  }
  writeFileSync(batchesFile, JSON.stringify(batches));
  return { seconds: since(startedAt) };
}

/** The batches of the import one after the other, each a piece of rows for every table. */
async function* dumped(): AsyncGenerator<Buffer[]> {
  const batches: Batches = JSON.parse(readFileSync(batchesFile, 'utf8'));
  const handles = await Promise.all(TABLES.map((table) => open(rowsFile(table))));
  for (const at of batches.orders.keys()) {
    const pieces = TABLES.map(async (table, index) => {
      const rows = Buffer.alloc(batches[table][at]!);
      await handles[index]!.read(rows, 0, rows.length);
      return rows;
    });
    yield await Promise.all(pieces);
  }
  for (const handle of handles) await handle.close();
}

/**
 * What PostgreSQL has to do: the finished rows into the same tables with all their keys and
 * indexes, in transactions of the import's size that wait for the disk where the import does: at
 * the end. The next batch is read while one is written.
 */
async function copyInBatches(connections = 1) {
  const startedAt = performance.now();
  const batches = dumped();
  let next = batches.next();
  const writers = Array.from({ length: connections }, async () => {
    const client = await pool.connect();
    for (;;) {
      const current = next;
      next = current.then(() => batches.next());
      const { value, done } = await current;
      if (done) break;
      await client.query(BEGIN_BATCH);
      for (const [at, rows] of value.entries()) {
        if (rows.length > 0) await send(client, TABLES[at]!, rows);
      }
      await client.query('COMMIT');
    }
    client.release();
  });
  await Promise.all(writers);
  await untilOnDisk();
  return { seconds: since(startedAt) };
}

/** As much as two cores can take. */
function copySideBySide() {
  return copyInBatches(2);
}

/** The same in one go, with nothing to go on from after a stop. */
async function copyAtOnce() {
  const startedAt = performance.now();
  const client = await pool.connect();
  for (const table of TABLES) {
    const stream = client.query(copyOf(table));
    const finished = once(stream, 'finish');
    stream.write(HEAD);
    for await (const chunk of createReadStream(rowsFile(table), { highWaterMark: CHUNK })) {
      if (!stream.write(chunk)) await once(stream, 'drain');
    }
    stream.end(TAIL);
    await finished;
  }
  client.release();
  return { seconds: since(startedAt) };
}

async function send(client: pg.PoolClient, table: Table, rows: Buffer): Promise<void> {
  const stream = client.query(copyOf(table));
  const finished = once(stream, 'finish');
  stream.write(HEAD);
  stream.write(rows);
  stream.end(TAIL);
  await finished;
}

/**
 * The file, and the end of its import: orders follow their customers and are announced. The details
 * of refunds are not in the file: how fast they come is Shopify's to say. They are asked of one
 * that answers at once, and timed apart.
 */
async function load() {
  const part = await addPart();
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
  const loaded = since(startedAt);
  await import('../devstore/launch/redirect.mjs' as string);
  const refundsAt = performance.now();
  await readRefunds(SHOP, part);
  const refundSeconds = since(refundsAt);
  const endsAt = performance.now();
  await pool.query("UPDATE import_part SET state = 'detailing'");
  const { rows } = await pool.query('SELECT max(order_id) AS "detailedTo" FROM refund');
  await finishPart(SHOP, { ...part, detailedTo: BigInt(rows[0].detailedTo ?? 0) });
  await sqlTransaction((sql) => tellOrders(sql, SHOP.id, RUN_ID));
  await untilOnDisk();
  const finishing = since(endsAt);
  return { seconds: loaded + finishing, finishing, refundSeconds };
}

async function addPart(): Promise<ReadingPart> {
  await pool.query(
    `INSERT INTO session (id, shop, state, "accessToken", "refreshToken", expires)
     VALUES ('offline_' || $1, $1, '', 't', 'r', now() AT TIME ZONE 'UTC' + interval '1 day')
     ON CONFLICT (id) DO NOTHING`,
    [SHOP.domain],
  );
  await pool.query(
    `INSERT INTO import_run (shop_id, id, cause, started_at) VALUES (1, $1, 'first', $2)`,
    [RUN_ID, readAt],
  );
  await pool.query(
    `INSERT INTO import_part (shop_id, run_id, name, kind) VALUES (1, $1, 'orders', 'orders')`,
    [RUN_ID],
  );
  const range = { rangeFrom: null, rangeTo: null };
  const bytes = {
    bytesDone: 0n,
    bytesTotal: 0n,
    detailedTo: 0n,
    firstOrderId: null,
    lastOrderId: null,
  };
  const name = { runId: RUN_ID, name: 'orders', kind: 'orders', operationId: '' } as const;
  return { ...name, ...range, ...bytes, state: 'reading', readAt, withheld: [] };
}

/** A commit that waits for the disk, and so for all before it, as the one that ends a file. */
async function untilOnDisk(): Promise<void> {
  await pool.query(
    `INSERT INTO shop (domain) VALUES ($1)
     ON CONFLICT (domain) DO UPDATE SET installed_at = now()`,
    [SHOP.domain],
  );
}

function since(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
