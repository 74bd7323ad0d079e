// Streams a bulk file into the database: one thread parses while PostgreSQL writes, and every batch
// is committed together with the place in the file where it ends. Memory does not depend on the
// size of the file.
import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import { pool } from '../../db.server.ts';
import { type LoadMode, loadBatch } from './load-batch.server.ts';
import { type Batch, BatchParser, type ParseContext } from './parse-lines.server.ts';
import type { ParseAnswer, ParsePiece, ParseTask } from './parse-thread.server.ts';

/** Bytes that are parsed and committed at once. */
export const PIECE_BYTES = 2 << 20;
/** Pieces that are parsed ahead of the writing. */
const AHEAD = 2;
/** Batches that are written side by side; they are committed in the order of the file. */
const WRITERS = 2;
const THREAD_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

export type LoadOptions = {
  context: ParseContext;
  /** The byte that the first of `bytes` is in the file. */
  offset: number;
  /** A thread costs a tenth of a second to start: worth it from a few megabytes on. */
  inThread: boolean;
  /** Runs in the transaction of each batch, as its last statement before the commit. */
  checkpoint: (client: pg.PoolClient, batch: Batch) => Promise<void>;
  signal?: AbortSignal;
};

/**
 * Writes a file, or what is left of it. Throws what the source, PostgreSQL or `checkpoint` throws;
 * what was committed stays.
 */
export async function loadFile(
  bytes: AsyncIterable<Uint8Array>,
  options: LoadOptions,
): Promise<void> {
  const mode: LoadMode = { isFresh: true };
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const parse = options.inThread ? parseInThread : parseHere;
  const parsed = parse(piecesOf(bytes), options, signal);
  const writing = new Set<Promise<void>>();
  let committed: Promise<void> = Promise.resolve();
  try {
    for await (const batch of parsed) {
      const before = committed;
      committed = writeBatch(batch, before, mode, options);
      const current = committed;
      writing.add(current);
      current.then(
        () => writing.delete(current),
        () => {}, // it is awaited below, where it throws
      );
      if (writing.size >= WRITERS) await Promise.race(writing);
    }
    await committed;
  } finally {
    stop.abort();
    await Promise.allSettled(writing);
  }
}

async function writeBatch(
  batch: Batch,
  before: Promise<void>,
  mode: LoadMode,
  { context, checkpoint }: LoadOptions,
): Promise<void> {
  const client = await pool.connect();
  try {
    // A batch waits for the one before it outside of PostgreSQL, which then cannot see a deadlock.
    await client.query("BEGIN; SET LOCAL lock_timeout = '20s'");
    await loadBatch(client, batch, context.readAt, mode);
    // The place in the file only moves on: this commit waits for the one before it.
    await before;
    await checkpoint(client, batch);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    // With its connection goes its transaction.
    client.release(true);
    throw error;
  }
}

/** Gathers the chunks of a network into pieces worth a transaction. */
async function* piecesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ParsePiece> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    gathered.push(chunk);
    size += chunk.byteLength;
    if (size < PIECE_BYTES) continue;
    yield { bytes: Buffer.concat(gathered, size), isLast: false };
    gathered = [];
    size = 0;
  }
  yield { bytes: Buffer.concat(gathered, size), isLast: true };
}

async function* parseHere(
  pieces: AsyncGenerator<ParsePiece>,
  { context, offset }: LoadOptions,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const parser = new BatchParser(context, offset);
  for await (const { bytes, isLast } of pieces) {
    signal.throwIfAborted();
    yield parser.take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), isLast);
  }
}

async function* parseInThread(
  pieces: AsyncGenerator<ParsePiece>,
  { context, offset }: LoadOptions,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const thread = new ParseThread({ context, offset });
  const answers: Promise<Batch>[] = [];
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      answers.push(thread.parse(piece));
      if (answers.length > AHEAD) yield await answers.shift()!;
    }
    while (answers.length > 0) yield await answers.shift()!;
  } finally {
    await thread.stop();
  }
}

/** The thread answers in the order it was asked. */
class ParseThread {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<Batch>[] = [];

  constructor(task: ParseTask) {
    this.#worker = new Worker(new URL('./parse-thread.server.ts', import.meta.url), {
      workerData: task,
      resourceLimits: THREAD_LIMITS,
    });
    this.#worker.on('message', ({ batch }: ParseAnswer) => this.#waiting.shift()?.resolve(batch));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the parsing thread ended')));
  }

  parse(piece: ParsePiece): Promise<Batch> {
    const turn = Promise.withResolvers<Batch>();
    turn.promise.catch(() => {}); // it is awaited in its turn, where it throws
    this.#waiting.push(turn);
    const memory = piece.bytes.buffer as ArrayBuffer;
    const isWhole = piece.bytes.byteLength === memory.byteLength;
    this.#worker.postMessage(piece, isWhole ? [memory] : []);
    return turn.promise;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    for (const turn of this.#waiting.splice(0)) turn.reject(error);
  }
}
