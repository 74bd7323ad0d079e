// What Encore keeps of Shopify's objects, as the rows of the database have it. Ids are Shopify's
// numbers; money is whole minor units of the order's `currency`.

export type OrderRow = {
  id: bigint;
  name: string;
  /** Null for guests, and where Shopify never told the customer. */
  customerId: bigint | null;
  createdAt: Date;
  /** When the sale happened; the date of every figure. */
  processedAt: Date;
  updatedAt: Date;
  /** When Shopify was asked for this state. */
  readAt: Date;
  cancelledAt: Date | null;
  deletedAt: Date | null;
  /** The last successful payment; null while the order is not fully paid. */
  paidAt: Date | null;
  fulfilledAt: Date | null;
  isTest: boolean;
  financialStatus: string | null;
  currency: string;
  channel: string | null;
  country: string | null;
  taxesIncluded: boolean;
  tags: string[];
  discountCodes: string[];
  total: bigint;
  currentTotal: bigint;
  currentTax: bigint;
  currentShipping: bigint;
  discounts: bigint;
  refunded: bigint;
  received: bigint;
  tip: bigint;
  netSales: bigint;
  isCounted: boolean;
  isGuestCounted: boolean;
};

export type LineRow = {
  id: bigint;
  orderId: bigint;
  /** Null if the product was deleted, or is a custom line. */
  productId: bigint | null;
  variantId: bigint | null;
  title: string;
  quantity: number;
  /** After removals and refunds. */
  currentQuantity: number;
  isGiftCard: boolean;
  isSubscription: boolean;
  /**
   * For `quantity` pieces, after all discounts; with tax where the order's taxesIncluded is true.
   */
  discountedTotal: bigint;
  /** For `quantity` pieces. */
  tax: bigint;
};

export type RefundRow = {
  id: bigint;
  orderId: bigint;
  processedAt: Date;
  /** Money given back in all: store credit, shipping and tax included. */
  amount: bigint;
  storeCredit: bigint;
  shipping: bigint;
  /** What no returned line or shipping explains: an amount entered by hand. */
  unexplained: bigint;
  /** False while only the amount is known: a bulk file holds no lines or payments of refunds. */
  isDetailed: boolean;
};

export type RefundLineRow = {
  refundId: bigint;
  position: number;
  orderId: bigint;
  lineId: bigint;
  quantity: number;
  /** Without tax, except where the order's taxesIncluded is true. */
  subtotal: bigint;
  tax: bigint;
};

export type CustomerRow = {
  id: bigint;
  createdAt: Date;
  updatedAt: Date;
  readAt: Date;
  /** Shopify's CustomerState; DISABLED for a customer without an account. */
  state: string;
  locale: string | null;
  country: string | null;
  tags: string[];
  /** Shopify's marketingState of the e-mail address; null where there is none, or none was told. */
  emailMarketing: string | null;
  /** When that state was last given or withdrawn. */
  emailMarketingAt: Date | null;
  mergedIntoId: bigint | null;
  deletedAt: Date | null;
  redactedAt: Date | null;
};

export type ProductRow = {
  id: bigint;
  title: string;
  handle: string;
  type: string;
  vendor: string;
  isGiftCard: boolean;
  tags: string[];
  imageUrl: string | null;
  updatedAt: Date;
  readAt: Date;
  deletedAt: Date | null;
};

/** An order as it is written: with what a guest is found by, which nobody else is to see. */
export type StoredOrder = OrderRow & {
  /** As customer_person has it; null unless the order has no customer. */
  emailHash: Uint8Array | null;
};

/** Everything about the person behind a customer; lives only in customer_person, encrypted. */
export type Person = {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  address: {
    company: string | null;
    address1: string | null;
    address2: string | null;
    city: string | null;
    zip: string | null;
    province: string | null;
    country: string | null;
  } | null;
};

/** An order with everything under it. */
export type OrderState = OrderRow & {
  lines: LineRow[];
  refunds: (RefundRow & { lines: RefundLineRow[] })[];
};
