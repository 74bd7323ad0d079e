import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineCutter, type Piece } from './cut-lines.ts';

/** Cuts `text`, handed over in chunks of the given sizes. */
function cut(text: string, chunks: readonly number[], offset = 0, limit = 1 << 20): Piece[] {
  const bytes = Buffer.from(text);
  const cutter = new LineCutter(offset, 8, limit);
  const pieces: Piece[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = chunks[turn % chunks.length]!;
    // The memory of a chunk and of a piece is used again, by whoever it goes back to.
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    const piece = cutter.take(chunk);
    chunk.fill('?');
    if (piece) {
      pieces.push({ ...piece, bytes: piece.bytes.slice() });
      piece.bytes.fill(63);
      cutter.reuse(piece.bytes.buffer as ArrayBuffer);
    }
    at += size;
  }
  return [...pieces, cutter.end()];
}

const textOf = ({ bytes }: Piece) => Buffer.from(bytes).toString();

test('however a file arrives, its pieces are whole lines and together the file', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '{', ' '), maxLength: 12 });
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(line), sizes, fc.nat(), (lines, chunks, offset) => {
      const file = lines.join('\n');
      const pieces = cut(file, chunks, offset);
      expect(pieces.map(textOf).join('')).toBe(file);
      for (const piece of pieces.slice(0, -1)) expect(textOf(piece)).toMatch(/\n$/);
      for (const [at, piece] of pieces.entries()) {
        const before = pieces.slice(0, at).reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(piece.offset).toBe(offset + before);
      }
    }),
    { seed: 20261122, numRuns: 500 },
  );
});

test('a line without end is named by its first byte, and the lines around it are kept', () => {
  const long = 'x'.repeat(200);
  const pieces = cut(`first\nsecond\n${long}\nthird\n${long}\nfourth`, [7], 1000, 50);
  expect(pieces.map(textOf).join('')).toBe('first\nsecond\nthird\nfourth');
  expect(pieces.flatMap(({ tooLargeAt }) => tooLargeAt)).toEqual([1013, 1013 + 201 + 6]);
  const last = pieces.at(-1)!;
  expect(last.offset + last.bytes.length).toBe(1013 + 201 + 6 + 201 + 6);
});
