// Which automatic discounts the tiers ask for, and what they are called.
import type { Rules } from '#app/loyalty/programme/rules.ts';
import type { OtherDiscount } from '../cart.ts';

export type PerkKind = 'percentage-off' | 'free-shipping';
export type Perk = {
  tierId: string;
  kind: PerkKind;
  /** Whole percent; null for free shipping. */
  percentOff: number | null;
  /** Shoppers read it in the cart. */
  title: string;
};

/** Nobody has perks while the programme is paused. */
export function perksOf(rules: Rules | null): Perk[] {
  if (!rules?.isActive) return [];
  return (rules.tiers?.levels ?? []).flatMap(({ id: tierId, name, perks }): Perk[] => {
    const { percentOff, freeShipping } = perks;
    const wanted: Perk[] = [];
    if (percentOff > 0) {
      const title = `${name} members: ${percentOff}% off`;
      wanted.push({ tierId, kind: 'percentage-off', percentOff, title });
    }
    if (freeShipping) {
      const title = `${name} members: free shipping`;
      wanted.push({ tierId, kind: 'free-shipping', percentOff: null, title });
    }
    return wanted;
  });
}

/** The segment of a tier: whoever has the tag that loyalty writes. */
export const segmentOf = (tierId: string) => ({
  name: `Encore tier ${tierId}`,
  query: `customer_tags CONTAINS 'encore-tier-${tierId}'`,
});

/** What the members of a tier have in every cart, as codes meet it; see tier-perks.server.ts. */
export const automaticOf = (rules: Rules | null, tierId: string | null): OtherDiscount[] =>
  perksOf(rules)
    .filter((perk) => perk.tierId === tierId)
    .map(({ kind }) => ({
      class: kind === 'free-shipping' ? 'shipping' : 'order',
      combinesWith: { order: true, product: true, shipping: kind !== 'free-shipping' },
    }));
