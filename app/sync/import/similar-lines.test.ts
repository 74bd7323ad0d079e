import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimilarLines } from './similar-lines.ts';

const SEED = 20261122;

/** Reads all lines with one reader, and each with JSON.parse. */
function readBoth(lines: readonly string[]): [unknown[], unknown[]] {
  const bytes = Buffer.concat(lines.map((line) => Buffer.from(`${line}\n`)));
  const reader = new SimilarLines();
  const similar: unknown[] = [];
  for (let at = 0; at < bytes.length; at = reader.next) {
    similar.push(attempt(() => structuredClone(reader.read(bytes, at))));
  }
  return [similar, lines.map((line) => attempt(() => JSON.parse(Buffer.from(line).toString())))];
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return (error as Error).name;
  }
}

const word = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'PAID',
    '0.0',
    '12.50',
    'gid://shopify/Order/1',
    '__proto__',
    '7',
    'é"\\',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const scalar = fc.oneof(
  word,
  fc.constantFrom(null, true, false, 0, -0, 7, 12, 120, 1e21, 1234567890123456, 0.1, -12),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const leaf = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: fc.jsonValue() });
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });
/** Objects of one query: the same keys, with any value, any length of list, and parts left out. */
const order = fc.record({
  id: word,
  tags: list(word),
  total: fc.option(fc.record({ shopMoney: fc.record({ amount: leaf }) })),
  refunds: list(fc.record({ id: word, amount: leaf, 'é"': leaf })),
});
const line = fc.record({ id: word, quantity: scalar, __parentId: word }, { requiredKeys: ['id'] });
const lines = fc.array(
  fc.oneof(order, line, fc.jsonValue()).map((value) => JSON.stringify(value)),
  {
    maxLength: 30,
  },
);

test('lines that resemble each other are read exactly as JSON.parse reads them', () => {
  fc.assert(
    fc.property(lines, (given) => {
      const [similar, exact] = readBoth(given);
      expect(similar).toStrictEqual(exact);
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

test('a line with any of its characters changed is read, or refused, as JSON.parse does', () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom(...'"\\{}[]:,-+.eE019xu \t\r\u0001é', ''));
  fc.assert(
    fc.property(lines, fc.array(damage, { maxLength: 10 }), (given, damages) => {
      const damaged = given.flatMap((text, turn) => {
        const [at, put] = damages[turn % Math.max(damages.length, 1)] ?? [0, ''];
        const place = at % Math.max(text.length, 1);
        return [text, text.slice(0, place) + put + text.slice(place + 1), text];
      });
      const [similar, exact] = readBoth(damaged);
      expect(similar).toStrictEqual(exact);
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

test('a line deeper than the stack is read by JSON.parse alone', () => {
  const deep = `{"id":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  const reader = new SimilarLines();
  const bytes = Buffer.from(`{"id":[]}\n${deep}\n${deep}\n{"id":[]}`);
  let read = 0;
  for (let at = 0; at < bytes.length; at = reader.next, read++) reader.read(bytes, at);
  expect(read).toBe(4);
});

test('another memory may hold other bytes in the same places', () => {
  const reader = new SimilarLines();
  for (const id of ['one', 'two', 'one', 'six']) {
    expect(reader.read(Buffer.from(`{"id":"${id}","of":["${id}"]}`), 0)).toEqual({ id, of: [id] });
  }
});
