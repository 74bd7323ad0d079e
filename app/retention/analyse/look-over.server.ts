// What only many rows of a file can tell: the order of day and month, the decimal mark, the
// currency.
import { type Form, rowsOf } from './csv-rows.server.ts';
import { AmountMarks } from './orders.ts';
import { type DateOrder, DateOrders } from './when.ts';

export type Look = {
  dates: DateOrder;
  isCommaDecimal: boolean;
  /** Known currencies that rows name, the most frequent one first. */
  currencies: string[];
};

/** Enough to know the currency of a file by. */
const ROWS_FOR_CURRENCY = 1000;
const KNOWN = new Set(Intl.supportedValuesOf('currency'));
const AMOUNTS = ['amount', 'subtotal', 'shipping', 'taxes', 'total', 'refunded amount'];

/**
 * Reads the whole file where its dates or amounts could be meant in two ways, else its beginning.
 */
export async function lookOver(file: string, form: Form): Promise<Look> {
  const isUnclear = form.isDateUnclear || form.hasCommas;
  const orders = new DateOrders();
  const marks = new AmountMarks();
  const counts = new Map<string, number>();
  const columns: string[] = [];
  let rows = 0;
  for await (const { values } of rowsOf(file, form, columns)) {
    const currency = (values.currency ?? '').trim().toUpperCase();
    if (KNOWN.has(currency)) counts.set(currency, (counts.get(currency) ?? 0) + 1);
    const isCurrencyTold = counts.size > 0 || !columns.includes('currency');
    if (!isUnclear && ++rows >= ROWS_FOR_CURRENCY && isCurrencyTold) break;
    orders.add((values.date ?? values['created at'] ?? '').trim());
    for (const name of AMOUNTS) if (values[name]) marks.add(values[name]);
  }
  return {
    dates: form.isDateUnclear ? orders.order : null,
    isCommaDecimal: form.hasCommas && marks.isCommaDecimal,
    currencies: [...counts].sort((a, b) => b[1] - a[1]).map(([currency]) => currency),
  };
}
