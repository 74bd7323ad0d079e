// What the merchant chose in the list of customers, as it stands in the page's address.
import type { Place } from '#app/retention/segments/read.server.ts';
import { placesOf } from '../places.ts';

/** What the list can be sorted by: a column of customer_summary s or customer c, and its type. */
export const sorts = {
  'last-order': { column: 's.last_day', type: 'date' },
  'net-sales': { column: 's.net_sales', type: 'bigint' },
  orders: { column: 's.orders', type: 'int' },
  value: { column: 's.clv_12', type: 'bigint' },
  newest: { column: 'c.created_at', type: 'timestamptz' },
} as const;
export type Sort = keyof typeof sorts;

export const orderCounts = { '0': [0, 0], '1': [1, 1], '2-': [2, null], '5-': [5, null] } as const;
export type OrderCount = keyof typeof orderCounts;

export type CustomerChoices = {
  search: string;
  orders: OrderCount | null;
  /** No order for at least so many days. */
  quietDays: 30 | 90 | 180 | 365 | null;
  membership: 'member' | 'blocked' | 'none' | null;
  sort: Sort;
  isAscending: boolean;
  /** The page after this place in the list, or the one before it; the first page without either. */
  after?: Place;
  before?: Place;
};

export const pageSize = 50;

/** Reads the address; what is malformed counts as not chosen. */
export function customerChoices(params: URLSearchParams): CustomerChoices {
  const one = <T extends string>(name: string, known: readonly T[]) =>
    known.find((value) => value === params.get(name)) ?? null;
  const [sort, way] = (params.get('sort') ?? '').split(' ');
  const quiet = one('quiet', ['30', '90', '180', '365']);
  const chosen = (Object.keys(sorts) as Sort[]).find((known) => known === sort) ?? 'last-order';
  return {
    search: (params.get('q') ?? '').trim().slice(0, 100),
    orders: one('orders', Object.keys(orderCounts) as OrderCount[]),
    quietDays: quiet && (Number(quiet) as CustomerChoices['quietDays']),
    membership: one('member', ['member', 'blocked', 'none'] as const),
    sort: chosen,
    isAscending: way === 'asc',
    ...placesOf(params, sorts[chosen].type),
  };
}
