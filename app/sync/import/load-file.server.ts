// Streams a bulk file into the database: threads parse while PostgreSQL writes, and every batch
// is committed together with the place in the file where it ends. Memory does not depend on the
// size of the file.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import '../../reused-memory.server.ts';
import { pool } from '../../db.server.ts';
import { LineCutter, type Piece } from './lines/cut-lines.ts';
import { type Batch, type ParseContext, PieceParser } from './lines/parse-lines.server.ts';
import type { ParseAnswer, ParseQuestion } from './lines/parse-thread.server.ts';
import { type LoadMode, loadBatch, loadModeOf } from './load-batch.server.ts';

/** Bytes that are parsed and committed at once. */
export const PIECE_BYTES = 8 << 20;
/** On two cores a second thread would take from PostgreSQL what it gives; measured. */
const THREADS = availableParallelism() > 2 ? 2 : 1;
/** Pieces that a thread has at hand or has done: it goes on while PostgreSQL waits for the disk. */
const PIECES_A_THREAD = 3;
/**
 * Batches that are written side by side: where one waits for the one before it to be committed, two
 * go on. They are committed in the order of the file.
 */
const WRITERS = 3;
/**
 * So long a thread waits for the next file: a new one is slow at its first pieces, and one at rest
 * holds a quarter of the memory of an import.
 */
const REST_MS = 2_000;
const THREAD_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 24 };
/**
 * Rows and the place in the file stand in one transaction: what a crash of PostgreSQL takes back,
 * it takes back together, and it is read again. So no batch waits for the disk; the transaction
 * that closes the file does, and with it all before are on it.
 */
export const BEGIN_BATCH =
  "BEGIN; SET LOCAL lock_timeout = '20s'; SET LOCAL synchronous_commit = off";

export type LoadOptions = {
  context: ParseContext;
  /** The byte that the first of `bytes` is in the file. */
  offset: number;
  /** Threads cost a tenth of a second to start: worth it from a few megabytes on. */
  inThreads: boolean;
  /** Runs in the transaction of each batch, as its last statement before the commit. */
  checkpoint: (client: pg.PoolClient, batch: Batch) => Promise<void>;
  signal?: AbortSignal;
};

/**
 * Writes a file, or what is left of it. Throws what the source, PostgreSQL or `checkpoint` throws;
 * what was committed stays, the lines before a break of the source among it.
 */
export async function loadFile(
  bytes: AsyncIterable<Uint8Array>,
  options: LoadOptions,
): Promise<void> {
  const mode = loadModeOf(options.context);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const cutter = new LineCutter(options.offset, PIECE_BYTES);
  const parse = options.inThreads ? parseInThreads : parseHere;
  const spare: ArrayBuffer[] = [];
  const parsing: Parsing = { bytes, cutter, spare, context: options.context, signal };
  const parsed = parse(parsing);
  const writing = new Set<Promise<void>>();
  let committed: Promise<void> = Promise.resolve();
  try {
    for await (const batch of parsed) {
      const before = committed;
      committed = writeBatch(batch, before, mode, options);
      const current = committed;
      writing.add(current);
      current.then(
        () => {
          writing.delete(current);
          spare.push(...memoryOf(batch));
        },
        () => {}, // it is awaited below, where it throws
      );
      if (writing.size >= WRITERS) await Promise.race(writing);
    }
    await committed;
    if (parsing.broken) throw parsing.broken.error;
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
    // A batch waits for the one before it outside of PostgreSQL, which then cannot see a deadlock:
    // hence the limit on waiting for locks.
    await client.query(BEGIN_BATCH);
    await loadBatch(client, batch, context, { mode, before });
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

/** A file on its way to rows. */
type Parsing = {
  bytes: AsyncIterable<Uint8Array>;
  cutter: LineCutter;
  /** Memory of rows that were sent. */
  spare: ArrayBuffer[];
  context: ParseContext;
  signal: AbortSignal;
  /** Why the bytes ended before their end. */
  broken?: { error: unknown };
};

const memoryOf = (batch: Batch) =>
  Object.values(batch.tables).map((rows) => rows.buffer as ArrayBuffer);

/**
 * What came before a break is kept: a connection that always breaks before a piece is full would
 * never bring the file on.
 */
async function* piecesOf(parsing: Parsing): AsyncGenerator<Piece> {
  const { bytes, cutter, signal } = parsing;
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      const piece = cutter.take(chunk);
      if (piece) yield piece;
    }
  } catch (error) {
    parsing.broken = { error };
    const piece = cutter.wholeLines();
    if (piece) yield piece;
    return;
  }
  yield cutter.end();
}

async function* parseHere(parsing: Parsing): AsyncGenerator<Batch> {
  const parser = new PieceParser(parsing.context);
  for await (const piece of piecesOf(parsing)) yield parser.parse(piece);
}

/** The threads take turns, so the batches come in the order of the file. */
async function* parseInThreads(parsing: Parsing): AsyncGenerator<Batch> {
  const threads = Array.from({ length: THREADS }, () => resting.pop() ?? new ParseThread());
  for (const thread of threads) thread.begin(parsing);
  const answers: Promise<Batch>[] = [];
  let asked = 0;
  try {
    for await (const piece of piecesOf(parsing)) {
      answers.push(threads[asked++ % THREADS]!.parse(piece));
      if (answers.length >= THREADS * PIECES_A_THREAD) yield await answers.shift()!;
    }
    while (answers.length > 0) yield await answers.shift()!;
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

/** Threads without a file. */
const resting: ParseThread[] = [];

/** A thread answers in the order it was asked. */
class ParseThread {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<Batch>[] = [];
  #file: Parsing | undefined;
  #rest: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor() {
    this.#worker = new Worker(new URL('./lines/parse-thread.server.ts', import.meta.url), {
      resourceLimits: THREAD_LIMITS,
    });
    this.#worker.on('message', (answer: ParseAnswer) => {
      this.#file?.cutter.reuse(answer.spare);
      this.#waiting.shift()?.resolve(answer.batch);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('a parsing thread ended')));
  }

  /** Takes a file on. */
  begin(file: Parsing): void {
    clearTimeout(this.#rest);
    this.#file = file;
    this.#worker.ref();
    this.#worker.postMessage(file.context satisfies ParseQuestion);
  }

  parse(piece: Piece): Promise<Batch> {
    const turn = Promise.withResolvers<Batch>();
    turn.promise.catch(() => {}); // it is awaited in its turn, where it throws
    this.#waiting.push(turn);
    const spare = this.#file!.spare.splice(0);
    const question: ParseQuestion = { piece, spare };
    // The bytes are handed over, not copied.
    this.#worker.postMessage(question, [piece.bytes.buffer as ArrayBuffer, ...spare]);
    return turn.promise;
  }

  /** Lets go of the file; what is still parsed for it is of no use to the next. */
  async end(): Promise<void> {
    this.#file = undefined;
    if (this.#isOver || this.#waiting.length > 0) return void (await this.#worker.terminate());
    resting.push(this);
    this.#worker.unref();
    this.#rest = setTimeout(() => {
      this.#leave();
      void this.#worker.terminate();
    }, REST_MS).unref();
  }

  #leave(): void {
    const at = resting.indexOf(this);
    if (at >= 0) resting.splice(at, 1);
  }

  #fail(error: Error): void {
    this.#isOver = true;
    this.#leave();
    for (const turn of this.#waiting.splice(0)) turn.reject(error);
  }
}
