import { expect, test } from 'vitest';
import { shopCalendar } from '../../expiry/lot-dates.ts';
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
  expect(columns(heading)).toMatchObject({ source, customerId, email, points, tier });
});

test('a heading is found whatever its case, blanks and byte-order mark', () => {
  expect(columns('\uFEFF E-Mail ,POINTS')).toMatchObject({ points: 1 });
  expect(findColumns(['name', 'points'])).toMatchObject({ reason: 'no-person-column' });
  expect(findColumns(['email', 'name'])).toMatchObject({ reason: 'no-points-column' });
});

const calendar = shopCalendar('America/New_York');

test('a row says what is wrong with it', () => {
  const wanted = columns('customer_id,email,points,tier');
  const read = (...cells: string[]) => {
    const row = readRow(cells, wanted, 10_000_000n, calendar);
    return row.ok ? row.value.points : row.reason;
  };
  expect(read('7', '', '1,250')).toBe(1250n);
  expect(read('gid://shopify/Customer/7', '', '12.00')).toBe(12n);
  expect(read('', 'a@b.c', '')).toBe(0n);
  expect(read('', '', '5')).toBe('nobody-named');
  expect(read('seven', '', '5')).toBe('bad-customer-id');
  expect(read('9999999999999999999', '', '5')).toBe('bad-customer-id');
  expect(read('0', '', '5')).toBe('bad-customer-id');
  // An id of the other programme's own: the address says who it is.
  expect(read('cus_12ab', 'a@b.c', '5')).toBe(5n);
  expect(read('', 'no address', '5')).toBe('bad-email');
  expect(read('7', '', '12.5')).toBe('bad-points');
  expect(read('7', '', '1e9')).toBe('bad-points');
  expect(read('7', '', '-5')).toBe('negative-points');
  expect(read('7', '', '10000001')).toBe('too-many-points');
  expect(read('7')).toBe(0n);
});

test('a row says who is shut out, since when somebody is a member, and the birthday', () => {
  const wanted = columns('customer_id,points,status,joined_at,Birthdate');
  const read = (...cells: string[]) => {
    const row = readRow(['7', '5', ...cells], wanted, 10n, calendar);
    return row.ok && [row.value.isBlocked, row.value.joinedAt?.toISOString(), row.value.birthday];
  };
  const joined = '2024-05-31T08:00:00.000Z';
  expect(read('blocked', joined, '1990-02-29')).toEqual([true, joined, { month: 2, day: 29 }]);
  // A day is one of the shop's, and so is an instant without a zone.
  for (const text of ['2024-05-31', '2024-05-31 10:00', '2024-05-31T10:00:00']) {
    expect(read('Member', text, '05/31/1990')).toEqual([
      ...[false, '2024-05-31T04:00:00.000Z', { month: 5, day: 31 }],
    ]);
  }
  const withZone = ['2024-05-31T10:00+02:00', '2024-05-31 08:00:00 UTC', '2024-05-31 10:00 +0200'];
  for (const text of withZone) expect(read('', text, '')).toEqual([false, joined, null]);
  for (const none of [
    '',
    '31.5.2024',
    '0000-00-00',
    '0000-01-01',
    '2024-13-01',
    '2024-02-30',
    '13/13',
  ]) {
    expect(read('', none, none)).toEqual([false, undefined, null]);
  }
});
