// What cohorts can be split by.
import { FIRST_KINDS } from '../history/histories.ts';

export const SPLIT_KINDS = [...FIRST_KINDS, 'tag'] as const;
export type SplitKind = (typeof SPLIT_KINDS)[number];

export type Split = {
  kind: SplitKind;
  /** What the customers have in common, as Shopify writes it (a product by its number). */
  value: string;
};
