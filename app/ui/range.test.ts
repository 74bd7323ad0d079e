import { describe, expect, it } from 'vitest';
import { type RangeContext, rangeOf } from './range.ts';

const context: RangeContext = {
  today: '2026-11-22',
  history: { firstDay: '2024-03-01', lastDay: '2026-11-20' },
};
const read = (query: string, given = context) => rangeOf(new URLSearchParams(query), given);

describe('rangeOf', () => {
  it('covers the last 12 months up to and with today unless something is chosen', () => {
    expect(read('')).toEqual({
      preset: 'last-12-months',
      period: { start: '2025-11-23', end: '2026-11-23' },
      before: { start: '2024-11-23', end: '2025-11-23' },
    });
  });

  it('covers the whole history of a shop that has sold nothing for long', () => {
    const quiet = {
      today: '2026-11-22',
      history: { firstDay: '1997-01-01', lastDay: '1998-06-30' },
      isQuiet: true,
    };
    expect(read('', quiet)).toEqual({
      preset: 'all-time',
      period: { start: '1997-01-01', end: '1998-07-01' },
      before: null,
    });
  });

  it('reads days from the address as the merchant means them: both included', () => {
    expect(read('from=2026-03-01&to=2026-03-31')).toEqual({
      preset: 'custom',
      period: { start: '2026-03-01', end: '2026-04-01' },
      before: { start: '2026-01-29', end: '2026-03-01' },
    });
  });

  it.each([
    'from=2026-02-30&to=2026-03-31',
    'from=2026-03-31&to=2026-03-01',
    'from=x&to=2026-03-01',
    'from=2026-01-01&to=9999-12-31',
    'from=0000-01-01&to=2026-03-01',
    'range=for-ever',
  ])('ignores what cannot be read: %s', (query) => {
    expect(read(query).preset).toBe('last-12-months');
  });

  it('compares a year with the same days of the year before', () => {
    expect(read('range=this-year').before).toEqual({ start: '2025-01-01', end: '2025-11-23' });
    expect(read('range=last-year').before).toEqual({ start: '2024-01-01', end: '2025-01-01' });
  });

  it('does not compare where the merchant does not want it', () => {
    expect(read('range=last-year&compare=no').before).toBeNull();
  });
});
