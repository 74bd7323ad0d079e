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
export const columnName = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ');

/** Reads an amount with a point or nothing after the whole part; null if it is none. */
export function amountText(text: string): string | null {
  const trimmed = text.trim();
  return /^[+-]?\d+(\.\d*)?$|^[+-]?\.\d+$/.test(trimmed)
    ? trimmed.replace(/^\+/, '').replace(/^(-?)\./, '$10.')
    : null;
}
