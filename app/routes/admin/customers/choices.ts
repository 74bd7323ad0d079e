// What the merchant chose in the list of customers, as it stands in the page's address.

export const sorts = ['last-order', 'net-sales', 'orders', 'value', 'newest'] as const;
export type Sort = (typeof sorts)[number];

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
  /** From 1. */
  page: number;
};

export const pageSize = 50;
/** Beyond this a list is read with a search or a filter, not by turning pages. */
const lastPage = 200;

/** Reads the address; what is malformed counts as not chosen. */
export function customerChoices(params: URLSearchParams): CustomerChoices {
  const one = <T extends string>(name: string, known: readonly T[]) =>
    known.find((value) => value === params.get(name)) ?? null;
  const [sort, way] = (params.get('sort') ?? '').split(' ');
  const page = Number(params.get('page') ?? 1);
  const quiet = one('quiet', ['30', '90', '180', '365']);
  return {
    search: (params.get('q') ?? '').trim().slice(0, 100),
    orders: one('orders', Object.keys(orderCounts) as OrderCount[]),
    quietDays: quiet && (Number(quiet) as CustomerChoices['quietDays']),
    membership: one('member', ['member', 'blocked', 'none'] as const),
    sort: sorts.find((known) => known === sort) ?? 'last-order',
    isAscending: way === 'asc',
    page: Number.isInteger(page) ? Math.min(lastPage, Math.max(1, page)) : 1,
  };
}
