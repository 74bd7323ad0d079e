// The finer choices about a reward as text fields, and back: who may have it, how often, when, and
// what becomes of a code that ends.
import { addDays, dayOf, startOfDay } from '#app/basics/calendar.ts';
import type { Offer, OfferInput } from '#app/rewards/offer.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import type { Terms, Way } from '#app/rewards/terms.ts';

export type Choices = {
  way: string;
  stock: string;
  perMember: string;
  startsOn: string;
  endsOn: string;
  /** Comma-separated ids. */
  groups: string;
  tiers: string;
  canCancel: string;
  onExpiry: string;
  onOrderUndone: string;
  onTermsChanged: string;
  combinesOrder: string;
  combinesProduct: string;
  combinesShipping: string;
  purchase: string;
};
export type ChoiceErrors = Partial<Record<keyof Choices, string>>;

const yesNo = (is: boolean) => (is ? 'yes' : 'no');
const numberText = (value: number | null | undefined) =>
  value === null || value === undefined ? '' : String(value);

export function choicesOf(reward: Reward | null, timezone: string): Choices {
  const offer = reward?.offer;
  const combines = reward?.terms.conditions.combinesWith;
  const end = offer?.endsAt ?? null;
  return {
    way: reward?.way ?? 'pooled',
    stock: numberText(offer?.stock),
    perMember: numberText(offer?.perMember),
    startsOn: offer?.startsAt ? dayOf(offer.startsAt, timezone) : '',
    // The end is the first instant after the last day.
    endsOn: end ? addDays(dayOf(end, timezone), -1) : '',
    groups: (offer?.audience.groups ?? []).join(','),
    tiers: (offer?.audience.tiers ?? []).join(','),
    canCancel: yesNo(offer?.canCancel ?? true),
    onExpiry: offer?.onExpiry ?? 'return',
    onOrderUndone: offer?.onOrderUndone ?? 'return',
    onTermsChanged: offer?.onTermsChanged ?? 'keep',
    combinesOrder: yesNo(combines?.order ?? false),
    combinesProduct: yesNo(combines?.product ?? false),
    combinesShipping: yesNo(combines?.shipping ?? true),
    purchase: reward?.terms.conditions.purchase ?? 'one-time',
  };
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const listOf = (text: string | undefined) => (text ?? '').split(',').filter((id) => id !== '');

/**
 * The parts of offer and terms that these fields hold; `errors` names the fields that are wrong.
 */
export function chosen(
  form: Record<string, string>,
  timezone: string,
): {
  way: Way;
  offer: Partial<OfferInput>;
  conditions: Partial<Terms['conditions']>;
  errors: ChoiceErrors;
} {
  const errors: ChoiceErrors = {};
  const whole = (name: 'stock' | 'perMember') => {
    const text = (form[name] ?? '').trim();
    if (text === '') return null;
    if (!/^\d{1,9}$/.test(text) || (name === 'perMember' && Number(text) < 1)) {
      errors[name] = 'A whole number, or nothing for no limit';
    }
    return Number(text);
  };
  const day = (name: 'startsOn' | 'endsOn', plus: number) => {
    const text = (form[name] ?? '').trim();
    if (text === '') return null;
    if (!DAY.test(text)) {
      errors[name] = 'A day, like 2026-12-24';
      return null;
    }
    return startOfDay(addDays(text, plus), timezone);
  };
  const startsAt = day('startsOn', 0);
  const endsAt = day('endsOn', 1);
  if (startsAt && endsAt && endsAt <= startsAt) errors.endsOn = 'Not before the first day';
  const policy = (name: 'onExpiry' | 'onOrderUndone'): Offer['onExpiry'] =>
    form[name] === 'keep' ? 'keep' : 'return';
  return {
    way: form.way === 'personal' ? 'personal' : 'pooled',
    offer: {
      stock: whole('stock'),
      perMember: whole('perMember'),
      startsAt,
      endsAt,
      audience: { groups: listOf(form.groups), tiers: listOf(form.tiers) },
      canCancel: form.canCancel !== 'no',
      onExpiry: policy('onExpiry'),
      onOrderUndone: policy('onOrderUndone'),
      onTermsChanged: form.onTermsChanged === 'replaceable' ? 'replaceable' : 'keep',
    },
    conditions: {
      combinesWith: {
        order: form.combinesOrder === 'yes',
        product: form.combinesProduct === 'yes',
        shipping: form.combinesShipping === 'yes',
      },
      purchase:
        form.purchase === 'subscription' || form.purchase === 'both' ? form.purchase : 'one-time',
    },
    errors,
  };
}
