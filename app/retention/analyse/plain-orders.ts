// A plain log: customer_id, date, amount, and perhaps order_id, type and currency.
import { minorUnits } from '../../basics/money.ts';
import {
  amountText,
  type FileOrder,
  isTooLarge,
  type Reader,
  type Row,
  type Skipped,
} from './orders.ts';
import { type HowWritten, momentReader } from './when.ts';

export const PLAIN_COLUMNS = ['customer_id', 'date', 'amount'] as const;

/** Without it every row is an order. */
export const ORDER_ID = 'order_id';

const SALES = new Set(['', 'order', 'sale', 'purchase', 'payment']);
const REFUNDS = new Set(['refund', 'return', 'credit']);

type Amount = { line: number; amount: bigint };
type Pending = Amount & { order: string };
/** An order in the making: what is known of it so far, and its first row to know it again. */
type Draft = FileOrder & {
  line: number;
  /** Of the first row. */
  amount: bigint;
  /** The columns of the first row that an order has no place for. */
  others: string;
  /** Rows that say exactly the same again. */
  repeats: Amount[] | null;
};

/**
 * Several rows of one order are its lines: their amounts are summed, the earliest date holds. In a
 * file where every order has one row, a row that is there twice is a slip and is used once. A row
 * of type refund, or with a negative amount, is money given back on the order of its number,
 * wherever that stands in the file. Without `hasIds` every row is an order of its own.
 */
export function plainOrders(
  { timezone, currency, dates, isCommaDecimal }: HowWritten,
  hasIds = true,
): Reader {
  const drafts = new Map<string, Draft>();
  const refunds: Pending[] = [];
  let hasLines = false;
  const momentOf = momentReader(timezone, dates);
  const one = sharedText();
  return {
    add({ line, values }) {
      const id = hasIds ? (values.order_id ?? '').trim() : `${line}`;
      if (id === '') return 'the order_id is empty';
      const given = (values.currency ?? '').trim().toUpperCase();
      if (given !== '' && given !== currency) return `the currency is ${given}, not ${currency}`;
      const text = amountText(values.amount ?? '', isCommaDecimal);
      if (text === null) return `"${values.amount ?? ''}" is not an amount`;
      const amount = minorUnits(text, currency);
      if (isTooLarge(amount)) return `"${values.amount}" is too large for an amount`;
      const type = (values.type ?? '').trim().toLowerCase();
      if (!SALES.has(type) && !REFUNDS.has(type)) return `there is no type "${type}"`;
      if (REFUNDS.has(type) || amount < 0n) {
        if (!hasIds) return 'money given back, and no order_id says on which order';
        refunds.push({ line, order: id, amount: amount < 0n ? -amount : amount });
        return null;
      }
      const at = momentOf((values.date ?? '').trim());
      if (at === null) return notDate(values.date ?? '');
      const customer = (values.customer_id ?? '').trim() || null;
      const known = drafts.get(id);
      if (known && known.customer !== customer) return `order ${id} belongs to another customer`;
      const others = othersOf(values);
      if (!known) {
        const unknown = { isCounted: true, channel: null, country: null, code: null };
        const order = { id, customer: one(customer), at, netSales: amount, ...unknown };
        drafts.set(id, { ...order, line, amount, others, repeats: null });
        return null;
      }
      const isSame = known.amount === amount && known.others === others;
      if (isSame && known.at.getTime() === at.getTime()) {
        known.repeats ??= [];
        known.repeats.push({ line, amount });
        return null;
      }
      if (isTooLarge(known.netSales + amount)) return `order ${id} is too large`;
      hasLines = true;
      known.netSales += amount;
      if (at < known.at) known.at = at;
      return null;
    },
    finish: () => finish(drafts, refunds, hasLines),
  };
}

/** Says why a date could not be used. */
export const notDate = (text: string): string =>
  /^\s*\d{1,2}[-/]\d{1,2}[-/]\d{4}/.test(text)
    ? `"${text}" could be two days (write YYYY-MM-DD)`
    : `"${text}" is not a date (write YYYY-MM-DD)`;

/** A log has millions of rows and few customers: their names are kept once. */
function sharedText(): (text: string | null) => string | null {
  const known = new Map<string, string>();
  return (text) => {
    if (text === null) return null;
    if (!known.has(text)) known.set(text, text);
    return known.get(text)!;
  };
}

const OWN_COLUMNS = new Set<string>([...PLAIN_COLUMNS, ORDER_ID]);

function othersOf(values: Row['values']): string {
  let text = '';
  for (const [name, value] of Object.entries(values)) {
    if (!OWN_COLUMNS.has(name)) text += `${value}\0`;
  }
  return text;
}

function finish(drafts: Map<string, Draft>, refunds: readonly Pending[], hasLines: boolean) {
  const skipped: Skipped[] = [];
  for (const draft of drafts.values()) {
    for (const { line, amount } of draft.repeats ?? []) {
      if (hasLines) draft.netSales += amount;
      else skipped.push({ line, reason: `the same row as line ${draft.line}` });
    }
  }
  const givenBack = new Map<string, bigint>();
  for (const { line, order, amount } of refunds) {
    if (drafts.has(order)) givenBack.set(order, (givenBack.get(order) ?? 0n) + amount);
    else skipped.push({ line, reason: `money given back on order ${order}, which is not there` });
  }
  for (const [order, back] of givenBack) {
    const draft = drafts.get(order)!;
    // An order that cost nothing counts; one that was given back wholly does not.
    draft.isCounted = back === 0n || back < draft.netSales;
    draft.netSales = back < draft.netSales ? draft.netSales - back : 0n;
  }
  return { orders: [...drafts.values()], skipped };
}
