import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test('bigint becomes text, dates become instants, what is undefined is left out', () => {
  const value = { b: 5n, a: [1, undefined, new Date(0)], c: undefined, d: { z: null, y: 'é"\n' } };
  expect(canonicalJson(value)).toBe(
    '{"a":[1,null,"1970-01-01T00:00:00.000Z"],"b":"5","d":{"y":"é\\"\\n","z":null}}',
  );
  expect(canonicalJson(undefined)).toBe('null');
});

test('it reads back as the value that it was, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the order of keys makes no difference', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
    }),
  );
});
