// The `filter` of a webhook subscription: search syntax over the fields of the payload.

type Payload = Record<string, unknown>;

/**
 * `test:false AND (total_price:>=100 OR tags:vip)`; a field may be a path such as `customer.id`.
 */
export function matchesFilter(filter: string, payload: Payload): boolean {
  const words = filter.match(/"[^"]*"|\(|\)|[^\s()]+/g) ?? [];
  const reader = { words, at: 0 };
  return readOr(reader, payload);
}

interface Reader {
  words: string[];
  at: number;
}

function readOr(reader: Reader, payload: Payload): boolean {
  let result = readAnd(reader, payload);
  while (reader.words[reader.at]?.toUpperCase() === 'OR') {
    reader.at++;
    const other = readAnd(reader, payload);
    result = result || other;
  }
  return result;
}

function readAnd(reader: Reader, payload: Payload): boolean {
  let result = readTerm(reader, payload);
  for (;;) {
    const word = reader.words[reader.at];
    if (word === undefined || word === ')' || word.toUpperCase() === 'OR') return result;
    if (word.toUpperCase() === 'AND') reader.at++;
    const other = readTerm(reader, payload);
    result = result && other;
  }
}

function readTerm(reader: Reader, payload: Payload): boolean {
  const word = reader.words[reader.at++] ?? '';
  if (word.toUpperCase() === 'NOT') return !readTerm(reader, payload);
  if (word === '(') {
    const inner = readOr(reader, payload);
    reader.at++;
    return inner;
  }
  if (word.startsWith('-')) return !matchesTerm(word.slice(1), payload);
  return matchesTerm(word, payload);
}

function matchesTerm(term: string, payload: Payload): boolean {
  const match = /^([\w.]+):(>=|<=|>|<)?"?(.*?)"?$/.exec(term);
  if (!match) return false;
  const [, path, sign, wanted] = match;
  return valuesAt(payload, path!.split('.')).some((value) => compare(value, sign, wanted!));
}

function valuesAt(value: unknown, path: string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  if (path.length === 0) return [value];
  if (value === null || typeof value !== 'object') return [];
  return valuesAt((value as Payload)[path[0]!], path.slice(1));
}

function compare(value: unknown, sign: string | undefined, wanted: string): boolean {
  if (value === null || value === undefined) return wanted === '';
  if (!sign) {
    if (wanted === '*') return true;
    const text = String(value).toLowerCase();
    return text === wanted.toLowerCase() || text.split(', ').includes(wanted.toLowerCase());
  }
  const [left, right] = [Number(value), Number(wanted)];
  const order =
    Number.isNaN(left) || Number.isNaN(right)
      ? String(value) < wanted
        ? -1
        : String(value) > wanted
          ? 1
          : 0
      : left - right;
  if (sign === '>') return order > 0;
  if (sign === '<') return order < 0;
  return sign === '>=' ? order >= 0 : order <= 0;
}
