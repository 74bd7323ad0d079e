import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastError } from './forecast-error.ts';
import { Histogram } from './histogram.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { minimise } from './minimise.ts';

describe('Kaplan-Meier', () => {
  it('matches the leukaemia remissions of Freireich et al. (1963), 6-MP group', () => {
    // Weeks; Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, table 1.
    const events = countsOf([6, 6, 6, 7, 10, 13, 16, 22, 23]);
    const censored = countsOf([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
    const points = kaplanMeier(events, censored);
    expect(points.map(({ day, atRisk }) => [day, atRisk])).toEqual([
      [6, 21],
      [7, 17],
      [10, 15],
      [13, 12],
      [16, 11],
      [22, 7],
      [23, 6],
    ]);
    const survivals = points.map(({ survival }) => survival.toFixed(4));
    expect(survivals).toEqual([
      '0.8571',
      '0.8067',
      '0.7529',
      '0.6902',
      '0.6275',
      '0.5378',
      '0.4482',
    ]);
    expect(points[0]!.standardError).toBeCloseTo(0.0764, 4);
    expect(points.at(-1)!.standardError).toBeCloseTo(0.1346, 4);
  });

  it('is the plain share where nobody is censored', () => {
    const points = kaplanMeier([0, 1, 2, 1], []);
    expect(points.map(({ survival }) => survival)).toEqual([0.75, 0.25, 0]);
    expect(points.at(-1)!.standardError).toBe(0);
  });
});

describe('a histogram', () => {
  it('has the median and the quartiles of the values themselves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0, 0.25, 0.5, 0.75, 1),
        (values, share) => {
          const histogram = new Histogram();
          for (const value of values) histogram.add(value);
          const sorted = [...values].sort((a, b) => a - b);
          const place = share * (sorted.length - 1);
          const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
          expect(histogram.quantile(share)).toBeCloseTo(low + (place % 1) * (high - low), 9);
        },
      ),
      { seed: 4 },
    );
    expect(new Histogram().quantile(0.5)).toBeNull();
  });
});

describe('errors of a forecast', () => {
  it('are what the definitions say', () => {
    const error = forecastError([1, 2, 3, 4], [1, 1, 3, 5], 4);
    expect(error).toEqual({
      predicted: 10,
      actual: 10,
      rmse: Math.sqrt(0.5),
      mae: 0.5,
      bias: 0,
      correlation: 7 / Math.sqrt(5 * 11),
    });
  });

  it('are undefined, not infinite, where nothing came', () => {
    expect(forecastError([1, 1], [0, 0], 2)).toMatchObject({ bias: null, correlation: null });
  });
});

describe('the minimiser', () => {
  it('finds the bottom of Rosenbrock’s valley and its curvature', () => {
    const found = minimise(
      ([x, y], gradient) => {
        gradient[0] = -2 * (1 - x!) - 400 * x! * (y! - x! ** 2);
        gradient[1] = 200 * (y! - x! ** 2);
        return (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2;
      },
      [-1.2, 1],
    );
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 8);
    expect(found.at[1]).toBeCloseTo(1, 8);
    // The inverse of [[802, −400], [−400, 200]]; its condition of 2500 magnifies the differences.
    expect(found.inverseHessian![0]![0]! / 0.5).toBeCloseTo(1, 1);
    expect(found.inverseHessian![1]![1]! / 2.005).toBeCloseTo(1, 1);
  });
});

function countsOf(values: readonly number[]): number[] {
  const counts = Array<number>(Math.max(...values) + 1).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
}
