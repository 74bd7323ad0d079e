import { expect, test } from 'vitest';
import { Remembered } from './remembering.ts';

test('a value is recalled at its version, and not at another', () => {
  const remembered = new Remembered<string>(10, 1000);
  remembered.keep('anna', '7', 'seven', 0);
  expect(remembered.recall('anna', '7', 999)).toBe('seven');
  expect(remembered.recall('anna', '8', 1)).toBeUndefined();
  expect(remembered.recall('bert', '7', 1)).toBeUndefined();
});

test('a value grows old even where its version stays', () => {
  const remembered = new Remembered<string>(10, 1000);
  remembered.keep('anna', '7', 'seven', 0);
  expect(remembered.recall('anna', '7', 1000)).toBeUndefined();
});

test('the longest unused is forgotten first', () => {
  const remembered = new Remembered<number>(2, 1000);
  remembered.keep('a', '1', 1, 0);
  remembered.keep('b', '1', 2, 0);
  remembered.recall('a', '1', 1);
  remembered.keep('c', '1', 3, 2);
  expect(['a', 'b', 'c'].map((name) => remembered.recall(name, '1', 3))).toEqual([1, undefined, 3]);
});
