// Ids. Where the numbering of each kind of thing starts. Parts of orders share one sequence, so
// that an id alone leads to its order.

import type { Database } from './sqlite.ts';

export const firstIds = {
  order: 6_100_000_000_001,
  orderNumber: 1001,
  orderPart: 14_200_000_000_001,
  customer: 7_300_000_000_001,
  product: 8_400_000_000_001,
  variant: 44_500_000_000_001,
  collection: 430_600_000_001,
  discount: 1_270_000_000_001,
  redeemCode: 17_800_000_000_001,
  metafield: 31_900_000_000_001,
  other: 1_000_001,
} as const;

export type IdKind = keyof typeof firstIds;

/** How many ids are reserved at once; what is not used when the process ends leaves a gap. */
const blockSize = 1000;

export interface Sequences {
  /** Reserves `count` ids in a row and returns the first. */
  take(kind: IdKind, count: number): number;
  /** Drops what is reserved, after the table was emptied. */
  forget(): void;
}

/** Hands out ids that are never handed out twice, also over a restart. */
export function createSequences(database: Database): Sequences {
  const blocks = new Map<IdKind, { next: number; end: number }>();
  // A block that was reserved in a transaction is lost with it.
  database.rollbackListeners.add(() => blocks.clear());
  const reserve = (kind: IdKind, count: number): number => {
    const row = database.get<{ next: number }>(
      `INSERT INTO sequences VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET next = next + ?
       RETURNING next`,
      kind,
      firstIds[kind] + count,
      count,
    );
    return row!.next - count;
  };
  return {
    take(kind, count) {
      // People read order numbers: they have no gaps.
      if (kind === 'orderNumber' || count > 1) return reserve(kind, count);
      let block = blocks.get(kind);
      if (!block || block.next === block.end) {
        const next = reserve(kind, blockSize);
        block = { next, end: next + blockSize };
        blocks.set(kind, block);
      }
      return block.next++;
    },
    forget: () => blocks.clear(),
  };
}
