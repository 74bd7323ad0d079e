// Reads lines of JSON that resemble each other, as the objects of one query do: the same keys in
// the same order, and often the same values. What is as it was the last time is compared, not
// parsed; a line of a form not met before goes through JSON.parse, and its form is remembered.

/** Kinds of lines in a file, as orders and their lines; which was met longest ago is forgotten. */
const KINDS = 4;
/** Deeper than any selection of ours; garbage may be deeper than the stack. */
const DEPTH = 12;
/** Longer lists are left to JSON.parse. */
const ITEMS = 32;
/** So many digits are a whole number without rounding. */
const DIGITS = 15;

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;
const NEWLINE = 10;
const WORD_BYTES = 4;
const LITERALS = [null, true, false].map((value) => ({ value, written: expected(`${value}`) }));

type Json = Record<string, unknown>;
/** Text that is expected somewhere, to be compared a word at a time. */
type Expected = { words: Int32Array; rest: Uint8Array; size: number };
/** An object as it was met: its keys as they are written, and the object that is filled anew. */
type Form = { object: Json; names: string[]; written: Expected[]; places: Place[] };

/** What is remembered of one place in a line. */
class Place {
  /** The value in the form's object. */
  value: unknown;
  /** The last string without a character that needs care, and where it stands in which memory. */
  text = '';
  textAt = 0;
  memory: DataView | null = null;
  form: Form | null = null;
  readonly list: unknown[] = [];
  readonly items: Place[] = [];
}

/** Not a value of JSON: the line has another form than those remembered, or is no JSON. */
const UNFORESEEN = Symbol('unforeseen');

export class SimilarLines {
  readonly #kinds: Place[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;
  #at = 0;

  /** Where the line after the one read last begins. */
  get next(): number {
    return this.#at;
  }

  /**
   * The value of the line that begins at `start`, exactly as JSON.parse gives it, SyntaxError
   * included. It is filled anew by the next call: take out of it what is to stay.
   */
  read(bytes: Buffer, start: number): unknown {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#size = bytes.byteLength;
    }
    for (const [turn, kind] of this.#kinds.entries()) {
      this.#at = start;
      const value = this.#value(kind);
      if (value === UNFORESEEN || !this.#isLineEnd()) continue;
      if (turn > 0) this.#putFirst(kind);
      return value;
    }
    const end = bytes.indexOf(NEWLINE, start);
    const lineEnd = end < 0 ? bytes.length : end;
    this.#at = end < 0 ? bytes.length : end + 1;
    const value = JSON.parse(bytes.toString('utf8', start, lineEnd));
    this.#remember(value);
    return value;
  }

  #isLineEnd(): boolean {
    if (this.#at === this.#size) return true;
    return this.#bytes[this.#at++] === NEWLINE;
  }

  #putFirst(kind: Place): void {
    const at = this.#kinds.indexOf(kind);
    if (at >= 0) this.#kinds.splice(at, 1);
    this.#kinds.unshift(kind);
    this.#kinds.length = Math.min(this.#kinds.length, KINDS);
  }

  #remember(value: unknown): void {
    if (!isObject(value)) return;
    const same = this.#kinds.find(({ form }) => hasKeys(form, Object.keys(value)));
    const kind = same ?? new Place();
    learn(kind, value, DEPTH);
    this.#putFirst(kind);
  }

  #value(place: Place): unknown {
    const first = this.#bytes[this.#at]!;
    if (first === QUOTE) return this.#text(place);
    if (first === OPEN) return place.form ? this.#object(place.form) : UNFORESEEN;
    if (first === OPEN_LIST) return this.#list(place);
    if (first === MINUS || (first >= ZERO && first <= NINE)) return this.#number();
    for (const { value, written } of LITERALS) if (this.#passes(written)) return value;
    return UNFORESEEN;
  }

  #object({ object, names, written, places }: Form): unknown {
    this.#at++;
    for (let index = 0; index < names.length; index++) {
      if (!this.#passes(written[index]!)) return UNFORESEEN;
      const place = places[index]!;
      const value = this.#value(place);
      if (value === UNFORESEEN) return UNFORESEEN;
      if (Object.is(value, place.value)) continue;
      object[names[index]!] = value;
      place.value = value;
    }
    return this.#bytes[this.#at++] === CLOSE ? object : UNFORESEEN;
  }

  #list({ list, items }: Place): unknown {
    this.#at++;
    let length = 0;
    if (this.#bytes[this.#at] === CLOSE_LIST) this.#at++;
    else {
      for (let mark = COMMA; mark === COMMA; mark = this.#bytes[this.#at++]!) {
        const place = items[length];
        const value = place ? this.#value(place) : UNFORESEEN;
        if (value === UNFORESEEN) return UNFORESEEN;
        list[length++] = value;
      }
      if (this.#bytes[this.#at - 1] !== CLOSE_LIST) return UNFORESEEN;
    }
    // Setting it costs more than all the rest, and most lists are as long as the last time.
    if (list.length !== length) list.length = length;
    return list;
  }

  /** Passes `text` if it stands here. */
  #passes({ words, rest, size }: Expected): boolean {
    const view = this.#view;
    let at = this.#at;
    if (at + size > this.#size) return false;
    for (let index = 0; index < words.length; index++, at += WORD_BYTES) {
      if (view.getInt32(at) !== words[index]) return false;
    }
    for (let index = 0; index < rest.length; index++, at++) {
      if (view.getUint8(at) !== rest[index]) return false;
    }
    this.#at = at;
    return true;
  }

  #text(place: Place): unknown {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let end = start + this.#sameAsBefore(place, start);
    if (end - start > place.text.length) {
      this.#at = end;
      return place.text;
    }
    while (isPlain(bytes[end]!)) end++;
    if (bytes[end] !== QUOTE) return this.#carefulText(start);
    this.#at = end + 1;
    place.text = bytes.toString('latin1', start, end);
    place.textAt = start;
    if (place.memory !== this.#view) place.memory = this.#view;
    return place.text;
  }

  /** How many bytes from `start` on are those of the last text here and of the quote after it. */
  #sameAsBefore({ text, textAt, memory }: Place, start: number): number {
    const view = this.#view;
    if (memory !== view) return 0;
    const size = Math.min(text.length + 1, this.#size - start);
    let same = 0;
    while (
      same + WORD_BYTES <= size &&
      view.getInt32(textAt + same) === view.getInt32(start + same)
    )
      same += WORD_BYTES;
    while (same < size && view.getUint8(textAt + same) === view.getUint8(start + same)) same++;
    return same;
  }

  /** A string with escapes or letters beyond ASCII, or none. */
  #carefulText(start: number): unknown {
    const bytes = this.#bytes;
    let end = start;
    while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
    if (end >= bytes.length) return UNFORESEEN;
    this.#at = end + 1;
    return parsed(bytes.toString('utf8', start - 1, end + 1));
  }

  #number(): unknown {
    const bytes = this.#bytes;
    const start = this.#at;
    let end = start;
    let value = 0;
    for (; isDigit(bytes[end]!); end++) value = value * 10 + (bytes[end]! - ZERO);
    const isWhole = end > start && !isOfNumber(bytes[end]!) && end - start <= DIGITS;
    while (isOfNumber(bytes[end]!)) end++;
    this.#at = end;
    if (isWhole && (bytes[start] !== ZERO || end === start + 1)) return value;
    return parsed(bytes.toString('latin1', start, end));
  }
}

/** A character of a string that stands for itself; false beyond the end. */
const isPlain = (code: number) => code >= 32 && code < 127 && code !== QUOTE && code !== BACKSLASH;
const isDigit = (code: number) => code >= ZERO && code <= NINE;
/** Digits, signs, the point and the exponent. */
const isOfNumber = (code: number) =>
  isDigit(code) || code === MINUS || code === 43 || code === 46 || code === 69 || code === 101;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return UNFORESEEN;
  }
}

function hasKeys(form: Form | null, names: readonly string[]): boolean {
  if (form?.names.length !== names.length) return false;
  return names.every((name, index) => form.names[index] === name);
}

/** Remembers the form of `value`; what is known of its parts is kept. */
function learn(place: Place, value: unknown, depth: number): void {
  if (depth === 0) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.slice(0, ITEMS).entries()) {
      place.items[index] ??= new Place();
      learn(place.items[index], item, depth - 1);
    }
  } else if (isObject(value)) {
    const names = Object.keys(value);
    if (!hasKeys(place.form, names)) place.form = formOf(names);
    for (const [index, name] of names.entries()) {
      learn(place.form!.places[index]!, value[name], depth - 1);
    }
  }
}

function formOf(names: string[]): Form {
  return {
    // Made as JSON.parse makes objects, which knows no name with a meaning of its own.
    object: JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join()}}`),
    names,
    written: names.map((name, index) => expected(`${index ? ',' : ''}${JSON.stringify(name)}:`)),
    places: names.map(() => new Place()),
  };
}

function expected(text: string): Expected {
  const bytes = Buffer.from(text);
  const count = Math.floor(bytes.length / WORD_BYTES);
  const words = Int32Array.from({ length: count }, (_, word) =>
    bytes.readInt32BE(word * WORD_BYTES),
  );
  return { words, rest: bytes.subarray(count * WORD_BYTES), size: bytes.length };
}
