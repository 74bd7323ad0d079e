// What a merchant can choose about the measures, and the benchmarks by industry.
import { daysBetween, type Period } from '../basics/calendar.ts';

export const INDUSTRIES = ['consumer-goods', 'beauty', 'clothing', 'home-goods'] as const;
export type Industry = (typeof INDUSTRIES)[number];

/** Yearly customer retention rates to compare with (product definition, "Benchmarks"). */
export const BENCHMARKS: Record<Industry, number> = {
  'consumer-goods': 0.35,
  beauty: 0.3,
  clothing: 0.25,
  'home-goods': 0.15,
};

/**
 * How far a rate measured over [start, end) lies above the benchmark, in points; null where there
 * is no rate, and where the range is not about a year: only a yearly rate can be held against one.
 */
export function pointsAbove(
  benchmark: number,
  { rate, start, end }: Period & { rate: number | null },
): number | null {
  const days = daysBetween(start, end);
  return rate === null || days < 360 || days > 370 ? null : (rate - benchmark) * 100;
}

export type Settings = {
  industry: Industry | null;
  /** The activity window W in days; null: same as the period. */
  windowDays: number | null;
  /** t of the simple formula: 1, 2 or 3 years. */
  clvYears: 1 | 2 | 3;
  /** Gross margin as a fraction; null: not told, then value is counted in sales. */
  margin: number | null;
  /** Yearly discount rate as a fraction. */
  discountRate: number;
};

export const DEFAULT_SETTINGS: Settings = {
  industry: null,
  windowDays: 365,
  clvYears: 1,
  margin: null,
  discountRate: 0.1,
};
