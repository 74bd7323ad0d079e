// Whom a filter holds, and which of them come first in a list: told from the columns of a bucket.
import { type Day, numberOfDay } from '../../basics/calendar.ts';
import type { Figure, Figures } from '../history/figures.ts';
import { RFM_GROUPS } from '../rfm.ts';
import type { Filter, Sort } from './filter.ts';

/** What lists are sorted by. */
export const SORT_FIGURES = {
  value: 'worth',
  sales: 'net_sales',
  orders: 'purchases',
  'last-order': 'last_order',
  alive: 'alive',
} as const satisfies Record<Sort, Figure>;

type Test = { figure: Figure; holds: (value: number) => boolean };

/**
 * The conditions of a filter on figures, as filterSql has them. Tags, and the customers behind a
 * figure, are not among them.
 */
export function testsOf(filter: Filter, today: Day): Test[] {
  const now = numberOfDay(today);
  const { groups, minOrders, maxOrders, minQuietDays, minAlive, maxAlive, isOverdue } = filter;
  const tests: Test[] = [];
  const add = (figure: Figure, holds: (value: number) => boolean) => tests.push({ figure, holds });
  if (groups) {
    const isAsked = RFM_GROUPS.map((group) => groups.includes(group));
    add('rfm', (place) => isAsked[place]!);
  }
  if (minOrders !== undefined) add('purchases', (orders) => orders >= minOrders);
  if (maxOrders !== undefined) add('purchases', (orders) => orders <= maxOrders);
  if (minQuietDays !== undefined) add('last_order', (day) => day <= now - minQuietDays);
  // A chance that nobody has is NaN, which is neither above nor below anything.
  if (minAlive !== undefined) add('alive', (alive) => alive >= minAlive);
  if (maxAlive !== undefined) add('alive', (alive) => alive <= maxAlive);
  if (isOverdue) add('next_due', (day) => day < now);
  return tests;
}

/** The places in the bucket of those for whom all tests hold; null where a figure is not stored. */
export function placesWhere(
  tests: readonly Test[],
  figures: Figures,
  customers: number,
  isCounted: ((customer: number) => boolean) | null,
): Uint32Array | null {
  const places = new Uint32Array(customers);
  let count = customers;
  for (let i = 0; i < customers; i++) places[i] = i;
  for (const { figure, holds } of tests) {
    const values = figures[figure];
    if (!values) return null;
    const among = count;
    count = 0;
    for (let i = 0; i < among; i++) {
      const place = places[i]!;
      if (holds(values[place]!)) places[count++] = place;
    }
  }
  if (isCounted) {
    const among = count;
    count = 0;
    for (let i = 0; i < among; i++) {
      const place = places[i]!;
      if (isCounted(place)) places[count++] = place;
    }
  }
  return places.subarray(0, count);
}

/** Where a list's page begins: behind the customer with this key and number. */
export type Beyond = { key: number; id: number };

/** The first customers of a list that is sorted by a key, and within equal keys by number. */
export class FirstOnes {
  readonly #limit: number;
  readonly #sign: 1 | -1;
  readonly #beyond: Beyond | null;
  /** In the order of the list. */
  readonly #found: Beyond[] = [];

  constructor(limit: number, isUp: boolean, beyond: Beyond | null) {
    this.#limit = limit;
    this.#sign = isUp ? 1 : -1;
    this.#beyond = beyond;
  }

  add(key: number, id: number): void {
    const last = this.#found[this.#limit - 1];
    if (last && this.#compare(key, id, last) > 0) return;
    if (this.#beyond && this.#compare(key, id, this.#beyond) <= 0) return;
    let at = this.#found.length;
    while (at > 0 && this.#compare(key, id, this.#found[at - 1]!) < 0) at--;
    this.#found.splice(at, 0, { key, id });
    if (this.#found.length > this.#limit) this.#found.pop();
  }

  #compare(key: number, id: number, other: Beyond): number {
    return (key - other.key || id - other.id) * this.#sign;
  }

  get ids(): number[] {
    return this.#found.map(({ id }) => id);
  }
}
