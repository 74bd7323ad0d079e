import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CustomerOrders, historiesOf } from './histories.ts';
import { packHistories, unpackHistories } from './pack.ts';

const customers: fc.Arbitrary<CustomerOrders[]> = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    orders: fc.array(
      fc.record({
        // Some buckets span more than two bytes of days.
        day: fc.oneof(
          fc.integer({ min: -20_000, max: 45_000 }),
          fc.integer({ min: -800_000, max: 3_000_000 }),
        ),
        amount: fc.integer({ min: -1_000_000, max: 2 ** 52 - 1 }),
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
        const histories = historiesOf(given.toSorted((a, b) => a.id - b.id));
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
