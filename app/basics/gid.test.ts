import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { gidOf, idOfGid, idOfText, LARGEST_ID, typeOfGid } from './gid.ts';

test('takes global ids apart and puts them together', () => {
  expect(idOfGid('gid://shopify/Order/5123')).toBe(5123n);
  expect(idOfGid('gid://shopify/InventoryLevel/7?inventory_item_id=9')).toBe(7n);
  expect(typeOfGid('gid://shopify/Order/5123')).toBe('Order');
  expect(gidOf('Order', 5123n)).toBe('gid://shopify/Order/5123');
});

test('refuses what is not a Shopify id', () => {
  for (const text of ['', '5123', 'gid://other/Order/1', 'gid://shopify/Order/x']) {
    expect(() => idOfGid(text)).toThrow(TypeError);
    expect(typeOfGid(text)).toBeNull();
  }
});

test('reads numbers of Shopify that the database can keep, and no others', () => {
  expect(idOfText('5123')).toBe(5123n);
  expect(idOfText('gid://shopify/Order/5123')).toBe(5123n);
  expect(idOfText('9223372036854775807')).toBe(LARGEST_ID);
  for (const text of ['', '0', '-1', 'x', '9223372036854775808', '99999999999999999999']) {
    expect(idOfText(text)).toBeNull();
  }
});

test('equal values have equal canonical texts whatever the order of their keys', () => {
  expect(canonicalJson({ b: 1n, a: { d: [2, 1], c: null } })).toBe(
    '{"a":{"c":null,"d":[2,1]},"b":"1"}',
  );
  expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
});

test('dates keep their instant in canonical text', () => {
  expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});
