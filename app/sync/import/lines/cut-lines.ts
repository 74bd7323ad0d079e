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
  /** Memory of pieces that nobody reads any more. */
  readonly #spare: ArrayBuffer[] = [];
  #memory = new Uint8Array();
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

  /**
   * A piece once enough is gathered, otherwise null. `chunk` is copied: its memory is the caller's.
   */
  take(chunk: Uint8Array): Piece | null {
    const rest = this.#isInLongLine ? this.#skip(chunk) : chunk;
    this.#gather(rest);
    if (this.#size < this.#pieceBytes) return null;
    const end = rest.lastIndexOf(NEWLINE) + 1;
    if (end > 0) return this.#cut(this.#size - rest.byteLength + end);
    return this.#size > this.#limitBytes ? this.#leaveLongLine() : null;
  }

  /** The whole lines that are left, where the rest will not come; null if there is none. */
  wholeLines(): Piece | null {
    const end = this.#memory.subarray(0, this.#size).lastIndexOf(NEWLINE) + 1;
    return end > 0 ? this.#cut(end) : null;
  }

  /** What is left, with a last line that has no end. */
  end(): Piece {
    return this.#cut(this.#size);
  }

  /** Takes the memory of a piece back for another: a large file needs no more than a small one. */
  reuse(memory: ArrayBuffer): void {
    this.#spare.push(memory);
  }

  #gather(bytes: Uint8Array): void {
    const size = this.#size + bytes.byteLength;
    if (size > this.#memory.byteLength) {
      const before = this.#memory.subarray(0, this.#size);
      this.#memory = new Uint8Array(Math.max(size, before.byteLength * 2, this.#pieceBytes * 1.25));
      this.#memory.set(before);
    }
    this.#memory.set(bytes, this.#size);
    this.#size = size;
  }

  #cut(end: number): Piece {
    const { bytes, rest } = this.#handOver(end);
    const piece = { bytes, offset: this.#offset, tooLargeAt: this.#tooLargeAt };
    this.#gather(rest);
    this.#offset += end;
    this.#tooLargeAt = [];
    return piece;
  }

  /** The memory goes with its piece, perhaps to another thread; what follows begins in another. */
  #handOver(end: number): { bytes: Uint8Array; rest: Uint8Array } {
    const bytes = this.#memory.subarray(0, end);
    const rest = this.#memory.subarray(end, this.#size);
    this.#memory = new Uint8Array(this.#spare.pop() ?? new ArrayBuffer());
    this.#size = 0;
    return { bytes, rest };
  }

  /** Whole lines before a line without end, and after them nothing of it but where it began. */
  #leaveLongLine(): Piece | null {
    const begin = this.#memory.subarray(0, this.#size).lastIndexOf(NEWLINE) + 1;
    if (begin > 0) return this.#cut(begin);
    this.#tooLargeAt.push(this.#offset);
    this.#offset += this.#size;
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
