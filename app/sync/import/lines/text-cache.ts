// Texts that many lines of a file have: the second time no string is made of their bytes.

/** A power of two. What falls on the place of another takes it. */
const PLACES = 4096;
const LONGEST_BYTES = 256;

export class TextCache {
  readonly #bytes: (Uint8Array | undefined)[] = Array(PLACES).fill(undefined);
  readonly #texts: string[] = Array(PLACES).fill('');

  /** The text of UTF-8 in `bytes` from `start` to `end`, whose bytes have the hash `hash`. */
  get(bytes: Buffer, start: number, end: number, hash: number): string {
    const place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    const known = this.#bytes[place];
    if (known !== undefined && isSame(known, bytes, start, end)) return this.#texts[place]!;
    const text = bytes.toString('utf8', start, end);
    if (end - start <= LONGEST_BYTES) {
      this.#bytes[place] = Uint8Array.prototype.slice.call(bytes, start, end);
      this.#texts[place] = text;
    }
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let index = 0; index < known.length; index++) {
    if (known[index] !== bytes[start + index]) return false;
  }
  return true;
}
