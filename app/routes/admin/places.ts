// A place in a long list, as a page's address has it: pages are found by what they begin after, so
// that the thousandth costs no more than the first, and none is skipped when rows come and go.
import type { Place } from '#app/retention/segments/read.server.ts';

/** What the values of a sorted column look like; anything else in an address is no place. */
const VALUES = {
  bigint: /^-?\d{1,18}$/,
  int: /^-?\d{1,9}$/,
  date: /^\d{4}-\d\d-\d\d$/,
  /** Below 1e-30 nothing is stored, and below 1e-45 PostgreSQL refuses it. */
  real: /^\d{1,9}(\.\d{1,12})?$|^[1-9](\.\d{1,12})?e-[123]?\d$/,
  timestamptz: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
} as const;
export type ColumnType = keyof typeof VALUES;

/** The customer's number and, after a bar, the value; no value where the customer has none. */
const placeText = ({ value, customerId }: Place): string =>
  value === null ? customerId : `${customerId}|${value}`;

/** The place that a page lies before or after; nothing on the first page. */
export function placesOf(
  choices: URLSearchParams,
  type: ColumnType,
): { after?: Place; before?: Place } {
  const before = placeIn(choices.get('before'), type);
  if (before) return { before };
  const after = placeIn(choices.get('after'), type);
  return after ? { after } : {};
}

function placeIn(text: string | null, type: ColumnType): Place | null {
  const [, customerId, , value = null] = /^(\d{1,18})(\|(.{1,40}))?$/.exec(text ?? '') ?? [];
  if (!customerId || (value !== null && !isValue(value, type))) return null;
  return { customerId, value };
}

const isValue = (value: string, type: ColumnType): boolean =>
  VALUES[type].test(value) && (!/^(date|timestamptz)$/.test(type) || isOfCalendar(value));

/** The 31st of February is the 3rd of March to the engine, and an error to PostgreSQL. */
function isOfCalendar(value: string): boolean {
  const instant = new Date(value);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value);
}

/**
 * What is shown of a page that was read with one row more than it shows, and where its neighbours
 * begin: null where there are none.
 */
export function turnedPage<Row>(
  found: readonly Row[],
  size: number,
  asked: { after?: Place; before?: Place },
  placeOf: (row: Row) => Place,
): { rows: Row[]; previous: string | null; next: string | null } {
  const rows = asked.before ? found.slice(-size) : found.slice(0, size);
  const hasMore = found.length > size;
  const [first, last] = [rows[0], rows.at(-1)];
  const hasPrevious = asked.before ? hasMore : asked.after !== undefined;
  const hasNext = asked.before ? true : hasMore;
  return {
    rows,
    previous: first && hasPrevious ? placeText(placeOf(first)) : null,
    next: last && hasNext ? placeText(placeOf(last)) : null,
  };
}
