// Campaigns and rules for products as text fields, and back.
import { isDay } from '#app/basics/calendar.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { whole, words } from './earn-draft.ts';

export type CampaignDraft = {
  id: string;
  name: string;
  startsAt: string;
  endsAt: string;
  percent: string;
  tierIds: string[];
  customerTags: string;
  segmentIds: string[];
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

/** '2026-11-22T18:00' on the shop's clock, as a date field has it. */
function minuteText(at: Date, timezone: string): string {
  const wall = new Intl.DateTimeFormat('sv', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at);
  return wall.replace(' ', 'T');
}

/** The instant of a minute on the shop's clock; null where there is none. */
function instantOf(text: string, timezone: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/.exec(text);
  if (!match) return null;
  const wanted = Date.parse(`${text}:00Z`);
  if (!isDay(match[1]!) || Number.isNaN(wanted)) return null;
  // What the clock shows at an instant tells how far off it is; twice, for a change of the clock.
  const shown = (at: number) => Date.parse(`${minuteText(new Date(at), timezone)}:00Z`);
  const first = wanted + (wanted - shown(wanted));
  return new Date(first + (wanted - shown(first))).toISOString();
}

export const bonusesDraft = (rules: Rules, timezone: string): BonusesDraft => ({
  campaigns: rules.campaigns.map((one) => ({
    id: one.id,
    name: one.name,
    startsAt: minuteText(one.startsAt, timezone),
    endsAt: minuteText(one.endsAt, timezone),
    percent: String(one.percent),
    tierIds: one.tierIds,
    customerTags: one.customerTags.join(', '),
    segmentIds: one.segmentIds,
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

function effectOf({ effect, amount }: ProductRuleDraft) {
  if (effect === 'multiply') return { kind: effect, percent: whole(amount) };
  if (effect === 'points-per-piece') return { kind: effect, points: whole(amount) };
  return { kind: 'exclude' };
}

/** The part of the rules that the draft describes; whether it is right is for publishRules. */
export const rulesOfBonusesDraft = (draft: BonusesDraft, before: Rules, timezone: string) => ({
  campaigns: draft.campaigns.map((one) => ({
    id: one.id,
    name: one.name,
    startsAt: instantOf(one.startsAt, timezone),
    endsAt: instantOf(one.endsAt, timezone),
    percent: whole(one.percent),
    tierIds: one.tierIds,
    customerTags: words(one.customerTags),
    segmentIds: one.segmentIds,
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

/** Where in the draft a part of the rules lies. */
export const placeInBonusesDraft = (path: string): string =>
  path
    .replace(/^order\./, '')
    .replace(/\.effect\..*$/, '.amount')
    .replace(/\.match\.(\w+).*$/, '.$1')
    .replace(/\.(customerTags|segmentIds|tierIds)\..*$/, '.$1');
