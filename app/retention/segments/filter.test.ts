import { describe, expect, it } from 'vitest';
import { both, type Filter, filterSchema } from './filter.ts';

describe('two filters together', () => {
  it('hold only who is in both, whichever comes first', () => {
    const a: Filter = {
      groups: ['champions', 'loyal'],
      minOrders: 5,
      maxOrders: 9,
      maxAlive: 0.7,
      tags: ['vip'],
      isOverdue: true,
    };
    const b: Filter = {
      groups: ['loyal', 'new'],
      minOrders: 2,
      maxOrders: 7,
      minAlive: 0.2,
      tags: ['vip', 'wholesale'],
    };
    const expected = {
      groups: ['loyal'],
      minOrders: 5,
      maxOrders: 7,
      maxAlive: 0.7,
      minAlive: 0.2,
      tags: ['vip', 'wholesale'],
      isOverdue: true,
    };
    expect(both(a, b)).toEqual(expected);
    expect(both(b, a)).toEqual({ ...expected });
    expect(filterSchema.parse(both(a, b))).toEqual(expected);
  });

  it('hold nobody where the groups have none in common', () => {
    expect(both({ groups: ['new'] }, { groups: ['loyal'] })).toEqual({ groups: [] });
  });

  it('are the other one where one asks for nothing', () => {
    expect(both({}, { minOrders: 2 })).toEqual({ minOrders: 2 });
    expect(both({ minOrders: 2 }, {})).toEqual({ minOrders: 2 });
  });
});

const whole = { of: 'range', figure: 'lost', start: '2026-01-01', end: '2026-02-01' };
const cohort = { of: 'cohort', unit: 'month', cohort: '2026-01-01', age: null };
it.each([
  [{ behind: { ...whole, windowDays: null, end: '9999-12-31' } }],
  [{ behind: { ...whole, windowDays: null, start: '0000-01-01' } }],
  [{ behind: { ...cohort, figure: 'returning', split: { kind: 'tag', value: 'a\0b' } } }],
  [{ tags: ['a\0b'] }],
  [{ tags: ['a\ud800'] }],
])('%j is no filter', (filter) => {
  expect(filterSchema.safeParse(filter).success).toBe(false);
});
