// A plain log: customer_id, order_id, date, amount, and perhaps type and currency.
import { minorUnits } from '../../basics/money.ts';
import { amountText, type FileOrder, type Reader, type Skipped } from './orders.ts';
import { type DateOrder, momentReader } from './when.ts';

export const PLAIN_COLUMNS = ['customer_id', 'order_id', 'date', 'amount'] as const;

const SALES = new Set(['', 'order', 'sale', 'purchase', 'payment']);
const REFUNDS = new Set(['refund', 'return', 'credit']);

type Pending = { line: number; order: string; amount: bigint };
type Draft = Omit<FileOrder, 'isCounted'> & {
  paid: bigint;
  line: number;
  /** The first row as a whole, to know it again. */
  row: string;
  /** Rows that say exactly the same again. */
  repeats: { line: number; amount: bigint }[];
};

/**
 * Several rows of one order are its lines: their amounts are summed, the earliest date holds. In a
 * file where every order has one row, a row that is there twice is a slip and is used once. A row
 * of type refund, or with a negative amount, is money given back on the order of its number,
 * wherever that stands in the file.
 */
export function plainOrders(timezone: string, currency: string, order: DateOrder): Reader {
  const drafts = new Map<string, Draft>();
  const refunds: Pending[] = [];
  let hasLines = false;
  const momentOf = momentReader(timezone, order);
  return {
    add({ line, values }) {
      const id = (values.order_id ?? '').trim();
      if (id === '') return 'the order_id is empty';
      const given = (values.currency ?? '').trim().toUpperCase();
      if (given !== '' && given !== currency) return `the currency is ${given}, not ${currency}`;
      const text = amountText(values.amount ?? '');
      if (text === null) return `"${values.amount ?? ''}" is not an amount`;
      const amount = minorUnits(text, currency);
      const type = (values.type ?? '').trim().toLowerCase();
      if (!SALES.has(type) && !REFUNDS.has(type)) return `there is no type "${type}"`;
      if (REFUNDS.has(type) || amount < 0n) {
        refunds.push({ line, order: id, amount: amount < 0n ? -amount : amount });
        return null;
      }
      const at = momentOf((values.date ?? '').trim());
      if (at === null) return notDate(values.date ?? '');
      const customer = (values.customer_id ?? '').trim() || null;
      const known = drafts.get(id);
      if (known && known.customer !== customer) return `order ${id} belongs to another customer`;
      const row = Object.values(values).join('\0');
      if (known && known.row === row) {
        known.repeats.push({ line, amount });
        return null;
      }
      if (known) {
        hasLines = true;
        known.paid += amount;
        if (at < known.at) known.at = at;
        return null;
      }
      const nothing = { channel: null, country: null, code: null };
      const draft = { id, customer, at, paid: amount, netSales: 0n, ...nothing };
      drafts.set(id, { ...draft, line, row, repeats: [] });
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

function finish(drafts: Map<string, Draft>, refunds: readonly Pending[], hasLines: boolean) {
  const skipped: Skipped[] = [];
  for (const draft of drafts.values()) {
    for (const { line, amount } of draft.repeats) {
      if (hasLines) draft.paid += amount;
      else skipped.push({ line, reason: `the same row as line ${draft.line}` });
    }
  }
  const givenBack = new Map<string, bigint>();
  for (const { line, order, amount } of refunds) {
    if (drafts.has(order)) givenBack.set(order, (givenBack.get(order) ?? 0n) + amount);
    else skipped.push({ line, reason: `money given back on order ${order}, which is not there` });
  }
  const orders = [...drafts.values()].map(({ paid, line: _, row: __, repeats: ___, ...order }) => {
    const back = givenBack.get(order.id) ?? 0n;
    return {
      ...order,
      netSales: back < paid ? paid - back : 0n,
      // An order that cost nothing counts; one that was given back wholly does not.
      isCounted: back === 0n || back < paid,
    };
  });
  return { orders, skipped };
}
