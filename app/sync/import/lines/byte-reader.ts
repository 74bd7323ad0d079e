// Reads what an object's JSON is made of straight out of bytes: text that is known beforehand is
// compared, values become what a row holds without a string or a date between.
import { exponentOf } from '../../../basics/money.ts';
import { isCurrency } from '../../map/read-json.ts';
import { TextCache } from './text-cache.ts';

const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const LETTER_T = 84;
const LETTER_Z = 90;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const WORD_BYTES = 4;
/** So many digits make a number without rounding. */
const LONGEST_NUMBER = 15;
const LONGEST_QUANTITY = 9;
/** Larger amounts are left to whoever refuses them. */
const LARGEST = 2 ** 52;
/** Of the FNV-1a hash. */
const HASH_PRIME = 0x01000193;
/** Of each month, counted from 1; February 29 is left to JSON.parse. */
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const NO_TEXTS: string[] = [];

/** Thrown, with nothing said, by all readers where something else stands than was expected. */
export const UNFORESEEN = Symbol('unforeseen');

/** Text that is expected somewhere, compared a word at a time. */
export type Expected = { words: Int32Array; rest: Uint8Array; size: number };
/** What stands before a value, and what stands there where there is none. */
export type Optional = { before: Expected; none: Expected };

export function expected(text: string): Expected {
  const bytes = Buffer.from(text);
  const count = Math.floor(bytes.length / WORD_BYTES);
  const words = Int32Array.from({ length: count }, (_, word) =>
    bytes.readInt32LE(word * WORD_BYTES),
  );
  return { words, rest: bytes.subarray(count * WORD_BYTES), size: bytes.length };
}

export const optional = (field: string, before: string): Optional => ({
  before: expected(field + before),
  none: expected(`${field}null`),
});

/** What a MoneyBag begins with. */
export const MONEY = '{"shopMoney":{"amount":"';

/** A field's name with what its value begins with; not for the first field of an object. */
export const textAt = (name: string) => expected(`,"${name}":"`);
export const textOrNullAt = (name: string) => optional(`,"${name}":`, '"');
export const listAt = (name: string) => expected(`,"${name}":[`);
export const numberAt = (name: string) => expected(`,"${name}":`);
export const moneyAt = (name: string) => optional(`,"${name}":`, MONEY);
export const idAt = (name: string, type: string) =>
  optional(`,"${name}":`, `{"id":"gid://shopify/${type}/`);
export const booleanAt = (name: string) => ({
  yes: expected(`,"${name}":true`),
  no: expected(`,"${name}":false`),
});

/** A MoneyBag that stands alone. */
export const AMOUNT_HERE = optional('', MONEY);
/** What ends an object. */
export const END = expected('}');
const ENDS = expected('}}');
const TEXT = expected('"');
const TEXT_HERE = optional('', '"');

/** A position in bytes; every reader moves it behind what was read, or throws UNFORESEEN. */
export class ByteReader {
  readonly #texts = new TextCache();
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #currency = '';
  #exponent = 0;
  /** The decimal number that was read last: its digits, and how many stand behind the point. */
  #digits = 0;
  #decimals = 0;

  get at(): number {
    return this.#at;
  }

  /** Turns to `bytes` at `start`. */
  turnTo(bytes: Buffer, start: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#at = start;
  }

  /** Passes the end of a line, or stands at the end of the bytes. */
  endLine(): void {
    if (this.#at === this.#bytes.length) return;
    if (this.#bytes[this.#at++] !== NEWLINE) throw UNFORESEEN;
  }

  /** Passes `text` if it stands here. */
  passes({ words, rest, size }: Expected): boolean {
    const view = this.#view;
    let at = this.#at;
    if (at + size > view.byteLength) return false;
    for (let index = 0; index < words.length; index++, at += WORD_BYTES) {
      if (view.getInt32(at, true) !== words[index]) return false;
    }
    for (let index = 0; index < rest.length; index++, at++) {
      if (view.getUint8(at) !== rest[index]) return false;
    }
    this.#at = at;
    return true;
  }

  pass(text: Expected): void {
    if (!this.passes(text)) throw UNFORESEEN;
  }

  /** True if a value begins here, false behind `null`. */
  isThere({ before, none }: Optional): boolean {
    if (this.passes(before)) return true;
    this.pass(none);
    return false;
  }

  boolean({ yes, no }: ReturnType<typeof booleanAt>): boolean {
    if (this.passes(no)) return false;
    this.pass(yes);
    return true;
  }

  /** Digits and the quote that ends a gid. */
  endOfGid(): number {
    const id = this.#digitsTo(QUOTE, LONGEST_NUMBER);
    this.#at++;
    return id;
  }

  /** The number in an object that holds nothing but its gid; null where there is no object. */
  idIn(field: Optional): number | null {
    if (!this.isThere(field)) return null;
    const id = this.endOfGid();
    this.pass(END);
    return id;
  }

  wholeNumber(field: Expected): number {
    this.pass(field);
    const start = this.#at;
    const value = this.#digitsTo(COMMA, LONGEST_QUANTITY);
    if (this.#bytes[start] === ZERO && this.#at > start + 1) throw UNFORESEEN;
    return value;
  }

  /** Passes at most `longest` digits, which end before `mark`. */
  #digitsTo(mark: number, longest: number): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (; ; at++) {
      const digit = bytes[at]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (bytes[at] !== mark || at === start || at - start > longest) throw UNFORESEEN;
    this.#at = at;
    return value;
  }

  /** A MoneyBag's amount in minor units; 0 where there is none. */
  amount(field: Optional): number {
    if (!this.isThere(field)) return 0;
    this.#decimal();
    this.pass(ENDS);
    return this.#minorUnits();
  }

  /** The same with its currency, which is behind `currency` and always there. */
  amountBefore(field: Expected, currency: Expected): number {
    this.pass(field);
    this.#decimal();
    this.currencyAt(currency);
    this.pass(ENDS);
    return this.#minorUnits();
  }

  /** An amount that is not too large. */
  asAmount(minor: number): number {
    if (minor >= LARGEST) throw UNFORESEEN;
    return minor;
  }

  /** The currency of the amounts from here on. */
  currencyAt(field: Expected): string {
    const currency = this.text(field);
    if (currency !== this.#currency) {
      if (!isCurrency(currency)) throw UNFORESEEN;
      this.#currency = currency;
      this.#exponent = exponentOf(currency);
    }
    return currency;
  }

  /** Passes digits with or without a point, and the quote behind them. */
  #decimal(): void {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let digits = 0;
    let pointAt = 0;
    for (; ; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
      else if (bytes[at] === POINT && pointAt === 0 && at > start) pointAt = at;
      else break;
    }
    if (bytes[at] !== QUOTE || at === start || at - start > LONGEST_NUMBER) throw UNFORESEEN;
    this.#at = at + 1;
    this.#digits = digits;
    this.#decimals = pointAt === 0 ? 0 : at - pointAt - 1;
  }

  /** The decimal number that was read last, in the currency that was. */
  #minorUnits(): number {
    let minor = this.#digits;
    if (this.#decimals > this.#exponent) throw UNFORESEEN; // it would have to be rounded
    for (let more = this.#decimals; more < this.#exponent; more++) minor *= 10;
    return this.asAmount(minor);
  }

  timeOrNull(field: Optional): number | null {
    return this.isThere(field) ? this.#timeHere() : null;
  }

  time(field: Expected): number {
    this.pass(field);
    return this.#timeHere();
  }

  /** An instant as in 2026-11-22T08:05:00Z, and the quote behind it. */
  #timeHere(): number {
    const at = this.#at;
    const bytes = this.#bytes;
    const isWritten =
      bytes[at + 4] === MINUS &&
      bytes[at + 7] === MINUS &&
      bytes[at + 10] === LETTER_T &&
      bytes[at + 13] === COLON &&
      bytes[at + 16] === COLON &&
      bytes[at + 19] === LETTER_Z &&
      bytes[at + 20] === QUOTE;
    if (!isWritten) throw UNFORESEEN;
    const year = this.#twoDigits(at, 21) * 100 + this.#twoDigits(at + 2, 99);
    const month = this.#twoDigits(at + 5, 12);
    const day = this.#twoDigits(at + 8, DAYS[month]!);
    if (year < 1900 || day === 0) throw UNFORESEEN;
    const hours = this.#twoDigits(at + 11, 23);
    const minutes = this.#twoDigits(at + 14, 59);
    const seconds = this.#twoDigits(at + 17, 59);
    this.#at = at + 21;
    return Date.UTC(year, month - 1, day, hours, minutes, seconds);
  }

  #twoDigits(at: number, most: number): number {
    const tens = this.#bytes[at]! - ZERO;
    const ones = this.#bytes[at + 1]! - ZERO;
    const value = tens * 10 + ones;
    if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && value <= most)) throw UNFORESEEN;
    return value;
  }

  text(field: Expected): string {
    this.pass(field);
    return this.#textHere();
  }

  textOrNull(field: Optional): string | null {
    return this.isThere(field) ? this.#textHere() : null;
  }

  /** The text in an object that holds nothing else; null where there is none. */
  textIn(field: Optional): string | null {
    if (!this.isThere(field)) return null;
    const text = this.textOrNull(TEXT_HERE);
    this.pass(END);
    return text;
  }

  /** A text that many lines have. */
  #textHere(): string {
    const start = this.#at;
    const hash = this.skipText();
    return this.#texts.get(this.#bytes, start, this.#at - 1, hash);
  }

  /** A text that no other line has. */
  ownText(field: Expected): string {
    this.pass(field);
    return this.ownTextHere();
  }

  /** The same, its quote passed. */
  ownTextHere(): string {
    const start = this.#at;
    this.skipText();
    return this.#bytes.toString('utf8', start, this.#at - 1);
  }

  /** Passes a text without escapes and the quote behind it; the hash of its bytes. */
  skipText(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let hash = 0;
    for (;;) {
      const byte = bytes[at++]!;
      if (byte === QUOTE) break;
      if (!(byte >= SPACE) || byte === BACKSLASH) throw UNFORESEEN;
      hash = Math.imul(hash ^ byte, HASH_PRIME);
    }
    this.#at = at;
    return hash;
  }

  textsOf(field: Expected): string[] {
    let more = this.beginList(field);
    if (!more) return NO_TEXTS;
    const texts: string[] = [];
    for (; more; more = this.hasMore()) texts.push(this.text(TEXT));
    return texts;
  }

  /** True if the list has items: the first stands here. */
  beginList(field: Expected): boolean {
    this.pass(field);
    if (this.#bytes[this.#at] !== CLOSE_LIST) return true;
    this.#at++;
    return false;
  }

  /** Behind an item: true if another stands here, false behind the end of the list. */
  hasMore(): boolean {
    const mark = this.#bytes[this.#at++];
    if (mark === COMMA) return true;
    if (mark !== CLOSE_LIST) throw UNFORESEEN;
    return false;
  }
}
