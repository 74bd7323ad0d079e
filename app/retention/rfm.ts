// Recency, frequency, monetary: classes from 1 to 5 by the shop's own customers, and the group a
// customer belongs to.

export const RFM_GROUPS = [
  'champions',
  'loyal',
  'active',
  'new',
  'promising',
  'needs-attention',
  'at-risk',
  'almost-lost',
  'previously-loyal',
  'dormant',
  'prospects',
] as const;
export type RfmGroup = (typeof RFM_GROUPS)[number];

/**
 * What a group means. Ranks and not numbers: where most customers have ordered once, one large
 * order ranks high.
 */
export const RFM_MEANING: Record<RfmGroup, { name: string; meaning: string }> = {
  champions: { name: 'Champions', meaning: 'Bought very recently; top rank by orders and spend' },
  loyal: { name: 'Loyal', meaning: 'Bought recently; high rank by orders and spend' },
  active: { name: 'Active', meaning: 'Bought recently; middle rank by orders and spend' },
  new: { name: 'New', meaning: 'Bought very recently; low rank by orders and spend' },
  promising: { name: 'Promising', meaning: 'Bought recently; low rank by orders and spend' },
  'needs-attention': {
    name: 'Needs attention',
    meaning: 'Not so recent; middle rank by orders and spend',
  },
  'at-risk': { name: 'At risk', meaning: 'Not recent; middle or top rank by orders and spend' },
  'almost-lost': { name: 'Almost lost', meaning: 'Not recent; low rank by orders and spend' },
  'previously-loyal': {
    name: 'Previously loyal',
    meaning: 'Long gone; top rank by orders and spend',
  },
  dormant: { name: 'Dormant', meaning: 'Long gone; low rank by orders and spend' },
  prospects: { name: 'Prospects', meaning: 'No counted order yet' },
};

/** The groups whose customers can still be kept from leaving. */
export const GROUPS_AT_RISK = ['needs-attention', 'at-risk', 'almost-lost'] as const;

/**
 * The map from R (rows, 5 to 1) and FM = (F + M) / 2 (columns: at least 4, at least 3, at least 2,
 * less) to the group.
 */
const MAP: Record<number, readonly [RfmGroup, RfmGroup, RfmGroup, RfmGroup]> = {
  5: ['champions', 'loyal', 'active', 'new'],
  4: ['loyal', 'loyal', 'active', 'promising'],
  3: ['loyal', 'needs-attention', 'needs-attention', 'promising'],
  2: ['at-risk', 'at-risk', 'almost-lost', 'almost-lost'],
  1: ['previously-loyal', 'at-risk', 'dormant', 'dormant'],
};

/** The group of classes R, F and M, each from 1 to 5. */
export function rfmGroup(recency: number, frequency: number, monetary: number): RfmGroup {
  const both = (frequency + monetary) / 2;
  return MAP[recency]![both >= 4 ? 0 : both >= 3 ? 1 : both >= 2 ? 2 : 3];
}

/** The worst value that still belongs to class 5, 4, 3 and 2; class 1 is whatever is worse. */
export type ClassEdges = readonly [number, number, number, number];

/**
 * Edges of five classes of (as far as can be) equal size. Values sorted from best to worst: a value
 * belongs to the class of its best place, so ties share the better class and fewer than five
 * different values give fewer classes.
 */
export function classEdges(bestToWorst: ArrayLike<number>): ClassEdges {
  const count = bestToWorst.length;
  const edge = (share: number) => bestToWorst[Math.ceil((count * share) / 5) - 1] ?? 0;
  return [edge(1), edge(2), edge(3), edge(4)];
}

/** The class of a value where more is better. */
export function classOf(value: number, edges: ClassEdges): number {
  if (value >= edges[0]) return 5;
  if (value >= edges[1]) return 4;
  if (value >= edges[2]) return 3;
  return value >= edges[3] ? 2 : 1;
}

/** The class of a value where less is better. */
function classOfLess(value: number, edges: ClassEdges): number {
  if (value <= edges[0]) return 5;
  if (value <= edges[1]) return 4;
  if (value <= edges[2]) return 3;
  return value <= edges[3] ? 2 : 1;
}

export type RfmEdges = {
  /** Days since the last order: the most that is still in the class. */
  recency: ClassEdges;
  /** Counted orders: the least that is still in the class. */
  frequency: ClassEdges;
  /** Net sales in minor units: the least that is still in the class. */
  monetary: ClassEdges;
};

/**
 * Edges of some customers; the arrays have one entry a customer and are left alone. Recency is in
 * days.
 */
export function rfmEdges(
  recency: ArrayLike<number>,
  orders: ArrayLike<number>,
  netSales: ArrayLike<number>,
): RfmEdges {
  const descending = (values: ArrayLike<number>) => Float64Array.from(values).sort().reverse();
  return {
    recency: classEdges(Float64Array.from(recency).sort()),
    frequency: classEdges(descending(orders)),
    monetary: classEdges(descending(netSales)),
  };
}

export type RfmClasses = { recency: number; frequency: number; monetary: number; group: RfmGroup };

/** The classes and the group of one customer. */
export function rfmOf(
  edges: RfmEdges,
  recencyDays: number,
  orders: number,
  netSales: number,
): RfmClasses {
  const recency = classOfLess(recencyDays, edges.recency);
  const frequency = classOf(orders, edges.frequency);
  const monetary = classOf(netSales, edges.monetary);
  return { recency, frequency, monetary, group: rfmGroup(recency, frequency, monetary) };
}
