import { expect, test } from 'vitest';
import { grantSame, withImplied } from './scopes.ts';

test('who may write may read', () => {
  expect(withImplied(['write_customers', 'read_orders', 'read_orders'])).toEqual([
    'write_customers',
    'read_orders',
    'read_customers',
  ]);
  expect(withImplied(['unauthenticated_write_checkouts'])).toContain(
    'unauthenticated_read_checkouts',
  );
  expect(grantSame(['write_customers'], ['read_customers', 'write_customers'])).toBe(true);
  expect(grantSame(['write_customers'], ['read_customers'])).toBe(false);
});
