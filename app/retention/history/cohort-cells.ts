// Cohort cells: sums over customers, so a customer's part can be taken out and put in again when an
// order changes.
import { type Day, dayOfNumber, type Unit } from '../../basics/calendar.ts';
import { customersOf, type Histories } from './histories.ts';
import { countOf, type Periods, periodsOf } from './periods.ts';

export type CohortCell = {
  unit: Unit;
  cohort: Day;
  age: number;
  active: number;
  orders: number;
  netSales: number;
  repurchased: number;
};

/** Figures of one cell, in the order they lie in a row. */
const ACTIVE = 0;
const ORDERS = 1;
const NET_SALES = 2;
const REPURCHASED = 3;
const WIDTH = 4;

/**
 * Sums of one unit: a row a cohort, made when its first customer comes, with four figures an age.
 * (One order with a date of long ago must not cost memory for all the cohorts in between.)
 */
export type CohortSums = { periods: Periods; rows: (Float64Array | undefined)[] };

/** Empty sums for customers whose orders lie between two day numbers (inclusive). */
export function emptyCohortSums(first: number, last: number, unit: Unit): CohortSums {
  return { periods: periodsOf(first, last, unit), rows: [] };
}

/**
 * Adds customers to the sums (`sign` 1) or takes them out (−1). Their days must lie in the sums'
 * periods. `only` picks the customers by index; left out, all are added.
 */
export function addToCohorts(
  sums: CohortSums,
  histories: Histories,
  sign: 1 | -1 = 1,
  only?: (customer: number) => boolean,
): void {
  const { indexOf, firstDay } = sums.periods;
  const periods = countOf(sums.periods);
  const { starts, days, amounts } = histories;
  for (let i = 0; i < customersOf(histories); i++) {
    if (only && !only(i)) continue;
    const start = starts[i]!;
    const end = starts[i + 1]!;
    const cohort = indexOf[days[start]! - firstDay]!;
    let row = sums.rows[cohort];
    if (!row) {
      row = new Float64Array((periods - cohort) * WIDTH);
      sums.rows[cohort] = row;
    }
    let previous = -1;
    for (let at = start; at < end; at++) {
      const cell = (indexOf[days[at]! - firstDay]! - cohort) * WIDTH;
      if (cell !== previous) row[cell + ACTIVE]! += sign;
      if (at === start + 1) row[cell + REPURCHASED]! += sign;
      row[cell + ORDERS]! += sign;
      row[cell + NET_SALES]! += sign * amounts[at]!;
      previous = cell;
    }
  }
}

/** The cells that are not all zero, as rows. */
export function cellsOf({ periods, rows }: CohortSums): CohortCell[] {
  const { unit, starts } = periods;
  const cells: CohortCell[] = [];
  for (const [cohort, row] of rows.entries()) {
    if (!row) continue;
    const day = dayOfNumber(starts[cohort]!);
    for (let cell = 0; cell < row.length; cell += WIDTH) {
      const [active, orders, netSales, repurchased] = row.subarray(cell, cell + WIDTH);
      if (active || orders || netSales || repurchased) {
        cells.push({
          unit,
          cohort: day,
          age: cell / WIDTH,
          active: active!,
          orders: orders!,
          netSales: netSales!,
          repurchased: repurchased!,
        });
      }
    }
  }
  return cells;
}
