import { expect, test } from 'vitest';
import { findColumns, readRow } from './columns.ts';

const columns = (heading: string) => {
  const found = findColumns(heading.split(','));
  if (!found.ok) throw new Error(found.reason);
  return found.value;
};

test.each([
  ['smile', 'Customer Name,Email,Points Balance,VIP Tier Name,Customer Status', [null, 1, 2, 3]],
  [
    'rivo',
    'Email,Points Balance,Birthdate,VIP Tier,Activation Date,Credits Balance',
    [null, 0, 1, 3],
  ],
  ['yotpo', 'Full Name,First Name,Last Name,Email,Points Balance,Points Spent', [null, 3, 4, null]],
  ['joy', 'Customer Name,VIP Tier Name,Birth Date,Points Balance,Email', [null, 4, 3, 1]],
  ['loyaltylion', 'merchant_id,email,points_approved,loyalty_tier', [0, 1, 2, 3]],
  ['encore', 'customer_id,email,points,tier,status,joined_at', [0, 1, 2, 3]],
  ['other', 'email,points', [null, 0, 1, null]],
] as const)('reads the columns of %s', (source, heading, [customerId, email, points, tier]) => {
  expect(columns(heading)).toEqual({ source, customerId, email, points, tier });
});

test('a heading is found whatever its case, blanks and byte-order mark', () => {
  expect(columns('\uFEFF E-Mail ,POINTS')).toMatchObject({ points: 1 });
  expect(findColumns(['name', 'points'])).toMatchObject({ reason: 'no-person-column' });
  expect(findColumns(['email', 'name'])).toMatchObject({ reason: 'no-points-column' });
});

test('a row says what is wrong with it', () => {
  const wanted = columns('customer_id,email,points,tier');
  const read = (...cells: string[]) => {
    const row = readRow(cells, wanted, 10_000_000n);
    return row.ok ? row.value.points : row.reason;
  };
  expect(read('7', '', '1,250')).toBe(1250n);
  expect(read('gid://shopify/Customer/7', '', '12.00')).toBe(12n);
  expect(read('', 'a@b.c', '')).toBe(0n);
  expect(read('', '', '5')).toBe('nobody-named');
  expect(read('seven', '', '5')).toBe('bad-customer-id');
  expect(read('', 'no address', '5')).toBe('bad-email');
  expect(read('7', '', '12.5')).toBe('bad-points');
  expect(read('7', '', '1e9')).toBe('bad-points');
  expect(read('7', '', '-5')).toBe('negative-points');
  expect(read('7', '', '10000001')).toBe('too-many-points');
  expect(read('7')).toBe(0n);
});
