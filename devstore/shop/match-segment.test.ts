import { beforeEach, expect, test } from 'vitest';
import { fullNamespace } from '../store/metafields.ts';
import { openStore, type Store } from '../store/store.ts';
import { SegmentSyntaxError, segmentCondition } from './match-segment.ts';
import { blankCustomer } from './person.ts';

const now = '2026-11-22T10:00:00Z';
let store: Store;
beforeEach(() => {
  store = openStore(':memory:', () => Date.parse(now));
  const add = (id: number, given: object) =>
    store.customers.put({ ...blankCustomer(id, now, { email: `${id}@example.com` }), ...given });
  add(1, { ordersCount: 0 });
  add(2, { ordersCount: 3, amountSpent: 9_000, lastOrderAt: '2026-11-01T00:00:00Z' });
  add(3, {
    ordersCount: 12,
    amountSpent: 50_000,
    lastOrderAt: '2026-01-01T00:00:00Z',
    tags: ['VIP'],
  });
  store.metafields.put({
    id: 1,
    ownerType: 'CUSTOMER',
    ownerId: 3,
    namespace: fullNamespace('$app'),
    key: 'points_balance',
    type: 'number_integer',
    value: '90',
    createdAt: now,
    updatedAt: now,
  });
});

const members = (query: string): number[] => {
  const { sql, values } = segmentCondition(store, query);
  return store.customers.where(`${sql} ORDER BY id`, ...values).map(({ id }) => id);
};

test.for([
  ['', [1, 2, 3]],
  ['number_of_orders > 2', [2, 3]],
  ['amount_spent >= 90.00 AND amount_spent < 500', [2]],
  ['number_of_orders BETWEEN 1 AND 5', [2]],
  ["customer_tags CONTAINS 'vip'", [3]],
  ["customer_tags NOT CONTAINS 'vip'", [1, 2]],
  ['last_order_date < -180d', [3]],
  ['last_order_date IS NULL', [1]],
  ['number_of_orders = 0 OR (number_of_orders = 3 AND NOT amount_spent > 100)', [1, 2]],
  ['metafields.$app.points_balance >= 100', []],
  ['metafields.$app.points_balance >= 9', [3]],
] as const)('%s', ([query, expected]) => {
  expect(members(query)).toEqual(expected);
});

test.for([
  'shoe_size > 40',
  'number_of_orders >',
  '(number_of_orders = 1',
  'number_of_orders = 1 1',
])('%s is refused', (query) => {
  expect(() => segmentCondition(store, query)).toThrow(SegmentSyntaxError);
});
