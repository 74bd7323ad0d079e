// Campaigns and rules for products as text fields, and back.
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { words } from './earn-draft.ts';

export type CampaignDraft = {
  id: string;
  name: string;
  startsAt: string;
  endsAt: string;
  percent: string;
  tierIds: string[];
  customerTags: string;
};
export type ProductRuleDraft = {
  id: string;
  name: string;
  effect: string;
  amount: string;
  productIds: string;
  collectionIds: string;
  tags: string;
  types: string;
  vendors: string;
};
export type BonusesDraft = { campaigns: CampaignDraft[]; products: ProductRuleDraft[] };

/** '2026-11-22T18:00', as a date field has it; in UTC, as the rules keep it. */
const minuteText = (at: Date) => at.toISOString().slice(0, 16);

export const bonusesDraft = (rules: Rules): BonusesDraft => ({
  campaigns: rules.campaigns.map((one) => ({
    id: one.id,
    name: one.name,
    startsAt: minuteText(one.startsAt),
    endsAt: minuteText(one.endsAt),
    percent: String(one.percent),
    tierIds: one.tierIds,
    customerTags: one.customerTags.join(', '),
  })),
  products: rules.order.products.map(({ id, name, effect, match }) => ({
    id,
    name,
    effect: effect.kind,
    amount:
      effect.kind === 'multiply'
        ? String(effect.percent)
        : effect.kind === 'points-per-piece'
          ? String(effect.points)
          : '',
    productIds: match.productIds.join(', '),
    collectionIds: match.collectionIds.join(', '),
    tags: match.tags.join(', '),
    types: match.types.join(', '),
    vendors: match.vendors.join(', '),
  })),
});

const whole = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : text);

function effectOf({ effect, amount }: ProductRuleDraft) {
  if (effect === 'multiply') return { kind: effect, percent: whole(amount) };
  if (effect === 'points-per-piece') return { kind: effect, points: whole(amount) };
  return { kind: 'exclude' };
}

/** The part of the rules that the draft describes; whether it is right is for publishRules. */
export const rulesOfBonusesDraft = (draft: BonusesDraft, before: Rules) => ({
  campaigns: draft.campaigns.map((one) => ({
    id: one.id,
    name: one.name,
    startsAt: one.startsAt === '' ? null : `${one.startsAt}:00Z`,
    endsAt: one.endsAt === '' ? null : `${one.endsAt}:00Z`,
    percent: whole(one.percent),
    tierIds: one.tierIds,
    customerTags: words(one.customerTags),
  })),
  order: {
    ...before.order,
    products: draft.products.map((one) => ({
      id: one.id,
      name: one.name,
      effect: effectOf(one),
      match: {
        productIds: words(one.productIds),
        collectionIds: words(one.collectionIds),
        tags: words(one.tags),
        types: words(one.types),
        vendors: words(one.vendors),
      },
    })),
  },
});
