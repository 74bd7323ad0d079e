import { describe, expect, it } from 'vitest';
import { placesOf } from './places.ts';

const page = (text: string) => new URLSearchParams({ after: text });

describe('a place in a list', () => {
  it('is found at any value that a column can have', () => {
    // The chance of staying of somebody who has been gone for years.
    for (const alive of [0.93, 1e-7, 3.2e-15, 1.5e-30, 0, 1]) {
      const value = String(alive);
      expect(placesOf(page(`7|${value}`), 'real')).toEqual({
        after: { customerId: '7', value },
      });
    }
    expect(placesOf(page('7|-1200'), 'bigint')).toMatchObject({ after: { value: '-1200' } });
    expect(placesOf(page('7'), 'real')).toMatchObject({ after: { value: null } });
  });

  it('is none where an address was changed by hand', () => {
    for (const text of [
      '',
      'x',
      '7|',
      '7|1e-1200',
      '7|1e-46',
      '7|0.1e-39',
      "7|1' OR 1=1",
      '7|NaN',
      '7|0x1f',
    ]) {
      expect(placesOf(page(text), 'real')).toEqual({});
    }
    expect(placesOf(page('7|2026-02-31'), 'date')).toEqual({});
  });
});
