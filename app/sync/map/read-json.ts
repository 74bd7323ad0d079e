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

/** A column of 64 bits can hold it; one that cannot would take all rows beside it down. */
const fits = (value: bigint) => BigInt.asIntN(64, value) === value;

/** The number at the end of a gid; a bigint where a number would not be exact. */
export function readId(value: unknown): number | bigint {
  try {
    const id = idOfGid(value as string);
    if (id <= Number.MAX_SAFE_INTEGER) return Number(id);
    if (fits(id)) return id;
  } catch {} // not a gid: the same as one that no column can hold
  throw new Unreadable('no-id', 'an id is missing or is none');
}

/** The number at the end of a gid. */
export const readGid = (value: unknown): bigint => BigInt(readId(value));

const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2199;

/** An instant in milliseconds since 1970. */
export function readTime(value: unknown): number {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  const year = date.getUTCFullYear();
  // Other systems write the year 1 or 9999 where they have no date, and migrations bring it along;
  // figures by week would span millennia. NaN is no year between these either.
  if (year >= EARLIEST_YEAR && year <= LATEST_YEAR) return date.getTime();
  throw new Unreadable('not-a-date', 'a date cannot be read');
}

export const readTimeOrNull = (value: unknown): number | null =>
  value === null || value === undefined ? null : readTime(value);

export const readDate = (value: unknown): Date => new Date(readTime(value));

export const readDateOrNull = (value: unknown): Date | null =>
  value === null || value === undefined ? null : readDate(value);

export const isCurrency = (code: string): boolean => known.has(code);

export function readCurrency(value: unknown): string {
  if (typeof value === 'string' && isCurrency(value)) return value;
  throw new Unreadable('unknown-currency', `currency ${String(value).slice(0, 8)} is not known`);
}

/** Histories are packed with twice the amount in a double: up to here that is exact. */
const LARGEST_AMOUNT = 2 ** 52 - 1;

/** Refuses an amount that no figure can hold: it would stop the figures of all the others. */
export function asAmount(minor: number): number {
  if (minor <= LARGEST_AMOUNT && minor >= -LARGEST_AMOUNT) return minor;
  throw new Unreadable('not-an-amount', 'an amount is larger than any sale');
}

/** A MoneyBag's amount in minor units of the shop's currency; what Shopify leaves out is 0. */
export function readAmount(
  money: { shopMoney: { amount: string } } | null | undefined,
  currency: string,
): number {
  if (!money) return 0;
  const minor = minorUnitsOrNull(money.shopMoney.amount, currency);
  if (minor === null) throw new Unreadable('not-an-amount', 'an amount cannot be read');
  return asAmount(Number(minor));
}

/** The same for sums of any size. */
export const readMoney = (
  money: { shopMoney: { amount: string } } | null | undefined,
  currency: string,
): bigint => BigInt(readAmount(money, currency));

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
