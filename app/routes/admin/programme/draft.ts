// The programme's form: the rules as text fields, and back.
import { decimalText, minorUnits } from '#app/basics/money.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { firstRules, type Rules } from '#app/loyalty/programme/rules.ts';

export type ProgrammeDraft = {
  isActive: string;
  points: string;
  per: string;
  enrolment: string;
  pendingDays: string;
  pendingFrom: string;
  expiry: string;
  expiryMonths: string;
};

export type ProgrammeErrors = Partial<Record<keyof ProgrammeDraft, string>>;

/** The form of `rules`, or of those that a new programme begins with. */
export function programmeDraft(rules: Rules | null, currency: string): ProgrammeDraft {
  const shown = rules ?? firstRules(minorUnits('1', currency));
  const { base } = shown.order;
  const { expiry, pending } = shown;
  return {
    isActive: shown.isActive ? 'yes' : 'no',
    points: base.kind === 'none' ? '0' : String(base.points),
    per: base.kind === 'per-amount' ? shortDecimal(base.per, currency) : '1',
    enrolment: shown.enrolment,
    pendingDays: String(pending.days),
    pendingFrom: pending.from,
    expiry: expiry.kind,
    expiryMonths: expiry.kind === 'never' ? '12' : String(expiry.months),
  };
}

/** '1' rather than '1.00'. */
const shortDecimal = (minor: bigint, currency: string) =>
  decimalText(minor, currency).replace(/\.0+$/, '');

/** The rules that the form describes; what it does not show stays as it is in `before`. */
export function rulesOf(
  form: Record<string, string>,
  before: Rules | null,
  currency: string,
): Ok<object> | Refused<'bad-input', { errors: ProgrammeErrors }> {
  const rules = before ?? firstRules(minorUnits('1', currency));
  const errors: ProgrammeErrors = {};
  const whole = (name: keyof ProgrammeDraft, least: number, most: number) => {
    const text = (form[name] ?? '').trim();
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      errors[name] = `A whole number from ${least} to ${most.toLocaleString('en')}`;
    }
    return value;
  };
  const points = whole('points', 0, 1_000_000);
  const pendingDays = whole('pendingDays', 0, 365);
  const months = form.expiry === 'never' ? 0 : whole('expiryMonths', 1, 120);
  const per = amount(form.per ?? '', currency);
  if (per === null || per <= 0n) errors.per = 'An amount above 0, like 1 or 0.50';
  if (Object.keys(errors).length > 0) return refuse('bad-input', { errors });
  const former = rules.expiry.kind === 'never' ? {} : rules.expiry;
  return ok({
    ...rules,
    isActive: form.isActive === 'yes',
    enrolment: form.enrolment,
    order: { ...rules.order, base: { kind: 'per-amount', points, per: String(per) } },
    pending: { days: pendingDays, from: form.pendingFrom },
    expiry: form.expiry === 'never' ? { kind: 'never' } : { ...former, kind: form.expiry, months },
  });
}

/** Merchants write a comma where their language does. Null if it is no amount. */
export function amount(text: string, currency: string): bigint | null {
  const plain = text.trim().replace(',', '.');
  return /^\d{1,12}(\.\d{1,3})?$/.test(plain) ? minorUnits(plain, currency) : null;
}
