// Filters and sort keys of the lists other than orders.
import { fromDecimal } from '../../shop/money.ts';
import type { TableQuery } from '../connection.ts';
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

interface Arguments {
  query?: string | null;
  sortKey?: string | null;
}

type QueryOf = (args: Arguments, context: ApiContext) => TableQuery;

/** A list's query from its filters, its sort keys and the sort that is meant without one. */
function queryOf(
  table: string,
  path: string,
  fields: SearchFields,
  sorts: Record<string, string>,
  extraWhere: string[] = [],
): QueryOf {
  return (args, context) => {
    const condition = searchCondition(args.query, path, fields, context);
    return {
      table,
      sort: sorts[args.sortKey ?? 'ID'] ?? 'id',
      where: [condition.sql, ...extraWhere],
      values: condition.values,
    };
  };
}

const state = (name: string): string => `state = '${name}'`;

export const customerQuery = queryOf(
  'customers',
  'customers',
  {
    id: numberField('id'),
    email: textField('email'),
    phone: textField('phone'),
    first_name: textField("json_extract(doc, '$.firstName')"),
    last_name: textField("json_extract(doc, '$.lastName')"),
    tag: tagField(),
    tag_not: tagField(true),
    state: choiceField({
      enabled: state('ENABLED'),
      disabled: state('DISABLED'),
      invited: state('INVITED'),
      declined: state('DECLINED'),
    }),
    accepts_marketing: choiceField({
      true: "json_extract(doc, '$.emailConsent.state') = 'SUBSCRIBED'",
      false: "json_extract(doc, '$.emailConsent.state') <> 'SUBSCRIBED'",
    }),
    orders_count: numberField('orders_count'),
    total_spent: (sign, text, { store }) => {
      const minor = fromDecimal(text, store.shop().currency);
      return minor === null ? null : { sql: `amount_spent ${sign} ?`, values: [minor] };
    },
    customer_date: dateField('created_at'),
    created_at: dateField('created_at'),
    updated_at: dateField('updated_at'),
    order_date: (sign, text, context) => {
      const condition = dateField('processed_at')(sign, text, context);
      return (
        condition && {
          sql: `EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id AND ${condition.sql})`,
          values: condition.values,
        }
      );
    },
    country: (_, text) => ({
      sql: `EXISTS (SELECT 1 FROM json_each(doc, '$.addresses')
        WHERE lower(value ->> 'country') = ?)`,
      values: [text.toLowerCase()],
    }),
    default: (_, text) => ({
      sql: "name LIKE '%' || ? || '%' OR email LIKE '%' || ? || '%'",
      values: [text.toLowerCase(), text.toLowerCase()],
    }),
  },
  {
    CREATED_AT: 'created_at',
    UPDATED_AT: 'updated_at',
    NAME: 'name',
  },
);

export const productQuery = queryOf(
  'products',
  'products',
  {
    id: numberField('id'),
    title: textField('title'),
    handle: textField('handle'),
    status: textField('status'),
    created_at: dateField('created_at'),
    updated_at: dateField('updated_at'),
    product_type: textField("json_extract(doc, '$.productType')"),
    vendor: textField("json_extract(doc, '$.vendor')"),
    tag: tagField(),
    tag_not: tagField(true),
    collection_id: (_, text) => ({
      sql: "EXISTS (SELECT 1 FROM json_each(doc, '$.collectionIds') WHERE value = ?)",
      values: [Number(text)],
    }),
    default: (_, text) => ({
      sql: "lower(title) LIKE '%' || ? || '%'",
      values: [text.toLowerCase()],
    }),
  },
  {
    TITLE: 'title',
    CREATED_AT: 'created_at',
    UPDATED_AT: 'updated_at',
    PUBLISHED_AT: 'created_at',
  },
);

export const collectionQuery = queryOf(
  'collections',
  'collections',
  {
    id: numberField('id'),
    handle: textField('handle'),
    title: textField("json_extract(doc, '$.title')"),
    updated_at: dateField("json_extract(doc, '$.updatedAt')"),
    default: textField("json_extract(doc, '$.title')"),
  },
  {
    TITLE: "json_extract(doc, '$.title')",
    UPDATED_AT: "json_extract(doc, '$.updatedAt')",
  },
);

export const segmentQuery = queryOf(
  'segments',
  'segments',
  {
    id: numberField('id'),
    name: textField('name'),
    default: textField('name'),
  },
  {
    CREATION_DATE: "json_extract(doc, '$.createdAt')",
    LAST_EDIT_DATE: "json_extract(doc, '$.updatedAt')",
  },
);

const isActive = "starts_at <= '{now}' AND (ends_at IS NULL OR ends_at > '{now}')";

/** The state of a discount depends on the moment, so its conditions are made for each call. */
export const discountQuery: QueryOf = (args, context) => {
  const now = context.store.now();
  const at = (sql: string): string => sql.replaceAll('{now}', now);
  const kinds = (kind: string): string => `kind = '${kind}'`;
  const basic = kinds('basic');
  return queryOf(
    'discounts',
    'discountNodes',
    {
      id: numberField('id'),
      title: textField('title'),
      code: (_, text) => ({
        sql: 'EXISTS (SELECT 1 FROM redeem_codes WHERE discount_id = discounts.id AND folded = ?)',
        values: [text.toLowerCase()],
      }),
      method: choiceField({
        code: "json_extract(doc, '$.isAutomatic') IS NOT 1",
        automatic: "json_extract(doc, '$.isAutomatic') = 1",
      }),
      status: choiceField({
        active: at(isActive),
        expired: at("ends_at <= '{now}'"),
        scheduled: at("starts_at > '{now}'"),
      }),
      type: choiceField({
        all: 'true',
        fixed_amount: `${basic} AND json_extract(doc, '$.benefit.effect.kind') = 'amount'`,
        percentage: `${basic} AND json_extract(doc, '$.benefit.effect.kind') = 'percentage'`,
        free_shipping: kinds('freeShipping'),
        bogo: kinds('bxgy'),
        app: 'false',
      }),
      discount_type: choiceField({
        free_shipping: kinds('freeShipping'),
        bogo: kinds('bxgy'),
      }),
      starts_at: dateField('starts_at'),
      ends_at: dateField('ends_at'),
      created_at: dateField('created_at'),
      updated_at: dateField('updated_at'),
      tag: tagField(),
      default: textField('title'),
    },
    {
      TITLE: 'title',
      STARTS_AT: 'starts_at',
      ENDS_AT: "coalesce(ends_at, '9999')",
      CREATED_AT: 'created_at',
      UPDATED_AT: 'updated_at',
    },
  )(args, context);
};

export const bulkOperationQuery: QueryOf = (args, context) =>
  queryOf(
    'bulk_operations',
    'bulkOperations',
    {
      id: numberField('id'),
      status: textField('status'),
      operation_type: textField('type'),
      created_at: dateField('created_at'),
    },
    { CREATED_AT: 'created_at', COMPLETED_AT: "coalesce(completed_at, '')" },
  )({ ...args, sortKey: args.sortKey ?? 'CREATED_AT' }, context);

export const checkoutQuery = queryOf(
  'checkouts',
  'abandonedCheckouts',
  {
    id: numberField('id'),
    created_at: dateField('created_at'),
    updated_at: dateField('updated_at'),
    status: choiceField({ open: 'completed_at IS NULL', closed: 'completed_at IS NOT NULL' }),
    recovery_state: choiceField({
      recovered: 'completed_at IS NOT NULL',
      not_recovered: 'completed_at IS NULL',
    }),
  },
  { CREATED_AT: 'created_at', CREATED_AT_DESC: 'created_at' },
  // Only a checkout with a way to reach the buyer is an abandoned one.
  [
    "json_extract(doc, '$.email') IS NOT NULL",
    'completed_at IS NULL',
    "json_extract(doc, '$.sourceName') <> 'shopify_draft_order'",
  ],
);

export const giftCardQuery = queryOf(
  'gift_cards',
  'giftCards',
  { id: numberField('id'), default: textField('code') },
  {},
);
