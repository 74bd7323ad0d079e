// A reward's form: the offer and the terms as text fields, and back.
import { decimalText } from '#app/basics/money.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import type { RewardInput } from '#app/rewards/save-reward.server.ts';
import { possibleWays, type Terms, type TermsInput } from '#app/rewards/terms.ts';
import { amount } from '../programme/draft.ts';
import { type ChoiceErrors, type Choices, choicesOf, chosen } from './choices.ts';

export type ListedReward = {
  id: string;
  name: string;
  kind: string;
  state: Reward['state'];
  points: number;
  amount: string | null;
  percent: number | null;
};

export function listedReward(reward: Reward, currency: string): ListedReward {
  const { value } = reward.terms;
  return {
    id: reward.id,
    name: reward.offer.names.en?.name ?? Object.values(reward.offer.names)[0]?.name ?? '',
    kind: value.kind,
    state: reward.state,
    points: reward.offer.points,
    amount: 'amount' in value ? decimalText(value.amount, currency) : null,
    percent: value.kind === 'percentage-off' ? value.basisPoints / 10_000 : null,
  };
}

/** The kinds that this form can make; others are shown and keep their value. */
export const formKinds = [
  'amount-off',
  'percentage-off',
  'free-shipping',
  'store-credit',
  'gift-card',
] as const;

export type RewardDraft = Choices & {
  name: string;
  description: string;
  kind: string;
  amount: string;
  percent: string;
  points: string;
  minimum: string;
  validDays: string;
  state: string;
};
export type RewardErrors = ChoiceErrors & Partial<Record<keyof RewardDraft, string>>;

export function rewardDraft(
  reward: Reward | null,
  currency: string,
  timezone: string,
): RewardDraft {
  const value = reward?.terms.value;
  const minimum = reward?.terms.conditions.minimum ?? null;
  return {
    ...choicesOf(reward, timezone),
    name: reward?.offer.names.en?.name ?? '',
    description: reward?.offer.names.en?.description ?? '',
    kind: value?.kind ?? 'amount-off',
    amount: value && 'amount' in value ? decimalText(value.amount, currency) : '5',
    percent: value?.kind === 'percentage-off' ? String(value.basisPoints / 100) : '10',
    points: String(reward?.offer.points ?? 500),
    minimum: minimum === null ? '' : decimalText(minimum, currency),
    validDays: String(reward?.terms.validDays ?? ''),
    state: reward?.state ?? 'active',
  };
}

/** What the form asks to be saved; what it does not show stays as it is in `before`. */
export function rewardInput(
  form: Record<string, string>,
  before: Reward | null,
  currency: string,
  timezone: string,
): { ok: true; value: RewardInput } | { ok: false; reason: 'bad-input'; errors: RewardErrors } {
  const choices = chosen(form, timezone);
  const errors: RewardErrors = { ...choices.errors };
  const whole = (name: keyof RewardDraft, most: number) => {
    const text = (form[name] ?? '').trim();
    if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > most) {
      errors[name] = `A whole number from 1 to ${most.toLocaleString('en')}`;
    }
    return Number(text);
  };
  const name = (form.name ?? '').trim();
  if (name.length < 1 || name.length > 80) errors.name = 'Give it a name of up to 80 letters';
  const points = whole('points', 1_000_000_000);
  const validDays = form.validDays?.trim() ? whole('validDays', 3650) : null;
  const minimum = form.minimum?.trim() ? amount(form.minimum, currency) : null;
  if (form.minimum?.trim() && minimum === null) errors.minimum = 'An amount, like 20 or 19.50';
  const value = givenValue(form, before, currency, errors);
  if (Object.keys(errors).length > 0 || !value) return { ok: false, reason: 'bad-input', errors };
  const terms: TermsInput = {
    ...before?.terms,
    value,
    validDays,
    conditions: { ...before?.terms.conditions, ...choices.conditions, minimum },
  };
  const isIncremental = (before?.offer.steps ?? null) !== null;
  // What cannot be pooled is personal, whatever the field says.
  const ways = possibleWays(value.kind, isIncremental);
  return {
    ok: true,
    value: {
      ...(before ? { id: before.id } : {}),
      state: form.state === 'draft' ? 'draft' : 'active',
      way: ways.includes(choices.way) ? choices.way : ways[0]!,
      offer: {
        ...before?.offer,
        ...choices.offer,
        points,
        names: {
          ...before?.offer.names,
          en: { name, description: (form.description ?? '').trim().slice(0, 500) },
        },
      },
      terms,
    },
  };
}

function givenValue(
  form: Record<string, string>,
  before: Reward | null,
  currency: string,
  errors: RewardErrors,
): Terms['value'] | null {
  if (form.kind === 'amount-off' || form.kind === 'store-credit' || form.kind === 'gift-card') {
    const given = amount(form.amount ?? '', currency);
    if (given === null || given <= 0n) errors.amount = 'An amount above 0, like 5 or 4.50';
    return given === null ? null : { kind: form.kind, amount: given };
  }
  if (form.kind === 'percentage-off') {
    const percent = Number((form.percent ?? '').trim().replace(',', '.'));
    const basisPoints = Math.round(percent * 100);
    if (!(basisPoints >= 1 && basisPoints <= 10_000)) errors.percent = 'A number up to 100';
    return { kind: 'percentage-off', basisPoints };
  }
  const former = before?.terms.value;
  if (former && former.kind === form.kind) return former;
  return { kind: 'free-shipping', maximum: null };
}
