import { expect, it } from 'vitest';
import { customerChoices } from './choices.ts';

const read = (query: string) => customerChoices(new URLSearchParams(query));

it('shows everybody, last orders first, unless something is chosen', () => {
  expect(read('')).toEqual({
    search: '',
    orders: null,
    quietDays: null,
    membership: null,
    sort: 'last-order',
    isAscending: false,
  });
});

it('reads what was chosen', () => {
  const query = 'q=+Anna+&orders=2-&quiet=90&member=blocked&sort=net-sales+asc&after=7%7C-250';
  expect(read(query)).toEqual({
    search: 'Anna',
    orders: '2-',
    quietDays: 90,
    membership: 'blocked',
    sort: 'net-sales',
    isAscending: true,
    after: { customerId: '7', value: '-250' },
  });
});

it.each([
  'orders=9',
  'quiet=1',
  'member=all',
  'sort=id;drop',
  'after=x',
  'after=-4',
  'before=7|',
  'after=7|2026-13-45',
  'after=7|100',
  'after=9223372036854775808',
])('takes no harm from %s', (query) => {
  expect(read(query)).toEqual(read(''));
});

it.each([
  ['sort=last-order', '2026-11-22'],
  ['sort=net-sales', '9007199254740993'],
  ['sort=orders', '12'],
  ['sort=newest', '2026-11-22T08:00:00.120Z'],
])('finds the place in a list with %s', (query, value) => {
  expect(read(`${query}&before=7|${value}`).before).toEqual({ customerId: '7', value });
  expect(read(`${query}&after=7|x`).after).toBeUndefined();
  expect(read(`${query}&after=7`).after).toEqual({ customerId: '7', value: null });
});
