// The `orders` query: its filters and sort keys.
import type { PageArguments, TableQuery } from '../connection.ts';
import type { ApiContext } from '../resolver.ts';
import {
  choiceField,
  dateField,
  numberField,
  type SearchFields,
  searchCondition,
  tagField,
  textField,
} from '../search.ts';
import { wallAt } from './order.ts';

export type OrderArguments = PageArguments & { query?: string | null; sortKey?: string | null };

const firstCode = "(SELECT value ->> 'code' FROM json_each(doc, '$.discounts') LIMIT 1)";

const financial = (status: string): string => `financial_status = '${status}'`;

const fields: SearchFields = {
  id: numberField('id'),
  name: textField("json_extract(doc, '$.name')"),
  confirmation_number: textField("json_extract(doc, '$.confirmationNumber')"),
  created_at: dateField('created_at'),
  updated_at: dateField('updated_at'),
  processed_at: dateField('processed_at'),
  customer_id: numberField('customer_id'),
  email: textField('email'),
  test: choiceField({ true: 'test = 1', false: 'test = 0' }),
  tag: tagField(),
  tag_not: tagField(true),
  source_name: textField('source_name'),
  channel: textField("json_extract(doc, '$.channel.handle')"),
  discount_code: textField(firstCode),
  cart_token: textField("json_extract(doc, '$.cartToken')"),
  checkout_token: textField("json_extract(doc, '$.checkoutToken')"),
  sku: (_, text) => ({
    sql: "EXISTS (SELECT 1 FROM json_each(doc, '$.lines') WHERE value ->> 'sku' = ?)",
    values: [text],
  }),
  status: choiceField({
    open: 'closed_at IS NULL AND cancelled_at IS NULL',
    closed: 'closed_at IS NOT NULL',
    cancelled: 'cancelled_at IS NOT NULL',
    not_closed: 'closed_at IS NULL',
    any: 'true',
  }),
  financial_status: choiceField({
    paid: financial('PAID'),
    pending: financial('PENDING'),
    authorized: financial('AUTHORIZED'),
    partially_paid: financial('PARTIALLY_PAID'),
    partially_refunded: financial('PARTIALLY_REFUNDED'),
    refunded: financial('REFUNDED'),
    voided: financial('VOIDED'),
    expired: financial('EXPIRED'),
  }),
  fulfillment_status: choiceField({
    fulfilled: "fulfillment_status = 'FULFILLED'",
    shipped: "fulfillment_status = 'FULFILLED'",
    partial: "fulfillment_status = 'PARTIALLY_FULFILLED'",
    unfulfilled: "fulfillment_status = 'UNFULFILLED'",
    unshipped: "fulfillment_status = 'UNFULFILLED'",
  }),
  default: (_, text) => ({
    sql: "email = ? OR json_extract(doc, '$.name') = ? OR json_extract(doc, '$.name') = '#' || ?",
    values: [text.toLowerCase(), text, text],
  }),
};

const sortColumns: Record<string, string> = {
  ID: 'id',
  ORDER_NUMBER: 'number',
  CREATED_AT: 'created_at',
  UPDATED_AT: 'updated_at',
  PROCESSED_AT: 'processed_at',
  TOTAL_PRICE: 'total',
  CUSTOMER_NAME: 'customer_id',
  FINANCIAL_STATUS: 'financial_status',
  FULFILLMENT_STATUS: 'fulfillment_status',
};

/** The table query for given arguments; orders behind the 60-day wall are left out. */
export function orderQuery(
  args: { query?: string | null; sortKey?: string | null },
  context: ApiContext,
  defaultSort = 'PROCESSED_AT',
): TableQuery {
  const condition = searchCondition(args.query, 'orders', fields, context);
  const where = [condition.sql];
  const values = [...condition.values];
  if (!context.scopes.has('read_all_orders')) {
    where.push('created_at >= ?');
    values.push(wallAt(context));
  }
  return {
    table: 'orders',
    sort: sortColumns[args.sortKey ?? defaultSort] ?? 'processed_at',
    where,
    values,
  };
}
