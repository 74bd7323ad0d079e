// Tiers as text fields, and back.
import { exponentOf } from '#app/basics/money.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { freeId, whole, words } from './earn-draft.ts';
import { amount, shortDecimal } from './programme-draft.ts';

export type LevelDraft = {
  id: string;
  name: string;
  threshold: string;
  percent: string;
  entryPoints: string;
  freeShipping: boolean;
  percentOff: string;
  tag: string;
  benefits: string;
};
export type TiersDraft = {
  isOn: boolean;
  basis: string;
  window: string;
  graceDays: string;
  levels: LevelDraft[];
  memberships: { productId: string; tierId: string; months: string }[];
};

/** A tier that gives nothing yet. */
const freshLevel = (id: string, name: string, threshold: string): LevelDraft => ({
  id,
  name,
  threshold,
  percent: '100',
  entryPoints: '0',
  freeShipping: false,
  percentOff: '0',
  tag: '',
  benefits: '',
});

/** Three tiers by yearly spend to begin with; a hundred times as much where the unit is small. */
export function exampleLevels(currency: string): LevelDraft[] {
  const scale = exponentOf(currency) === 0 ? 100 : 1;
  const level = (name: string, spend: number) =>
    freshLevel(name.toLowerCase(), name, String(spend * scale));
  return [
    level('Bronze', 100),
    { ...level('Silver', 300), percent: '125', entryPoints: '100' },
    { ...level('Gold', 800), percent: '150', entryPoints: '250', freeShipping: true },
  ];
}

const NAMES = ['Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond'];

/** A tier above those there are, which gives no less than the highest of them. */
export function nextLevel(levels: readonly LevelDraft[]): LevelDraft {
  const top = levels.at(-1);
  const taken = new Set(levels.map(({ name }) => name.trim().toLowerCase()));
  const isFree = (name: string) => !taken.has(name.toLowerCase());
  const [name = `Tier ${levels.length + 1}`] = NAMES.slice(levels.length).filter(isFree);
  const highest = Number(top?.threshold.replace(',', '.') ?? 0);
  const id = freeId(
    name,
    levels.map((one) => one.id),
  );
  const fresh = freshLevel(id, name, String(highest > 0 ? highest * 2 : 100));
  if (!top) return fresh;
  const { percent, freeShipping, percentOff } = top;
  return { ...fresh, percent, freeShipping, percentOff };
}

export function tiersDraft(rules: Rules, currency: string): TiersDraft {
  const { tiers } = rules;
  return {
    isOn: tiers !== null,
    basis: tiers?.basis ?? 'spend',
    window: tiers?.window ?? 'rolling-year',
    graceDays: String(tiers?.graceDays ?? 30),
    levels: (tiers?.levels ?? []).map((level) => ({
      id: level.id,
      name: level.name,
      threshold:
        tiers?.basis === 'spend'
          ? shortDecimal(level.threshold, currency)
          : String(level.threshold),
      percent: String(level.percent),
      entryPoints: String(level.entryPoints),
      freeShipping: level.perks.freeShipping,
      percentOff: String(level.perks.percentOff),
      tag: level.perks.tag ?? '',
      benefits: level.perks.words.join(', '),
    })),
    memberships: (tiers?.memberships ?? []).map((one) => ({
      productId: String(one.productId),
      tierId: one.tierId,
      months: String(one.months),
    })),
  };
}

/** The part of the rules that the draft describes; whether it is right is for publishRules. */
export function rulesOfTiersDraft(draft: TiersDraft, currency: string) {
  if (!draft.isOn) return { tiers: null };
  const threshold = (text: string) =>
    draft.basis === 'spend' ? String(amount(text, currency) ?? text) : whole(text);
  return {
    tiers: {
      basis: draft.basis,
      window: draft.window,
      graceDays: whole(draft.graceDays),
      levels: draft.levels.map((level) => ({
        id: level.id,
        name: level.name,
        threshold: threshold(level.threshold),
        percent: whole(level.percent),
        entryPoints: whole(level.entryPoints),
        perks: {
          freeShipping: level.freeShipping,
          percentOff: whole(level.percentOff),
          tag: level.tag.trim() || null,
          words: words(level.benefits),
        },
      })),
      memberships: draft.memberships.map((one) => ({
        productId: one.productId.trim(),
        tierId: one.tierId,
        months: whole(one.months),
      })),
    },
  };
}

/** Where in the draft a part of the rules lies. */
export const placeInTiersDraft = (path: string): string =>
  path
    .replace(/^tiers\./, '')
    .replace('.perks.', '.')
    .replace(/\.words.*$/, '.benefits');
