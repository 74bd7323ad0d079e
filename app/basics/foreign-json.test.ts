import { expect, test } from 'vitest';
import { parseForeignJson } from './foreign-json.ts';

test('is the value, whole characters by two escapes among it', () => {
  const text = '{"a":[1,"x\\ud83d\\ude42"],"b":null}';
  expect(parseForeignJson(text)).toEqual({ a: [1, 'x🙂'], b: null });
});

test.each(['{"a":["\\u0000"]}', '"x\\ud800"', '{'])('refuses %s', (text) => {
  expect(() => parseForeignJson(text)).toThrow(SyntaxError);
});
