// Reads the lines of a file of orders straight out of its bytes, as long as they are written as
// Shopify writes them: the fields of order-fields.graphql in their order, no spaces, no escapes.
// Any other line is left to JSON.parse, which says the same of the lines that are read here, only
// several times slower.

import type { CopyRow } from '#app/copy-binary.ts';
import { isPayment, type OrderFacts } from '../../map/map-order.ts';
import type { LineRow } from '../../rows.ts';
import {
  AMOUNT_HERE,
  ByteReader,
  booleanAt,
  END,
  expected,
  idAt,
  listAt,
  MONEY,
  moneyAt,
  numberAt,
  optional,
  textAt,
  textOrNullAt,
  UNFORESEEN,
} from './byte-reader.ts';

export type KnownLine =
  | { kind: 'order'; facts: OrderFacts }
  | { kind: 'line'; row: CopyRow<LineRow> };

/** The fields of an order as order-fields.graphql asks for them. */
const ORDER = {
  id: expected('{"id":"gid://shopify/Order/'),
  name: textAt('name'),
  test: booleanAt('test'),
  createdAt: textAt('createdAt'),
  processedAt: textAt('processedAt'),
  updatedAt: textAt('updatedAt'),
  cancelledAt: textOrNullAt('cancelledAt'),
  currencyCode: textAt('currencyCode'),
  displayFinancialStatus: textOrNullAt('displayFinancialStatus'),
  displayFulfillmentStatus: textOrNullAt('displayFulfillmentStatus'),
  taxesIncluded: booleanAt('taxesIncluded'),
  attribution: optional(',"attribution":', '{"handle":'),
  tags: listAt('tags'),
  discountCodes: listAt('discountCodes'),
  customer: idAt('customer', 'Customer'),
  email: textOrNullAt('email'),
  shippingAddress: optional(',"shippingAddress":', '{"countryCodeV2":'),
  originalTotal: moneyAt('originalTotalPriceSet'),
  total: moneyAt('totalPriceSet'),
  currentTotal: moneyAt('currentTotalPriceSet'),
  currentSubtotal: moneyAt('currentSubtotalPriceSet'),
  currentTax: moneyAt('currentTotalTaxSet'),
  currentDuties: moneyAt('currentTotalDutiesSet'),
  currentFees: moneyAt('currentTotalAdditionalFeesSet'),
  currentShipping: moneyAt('currentShippingPriceSet'),
  discounts: moneyAt('totalDiscountsSet'),
  refunded: moneyAt('totalRefundedSet'),
  received: moneyAt('totalReceivedSet'),
  tip: moneyAt('totalTipReceivedSet'),
  refundDiscrepancy: moneyAt('refundDiscrepancySet'),
  shipping: optional(',"shippingLine":', '{"discountedPriceSet":'),
  transactions: listAt('transactions'),
  fulfillments: listAt('fulfillments'),
  refunds: listAt('refunds'),
};

const PAYMENT = {
  kind: expected('{"kind":"'),
  status: textAt('status'),
  processedAt: textOrNullAt('processedAt'),
  amount: moneyAt('amountSet'),
};

const FULFILLED_AT = expected('{"createdAt":"');

const REFUND = {
  id: expected('{"id":"gid://shopify/Refund/'),
  processedAt: textAt('processedAt'),
  amount: moneyAt('totalRefundedSet'),
};

/** The fields of a line, and the order that it is of. */
const LINE = {
  id: expected('{"id":"gid://shopify/LineItem/'),
  title: textAt('title'),
  quantity: numberAt('quantity'),
  currentQuantity: numberAt('currentQuantity'),
  isGiftCard: booleanAt('isGiftCard'),
  product: idAt('product', 'Product'),
  variant: idAt('variant', 'ProductVariant'),
  sellingPlan: optional(',"sellingPlan":', '{"sellingPlanId":"gid://shopify/SellingPlan/'),
  discountedTotal: expected(`,"discountedTotalSet":${MONEY}`),
  currency: expected(',"currencyCode":"'),
  taxLines: listAt('taxLines'),
  parent: expected(',"__parentId":"gid://shopify/Order/'),
};

const TAX = optional('{"priceSet":', MONEY);

export class OrderLines {
  readonly #in = new ByteReader();

  /** Where the line after the one read last begins. */
  get next(): number {
    return this.#in.at;
  }

  /** The line that begins at `start`, or null if it is not written as it is known. */
  read(bytes: Buffer, start: number): KnownLine | null {
    this.#in.turnTo(bytes, start);
    try {
      const line = this.#line();
      this.#in.endLine();
      return line;
    } catch (error) {
      if (error === UNFORESEEN) return null;
      throw error;
    }
  }

  #line(): KnownLine {
    if (this.#in.passes(LINE.id)) return { kind: 'line', row: this.#lineRow() };
    this.#in.pass(ORDER.id);
    return { kind: 'order', facts: this.#facts() };
  }

  /** The fields stand here in their order in the file, which is not that of a row. */
  #facts(): OrderFacts {
    const id = this.#in.endOfGid();
    const name = this.#in.ownText(ORDER.name);
    const isTest = this.#in.boolean(ORDER.test);
    const createdAt = this.#in.time(ORDER.createdAt);
    const processedAt = this.#in.time(ORDER.processedAt);
    const updatedAt = this.#in.time(ORDER.updatedAt);
    const cancelledAt = this.#in.timeOrNull(ORDER.cancelledAt);
    const currency = this.#in.currencyAt(ORDER.currencyCode);
    const financialStatus = this.#in.textOrNull(ORDER.displayFinancialStatus);
    const fulfillmentStatus = this.#in.textOrNull(ORDER.displayFulfillmentStatus);
    const taxesIncluded = this.#in.boolean(ORDER.taxesIncluded);
    const channel = this.#in.textIn(ORDER.attribution);
    const tags = this.#in.textsOf(ORDER.tags);
    const discountCodes = this.#in.textsOf(ORDER.discountCodes);
    const customerId = this.#in.idIn(ORDER.customer);
    const guestEmail = this.#guestEmail(customerId !== null);
    return {
      id,
      name,
      customerId,
      guestEmail,
      createdAt,
      processedAt,
      updatedAt,
      cancelledAt,
      isTest,
      financialStatus,
      fulfillmentStatus,
      currency,
      taxesIncluded,
      channel,
      tags,
      discountCodes,
      country: this.#in.textIn(ORDER.shippingAddress),
      originalTotal: this.#in.amount(ORDER.originalTotal),
      total: this.#in.amount(ORDER.total),
      currentTotal: this.#in.amount(ORDER.currentTotal),
      currentSubtotal: this.#in.amount(ORDER.currentSubtotal),
      currentTax: this.#in.amount(ORDER.currentTax),
      currentFees: this.#in.amount(ORDER.currentDuties) + this.#in.amount(ORDER.currentFees),
      currentShipping: this.#in.amount(ORDER.currentShipping),
      discounts: this.#in.amount(ORDER.discounts),
      refunded: this.#in.amount(ORDER.refunded),
      received: this.#in.amount(ORDER.received),
      tip: this.#in.amount(ORDER.tip),
      refundDiscrepancy: this.#in.amount(ORDER.refundDiscrepancy),
      shipping: this.#shipping(),
      payments: this.#payments(),
      lastFulfilledAt: this.#lastFulfilledAt(),
      refunds: this.#refunds(),
    };
  }

  #shipping(): OrderFacts['shipping'] {
    if (!this.#in.isThere(ORDER.shipping)) return null;
    const ordered = this.#in.amount(AMOUNT_HERE);
    const tax = this.#taxes();
    this.#in.pass(END);
    return { ordered, tax };
  }

  #taxes(): number {
    let total = 0;
    for (let more = this.#in.beginList(LINE.taxLines); more; more = this.#in.hasMore()) {
      total += this.#in.amount(TAX);
      this.#in.pass(END);
    }
    return this.#in.asAmount(total);
  }

  #payments(): OrderFacts['payments'] {
    const payments: OrderFacts['payments'] = [];
    for (let more = this.#in.beginList(ORDER.transactions); more; more = this.#in.hasMore()) {
      const kind = this.#in.text(PAYMENT.kind);
      const status = this.#in.text(PAYMENT.status);
      const at = this.#in.timeOrNull(PAYMENT.processedAt);
      const amount = this.#in.amount(PAYMENT.amount);
      this.#in.pass(END);
      if (at !== null && isPayment(kind, status)) payments.push({ at, amount });
    }
    return payments;
  }

  #lastFulfilledAt(): number | null {
    let last: number | null = null;
    for (let more = this.#in.beginList(ORDER.fulfillments); more; more = this.#in.hasMore()) {
      const at = this.#in.time(FULFILLED_AT);
      this.#in.pass(END);
      if (last === null || at > last) last = at;
    }
    return last;
  }

  #refunds(): OrderFacts['refunds'] {
    const refunds: OrderFacts['refunds'] = [];
    for (let more = this.#in.beginList(ORDER.refunds); more; more = this.#in.hasMore()) {
      this.#in.pass(REFUND.id);
      const id = this.#in.endOfGid();
      const processedAt = this.#in.time(REFUND.processedAt);
      const amount = this.#in.amount(REFUND.amount);
      this.#in.pass(END);
      refunds.push({ id, processedAt, amount });
    }
    this.#in.pass(END);
    return refunds;
  }

  #lineRow(): CopyRow<LineRow> {
    const id = this.#in.endOfGid();
    const title = this.#in.text(LINE.title);
    const quantity = this.#in.wholeNumber(LINE.quantity);
    const currentQuantity = this.#in.wholeNumber(LINE.currentQuantity);
    const isGiftCard = this.#in.boolean(LINE.isGiftCard);
    const productId = this.#in.idIn(LINE.product);
    const variantId = this.#in.idIn(LINE.variant);
    const isSubscription = this.#in.idIn(LINE.sellingPlan) !== null;
    const discountedTotal = this.#in.amountBefore(LINE.discountedTotal, LINE.currency);
    const tax = this.#taxes();
    this.#in.pass(LINE.parent);
    const orderId = this.#in.endOfGid();
    this.#in.pass(END);
    return {
      id,
      orderId,
      productId,
      variantId,
      title,
      quantity,
      currentQuantity,
      isGiftCard,
      isSubscription,
      discountedTotal,
      tax,
    };
  }

  /** Only of an order without a customer is the address read. */
  #guestEmail(hasCustomer: boolean): string | null {
    if (!this.#in.isThere(ORDER.email)) return null;
    if (!hasCustomer) return this.#in.ownTextHere() || null;
    this.#in.skipText();
    return null;
  }
}
