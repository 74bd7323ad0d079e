// The thread that parses: pieces of a file come in, batches of rows go out, in the same order.
import { parentPort, workerData } from 'node:worker_threads';
import { type Batch, BatchParser, type ParseContext } from './parse-lines.server.ts';

export type ParseTask = { context: ParseContext; offset: number };
export type ParsePiece = { bytes: Uint8Array; isLast: boolean };
export type ParseAnswer = { batch: Batch };

const { context, offset } = workerData as ParseTask;
const parser = new BatchParser(context, offset);

parentPort!.on('message', ({ bytes, isLast }: ParsePiece) => {
  const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const batch = parser.take(piece, isLast);
  // The rows are handed over, not copied; pooled small buffers cannot be.
  const handed = Object.values(batch.tables)
    .map((rows) => rows.buffer as ArrayBuffer)
    .filter((memory, at, list) => list.indexOf(memory) === at && memory.byteLength > 65_536);
  parentPort!.postMessage({ batch } satisfies ParseAnswer, handed);
});
