// The customers a merchant asked for, as the page's address has it.

import { parseForeignJson } from '#app/basics/foreign-json.ts';
import { RFM_GROUPS } from '#app/retention/rfm.ts';
import { type Behind, behindSchema } from '#app/retention/segments/behind.ts';
import type { Filter, Sort } from '#app/retention/segments/filter.ts';
import { SORTS } from '#app/retention/segments/filter.ts';

export const PAGE_SIZE = 25;

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;

/** The conditions in the address, beyond those of a segment. */
export function filterOf(choices: URLSearchParams): Filter {
  const groups = RFM_GROUPS.filter((group) => choices.getAll('group').includes(group));
  const tag = choices.get('tag')?.trim();
  const behind = behindOf(choices.get('behind'));
  const alive = wholeNumber(choices.get('alive'));
  const [minOrders, maxOrders, minQuietDays] = ['orders', 'most', 'quiet'].map((name) =>
    wholeNumber(choices.get(name)),
  );
  return {
    ...(groups.length > 0 && { groups }),
    ...(minOrders !== undefined && { minOrders }),
    ...(maxOrders !== undefined && { maxOrders }),
    ...(minQuietDays !== undefined && { minQuietDays }),
    ...(alive !== undefined && alive <= 100 && { minAlive: alive / 100 }),
    ...(choices.get('overdue') === 'yes' && { isOverdue: true }),
    ...(tag && tag.length <= 255 && { tags: [tag] }),
    ...(behind && { behind }),
  };
}

function behindOf(text: string | null): Behind | null {
  if (text === null) return null;
  try {
    return behindSchema.parse(parseForeignJson(text));
  } catch {
    // An address that somebody changed by hand asks for nothing.
    return null;
  }
}

/** The names of all conditions in the address. */
export const FILTER_NAMES = [
  'group',
  'orders',
  'most',
  'quiet',
  'alive',
  'overdue',
  'tag',
  'behind',
] as const;

const anything = { value: '', label: 'Any' };
/** The choices above the list, each a condition in the address. */
export const CONDITIONS = [
  {
    name: 'orders',
    label: 'Orders',
    options: [
      anything,
      ...['1', '2', '3', '5', '10'].map((n) => ({ value: n, label: `${n} or more` })),
    ],
  },
  {
    name: 'most',
    label: 'Orders at most',
    options: [anything, ...['1', '2', '3', '5', '10'].map((n) => ({ value: n, label: n }))],
  },
  {
    name: 'quiet',
    label: 'No order for',
    options: [
      anything,
      ...['30', '60', '90', '180', '365'].map((n) => ({ value: n, label: `${n} days` })),
    ],
  },
  {
    name: 'alive',
    label: 'Still a customer',
    options: [
      anything,
      ...['20', '50', '80'].map((n) => ({ value: n, label: `at least ${n} % likely` })),
    ],
  },
  {
    name: 'overdue',
    label: 'Next order',
    options: [anything, { value: 'yes', label: 'is overdue' }],
  },
] as const;

/** Any of these in the address is about the list. */
export const LIST_NAMES = [...FILTER_NAMES, 'segment', 'sort', 'after', 'before'] as const;

export const sortOf = (choices: URLSearchParams): { sort: Sort; isAscending: boolean } => ({
  sort: (Object.keys(SORTS) as Sort[]).find((sort) => sort === choices.get('sort')) ?? 'value',
  isAscending: choices.get('way') === 'up',
});
