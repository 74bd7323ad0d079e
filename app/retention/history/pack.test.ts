import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, Gathering, sliceOf } from './gather.ts';
import { type CustomerOrders, customerAt, historiesOf } from './histories.ts';
import { packHistories, unpackHistories } from './pack.ts';

const customers: fc.Arbitrary<CustomerOrders[]> = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    orders: fc.array(
      fc.record({
        day: fc.integer({ min: -20_000, max: 60_000 }),
        amount: fc.integer({ min: -1_000_000, max: 2 ** 50 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    firsts: fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 4, maxLength: 4 }),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
);

describe('packed histories', () => {
  it('come back as they were, also from the middle of another buffer', () => {
    fc.assert(
      fc.property(customers, (given) => {
        const histories = historiesOf(given);
        const packed = packHistories(histories);
        const shifted = (bytes: Uint8Array) =>
          Buffer.concat([Buffer.alloc(3), bytes]).subarray(3) as Uint8Array;
        const back = unpackHistories({
          ...packed,
          ids: shifted(packed.ids),
          days: shifted(packed.days),
          amounts: shifted(packed.amounts),
          firsts: shifted(packed.firsts),
        });
        expect(back).toEqual(histories);
      }),
      { seed: 4 },
    );
  });

  it('refuse amounts that are no whole numbers', () => {
    const broken = historiesOf([{ id: 1, orders: [{ day: 1, amount: 0.5 }] }]);
    expect(() => packHistories(broken)).toThrow('cannot be packed');
  });
});

describe('gathering', () => {
  it('ends in the same columns as putting customers in one by one', () => {
    fc.assert(
      fc.property(customers, fc.constantFrom(1, 4, 16), (given, buckets) => {
        const gathering = new Gathering();
        const rows = given.flatMap(({ id, orders }) => orders.map((order) => ({ id, ...order })));
        for (const { id, day, amount } of rows.reverse()) gathering.add(id, day, amount, day, 1);
        const { histories, from } = gathering.histories(buckets);
        for (let b = 0; b < buckets; b++) {
          const members = given.filter(({ id }) => bucketOf(id, buckets) === b);
          const expected = historiesOf(members.sort((p, q) => p.id - q.id));
          const slice = sliceOf(histories, from[b]!, from[b + 1]!);
          expect(slice.ids).toEqual(expected.ids);
          expect(slice.days).toEqual(expected.days);
          expect(slice.amounts).toEqual(expected.amounts);
        }
      }),
      { seed: 4 },
    );
  });

  it('grows past its first size', () => {
    const gathering = new Gathering();
    for (let i = 0; i < 30_000; i++)
      gathering.add(1 + (i % 7001), i % 900, i, Math.floor(i / 10_000), 50_000 - i);
    expect([gathering.customers, gathering.orders]).toEqual([7001, 30_000]);
    // Customer 1 ordered at the instants 0, 0, 1, 2 and 2; of equal ones the smaller number is
    // first.
    expect(gathering.firstOrders()[0]).toBe(50_000 - 7001);
    const { histories } = gathering.histories(8);
    expect(customerAt(histories, histories.ids.indexOf(1)).orders).toHaveLength(5);
  });
});
