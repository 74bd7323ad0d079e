// Who moved from one group to another: the groups of customers at the end of two days.
import { customersOf, type Histories } from '../history/histories.ts';
import { type RfmEdges, type RfmGroup, rfmOf } from '../rfm.ts';
import { CustomerGathering } from '../value/customers.ts';

/** A customer's group, or "none" before the first order. */
export type Standing = RfmGroup | 'none';

/** Customers by where they stood before and where they stand now. */
export type Movement = Record<Standing, Partial<Record<RfmGroup, number>>>;

/**
 * The standing of each customer where the day number `end` begins, by the classes of that time.
 * Needs amounts.
 */
export function groupsAt(histories: Histories, end: number, edges: RfmEdges): Standing[] {
  const gathering = new CustomerGathering(end, customersOf(histories));
  gathering.add(histories);
  const { lastDay, orders, netSales } = gathering.customers();
  const { starts, days } = histories;
  let found = 0;
  return Array.from({ length: customersOf(histories) }, (_, i) => {
    if (days[starts[i]!]! >= end) return 'none';
    const at = found++;
    return rfmOf(edges, end - 1 - lastDay[at]!, orders[at]!, netSales[at]!).group;
  });
}

/** Adds the customers of some histories to the counts. */
export function countMovement(
  counts: Movement,
  past: readonly Standing[],
  present: readonly Standing[],
): void {
  for (const [i, to] of present.entries()) {
    if (to === 'none') continue;
    const from = past[i]!;
    counts[from] ??= {};
    counts[from][to] = (counts[from][to] ?? 0) + 1;
  }
}
