// A reward's form: the offer and the terms as text fields, and back.
import { decimalText } from '#app/basics/money.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import type { RewardInput } from '#app/rewards/save-reward.server.ts';
import { type Kind, possibleWays } from '#app/rewards/terms.ts';
import { type ChoiceErrors, type Choices, choicesOf, chosen } from './choices.ts';
import {
  type ConditionsDraft,
  type ConditionsErrors,
  conditionsDraft,
  givenConditions,
} from './conditions-draft.ts';
import { givenNames, type NamesDraft, type NamesErrors, namesDraft } from './names-draft.ts';
import {
  givenSteps,
  givenValue,
  type ValueDraft,
  type ValueErrors,
  valueDraft,
} from './value-draft.ts';

export type RewardDraft = Choices &
  ConditionsDraft &
  ValueDraft &
  NamesDraft & { points: string; validDays: string; state: string };
export type RewardErrors = ChoiceErrors &
  ConditionsErrors &
  ValueErrors &
  NamesErrors & { points?: string; validDays?: string };

/** The shop's currency and time zone, and the languages that shoppers may have. */
export type FormShop = { currency: string; timezone: string; languages: readonly string[] };

export function rewardDraft(reward: Reward | null, shop: FormShop): RewardDraft {
  return {
    ...namesDraft(reward?.offer.names ?? {}, shop.languages),
    ...valueDraft(reward, shop.currency),
    ...conditionsDraft(reward, shop.currency),
    ...choicesOf(reward, shop.timezone),
    points: String(reward?.offer.points ?? 500),
    validDays: String(reward?.terms.validDays ?? ''),
    state: reward?.state ?? 'active',
  };
}

/** What the form asks to be saved; what it does not show stays as it is in `before`. */
export function rewardInput(
  form: Record<string, string>,
  before: Reward | null,
  { currency, timezone }: Pick<FormShop, 'currency' | 'timezone'>,
): { ok: true; value: RewardInput } | { ok: false; reason: 'bad-input'; errors: RewardErrors } {
  const errors: RewardErrors = {};
  const whole = (name: keyof ValueDraft | 'points' | 'validDays', most: number) => {
    const text = (form[name] ?? '').trim();
    if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > most) {
      errors[name] = `A whole number from 1 to ${most.toLocaleString('en')}`;
    }
    return Number(text);
  };
  const choices = chosen(form, timezone);
  Object.assign(errors, choices.errors);
  const names = givenNames(form, before?.offer.names ?? {}, errors);
  const points = whole('points', 1_000_000_000);
  const validDays = form.validDays?.trim() ? whole('validDays', 3650) : null;
  const value = givenValue(form, currency, errors, whole);
  const steps = givenSteps(form, errors, whole);
  const kind: Kind = value?.kind ?? 'amount-off';
  const conditions = givenConditions(form, kind, currency, errors);
  if (Object.keys(errors).length > 0 || !value) return { ok: false, reason: 'bad-input', errors };
  // What cannot be pooled is personal, whatever the field says.
  const ways = possibleWays(kind, steps !== null);
  return {
    ok: true,
    value: {
      ...(before ? { id: before.id } : {}),
      state: form.state === 'draft' ? 'draft' : 'active',
      way: ways.includes(choices.way) ? choices.way : ways[0]!,
      offer: { ...before?.offer, ...choices.offer, points, steps, names },
      terms: { value, validDays, conditions },
    },
  };
}

export type ListedReward = {
  id: string;
  name: string;
  kind: string;
  state: Reward['state'];
  way: Reward['way'];
  points: number;
  isIncremental: boolean;
  amount: string | null;
  percent: number | null;
  product: string | null;
};

export function listedReward(reward: Reward, currency: string): ListedReward {
  const { offer, terms, id, state, way } = reward;
  const { value } = terms;
  return {
    id,
    name: offer.names.en?.name ?? Object.values(offer.names)[0]?.name ?? '',
    kind: value.kind,
    state,
    way,
    points: offer.points,
    isIncremental: offer.steps !== null,
    amount: 'amount' in value ? decimalText(value.amount, currency) : null,
    percent: value.kind === 'percentage-off' ? value.basisPoints / 10_000 : null,
    product: value.kind === 'free-product' ? value.title : null,
  };
}
