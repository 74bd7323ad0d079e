// A thread that parses: pieces of a file come in, batches of rows go out, in the same order. Memory
// is handed over with what lies in it, never copied, and comes back to be filled again.
import { parentPort } from 'node:worker_threads';
import type { Piece } from './cut-lines.ts';
import { type Batch, type ParseContext, PieceParser } from './parse-lines.server.ts';

/** What a file is read with, and then its pieces. `spare` is memory of rows that were sent. */
export type ParseQuestion = ParseContext | { piece: Piece; spare: ArrayBuffer[] };
/** `spare` is the memory of the piece. */
export type ParseAnswer = { batch: Batch; spare: ArrayBuffer };

let parser: PieceParser;

parentPort!.on('message', (question: ParseQuestion) => {
  if (!('piece' in question)) {
    parser = new PieceParser(question);
    return;
  }
  const { piece } = question;
  parser.reuse(question.spare);
  const batch = parser.parse(piece);
  const spare = piece.bytes.buffer as ArrayBuffer;
  const handed = Object.values(batch.tables).map((rows) => rows.buffer as ArrayBuffer);
  parentPort!.postMessage({ batch, spare } satisfies ParseAnswer, [...handed, spare]);
});
