// Which customers a list or a saved segment holds.
import { z } from 'zod';
import { assert } from '../../basics/assert.ts';
import { isKeepable } from '../../basics/foreign-json.ts';
import { GROUPS_AT_RISK, RFM_GROUPS } from '../rfm.ts';
import { behindSchema } from './behind.ts';

const count = z.number().int().min(0).max(1_000_000);

/** All conditions must hold; an empty filter holds everybody with a counted order. */
export const filterSchema = z.strictObject({
  groups: z.array(z.enum(RFM_GROUPS)).max(RFM_GROUPS.length).optional(),
  minOrders: count.optional(),
  maxOrders: count.optional(),
  /** Days since the last order. */
  minQuietDays: count.optional(),
  /** Probability of being alive, as a fraction. */
  minAlive: z.number().min(0).max(1).optional(),
  maxAlive: z.number().min(0).max(1).optional(),
  /** The day on which the next order was due has passed. */
  isOverdue: z.boolean().optional(),
  /** All of them. */
  tags: z.array(z.string().min(1).max(255).refine(isKeepable)).max(10).optional(),
  /** Those whom a figure counts. */
  behind: behindSchema.optional(),
});
export type Filter = z.infer<typeof filterSchema>;

/**
 * The filter of those who are in both. Of two figures the second one's customers count: the link of
 * a figure names its customers exactly.
 */
export function both(a: Filter, b: Filter): Filter {
  const merged: Filter = { ...a, ...b };
  for (const name of ['minOrders', 'minQuietDays', 'minAlive'] as const) {
    const [x, y] = [a[name], b[name]];
    if (x !== undefined && y !== undefined) merged[name] = Math.max(x, y);
  }
  for (const name of ['maxOrders', 'maxAlive'] as const) {
    const [x, y] = [a[name], b[name]];
    if (x !== undefined && y !== undefined) merged[name] = Math.min(x, y);
  }
  if (a.groups && b.groups) merged.groups = a.groups.filter((one) => b.groups!.includes(one));
  if (a.isOverdue) merged.isOverdue = true;
  if (a.tags && b.tags) merged.tags = [...new Set([...a.tags, ...b.tags])];
  return merged;
}

/** Columns that lists can be sorted by, with their types. */
export const SORTS = {
  value: { column: 'clv_12', type: 'bigint' },
  sales: { column: 'net_sales', type: 'bigint' },
  orders: { column: 'orders', type: 'int' },
  'last-order': { column: 'last_day', type: 'date' },
  alive: { column: 'alive', type: 'real' },
} as const;
export type Sort = keyof typeof SORTS;

/**
 * The WHERE of customer_summary AS s for a filter; `values` gets the parameters. $1 is the shop.
 * `behind`: the customers of the figure that the filter names; needed if it names one.
 */
export function filterSql(
  filter: Filter,
  today: string,
  values: unknown[],
  behind?: readonly number[],
): string {
  assert(!filter.behind || behind, 'who is behind the figure has to be found first');
  const where = ['s.shop_id = $1'];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value !== undefined) where.push(condition(`$${values.push(value)}`));
  };
  add(filter.groups, (p) => `s.rfm_group = ANY(${p}::text[])`);
  add(filter.minOrders, (p) => `s.orders >= ${p}::int`);
  add(filter.maxOrders, (p) => `s.orders <= ${p}::int`);
  add(filter.minQuietDays, (p) => `s.last_day <= '${today}'::date - ${p}::int`);
  add(filter.minAlive, (p) => `s.alive >= ${p}::float8`);
  add(filter.maxAlive, (p) => `s.alive <= ${p}::float8`);
  if (filter.isOverdue) where.push(`s.next_due < '${today}'::date`);
  add(
    filter.tags,
    (p) => `EXISTS (SELECT FROM customer c WHERE c.shop_id = s.shop_id AND c.id = s.customer_id
      AND c.tags @> ${p}::text[])`,
  );
  add(behind && `{${behind.join(',')}}`, (p) => `s.customer_id = ANY(${p}::text::bigint[])`);
  return where.join(' AND ');
}

/** Sorted by value: those who have come back, are slipping away, and would be missed. */
export const AT_RISK_AND_WORTH_MOST = 'at-risk-and-worth-most';

/**
 * Segments that every shop has from the start. `doesForecastTell`: false where there is none, or
 * where it sees no sign of drop-out: nobody's chance of staying says anything then, and the groups
 * by recency are asked instead.
 */
export const builtInSegments = (
  doesForecastTell: boolean,
): readonly { id: string; name: string; filter: Filter }[] => [
  {
    id: AT_RISK_AND_WORTH_MOST,
    name: 'At risk and worth most',
    filter: doesForecastTell
      ? { minOrders: 2, maxAlive: 0.7 }
      : { minOrders: 2, groups: [...GROUPS_AT_RISK] },
  },
  {
    id: 'needs-attention',
    name: 'Needs attention or at risk',
    filter: { groups: ['needs-attention', 'at-risk'] },
  },
  { id: 'champions', name: 'Champions', filter: { groups: ['champions'] } },
  {
    id: 'second-order-due',
    name: 'One order, a second one is due',
    filter: doesForecastTell
      ? { maxOrders: 1, isOverdue: true, minAlive: 0.3 }
      : { maxOrders: 1, groups: ['promising', ...GROUPS_AT_RISK] },
  },
  { id: 'new', name: 'New customers', filter: { groups: ['new', 'promising'] } },
];
