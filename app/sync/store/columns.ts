// The columns of every table that sync writes in bulk, once: COPY, upserts and comparisons are made
// out of this list.
import { type CopyColumn, copyColumns, type SqlType } from '#app/copy-binary.ts';
import type {
  CustomerRow,
  LineRow,
  ProductRow,
  RefundLineRow,
  RefundRow,
  StoredOrder,
} from '../rows.ts';

export type PersonRow = {
  customerId: bigint;
  sealed: Buffer;
  emailHash: Buffer | null;
  searchHashes: bigint[];
  updatedAt: Date;
};

export type Rows = {
  orders: StoredOrder;
  order_line: LineRow;
  refund: RefundRow;
  refund_line: RefundLineRow;
  customer: CustomerRow;
  customer_person: PersonRow;
  product: ProductRow;
};
export type TableName = keyof Rows;

const columns: { [Table in TableName]: { [Field in keyof Rows[Table]]: SqlType } } = {
  orders: {
    id: 'bigint',
    name: 'text',
    customerId: 'bigint',
    createdAt: 'timestamptz',
    processedAt: 'timestamptz',
    updatedAt: 'timestamptz',
    readAt: 'timestamptz',
    cancelledAt: 'timestamptz',
    deletedAt: 'timestamptz',
    paidAt: 'timestamptz',
    fulfilledAt: 'timestamptz',
    isTest: 'boolean',
    financialStatus: 'text',
    currency: 'text',
    channel: 'text',
    country: 'text',
    taxesIncluded: 'boolean',
    tags: 'text[]',
    discountCodes: 'text[]',
    total: 'bigint',
    currentTotal: 'bigint',
    currentTax: 'bigint',
    currentShipping: 'bigint',
    discounts: 'bigint',
    refunded: 'bigint',
    received: 'bigint',
    tip: 'bigint',
    netSales: 'bigint',
    isCounted: 'boolean',
    isGuestCounted: 'boolean',
    emailHash: 'bytea',
  },
  order_line: {
    id: 'bigint',
    orderId: 'bigint',
    productId: 'bigint',
    variantId: 'bigint',
    title: 'text',
    quantity: 'integer',
    currentQuantity: 'integer',
    isGiftCard: 'boolean',
    isSubscription: 'boolean',
    discountedTotal: 'bigint',
    tax: 'bigint',
  },
  refund: {
    id: 'bigint',
    orderId: 'bigint',
    processedAt: 'timestamptz',
    amount: 'bigint',
    storeCredit: 'bigint',
    shipping: 'bigint',
    unexplained: 'bigint',
    isDetailed: 'boolean',
  },
  refund_line: {
    refundId: 'bigint',
    position: 'integer',
    orderId: 'bigint',
    lineId: 'bigint',
    quantity: 'integer',
    subtotal: 'bigint',
    tax: 'bigint',
  },
  customer: {
    id: 'bigint',
    createdAt: 'timestamptz',
    updatedAt: 'timestamptz',
    readAt: 'timestamptz',
    state: 'text',
    locale: 'text',
    country: 'text',
    tags: 'text[]',
    emailMarketing: 'text',
    emailMarketingAt: 'timestamptz',
    mergedIntoId: 'bigint',
    deletedAt: 'timestamptz',
    redactedAt: 'timestamptz',
  },
  customer_person: {
    customerId: 'bigint',
    sealed: 'bytea',
    emailHash: 'bytea',
    searchHashes: 'bigint[]',
    updatedAt: 'timestamptz',
  },
  product: {
    id: 'bigint',
    title: 'text',
    handle: 'text',
    type: 'text',
    vendor: 'text',
    isGiftCard: 'boolean',
    tags: 'text[]',
    imageUrl: 'text',
    updatedAt: 'timestamptz',
    readAt: 'timestamptz',
    deletedAt: 'timestamptz',
  },
};

const keys: Record<TableName, readonly string[]> = {
  orders: ['id'],
  order_line: ['order_id', 'id'],
  refund: ['id'],
  refund_line: ['refund_id', 'position'],
  customer: ['id'],
  customer_person: ['customer_id'],
  product: ['id'],
};

/** The columns of a table after `shop_id`, in the order that COPY writes them. */
export const columnsOf = Object.fromEntries(
  Object.entries(columns).map(([table, fields]) => [table, copyColumns<object>(fields)]),
) as unknown as Record<TableName, readonly CopyColumn[]>;

/** The key columns of a table after `shop_id`. */
export const keyOf = (table: TableName): readonly string[] => keys[table];
