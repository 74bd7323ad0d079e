// What devstore remembers of an order. Money is whole minor units of the order's shop currency.
import { type Database, DocumentTable } from './sqlite.ts';

export type FinancialStatus =
  | 'AUTHORIZED'
  | 'EXPIRED'
  | 'PAID'
  | 'PARTIALLY_PAID'
  | 'PARTIALLY_REFUNDED'
  | 'PENDING'
  | 'REFUNDED'
  | 'VOIDED';

export type FulfillmentStatus = 'FULFILLED' | 'PARTIALLY_FULFILLED' | 'UNFULFILLED';

export interface Address {
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  provinceCode: string | null;
  zip: string | null;
  country: string;
  countryCode: string;
  phone: string | null;
}

/** What one discount took off one line; `application` is an index into `Order.discounts`. */
export interface Allocation {
  application: number;
  amount: number;
}

export interface OrderLine {
  id: number;
  productId: number | null;
  variantId: number | null;
  title: string;
  variantTitle: string | null;
  vendor: string | null;
  sku: string | null;
  /** What was ordered. */
  quantity: number;
  /** What is left after removals and refunds. */
  currentQuantity: number;
  fulfilledQuantity: number;
  /** Price of one, before any discount. */
  unitPrice: number;
  isGiftCard: boolean;
  requiresShipping: boolean;
  isTaxable: boolean;
  /** For the quantity ordered, after discounts. */
  tax: number;
  allocations: Allocation[];
  sellingPlan: string | null;
  attributes: { key: string; value: string }[];
}

export interface DiscountApplication {
  kind: 'code' | 'automatic' | 'manual';
  code: string | null;
  title: string;
  target: 'LINE_ITEM' | 'SHIPPING_LINE';
  /** ACROSS spreads an order discount over the lines, EACH is a product discount. */
  method: 'ACROSS' | 'EACH';
  selection: 'ALL' | 'ENTITLED' | 'EXPLICIT';
  value: { kind: 'percentage'; percentage: number } | { kind: 'amount'; amount: number };
  discountId: number | null;
}

export interface ShippingLine {
  id: number;
  title: string;
  code: string;
  price: number;
  discounted: number;
  tax: number;
  refunded: number;
  allocations: Allocation[];
}

export interface Transaction {
  id: number;
  kind: 'AUTHORIZATION' | 'CAPTURE' | 'REFUND' | 'SALE' | 'VOID';
  status: 'FAILURE' | 'PENDING' | 'SUCCESS';
  gateway: string;
  amount: number;
  createdAt: string;
  processedAt: string;
  parentId: number | null;
  isTest: boolean;
}

export interface RefundLine {
  id: number;
  lineId: number;
  quantity: number;
  restockType: 'CANCEL' | 'NO_RESTOCK' | 'RETURN';
  /** Goods after discounts; contains tax where the order's prices do. */
  subtotal: number;
  tax: number;
}

export interface Refund {
  id: number;
  createdAt: string;
  processedAt: string;
  updatedAt: string;
  note: string | null;
  lines: RefundLine[];
  shipping: { id: number; subtotal: number; tax: number } | null;
  /** What was given back beyond (negative) or short of (positive) the lines and the shipping. */
  adjustments: { id: number; kind: 'REFUND_DISCREPANCY'; amount: number; tax: number }[];
  transactions: Transaction[];
}

export interface Order {
  id: number;
  number: number;
  name: string;
  confirmationNumber: string;
  createdAt: string;
  processedAt: string;
  updatedAt: string;
  closedAt: string | null;
  cancelledAt: string | null;
  cancelReason: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF' | null;
  isTest: boolean;
  isEdited: boolean;
  customerId: number | null;
  email: string | null;
  phone: string | null;
  currency: string;
  presentmentCurrency: string;
  /** Presentment money for one unit of shop money. */
  presentmentRate: number;
  financialStatus: FinancialStatus;
  fulfillmentStatus: FulfillmentStatus;
  fulfilledAt: string | null;
  taxesIncluded: boolean;
  /** Per mille of the price, for example 80 for 8 %. */
  taxRate: number;
  sourceName: string;
  sourceIdentifier: string | null;
  channel: { handle: string; displayName: string };
  locale: string | null;
  shippingAddress: Address | null;
  billingAddress: Address | null;
  tags: string[];
  note: string | null;
  attributes: { key: string; value: string }[];
  cartToken: string | null;
  checkoutToken: string | null;
  statusToken: string;
  lines: OrderLine[];
  discounts: DiscountApplication[];
  shipping: ShippingLine[];
  tip: number;
  /** The total at purchase, kept apart once the order was edited. */
  totalBeforeEdits: number | null;
  transactions: Transaction[];
  refunds: Refund[];
}

/** The orders and the way from a line, refund or transaction back to its order. */
export class Orders extends DocumentTable<Order> {
  readonly #database: Database;

  constructor(database: Database) {
    super(
      database,
      'orders',
      [
        'id',
        'number',
        'created_at',
        'processed_at',
        'updated_at',
        'customer_id',
        'financial_status',
        'fulfillment_status',
        'cancelled_at',
        'closed_at',
        'test',
        'email',
        'source_name',
        'total',
      ],
      (order) => ({
        id: order.id,
        number: order.number,
        created_at: order.createdAt,
        processed_at: order.processedAt,
        updated_at: order.updatedAt,
        customer_id: order.customerId,
        financial_status: order.financialStatus,
        fulfillment_status: order.fulfillmentStatus,
        cancelled_at: order.cancelledAt,
        closed_at: order.closedAt,
        test: order.isTest ? 1 : 0,
        email: order.email,
        source_name: order.sourceName,
        total: order.lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0),
      }),
    );
    this.#database = database;
  }

  override put(order: Order): Order {
    super.put(order);
    for (const line of order.lines) this.#remember(line.id, order.id);
    for (const transaction of order.transactions) this.#remember(transaction.id, order.id);
    for (const refund of order.refunds) {
      this.#remember(refund.id, order.id);
      for (const line of refund.lines) this.#remember(line.id, order.id);
      for (const transaction of refund.transactions) this.#remember(transaction.id, order.id);
    }
    return order;
  }

  #remember(partId: number, orderId: number): void {
    this.#database.run('INSERT OR IGNORE INTO order_parts VALUES (?, ?)', partId, orderId);
  }

  /** The order that a line item, refund, refund line or transaction belongs to. */
  holding(partId: number): Order | undefined {
    return this.first('id = (SELECT order_id FROM order_parts WHERE id = ?)', partId);
  }

  ofCustomer(customerId: number): Order[] {
    return this.where('customer_id = ? ORDER BY processed_at DESC, id DESC', customerId);
  }

  /** Newest first, for the admin's list. */
  page(limit: number, offset = 0): Order[] {
    return this.where('true ORDER BY processed_at DESC, id DESC LIMIT ? OFFSET ?', limit, offset);
  }

  byStatusToken(token: string): Order | undefined {
    return this.first("json_extract(doc, '$.statusToken') = ? ORDER BY id DESC", token);
  }
}
