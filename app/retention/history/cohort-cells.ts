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

/** Sums of one unit. Cell (cohort c, age k) is at c × count + k of each column. */
export type CohortSums = {
  periods: Periods;
  active: Float64Array;
  orders: Float64Array;
  netSales: Float64Array;
  repurchased: Float64Array;
};

/** Empty sums for customers whose orders lie between two day numbers (inclusive). */
export function emptyCohortSums(first: number, last: number, unit: Unit): CohortSums {
  const periods = periodsOf(first, last, unit);
  const column = () => new Float64Array(countOf(periods) ** 2);
  return {
    periods,
    active: column(),
    orders: column(),
    netSales: column(),
    repurchased: column(),
  };
}

/**
 * Adds customers to the sums (`sign` 1) or takes them out (−1). Their days must lie in the sums'
 * periods. Definitions: docs/clv.md, "Cohorts". `only` picks the customers by index; left out, all
 * are added.
 */
export function addToCohorts(
  sums: CohortSums,
  histories: Histories,
  sign: 1 | -1 = 1,
  only?: (customer: number) => boolean,
): void {
  const { indexOf, firstDay } = sums.periods;
  const width = countOf(sums.periods);
  const { starts, days, amounts } = histories;
  for (let i = 0; i < customersOf(histories); i++) {
    if (only && !only(i)) continue;
    const start = starts[i]!;
    const end = starts[i + 1]!;
    const cohort = indexOf[days[start]! - firstDay]!;
    const row = cohort * width - cohort;
    let previous = -1;
    for (let at = start; at < end; at++) {
      const period = indexOf[days[at]! - firstDay]!;
      const cell = row + period;
      if (period !== previous) sums.active[cell]! += sign;
      if (at === start + 1) sums.repurchased[cell]! += sign;
      sums.orders[cell]! += sign;
      sums.netSales[cell]! += sign * amounts[at]!;
      previous = period;
    }
  }
}

/** The cells that are not all zero, as rows. */
export function cellsOf(sums: CohortSums): CohortCell[] {
  const { unit, starts } = sums.periods;
  const width = countOf(sums.periods);
  const cells: CohortCell[] = [];
  for (let cohort = 0; cohort < width; cohort++) {
    for (let age = 0; cohort + age < width; age++) {
      const cell = cohort * width + age;
      const active = sums.active[cell]!;
      const orders = sums.orders[cell]!;
      const netSales = sums.netSales[cell]!;
      const repurchased = sums.repurchased[cell]!;
      if (active || orders || netSales || repurchased) {
        const day = dayOfNumber(starts[cohort]!);
        cells.push({ unit, cohort: day, age, active, orders, netSales, repurchased });
      }
    }
  }
  return cells;
}
