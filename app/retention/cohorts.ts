// The cohort table: what became of the customers whose first counted order lies in one period.
import { addUnits, type Day, type Unit } from '../basics/calendar.ts';
import type { CohortCell } from './history/cohort-cells.ts';

export const COHORT_VIEWS = ['returning', 'repurchase', 'orders', 'netSales'] as const;
export type CohortView = (typeof COHORT_VIEWS)[number];

export type CohortRow = {
  /** First day of the cohort's period. */
  cohort: Day;
  /** Customers of the cohort. */
  size: number;
  /** By age in periods, the cohort's own first: customers with an order in the period. */
  active: number[];
  /** Customers with two or more orders by the end of the period. */
  repurchased: number[];
  /** Orders in the period, and net sales in minor units. */
  orders: number[];
  netSales: number[];
  /** Ages below this have ended; a later cell is unfinished and never shown as a fall. */
  finishedAges: number;
};

/**
 * Rows of the cohorts that somebody belongs to, up to the one that `asOf` lies in. `asOf` is the
 * day whose start the figures hold for; ages reach to the period that the day before lies in.
 */
export function cohortRows(cells: readonly CohortCell[], unit: Unit, asOf: Day): CohortRow[] {
  const byCohort = Map.groupBy(cells, ({ cohort }) => cohort);
  const first = cells.reduce<Day | null>(
    (day, { cohort }) => (day && day <= cohort ? day : cohort),
    null,
  );
  if (first === null || first >= asOf) return [];
  const starts = [first];
  while (starts.at(-1)! < asOf) starts.push(addUnits(starts.at(-1)!, unit, 1));
  // The last start is the end of the period that asOf's eve lies in.
  const lastEnded = starts.at(-1)! <= asOf;
  const periods = starts.length - 1;
  return starts.slice(0, periods).flatMap((cohort, index) => {
    const own = byCohort.get(cohort);
    const ages = periods - index;
    return own ? [cohortRow(cohort, own, ages, lastEnded ? ages : ages - 1)] : [];
  });
}

function cohortRow(
  cohort: Day,
  cells: readonly CohortCell[],
  ages: number,
  finishedAges: number,
): CohortRow {
  const byAge = new Map(cells.map((cell) => [cell.age, cell]));
  const of = (column: 'active' | 'orders' | 'netSales') =>
    Array.from({ length: ages }, (_, age) => byAge.get(age)?.[column] ?? 0);
  let repurchased = 0;
  return {
    cohort,
    size: byAge.get(0)?.active ?? 0,
    active: of('active'),
    repurchased: Array.from({ length: ages }, (_, age) => {
      repurchased += byAge.get(age)?.repurchased ?? 0;
      return repurchased;
    }),
    orders: of('orders'),
    netSales: of('netSales'),
    finishedAges,
  };
}

/**
 * The figure of each age in a view. Rates are fractions of the cohort; `orders` and `netSales` are
 * cumulative per customer (net sales in minor units, not rounded). Null for a cohort without
 * customers.
 */
export function cohortFigures(row: CohortRow, view: CohortView): (number | null)[] {
  if (row.size === 0) return row.active.map(() => null);
  if (view === 'returning') return row.active.map((count) => count / row.size);
  if (view === 'repurchase') return row.repurchased.map((count) => count / row.size);
  let sum = 0;
  return row[view].map((amount) => {
    sum += amount;
    return sum / row.size;
  });
}

export type CohortCells = {
  start: Day;
  size: number;
  cells: { value: number | null; isUnfinished: boolean }[];
};

/**
 * The newest cohorts with their first ages, at most `most` of both, and the curve of all cohorts.
 * `unit`: what values are told in multiples of.
 */
export function cohortTable(
  rows: readonly CohortRow[],
  view: CohortView,
  most: number,
  unit = 1,
): { cohorts: CohortCells[]; curve: CurvePoint[] } {
  const all = rows
    .filter(({ size }) => size > 0)
    .map((row) => ({
      start: row.cohort,
      size: row.size,
      cells: cohortFigures(row, view).map((figure, age) => ({
        value: figure === null ? null : figure / unit,
        isUnfinished: age >= row.finishedAges,
      })),
    }));
  const newest = all.slice(-most);
  return {
    cohorts: newest.map((row) => ({ ...row, cells: row.cells.slice(0, most) })),
    curve: cohortCurve(all, view),
  };
}

export type CurvePoint = {
  age: number;
  value: number;
  /** Of the cohorts that have finished the age. */
  customers: number;
};

/**
 * All cohorts together by age, weighted by their customers; only cells that are finished count.
 * Younger cohorts end earlier: of the views that add up, the growth from one age to the next is
 * averaged, so that the curve does not fall where a good cohort ends.
 */
export function cohortCurve(
  cohorts: readonly {
    size: number;
    cells: readonly { value: number | null; isUnfinished: boolean }[];
  }[],
  view: CohortView,
): CurvePoint[] {
  const points: CurvePoint[] = [];
  const isSum = view !== 'returning';
  for (let age = 0; ; age++) {
    let [sum, customers] = [0, 0];
    for (const { size, cells } of cohorts) {
      const cell = cells[age];
      if (!cell || cell.isUnfinished || cell.value === null) continue;
      const before = isSum ? (cells[age - 1]?.value ?? 0) : 0;
      sum += (cell.value - before) * size;
      customers += size;
    }
    if (customers === 0) return points;
    const before = isSum ? (points.at(-1)?.value ?? 0) : 0;
    points.push({ age, customers, value: before + sum / customers });
  }
}
