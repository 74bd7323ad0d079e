// Money in devstore is a whole number of minor units; text appears only where Shopify writes or
// reads it.

const exponents: Record<string, number> = {
  BHD: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** How many digits follow the point: 2 for most currencies, 0 for yen, 3 for Kuwaiti dinar. */
export function exponentOf(currency: string): number {
  return exponents[currency] ?? 2;
}

/**
 * `1234` US cents as `12.34`; `withZero` adds the `.0` that Shopify writes where there are no
 * cents.
 */
export function toDecimal(minor: number, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0 ? '-' : '';
  const digits = Math.abs(minor)
    .toString()
    .padStart(exponent + 1, '0');
  if (exponent === 0) return `${sign}${digits}.0`;
  // Shopify drops trailing zeros down to one digit: 10.00 is "10.0".
  const fraction = digits.slice(-exponent).replace(/0+$/, '') || '0';
  return `${sign}${digits.slice(0, -exponent)}.${fraction}`;
}

/** The same with all digits of the currency, as webhooks carry it: `12.30`. */
export function toFixedDecimal(minor: number, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0 ? '-' : '';
  const digits = Math.abs(minor)
    .toString()
    .padStart(exponent + 1, '0');
  return exponent === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const decimal = /^([+-])?(\d*)(?:\.(\d*))?$/;

/**
 * Decimal text in minor units, rounded half away from zero beyond the currency's digits; null where
 * the text is no number or too large to be exact.
 */
export function fromDecimal(text: string, currency: string): number | null {
  const match = decimal.exec(text.trim());
  if (!match || (!match[2] && !match[3])) return null;
  const exponent = exponentOf(currency);
  const fraction = (match[3] ?? '').padEnd(exponent, '0');
  const whole = BigInt((match[2] || '0') + fraction.slice(0, exponent));
  const minor = Number(whole) + (Number(fraction[exponent] ?? '0') >= 5 ? 1 : 0);
  if (!Number.isSafeInteger(minor)) return null;
  return match[1] === '-' && minor !== 0 ? -minor : minor;
}

/** Splits `amount` in the ratio of `weights` so that the parts are whole and their sum is exact. */
export function spread(amount: number, weights: number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  let used = 0;
  let seen = 0;
  return weights.map((weight) => {
    seen += weight;
    const upTo = Math.round((amount * seen) / total);
    const part = upTo - used;
    used = upTo;
    return part;
  });
}

/**
 * The part of `amount`, which belongs to `of` equal units, that the units from `start` on carry.
 */
export function shareOf(amount: number, of: number, start: number, count: number): number {
  if (of === 0) return 0;
  return Math.round((amount * (start + count)) / of) - Math.round((amount * start) / of);
}
