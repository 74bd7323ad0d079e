// Cuts the bytes of a bulk file into pieces of whole lines, each worth a transaction, so that
// several threads can read them side by side.

export type Piece = {
  bytes: Uint8Array;
  /** The byte of the file that `bytes` begins with. */
  offset: number;
  /** Where lines before `offset` began that were too long to be kept. */
  tooLargeAt: number[];
};

/** No object of Shopify's comes near; a file without line ends must not fill the memory. */
export const LINE_LIMIT_BYTES = 16 << 20;
const NEWLINE = 10;

/** Takes a file in chunks and gives it back in pieces. */
export class LineCutter {
  readonly #pieceBytes: number;
  readonly #limitBytes: number;
  #gathered: Uint8Array[] = [];
  #size = 0;
  #offset: number;
  #tooLargeAt: number[] = [];
  #isInLongLine = false;

  /** `offset` is the byte of the file that the first chunk begins with. */
  constructor(offset: number, pieceBytes: number, limitBytes = LINE_LIMIT_BYTES) {
    this.#offset = offset;
    this.#pieceBytes = pieceBytes;
    this.#limitBytes = limitBytes;
  }

  /** A piece once enough is gathered, otherwise null. */
  take(chunk: Uint8Array): Piece | null {
    const rest = this.#isInLongLine ? this.#skip(chunk) : chunk;
    this.#gathered.push(rest);
    this.#size += rest.byteLength;
    if (this.#size < this.#pieceBytes) return null;
    const end = rest.lastIndexOf(NEWLINE) + 1;
    if (end > 0) return this.#cut(this.#size - rest.byteLength + end);
    return this.#size > this.#limitBytes ? this.#leaveLongLine() : null;
  }

  /** What is left, with a last line that has no end. */
  end(): Piece {
    return this.#cut(this.#size);
  }

  #cut(end: number): Piece {
    const all = joined(this.#gathered, this.#size);
    const piece = {
      bytes: all.subarray(0, end),
      offset: this.#offset,
      tooLargeAt: this.#tooLargeAt,
    };
    // A copy, because the memory of the piece goes to another thread.
    this.#gathered = end < all.byteLength ? [all.slice(end)] : [];
    this.#size = all.byteLength - end;
    this.#offset += end;
    this.#tooLargeAt = [];
    return piece;
  }

  /** Whole lines before a line without end, and after them nothing of it but where it began. */
  #leaveLongLine(): Piece | null {
    const all = joined(this.#gathered, this.#size);
    this.#gathered = [all];
    const begin = all.lastIndexOf(NEWLINE) + 1;
    if (begin > 0) return this.#cut(begin);
    this.#tooLargeAt.push(this.#offset);
    this.#offset += this.#size;
    this.#gathered = [];
    this.#size = 0;
    this.#isInLongLine = true;
    return null;
  }

  #skip(chunk: Uint8Array): Uint8Array {
    const end = chunk.indexOf(NEWLINE) + 1;
    const skipped = end > 0 ? end : chunk.byteLength;
    this.#isInLongLine = end === 0;
    this.#offset += skipped;
    return chunk.subarray(skipped);
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
