import { expect, test } from 'vitest';
import { markOf } from './csv-mark.ts';

test('the mark is the one that the heading has most of', () => {
  expect(markOf('a,b;c,d\n1;2;3;4;5')).toBe(',');
  expect(markOf('email;points\r\na@b.c;5,5,5')).toBe(';');
  expect(markOf('email\tpoints\tnames, all')).toBe('\t');
  expect(markOf('')).toBe(',');
});
