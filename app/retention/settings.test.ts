import { describe, expect, it } from 'vitest';
import { BENCHMARKS, pointsAbove } from './settings.ts';

describe('a benchmark', () => {
  const rate = 0.4;

  it('is compared with the rate of a year', () => {
    const year = { start: '2025-11-22', end: '2026-11-22', rate };
    expect(pointsAbove(BENCHMARKS.beauty, year)).toBeCloseTo(10, 9);
    const leapYear = { start: '2024-01-01', end: '2025-01-01', rate: 0.1 };
    expect(pointsAbove(BENCHMARKS.clothing, leapYear)).toBeCloseTo(-15, 9);
  });

  it('is not held against the rate of another time, which is higher the shorter it is', () => {
    for (const start of ['2026-10-23', '2026-08-22', '2024-11-22']) {
      expect(pointsAbove(BENCHMARKS.beauty, { start, end: '2026-11-22', rate })).toBeNull();
    }
    const unknown = { start: '2025-11-22', end: '2026-11-22', rate: null };
    expect(pointsAbove(BENCHMARKS.beauty, unknown)).toBeNull();
  });
});
