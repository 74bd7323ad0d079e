// Money: whole minor units (bigint) with the currency beside them. Shopify's decimal text is read
// here and nowhere else.

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const EXPONENTS: Record<string, number> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?$/;

/** Digits after the point in `currency`: JPY 0, USD 2, KWD 3. */
export const exponentOf = (currency: string): number => EXPONENTS[currency] ?? 2;

/**
 * Shopify's decimal text as minor units: ('12.5', 'USD') gives 1250n.
 * Further digits are rounded half away from zero. Throws TypeError if the text is no decimal
 * number.
 */
export function minorUnits(text: string, currency: string): bigint {
  const exponent = exponentOf(currency);
  const plain = plainMinorUnits(text, exponent);
  if (plain !== null) return BigInt(plain);
  const match = DECIMAL.exec(text);
  if (!match) throw new TypeError(`not an amount of money: ${text.slice(0, 40)}`);
  const [, sign, whole, fraction = ''] = match;
  const kept = fraction.slice(0, exponent).padEnd(exponent, '0');
  const roundsUp = (fraction[exponent] ?? '0') >= '5';
  const size = BigInt(whole! + kept) + (roundsUp ? 1n : 0n);
  return sign ? -size : size;
}

const PLAIN_DIGITS = 12;

/**
 * What nearly all amounts are, without a pattern and its parts: few digits, none to be rounded.
 * Null for all others.
 */
function plainMinorUnits(text: string, exponent: number): number | null {
  if (text.length === 0 || text.length > PLAIN_DIGITS) return null;
  let minor = 0;
  let digits = 0;
  let kept = -1; // of the digits after the point, -1 before it
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      minor = minor * 10 + digit;
      digits++;
      if (kept >= 0) kept++;
    } else if (digit === -2 && kept < 0 && digits > 0) kept = 0;
    else return null;
  }
  if (kept > exponent) return null;
  for (let more = Math.max(kept, 0); more < exponent; more++) minor *= 10;
  return minor;
}

/** Minor units as decimal text: (1250n, 'USD') gives '12.50'. The inverse of minorUnits. */
export function decimalText(minor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0n ? '-' : '';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Minor units in the words of `locale`: (1250n, 'EUR', 'de') gives '12,50 €'. */
export function formatMoney(minor: bigint, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
    decimalText(minor, currency) as unknown as number,
  );
}

/** amount × numerator ÷ denominator, rounded towards minus infinity. */
export function floorShare(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = amount * numerator;
  const quotient = product / denominator;
  return product % denominator !== 0n && product < 0n !== denominator < 0n
    ? quotient - 1n
    : quotient;
}
