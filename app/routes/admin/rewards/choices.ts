// Whom a reward is for, when and how often, and what becomes of a code that ends: as text fields,
// and back.
import { addDays, dayOf, isDay, startOfDay } from '#app/basics/calendar.ts';
import type { Offer, OfferInput } from '#app/rewards/offer.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import type { Way } from '#app/rewards/terms.ts';

export type Choices = {
  way: string;
  stock: string;
  perMember: string;
  /** So many within so many days; both or neither. */
  periodCount: string;
  periodDays: string;
  startsOn: string;
  endsOn: string;
  /** Comma-separated ids. */
  groups: string;
  tiers: string;
  segments: string;
  /** '', 'quarter' or 'tenth'. */
  worth: string;
  canCancel: string;
  onExpiry: string;
  onOrderUndone: string;
  onTermsChanged: string;
};
export type ChoiceErrors = Partial<Record<keyof Choices, string>>;

const yesNo = (is: boolean) => (is ? 'yes' : 'no');
const numberText = (value: number | null | undefined) =>
  value === null || value === undefined ? '' : String(value);

export function choicesOf(reward: Reward | null, timezone: string): Choices {
  const offer = reward?.offer;
  const end = offer?.endsAt ?? null;
  return {
    way: reward?.way ?? 'pooled',
    stock: numberText(offer?.stock),
    perMember: numberText(offer?.perMember),
    periodCount: numberText(offer?.perPeriod?.count),
    periodDays: numberText(offer?.perPeriod?.days),
    startsOn: offer?.startsAt ? dayOf(offer.startsAt, timezone) : '',
    // The end is the first instant after the last day.
    endsOn: end ? addDays(dayOf(end, timezone), -1) : '',
    groups: (offer?.audience.groups ?? []).join(','),
    tiers: (offer?.audience.tiers ?? []).join(','),
    segments: (offer?.audience.segments ?? []).join(','),
    worth: offer?.audience.worth ?? '',
    canCancel: yesNo(offer?.canCancel ?? true),
    onExpiry: offer?.onExpiry ?? 'return',
    onOrderUndone: offer?.onOrderUndone ?? 'return',
    onTermsChanged: offer?.onTermsChanged ?? 'keep',
  };
}

export type Named = { id: string; name: string };

/**
 * What can be ticked in a list: all there is, and what was chosen and is gone since, so that it can
 * be seen and taken out. `chosen` is comma-separated ids.
 */
export function tickable(list: readonly Named[], chosen: string, goneName: string): Named[] {
  const gone = listOf(chosen).filter((id) => !list.some((one) => one.id === id));
  return [...list, ...gone.map((id) => ({ id, name: goneName }))];
}

const listOf = (text: string | undefined) => (text ?? '').split(',').filter((id) => id !== '');

/** More is no limit. */
const MOST = 999_999_999;

/**
 * The parts of offer and terms that these fields hold; `errors` names the fields that are wrong.
 */
export function chosen(
  form: Record<string, string>,
  timezone: string,
): {
  way: Way;
  offer: Partial<OfferInput>;
  errors: ChoiceErrors;
} {
  const errors: ChoiceErrors = {};
  const whole = (name: 'stock' | 'perMember' | 'periodCount' | 'periodDays') => {
    const text = (form[name] ?? '').trim();
    if (text === '') return null;
    if (!/^\d+$/.test(text) || (name !== 'stock' && Number(text) < 1)) {
      errors[name] = 'A whole number, or nothing for no limit';
    } else if (Number(text) > MOST) {
      errors[name] = `At most ${MOST.toLocaleString('en')}`;
    }
    return Number(text);
  };
  const perPeriod = periodOf(whole('periodCount'), whole('periodDays'), errors);
  const day = (name: 'startsOn' | 'endsOn', plus: number) => {
    const text = (form[name] ?? '').trim();
    if (text === '') return null;
    if (!isDay(text)) {
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
      perPeriod,
      startsAt,
      endsAt,
      audience: {
        groups: listOf(form.groups),
        tiers: listOf(form.tiers),
        segments: listOf(form.segments),
        worth: form.worth === 'quarter' || form.worth === 'tenth' ? form.worth : null,
      },
      canCancel: form.canCancel !== 'no',
      onExpiry: policy('onExpiry'),
      onOrderUndone: policy('onOrderUndone'),
      onTermsChanged: form.onTermsChanged === 'replaceable' ? 'replaceable' : 'keep',
    },
    errors,
  };
}

function periodOf(count: number | null, days: number | null, errors: ChoiceErrors) {
  if (count === null && days === null) return null;
  if (count === null) errors.periodCount = 'How many in these days?';
  if (days === null) errors.periodDays = 'In how many days?';
  else if (days > 3650) errors.periodDays = 'At most 3,650 days';
  return count === null || days === null ? null : { count, days };
}
