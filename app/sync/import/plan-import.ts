// How a history is cut into bulk operations that run side by side.
import type { HeldType } from '../withheld.ts';

/** The orders of a shop. */
export type History = { count: number; firstCreatedAt: Date | null };

export type PlannedPart = {
  name: string;
  kind: 'orders' | 'customers' | 'products' | 'census' | 'customer-census' | 'product-census';
  /** Orders created in [rangeFrom, rangeTo); null: without a bound. */
  rangeFrom: Date | null;
  rangeTo: Date | null;
};

/** The type of a part's objects, if some of it may be withheld. */
export function heldTypeOf(kind: PlannedPart['kind']): HeldType | null {
  if (kind === 'customers') return 'Customer';
  return kind === 'orders' ? 'Order' : null;
}

/** Without read_all_orders Shopify gives the orders of so many days. */
export const LIMITED_DAYS = 60;
/** Below this a second operation costs more than it saves. */
const ORDERS_A_PART = 100_000;
const MOST_PARTS = 24;
const DAY_MS = 86_400_000;

/** The first instant of the history that may be read; null if all of it may. */
export function historyStart(scopes: readonly string[], now: Date): Date | null {
  return scopes.includes('read_all_orders')
    ? null
    : new Date(now.getTime() - LIMITED_DAYS * DAY_MS);
}

/**
 * The parts of an import: products, customers, and the orders cut by the day of their creation.
 * The first and the last part of the orders have no bound, so nothing falls between the counting
 * and the reading.
 */
export function planImport(orders: History, historyFrom: Date | null, now: Date): PlannedPart[] {
  const others: PlannedPart[] = [
    { name: 'products', kind: 'products', rangeFrom: null, rangeTo: null },
    { name: 'customers', kind: 'customers', rangeFrom: null, rangeTo: null },
  ];
  const first = orders.firstCreatedAt ?? now;
  const start = historyFrom && historyFrom > first ? historyFrom : first;
  const count = Math.min(MOST_PARTS, Math.max(1, Math.ceil(orders.count / ORDERS_A_PART)));
  const bounds = Array.from({ length: count - 1 }, (_, at) => cut(start, now, (at + 1) / count));
  const edges = [historyFrom, ...new Set(bounds.map((bound) => bound.getTime())), null];
  const parts = edges.slice(0, -1).map((from, at): PlannedPart => {
    const rangeFrom = typeof from === 'number' ? new Date(from) : from;
    const to = edges[at + 1];
    const rangeTo = typeof to === 'number' ? new Date(to) : null;
    const name = rangeFrom && at > 0 ? `orders/${rangeFrom.toISOString().slice(0, 10)}` : 'orders';
    return { name, kind: 'orders', rangeFrom, rangeTo };
  });
  return [...others, ...parts];
}

/**
 * The beginning of the UTC day that lies at `share` of the way: two parts never begin on one day.
 */
function cut(start: Date, end: Date, share: number): Date {
  const at = start.getTime() + (end.getTime() - start.getTime()) * share;
  return new Date(Math.floor(at / DAY_MS) * DAY_MS);
}

/** The nightly comparison: a small file of each kind. */
export const planCensus = (historyFrom: Date | null): PlannedPart[] => [
  { name: 'census', kind: 'census', rangeFrom: historyFrom, rangeTo: null },
  { name: 'census/customers', kind: 'customer-census', rangeFrom: null, rangeTo: null },
  { name: 'census/products', kind: 'product-census', rangeFrom: null, rangeTo: null },
];

/** Shopify's search text for the orders of a part. */
export function searchText(from: Date | null, to: Date | null): string {
  const instant = (date: Date) => `'${date.toISOString().slice(0, 19)}Z'`;
  return [
    ...(from ? [`created_at:>=${instant(from)}`] : []),
    ...(to ? [`created_at:<${instant(to)}`] : []),
  ].join(' AND ');
}
