// Shopify's own orders export (Orders → Export): one row a line item, the order's own columns on
// its first row only. help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders
import { minorUnits } from '../../basics/money.ts';
import { amountText, type FileOrder, isTooLarge, type Reader, type Row } from './orders.ts';
import { notDate } from './plain-orders.ts';
import { type HowWritten, instantOf } from './when.ts';

export const EXPORT_COLUMNS = ['name', 'email', 'financial status', 'subtotal', 'total'] as const;

/**
 * The customer of an order is its e-mail address, or else its telephone number. Net sales are the
 * subtotal (after discounts) without the tax in it and without what was given back for goods.
 */
export function exportedOrders(written: HowWritten): Reader {
  const orders = new Map<string, FileOrder>();
  const unusable = new Set<string>();
  return {
    add(row) {
      const of = reader(row);
      const name = of('name');
      if (name === '') return 'the order has no name';
      // Further rows of an order carry its name and a line item.
      if (of('total') === '' && of('financial status') === '') {
        return orders.has(name) || unusable.has(name) ? null : `order ${name} begins in the middle`;
      }
      if (orders.has(name)) return `order ${name} is there twice`;
      const order = orderOf(of, name, written);
      if (typeof order === 'string') {
        unusable.add(name);
        return order;
      }
      orders.set(name, order);
      return null;
    },
    finish: () => ({ orders: [...orders.values()], skipped: [] }),
  };
}

const reader =
  ({ values }: Row) =>
  (column: string): string =>
    (values[column] ?? '').trim();

function orderOf(
  of: (column: string) => string,
  name: string,
  { timezone, currency, dates, isCommaDecimal }: HowWritten,
): FileOrder | string {
  const given = of('currency').toUpperCase();
  if (given !== '' && given !== currency) return `the currency is ${given}, not ${currency}`;
  const at = instantOf(of('created at'), timezone, dates);
  if (at === null) return notDate(of('created at'));
  const amounts: Record<string, bigint> = {};
  for (const column of ['subtotal', 'shipping', 'taxes', 'total', 'refunded amount']) {
    const text = of(column) === '' ? '0' : amountText(of(column), isCommaDecimal);
    if (text === null) return `${column} "${of(column)}" is not an amount`;
    amounts[column] = minorUnits(text, currency);
    if (isTooLarge(amounts[column])) return `${column} "${of(column)}" is too large for an amount`;
  }
  const status = of('financial status').toLowerCase();
  const refunded = amounts['refunded amount']!;
  const isStanding = of('cancelled at') === '' && status !== 'voided' && status !== 'refunded';
  return {
    id: name,
    customer: of('email').toLowerCase() || of('phone') || null,
    at,
    netSales: netSales(amounts),
    isCounted: isStanding && (refunded === 0n || refunded < amounts.total!),
    channel: of('source') || null,
    country: of('shipping country') || of('billing country') || null,
    code: of('discount code') || null,
  };
}

/** Goods without tax, less the goods' part of what was given back; never below 0. */
function netSales(amounts: Record<string, bigint>): bigint {
  const { subtotal = 0n, shipping = 0n, taxes = 0n, total = 0n } = amounts;
  // In a shop whose prices contain tax the total is subtotal and shipping; the tax lies evenly on
  // both.
  const isTaxIncluded = taxes > 0n && total <= subtotal + shipping;
  const taxed = subtotal + shipping;
  const goodsTax = taxed > 0n ? (taxes * subtotal) / taxed : 0n;
  const goods = isTaxIncluded ? subtotal - goodsTax : subtotal;
  const gross = isTaxIncluded ? subtotal : subtotal + goodsTax;
  const back = gross > 0n ? (amounts['refunded amount']! * goods) / gross : 0n;
  return goods > back ? goods - back : 0n;
}
