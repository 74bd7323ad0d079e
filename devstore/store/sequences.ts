// Where the numbering of each kind of thing starts. Parts of orders share one sequence, so that an id
// alone leads to its order.

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
