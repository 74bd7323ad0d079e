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
    page: 1,
  });
});

it('reads what was chosen', () => {
  expect(read('q=+Anna+&orders=2-&quiet=90&member=blocked&sort=net-sales+asc&page=3')).toEqual({
    search: 'Anna',
    orders: '2-',
    quietDays: 90,
    membership: 'blocked',
    sort: 'net-sales',
    isAscending: true,
    page: 3,
  });
});

it.each(['page=0', 'page=-4', 'page=x', 'orders=9', 'quiet=1', 'member=all', 'sort=id;drop'])(
  'takes no harm from %s',
  (query) => {
    expect(read(query)).toEqual(read(''));
  },
);

it('turns no more pages than a person would', () => {
  expect(read('page=99999').page).toBe(200);
});
