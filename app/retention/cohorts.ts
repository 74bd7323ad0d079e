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
 * Rows of all cohorts from the first to the one that `asOf` lies in, also those that nobody belongs to. `asOf` is the
 * day whose start the figures hold for; ages reach to the period that the day before lies in.
 */
export function cohortRows(cells: readonly CohortCell[], unit: Unit, asOf: Day): CohortRow[] {
  const byCohort = Map.groupBy(cells, ({ cohort }) => cohort);
  const first = cells.reduce<Day | null>(
    (day, { cohort }) => (day && day <= cohort ? day : cohort),
    null,
  );
  const rows: CohortRow[] = [];
  if (first === null) return rows;
  for (let cohort = first; cohort < asOf; cohort = addUnits(cohort, unit, 1)) {
    rows.push(cohortRow(cohort, byCohort.get(cohort) ?? [], unit, asOf));
  }
  return rows;
}

function cohortRow(cohort: Day, cells: readonly CohortCell[], unit: Unit, asOf: Day): CohortRow {
  const byAge = new Map(cells.map((cell) => [cell.age, cell]));
  const row: CohortRow = {
    cohort,
    size: byAge.get(0)?.active ?? 0,
    active: [],
    repurchased: [],
    orders: [],
    netSales: [],
    finishedAges: 0,
  };
  let repurchased = 0;
  for (let age = 0, start = cohort; start < asOf; age++) {
    const end = addUnits(cohort, unit, age + 1);
    const cell = byAge.get(age);
    repurchased += cell?.repurchased ?? 0;
    row.active.push(cell?.active ?? 0);
    row.repurchased.push(repurchased);
    row.orders.push(cell?.orders ?? 0);
    row.netSales.push(cell?.netSales ?? 0);
    if (end <= asOf) row.finishedAges = age + 1;
    start = end;
  }
  return row;
}

/**
 * The figure of each age in a view. Rates are fractions of the cohort; `orders` and `netSales` are cumulative per
 * customer (net sales in minor units, not rounded). Null for a cohort without customers.
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
