// A thread that parses: pieces of a file come in, batches of rows go out, in the same order.
import { parentPort, workerData } from 'node:worker_threads';
import type { Piece } from './cut-lines.ts';
import { type Batch, type ParseContext, PieceParser } from './parse-lines.server.ts';

export type ParseAnswer = { batch: Batch };

const parser = new PieceParser(workerData as ParseContext);

parentPort!.on('message', (piece: Piece) => {
  const batch = parser.parse(piece);
  // The rows are handed over, not copied.
  const handed = Object.values(batch.tables).map((rows) => rows.buffer as ArrayBuffer);
  parentPort!.postMessage({ batch } satisfies ParseAnswer, handed);
});
