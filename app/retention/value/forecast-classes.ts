// Classes of customers on the forecast check: by repeat purchases before the part held out, and by
// tenths from the most to the least promising.
import type { Customers } from './customers.ts';
import type { ForecastCheck } from './forecast-check.ts';
import { orderPredictor } from './predictor.ts';

/** Customers with this many repeat orders or more are shown together. */
const MOST_FREQUENT = 7;
const TENTHS = 10;

const frequencyOf = ({ x }: Customers, i: number) => Math.min(x[i]!, MOST_FREQUENT);

export type FrequencyClass = { x: number; customers: number; actual: number; predicted: number };

/** Purchases a customer in the part held out, by repeat purchases before it. */
export function byFrequency(
  customers: Customers,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): FrequencyClass[] {
  const classes = Array.from({ length: MOST_FREQUENT + 1 }, (_, x) => ({
    x,
    customers: 0,
    actual: 0,
    predicted: 0,
  }));
  for (let i = 0; i < customers.count; i++) {
    const group = classes[frequencyOf(customers, i)]!;
    group.customers++;
    group.actual += actual[i]!;
    group.predicted += predicted[i]!;
  }
  return classes.map((group) => ({
    ...group,
    actual: group.customers === 0 ? 0 : group.actual / group.customers,
    predicted: group.customers === 0 ? 0 : group.predicted / group.customers,
  }));
}

/** What a customer's place among the others, from the most to the least promising, follows from. */
type Rank = { predicted: number; id: number };
const isBefore = (a: Rank, b: Rank) =>
  a.predicted > b.predicted || (a.predicted === b.predicted && a.id < b.id);

export type Tenth = {
  customers: number;
  /** Sums. */
  actual: number;
  predicted: number;
  /** The least promising of them. */
  last: Rank;
};

/** Purchases of each tenth of the customers in the part held out, the most promising first. */
export function byTenth(
  { ids, count }: Customers,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): Tenth[] {
  const rankOf = (i: number) => ({ predicted: predicted[i]!, id: ids[i]! });
  const order = new Uint32Array(count)
    .map((_, i) => i)
    .sort((a, b) => predicted[b]! - predicted[a]! || ids[a]! - ids[b]!);
  const tenths = Math.min(TENTHS, count);
  return Array.from({ length: tenths }, (_, tenth) => {
    const members = order.subarray(
      Math.floor((count * tenth) / tenths),
      Math.floor((count * (tenth + 1)) / tenths),
    );
    const sum = (of: ArrayLike<number>) => members.reduce((total, i) => total + of[i]!, 0);
    return {
      customers: members.length,
      actual: sum(actual),
      predicted: sum(predicted),
      last: rankOf(members.at(-1)!),
    };
  });
}

/** Finds the place of a customer's class on a check; needs the customers as of its split. */
export function classFinder(
  by: 'frequency' | 'tenth',
  { split, candidates, chosen, byDecile }: ForecastCheck,
): (customers: Customers, i: number) => number {
  if (by === 'frequency') return frequencyOf;
  const predict = orderPredictor(candidates.fits[chosen]!.model, split.end - split.split);
  return (customers, i) => {
    const own = { predicted: predict(customers, i), id: customers.ids[i]! };
    return byDecile.findIndex(({ last }) => !isBefore(last, own));
  };
}
