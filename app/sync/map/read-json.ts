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

/** A column of 64 bits can hold it; one that cannot would take all rows beside it down. */
const fits = (value: bigint) => BigInt.asIntN(64, value) === value;

/** The number at the end of a gid. */
export function readGid(value: unknown): bigint {
  if (typeof value === 'string' && value.startsWith(PREFIX)) {
    const id = plainNumber(value);
    // The plain form is most of them, and a pattern costs more than all the rest of a line.
    if (id !== null) return BigInt(id);
  }
  try {
    const id = idOfGid(value as string);
    if (fits(id)) return id;
  } catch {} // not a gid: the same as one that no column can hold
  throw new Unreadable('no-id', 'an id is missing or is none');
}

/** The digits after the last slash as a safe integer, or null if there are others or too many. */
function plainNumber(gid: string): number | null {
  let id = 0;
  let scale = 1;
  for (let at = gid.length - 1; at > PREFIX.length && scale < 1e15; at--) {
    const code = gid.charCodeAt(at);
    if (code === 47) return scale > 1 ? id : null;
    if (code < 48 || code > 57) return null;
    id += (code - 48) * scale;
    scale *= 10;
  }
  return null;
}

const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2199;

/** The last date that was read: the dates of one object are often the same. */
let lastText: string | undefined;
let lastDate = new Date(0);

export function readDate(value: unknown): Date {
  if (value === lastText && lastText !== undefined) return lastDate;
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  const year = date.getUTCFullYear();
  // Other systems write the year 1 or 9999 where they have no date, and migrations bring it along;
  // figures by week would span millennia. NaN is no year between these either.
  if (!(year >= EARLIEST_YEAR && year <= LATEST_YEAR))
    throw new Unreadable('not-a-date', 'a date cannot be read');
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

/** Histories are packed with twice the amount in a double: up to here that is exact. */
const LARGEST_AMOUNT = 2n ** 52n - 1n;

/** Refuses an amount that no figure can hold: it would stop the figures of all the others. */
export function asAmount(minor: bigint): bigint {
  if (minor <= LARGEST_AMOUNT && minor >= -LARGEST_AMOUNT) return minor;
  throw new Unreadable('not-an-amount', 'an amount is larger than any sale');
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
  const minor = minorUnitsOrNull(amount, currency);
  if (minor === null) throw new Unreadable('not-an-amount', 'an amount cannot be read');
  lastMinor = asAmount(minor);
  lastAmount = amount;
  lastCurrency = currency;
  return lastMinor;
}

function minorUnitsOrNull(amount: string, currency: string): bigint | null {
  try {
    return minorUnits(amount, currency);
  } catch {
    return null;
  }
}

/** A whole number of pieces; what Shopify leaves out is `otherwise`. */
export function readQuantity(value: unknown, otherwise?: number): number {
  const number = value ?? otherwise;
  if (typeof number === 'number' && (number | 0) === number) return number;
  throw new Unreadable('another-shape', 'a quantity is no whole number');
}

/** A text, or null where Shopify leaves it out. */
export function readTextOrNull(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  throw new Unreadable('another-shape', 'a text is none');
}

export const readText = (value: unknown): string => readTextOrNull(value) ?? '';

/** A list of texts; what Shopify leaves out is empty. */
export function readTexts(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map(readText);
  throw new Unreadable('another-shape', 'a list of texts is none');
}
