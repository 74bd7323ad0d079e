import { expect, it } from 'vitest';
import { CONDITIONS, FILTER_NAMES, filterOf } from './segment-choices.ts';

/** A field for any tag; groups and what is behind a figure are asked for by links. */
const OTHER_WAYS = ['tag', 'group', 'behind'];

it('every condition that an address can hold can be chosen on the page', () => {
  const chosen = CONDITIONS.map(({ name }) => name);
  expect([...chosen, ...OTHER_WAYS].sort()).toEqual([...FILTER_NAMES].sort());
});

it.each(
  CONDITIONS.flatMap(({ name, options }) => options.map(({ value }) => [name, value] as const)),
)('the choice %s = %s is a condition, and "Any" is none', (name, value) => {
  const filter = filterOf(new URLSearchParams({ [name]: value }));
  expect(Object.keys(filter)).toHaveLength(value === '' ? 0 : 1);
});

it('one order exactly, with a tag', () => {
  const choices = new URLSearchParams({ orders: '1', most: '1', tag: ' VIP ' });
  expect(filterOf(choices)).toEqual({ minOrders: 1, maxOrders: 1, tags: ['VIP'] });
});
