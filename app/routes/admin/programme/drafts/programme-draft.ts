// The programme's form: the rules as text fields, and back.
import { decimalText, minorUnits } from '#app/basics/money.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { MOST_POINTS_OF_RULE, type Rules, startingRules } from '#app/loyalty/programme/rules.ts';

export type ProgrammeDraft = {
  isActive: string;
  /** per-amount, per-order, none */
  base: string;
  points: string;
  per: string;
  enrolment: string;
  pendingDays: string;
  pendingFrom: string;
  expiry: string;
  expiryMonths: string;
  /** '30, 7' */
  warnDays: string;
  graceDays: string;
};

export type ProgrammeErrors = Partial<Record<keyof ProgrammeDraft, string>>;

/** The form of `rules`, or of those that a new programme begins with. */
export function programmeDraft(rules: Rules | null, currency: string): ProgrammeDraft {
  const shown = rules ?? startingRules(currency);
  const { base } = shown.order;
  const { expiry, pending } = shown;
  return {
    isActive: shown.isActive ? 'yes' : 'no',
    base: base.kind,
    points: base.kind === 'none' ? '1' : String(base.points),
    per: base.kind === 'per-amount' ? shortDecimal(base.per, currency) : '1',
    enrolment: shown.enrolment,
    pendingDays: String(pending.days),
    pendingFrom: pending.from,
    expiry: expiry.kind,
    expiryMonths: expiry.kind === 'never' ? '12' : String(expiry.months),
    warnDays: expiry.kind === 'never' ? '30, 7' : expiry.warnDays.join(', '),
    graceDays: expiry.kind === 'never' ? '0' : String(expiry.graceDays),
  };
}

/** '1' rather than '1.00'. */
export const shortDecimal = (minor: bigint, currency: string) =>
  decimalText(minor, currency).replace(/\.0+$/, '');

/** The rules that the form describes; what it does not show stays as it is in `before`. */
export function rulesOf(
  form: Record<string, string>,
  before: Rules | null,
  currency: string,
): Ok<object> | Refused<'bad-input', { errors: ProgrammeErrors }> {
  const rules = before ?? startingRules(currency);
  const errors: ProgrammeErrors = {};
  const whole = (name: keyof ProgrammeDraft, least: number, most: number) => {
    const text = form[name] ?? '';
    const error = wholeError(text, least, most);
    if (error !== undefined) errors[name] = error;
    return Number(text);
  };
  const base = baseOf();
  const pendingDays = whole('pendingDays', 0, 365);
  const expiry = form.expiry === 'never' ? { kind: 'never' } : expiryOf(form.expiry ?? '');
  if (Object.keys(errors).length > 0) return refuse('bad-input', { errors });
  return ok({
    ...rules,
    isActive: form.isActive === 'yes',
    enrolment: form.enrolment,
    order: { ...rules.order, base },
    pending: { days: pendingDays, from: form.pendingFrom },
    expiry,
  });

  function baseOf() {
    if (form.base === 'none') return { kind: 'none' };
    if (form.base === 'per-order') {
      return { kind: 'per-order', points: whole('points', 0, MOST_POINTS) };
    }
    const { points = '', per = '' } = form;
    Object.assign(errors, baseErrors(points, per, currency, 0));
    return { kind: 'per-amount', points: Number(points), per: String(amount(per, currency)) };
  }

  function expiryOf(kind: string) {
    const months = whole('expiryMonths', 1, 120);
    const graceDays = whole('graceDays', 0, 90);
    const days = (form.warnDays ?? '').split(/[\s,]+/).filter((day) => day !== '');
    const areDays = days.every((day) => /^\d{1,3}$/.test(day) && +day >= 1 && +day <= 365);
    if (!areDays || days.length > 5) errors.warnDays = 'At most five numbers of days, like 30, 7';
    return { kind, months, warnDays: days.map(Number), graceDays };
  }
}

const MOST_POINTS = Number(MOST_POINTS_OF_RULE);
const NO_AMOUNT = 'An amount above 0, like 1 or 0.50';

function wholeError(text: string, least: number, most: number): string | undefined {
  const isIn = /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  return isIn ? undefined : `A whole number from ${least} to ${most.toLocaleString('en')}`;
}

/** What is wrong with points for every amount spent; `least` points must be given. */
export function baseErrors(points: string, per: string, currency: string, least: 0 | 1) {
  const error = wholeError(points, least, MOST_POINTS);
  const minor = amount(per, currency);
  return {
    ...(error === undefined ? {} : { points: error }),
    ...(minor === null || minor <= 0n ? { per: NO_AMOUNT } : {}),
  } satisfies ProgrammeErrors;
}

/** Merchants write a comma where their language does. Null if it is no amount. */
export function amount(text: string, currency: string): bigint | null {
  const plain = text.trim().replace(',', '.');
  return /^\d{1,12}(\.\d{1,3})?$/.test(plain) ? minorUnits(plain, currency) : null;
}

const PLACES: Record<string, keyof ProgrammeDraft> = {
  'order.base': 'points',
  'order.base.points': 'points',
  'order.base.per': 'per',
  'pending.days': 'pendingDays',
  'expiry.months': 'expiryMonths',
  'expiry.warnDays': 'warnDays',
  'expiry.graceDays': 'graceDays',
};

/** Where in the form a part of the rules lies; what it does not show keeps its path. */
export const placeInProgrammeDraft = (path: string): string => PLACES[path] ?? path;
