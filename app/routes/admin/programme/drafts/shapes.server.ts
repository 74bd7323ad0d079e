// What the forms of the programme send as JSON must look like, before anything is made of it.
// Whether the rules in it are right is for publishRules.
import { z } from 'zod';
import type { BonusesDraft } from './bonuses-draft.ts';
import type { EarnDraft } from './earn-draft.ts';
import type { TiersDraft } from './tiers-draft.ts';

const text = z.string().max(10_000);
const list = <T>(item: z.ZodType<T>) => z.array(item).max(500);

export const earnShape: z.ZodType<EarnDraft> = z.object({
  actions: list(
    z.object({
      id: text,
      kind: text,
      name: text,
      points: text,
      isOn: z.boolean(),
      times: text,
      unit: text,
      code: text,
      url: text,
      startsAt: text,
      endsAt: text,
    }),
  ),
  milestones: list(z.object({ order: text, points: text })),
  minimum: text,
  cap: text,
  limitPoints: text,
  limitUnit: text,
  countsSubscriptions: z.boolean(),
  countsGiftCards: z.boolean(),
  countsShipping: z.boolean(),
  countsTax: z.boolean(),
  rounding: text,
  excludedTags: text,
  excludedSegmentIds: list(text),
});

export const bonusesShape: z.ZodType<BonusesDraft> = z.object({
  campaigns: list(
    z.object({
      id: text,
      name: text,
      startsAt: text,
      endsAt: text,
      percent: text,
      tierIds: list(text),
      customerTags: text,
      segmentIds: list(text),
    }),
  ),
  products: list(
    z.object({
      id: text,
      name: text,
      effect: text,
      amount: text,
      productIds: text,
      collectionIds: text,
      tags: text,
      types: text,
      vendors: text,
    }),
  ),
});

export const tiersShape: z.ZodType<TiersDraft> = z.object({
  isOn: z.boolean(),
  basis: text,
  window: text,
  graceDays: text,
  levels: list(
    z.object({
      id: text,
      name: text,
      threshold: text,
      percent: text,
      entryPoints: text,
      freeShipping: z.boolean(),
      percentOff: text,
      tag: text,
      benefits: text,
    }),
  ),
  memberships: list(z.object({ productId: text, tierId: text, months: text })),
});
