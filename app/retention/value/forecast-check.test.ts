import { describe, expect, it } from 'vitest';
import { lastQuarter } from './forecast-check.ts';

const everyDay = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, i) => from + i);

describe('the part of a history that is held out', () => {
  it('is its last quarter in whole weeks', () => {
    expect(lastQuarter(everyDay(20_000, 20_400), 20_400)).toEqual({ split: 20_302, end: 20_400 });
    expect(lastQuarter(everyDay(20_000, 20_056), 20_056)).toEqual({ split: 20_042, end: 20_056 });
    expect(lastQuarter(everyDay(20_000, 20_055), 20_055)).toBeNull();
    expect(lastQuarter([], 20_000)).toBeNull();
  });

  it('does not become longer by an order of 1970', () => {
    const days = everyDay(20_000, 20_400);
    expect(lastQuarter([0, ...days], 20_400)).toEqual(lastQuarter(days, 20_400));
  });
});
