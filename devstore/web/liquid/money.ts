// Money as Liquid and the Ajax API show it.

/**
 * Liquid counts in hundredths of every currency, also of those without decimals: 1000 JPY is
 * 100000.
 */
export function toLiquidCents(minorUnits: number, currency: string): number {
  const exponent = decimals(currency);
  return exponent >= 2 ? minorUnits : minorUnits * 10 ** (2 - exponent);
}

/** Back from Liquid's hundredths to the currency's own minor units. */
export function fromLiquidCents(cents: number, currency: string): number {
  const exponent = decimals(currency);
  return exponent >= 2 ? cents : Math.round(cents / 10 ** (2 - exponent));
}

/** Digits after the point: JPY 0, USD 2, KWD 3. */
export function decimals(currency: string): number {
  return formatter(currency, 'narrowSymbol').resolvedOptions().maximumFractionDigits ?? 2;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(currency: string, display: 'narrowSymbol' | 'code'): Intl.NumberFormat {
  const key = currency + display;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: display,
  });
  formatters.set(key, made);
  return made;
}

function major(cents: number, currency: string): number {
  return fromLiquidCents(cents, currency) / 10 ** decimals(currency);
}

/** `$1,234.50`: what the filter `money` writes. The shop's format, whatever the language. */
export function formatMoney(cents: number, currency: string): string {
  return formatter(currency, 'narrowSymbol').format(major(cents, currency));
}

/** `$1,234.50 USD` */
export function formatMoneyWithCurrency(cents: number, currency: string): string {
  return `${formatMoney(cents, currency)} ${currency}`;
}

/** `1,234.50` */
export function formatMoneyWithoutCurrency(cents: number, currency: string): string {
  const digits = decimals(currency);
  return new Intl.NumberFormat('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(major(cents, currency));
}

/** `$1,234` where nothing follows the point. */
export function formatMoneyWithoutTrailingZeros(cents: number, currency: string): string {
  return formatMoney(cents, currency).replace(/[.,]0+(?=\D*$)/, '');
}
