import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET_CUSTOMERS, BucketBuilder, type BuiltBucket, splitBucket } from './buckets.ts';
import { type CustomerOrders, customerAt, historiesOf } from './histories.ts';

type Order = { id: number; day: number; amount: number };

/** Orders as the database hands them out: by customer, then by day. */
const orders: fc.Arbitrary<Order[]> = fc
  .array(
    fc.record({
      id: fc.integer({ min: 1, max: 1500 }),
      day: fc.integer({ min: -10, max: 10 }),
      amount: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 3000, size: 'max' },
  )
  .map((all) => all.sort((p, q) => p.id - q.id || p.day - q.day));

function build(given: readonly Order[], bounds: readonly number[]) {
  const built: BuiltBucket[] = [];
  const builder = new BucketBuilder(bounds, (bucket) => built.push(structuredClone(bucket)));
  const firsts: number[] = [];
  for (const [at, { id, day, amount }] of given.entries()) {
    if (builder.add(id, day, amount)) {
      builder.setFirstOrder(at);
      firsts.push(at);
      builder.setFirst(1, id);
    }
  }
  builder.end();
  return { built, firsts };
}

describe('buckets', () => {
  it('hold every customer once, in the columns that putting them in one by one gives', () => {
    fc.assert(
      fc.property(
        orders,
        fc.uniqueArray(fc.integer({ min: 1, max: 1500 }), { maxLength: 6 }),
        (given, cuts) => {
          const bounds = [0, ...cuts].sort((p, q) => p - q);
          const { built, firsts } = build(given, bounds);
          const byId = Map.groupBy(given, ({ id }) => id);
          const members = built.flatMap(({ histories }) =>
            Array.from(histories.ids, (_, i) => customerAt(histories, i)),
          );
          const expected: CustomerOrders[] = [...byId].map(([id, own]) => ({
            id,
            orders: own.map(({ day, amount }) => ({ day, amount })),
            firsts: [0, id, 0, 0],
          }));
          expect(historiesOf(members)).toEqual(historiesOf(expected));
          const amounts = built.flatMap(({ histories }) => [...histories.amounts]);
          expect(amounts).toEqual([...historiesOf(expected).amounts]);
          expect(built.flatMap(({ firstOrders }) => [...firstOrders])).toEqual(firsts);
          for (const [i, { from, histories }] of built.entries()) {
            const until = built[i + 1]?.from ?? Number.POSITIVE_INFINITY;
            expect(histories.ids.length).toBeLessThanOrEqual(BUCKET_CUSTOMERS);
            expect(histories.ids.every((id) => id >= from && id < until)).toBe(true);
            // Where buckets were is where they are: nobody crosses a bound.
            expect(bounds.some((bound) => bound > from && bound < histories.ids.at(-1)!)).toBe(
              false,
            );
          }
        },
      ),
      { seed: 4, numRuns: 60 },
    );
  });

  it('split into halves when they are full, and are built again where they were cut', () => {
    const customers = Array.from({ length: BUCKET_CUSTOMERS * 2 + 1 }, (_, i) => ({
      id: i + 10,
      orders: [{ day: i, amount: 1 }],
    }));
    const parts = splitBucket(0, customers);
    expect(parts.map((part) => part.customers.length)).toEqual([512, 256, 257]);
    const given = customers.map(({ id }, i) => ({ id, day: i, amount: 1 }));
    const { built } = build(
      given,
      parts.map(({ from }) => from),
    );
    expect(built.map(({ from, histories }) => [from, histories.ids.length])).toEqual(
      parts.map((part) => [part.from, part.customers.length]),
    );
  });
});
