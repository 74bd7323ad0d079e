// What may happen in a random history of a shop; fast-check draws the steps and makes a failing
// history small.
import * as fc from 'fast-check';
import type { OrderChange } from '../setup/replay-order.ts';

/** How the webhook of a change arrives. What nothing else tells of is never lost. */
export type Arrival = 'now' | 'late' | 'doubled';
export type Delivery = Arrival | 'lost';

export type Step =
  | {
      do: 'place';
      customer: number | null;
      units: number[];
      tax: 'none' | 'on-top' | 'inside';
      delivery: Delivery;
    }
  | { do: 'change'; order: number; change: OrderChange; delivery: Delivery }
  | { do: 'delete'; order: number; delivery: Delivery }
  | {
      do: 'customer' | 'product' | 'delete-customer' | 'delete-product';
      at: number;
      delivery: Delivery;
    }
  /** `isUntold` tells whether Shopify names the customer no more in the orders. */
  | { do: 'redact'; at: number; isUntold: boolean; arrival: Arrival }
  /** `isSeen` tells whether the orders that go over are marked as changed. */
  | { do: 'merge'; from: number; into: number; isSeen: boolean; delivery: Delivery }
  /** A second worker reads an object now and writes it only at the end of the history. */
  | { do: 'read-slowly'; kind: 'order' | 'customer'; at: number }
  | { do: 'begin-import'; cause: 'again' | 'scope' }
  | { do: 'work' | 'deliver-late' | 'reconcile' | 'step-import' | 'census' | 'all-at-once' };

/** Customers and products have few places, so that the same ones meet often. */
export const PLACES = 3;

const index = fc.nat(9);
const place = fc.nat(PLACES - 1);
const arrival = fc.constantFrom<Arrival>('now', 'now', 'late', 'doubled');
const delivery = fc.constantFrom<Delivery>('now', 'now', 'late', 'lost', 'doubled');
const change: fc.Arbitrary<OrderChange> = fc.oneof(
  fc.record({ kind: fc.constantFrom('pay', 'pay', 'cancel', 'tag') }),
  fc.record({ kind: fc.constantFrom('edit', 'refund-line'), line: fc.nat(2) }),
  fc.record({ kind: fc.constant('move' as const), customer: place }),
  fc.record({
    kind: fc.constant('refund-shipping' as const),
    cents: fc.integer({ min: 1, max: 500 }),
  }),
  fc.record({
    kind: fc.constant('refund-amount' as const),
    cents: fc.integer({ min: 1, max: 500 }),
    gateway: fc.constantFrom('bogus', 'shopify_store_credit'),
  }),
);

const placing = fc.record({
  do: fc.constant('place' as const),
  customer: fc.option(place),
  units: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 3 }),
  tax: fc.constantFrom('none', 'on-top', 'inside'),
  delivery,
});

const STEPS: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 8, arbitrary: placing },
  {
    weight: 14,
    arbitrary: fc.record({ do: fc.constant('change' as const), order: index, change, delivery }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('delete' as const), order: index, delivery }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('customer', 'customer', 'product', 'delete-customer', 'delete-product'),
      at: place,
      delivery,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('redact' as const),
      at: place,
      isUntold: fc.boolean(),
      arrival,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('merge' as const),
      from: place,
      into: place,
      isSeen: fc.boolean(),
      delivery,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('read-slowly' as const),
      kind: fc.constantFrom('order', 'order', 'customer'),
      at: index,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('begin-import' as const),
      cause: fc.constantFrom('again', 'again', 'scope'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('step-import' as const) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom('work', 'work', 'work', 'deliver-late', 'reconcile', 'all-at-once'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('census' as const) }) },
];

/** Histories of 4 to 30 steps. */
export const histories: fc.Arbitrary<Step[]> = fc.array(fc.oneof(...STEPS), {
  minLength: 4,
  maxLength: 30,
});
