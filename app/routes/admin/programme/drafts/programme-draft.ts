// The programme's form: the rules as text fields, and back.
import { decimalText, minorUnits } from '#app/basics/money.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { type Rules, startingRules } from '#app/loyalty/programme/rules.ts';

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
    const text = (form[name] ?? '').trim();
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      errors[name] = `A whole number from ${least} to ${most.toLocaleString('en')}`;
    }
    return value;
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
    const points = whole('points', 0, 1_000_000);
    if (form.base === 'per-order') return { kind: 'per-order', points };
    const per = amount(form.per ?? '', currency);
    if (per === null || per <= 0n) errors.per = 'An amount above 0, like 1 or 0.50';
    return { kind: 'per-amount', points, per: String(per) };
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

/** Merchants write a comma where their language does. Null if it is no amount. */
export function amount(text: string, currency: string): bigint | null {
  const plain = text.trim().replace(',', '.');
  return /^\d{1,12}(\.\d{1,3})?$/.test(plain) ? minorUnits(plain, currency) : null;
}
