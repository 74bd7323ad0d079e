// Reads the scalars of Shopify's JSON. What cannot be read is a refusal with its name, never a
// crash or a guess.
import { idOfGid } from '../../basics/gid.ts';
import { minorUnits } from '../../basics/money.ts';
import { type Outcome, ok, type Refused, refuse } from '../../basics/outcome.ts';

/** Why an object of Shopify's cannot be kept; shown to the merchant as an issue. */
export type Unusable = Refused<
  'no-id' | 'unknown-currency' | 'not-an-amount' | 'not-a-date' | 'another-shape',
  { detail: string }
>;

const known = new Set(Intl.supportedValuesOf('currency'));

/** Thrown by the readers of this file and caught by `mapped`: nobody else sees it. */
class Unreadable extends Error {
  readonly reason: Unusable['reason'];
  constructor(reason: Unusable['reason'], detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Runs a mapping; what it cannot read becomes a refusal that says why. */
export function mapped<Row>(map: () => Row): Outcome<Row, Unusable> {
  try {
    return ok(map());
  } catch (error) {
    if (error instanceof Unreadable) return refuse(error.reason, { detail: error.message });
    // The types of the fragments are Shopify's promise; JSON of another shape breaks it here.
    if (error instanceof TypeError || error instanceof RangeError) {
      return refuse('another-shape', { detail: 'a field has another shape than promised' });
    }
    throw error;
  }
}

const PREFIX = 'gid://shopify/';

export function readGid(value: unknown): bigint {
  if (typeof value === 'string' && value.startsWith(PREFIX)) {
    // The plain form is most of them, and a pattern costs more than all the rest of a line.
    const id = Number(value.slice(value.lastIndexOf('/') + 1));
    if (Number.isSafeInteger(id) && id > 0 && value.endsWith(`/${id}`)) return BigInt(id);
  }
  try {
    return idOfGid(value as string);
  } catch {
    throw new Unreadable('no-id', 'an id is missing or is none');
  }
}

/** The last date that was read: the dates of one object are often the same. */
let lastText: string | undefined;
let lastDate = new Date(0);

export function readDate(value: unknown): Date {
  if (value === lastText && lastText !== undefined) return lastDate;
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) throw new Unreadable('not-a-date', 'a date cannot be read');
  lastText = value as string;
  lastDate = date;
  return date;
}

export const readDateOrNull = (value: unknown): Date | null =>
  value === null || value === undefined ? null : readDate(value);

export function readCurrency(value: unknown): string {
  if (typeof value === 'string' && known.has(value)) return value;
  throw new Unreadable('unknown-currency', `currency ${String(value).slice(0, 8)} is not known`);
}

/** The last amount that was read: most sums of an order are the same. */
let lastAmount = '0.0';
let lastCurrency = '';
let lastMinor = 0n;

/** A MoneyBag's amount in the shop's currency; what Shopify leaves out is 0. */
export function readMoney(
  money: { shopMoney: { amount: string } } | null | undefined,
  currency: string,
): bigint {
  if (!money) return 0n;
  const { amount } = money.shopMoney;
  if (amount === '0.0') return 0n;
  if (amount === lastAmount && currency === lastCurrency) return lastMinor;
  try {
    lastMinor = minorUnits(amount, currency);
  } catch {
    throw new Unreadable('not-an-amount', 'an amount cannot be read');
  }
  lastAmount = amount;
  lastCurrency = currency;
  return lastMinor;
}
