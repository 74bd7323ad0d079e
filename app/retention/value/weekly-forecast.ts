// Purchases that a model expects of a shop's customers week by week: before the split, where it
// learnt, and after it, where it is held against what came.
import {
  expectedIfAlive,
  expectedOrders,
  type PurchaseModel,
  probabilityAlive,
} from '../../stats/purchase-model.ts';
import { ageOf, type Customers, lastAgeOf } from './customers.ts';
import type { Split } from './forecast-check.ts';

/** So many weeks without a repeat purchase are told before the first one at most. */
const LEAD_WEEKS = 26;

/**
 * How many weeks before the split are told: from the first customer on. `seen`: from the first
 * repeat purchase on. One order of long ago does not add years without anything.
 */
export function weeksToTell(
  { firstDay, count }: Customers,
  { split }: Split,
  seen: number,
): number {
  const oldest = firstDay.subarray(0, count).reduce((a, b) => Math.min(a, b), split);
  return Math.min(Math.ceil((split - oldest) / 7), seen + LEAD_WEEKS);
}

/**
 * Repeat purchases in each of the `weeks` weeks before the split, oldest first; the first one holds
 * what lies before it too. Nothing is known of a customer here but the day of the first purchase
 * (Fader, Hardie and Lee 2005, figure 4).
 */
export function weeklyFit(
  model: PurchaseModel,
  customers: Customers,
  { split }: Split,
  weeks: number,
): number[] {
  const { firstDay, count } = customers;
  const oldest = firstDay.subarray(0, count).reduce((a, b) => Math.min(a, b), split);
  const arrivals = new Float64Array(split - oldest);
  for (let i = 0; i < count; i++) arrivals[firstDay[i]! - oldest]!++;
  // By age in days: what every new customer is expected to have bought again.
  const expected = arrivals.map((_, age) => expectedOrders(model, 0, 0, 0, age));
  let before = 0;
  return Array.from({ length: weeks }, (_, week) => {
    const lastDay = split - 1 - (weeks - 1 - week) * 7;
    let sum = 0;
    for (let day = oldest; day < lastDay; day++) {
      sum += arrivals[day - oldest]! * expected[lastDay - day]!;
    }
    const fresh = sum - before;
    before = sum;
    return fresh;
  });
}

/**
 * Purchases in each week after the split, given everything seen before it; the last week may be
 * shorter.
 */
export function weeklyForecast(model: PurchaseModel, customers: Customers, split: Split): number[] {
  // Customers with equal x and age differ only in how likely they are alive.
  const alive = new Map<number, number>();
  for (let i = 0; i < customers.count; i++) {
    const age = ageOf(customers, i);
    const key = customers.x[i]! * 65_536 + age;
    const chance = probabilityAlive(model, customers.x[i]!, lastAgeOf(customers, i), age);
    alive.set(key, (alive.get(key) ?? 0) + chance);
  }
  const days = split.end - split.split;
  const weeks: number[] = [];
  let before = 0;
  for (let end = 7; end < days + 7; end += 7) {
    let sum = 0;
    for (const [key, chance] of alive) {
      const x = Math.floor(key / 65_536);
      sum += chance * expectedIfAlive(model, x, key % 65_536, Math.min(end, days));
    }
    weeks.push(sum - before);
    before = sum;
  }
  return weeks;
}
