import { expect, test } from 'vitest';
import { historyStart, planImport, searchText } from './plan-import.ts';

const now = new Date('2026-11-22T12:00:00Z');
const first = new Date('2021-03-05T00:00:00Z');
const ordersOf = (count: number, from: Date | null = null) =>
  planImport({ count, firstCreatedAt: first }, from, now).filter(({ kind }) => kind === 'orders');

test('a small history is one operation without bounds', () => {
  expect(ordersOf(99_999)).toEqual([
    { name: 'orders', kind: 'orders', rangeFrom: null, rangeTo: null },
  ]);
});

test('a large history is cut without gaps or overlaps, open at both ends', () => {
  const parts = ordersOf(1_000_000);
  expect(parts).toHaveLength(10);
  expect(parts[0]!.rangeFrom).toBeNull();
  expect(parts.at(-1)!.rangeTo).toBeNull();
  for (const [at, part] of parts.entries()) {
    if (at > 0) expect(part.rangeFrom).toEqual(parts[at - 1]!.rangeTo);
  }
  expect(new Set(parts.map(({ name }) => name)).size).toBe(10);
});

test('parts have different names however short the history', () => {
  const parts = planImport({ count: 5_000_000, firstCreatedAt: now }, null, now);
  expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
});

test('without read_all_orders it begins sixty days ago', () => {
  const from = historyStart(['read_orders'], now);
  expect(from).toEqual(new Date('2026-09-23T12:00:00Z'));
  expect(historyStart(['read_orders', 'read_all_orders'], now)).toBeNull();
  expect(searchText(from, null)).toBe("created_at:>='2026-09-23T12:00:00Z'");
  expect(ordersOf(10, from)[0]!.rangeFrom).toEqual(from);
});
