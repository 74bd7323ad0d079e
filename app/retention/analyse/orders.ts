// Orders as a file tells them, whatever its columns are called.

export type FileOrder = {
  id: string;
  /** Null: a guest. */
  customer: string | null;
  at: Date;
  /** Minor units, after refunds, never below 0. */
  netSales: bigint;
  /** Not cancelled, voided or wholly refunded. */
  isCounted: boolean;
  channel: string | null;
  country: string | null;
  code: string | null;
};

export class UnusableFile extends Error {
  override name = 'UnusableFile';
}

/** A row that could not be used; lines are counted from 1, the header is line 1. */
export type Skipped = { line: number; reason: string };

export type Row = { line: number; values: Readonly<Record<string, string>> };

/** Reads the rows of one kind of file. */
export type Reader = {
  /** Null if the row is used, or why it is not. */
  add: (row: Row) => string | null;
  /** The orders in the order of their rows, and what only the whole file could tell. */
  finish: () => { orders: FileOrder[]; skipped: Skipped[] };
};

/** Column names as they are compared: without case, space, or a byte-order mark. */
export function columnName(text: string): string {
  const name = text
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ');
  // Customer ID, customerId and customer-id are all customer_id.
  return PLAIN_NAMES.get(name.replace(/[ _-]/g, '')) ?? name;
}

const PLAIN_NAMES = new Map([
  ['customerid', 'customer_id'],
  ['orderid', 'order_id'],
]);

/** Signs and codes of currencies, blanks, and apostrophes between thousands say nothing here. */
const DECORATION = /[\p{Sc}\s'’]|^[A-Z]{3}(?=[\s\d(-])|(?<=[\s\d)])[A-Z]{3}$/gu;
const GROUPED = /^\d{1,3}(?:[.,]\d{3})+$/;

/**
 * Reads an amount as people and programs write it, as decimal text: 1,234.50 and 1.234,50 and
 * € 1234,50 are '1234.50', (5.00) is '-5.00'. A lone comma before three digits groups thousands and
 * a lone point never does; where the comma is the decimal mark it is the other way round. Null if
 * it is no amount.
 */
export function amountText(text: string, isCommaDecimal = false): string | null {
  const bare = bareAmount(text);
  const match = /^(?:\((?<owed>[^()-]+)\)|(?<sign>[+-]?)(?<plain>[^()+-]+))$/.exec(bare);
  if (!match) return null;
  const { owed, sign, plain } = match.groups!;
  const digits = decimalPoint((owed ?? plain)!, isCommaDecimal);
  if (!/^\d+(\.\d*)?$|^\.\d+$/.test(digits)) return null;
  const minus = owed !== undefined || sign === '-' ? '-' : '';
  return minus + digits.replace(/^\./, '0.');
}

const bareAmount = (text: string) => text.trim().replace(DECORATION, '').replace('−', '-');

/** What amounts tell, all together, of the mark before their decimals. */
export class AmountMarks {
  #hasComma = false;
  #hasPoint = false;

  add(text: string): void {
    const digits = bareAmount(text).replace(/^[(+-]|\)$/g, '');
    // Not three digits behind the only mark, or the last of two marks.
    if (/^\d*,(\d{1,2}|\d{4,})$|^\d{1,3}(\.\d{3})+,\d+$/.test(digits)) this.#hasComma = true;
    if (/^\d*\.(\d{1,2}|\d{4,})$|^\d{1,3}(,\d{3})+\.\d+$/.test(digits)) this.#hasPoint = true;
  }

  get isCommaDecimal(): boolean {
    return this.#hasComma && !this.#hasPoint;
  }
}

/** Above it no figure could be worked out exactly: some 45 trillion dollars. */
const LARGEST = 2n ** 52n;

export const isTooLarge = (minor: bigint): boolean => minor >= LARGEST || minor <= -LARGEST;

/** Digits with a point as their only mark; text that has no such reading comes back as it is. */
function decimalPoint(text: string, isCommaDecimal: boolean): string {
  const at = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
  if (at === -1) return text;
  const mark = text[at]!;
  const whole = text.slice(0, at);
  const isLone = !/[.,]/.test(whole);
  if (isLone) {
    return mark === (isCommaDecimal ? '.' : ',') && GROUPED.test(text)
      ? whole + text.slice(at + 1)
      : `${whole}.${text.slice(at + 1)}`;
  }
  // Several of one mark group thousands; of two kinds the last one is the decimal mark.
  if (!whole.includes(mark === ',' ? '.' : ','))
    return GROUPED.test(text) ? text.replaceAll(mark, '') : text;
  return GROUPED.test(whole) && !whole.includes(mark)
    ? `${whole.replace(/[.,]/g, '')}.${text.slice(at + 1)}`
    : text;
}
