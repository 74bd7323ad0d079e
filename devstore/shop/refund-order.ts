// Refunds in all their kinds: by line, by amount only, to store credit, with or without shipping.
import type { Order, Refund, RefundLine, Transaction } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';
import { refundPayload, transactionPayload } from '../webhooks/order-payload.ts';
import { saveChanged } from './change-order.ts';
import { shareOf } from './money.ts';
import { successfulTransaction } from './place-order.ts';
import { moveStoreCredit, openStoreCredit, storeCreditGateway } from './tenders.ts';
import { lineTotal, orderTotals, statusFromMoney } from './totals.ts';

export interface RefundRequest {
  lines?: { lineId: number; quantity: number; restockType?: RefundLine['restockType'] }[];
  /** Give this much of the shipping back; 'all' is what was paid for it. */
  shipping?: number | 'all';
  /**
   * The money to give back; left out, it is what lines and shipping suggest. 0 only takes goods
   * back.
   */
  amount?: number;
  to?: 'original' | 'storeCredit';
  note?: string | null;
}

export type RefundRefusal =
  | 'amount-too-large'
  | 'line-not-found'
  | 'nothing-to-refund'
  | 'order-not-found'
  | 'quantity-too-large';

/** Refunds an order and announces `refunds/create` and `orders/updated`. */
export function refundOrder(
  store: Store,
  orderId: number,
  request: RefundRequest,
): { ok: true; order: Order; refund: Refund } | { ok: false; reason: RefundRefusal } {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order) return { ok: false, reason: 'order-not-found' };
    const made = bookRefund(store, order, request);
    if (typeof made === 'string') return { ok: false, reason: made };
    const event = newEvent();
    const saved = saveChanged(store, event, order);
    announceRefund(store, event, saved, made);
    return { ok: true, order: saved, refund: made };
  });
}

export function announceRefund(store: Store, event: string, order: Order, refund: Refund): void {
  announce(store, event, 'refunds/create', refundPayload(store, order, refund));
  for (const transaction of refund.transactions)
    announce(store, event, 'order_transactions/create', transactionPayload(order, transaction));
}

/** Writes a refund into `order` without saving it. Returns why not, where it cannot be. */
export function bookRefund(
  store: Store,
  order: Order,
  request: RefundRequest,
): Refund | RefundRefusal {
  const planned = planLines(store, order, request.lines ?? []);
  if (typeof planned === 'string') return planned;
  const shippingLine = order.shipping[0];
  const shippingLeft = shippingLine ? shippingLine.discounted - shippingLine.refunded : 0;
  const shipping = request.shipping === 'all' ? shippingLeft : (request.shipping ?? 0);
  if (shipping > shippingLeft) return 'amount-too-large';
  const goods = planned.reduce(
    (sum, line) => sum + line.subtotal + (order.taxesIncluded ? 0 : line.tax),
    0,
  );
  const suggested = goods + shipping;
  const { net } = orderTotals(order);
  const amount = request.amount ?? Math.min(suggested, Math.max(0, net));
  if (amount > net || amount < 0) return 'amount-too-large';
  if (planned.length === 0 && shipping === 0 && amount === 0) return 'nothing-to-refund';

  for (const part of planned) {
    const line = order.lines.find(({ id }) => id === part.lineId)!;
    line.currentQuantity -= part.quantity;
  }
  if (shippingLine) shippingLine.refunded += shipping;
  const at = store.now();
  const discrepancy = suggested - amount;
  // An unpaid order owes nothing for goods that are taken back, so there is no discrepancy to book.
  const isDiscrepant = discrepancy !== 0 && !(amount === 0 && net === 0);
  const refund: Refund = {
    id: store.nextId('orderPart'),
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    note: request.note ?? null,
    lines: planned,
    shipping: shipping > 0 ? { id: store.nextId('orderPart'), subtotal: shipping, tax: 0 } : null,
    adjustments: isDiscrepant
      ? [
          {
            id: store.nextId('orderPart'),
            kind: 'REFUND_DISCREPANCY',
            amount: discrepancy,
            tax: 0,
          },
        ]
      : [],
    transactions: payBack(store, order, amount, request.to ?? 'original'),
  };
  order.refunds.push(refund);
  order.financialStatus = statusFromMoney(order);
  return refund;
}

function planLines(
  store: Store,
  order: Order,
  wanted: NonNullable<RefundRequest['lines']>,
): RefundLine[] | RefundRefusal {
  const planned: RefundLine[] = [];
  for (const { lineId, quantity, restockType } of wanted) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (!line) return 'line-not-found';
    if (quantity < 1 || quantity > line.currentQuantity) return 'quantity-too-large';
    const start = line.quantity - line.currentQuantity;
    planned.push({
      id: store.nextId('orderPart'),
      lineId,
      quantity,
      restockType: restockType ?? 'RETURN',
      subtotal: shareOf(lineTotal(line), line.quantity, start, quantity),
      tax: shareOf(line.tax, line.quantity, start, quantity),
    });
  }
  return planned;
}

/** Money goes back to store credit, or to the tenders it came from, the last one first. */
function payBack(
  store: Store,
  order: Order,
  amount: number,
  to: 'original' | 'storeCredit',
): Transaction[] {
  if (amount === 0) return [];
  if (to === 'storeCredit' && order.customerId !== null) {
    const account = openStoreCredit(store, order.customerId, order.currency);
    moveStoreCredit(store, account, amount, { origin: 'refund', orderId: order.id });
    return [
      successfulTransaction(store, order, { kind: 'REFUND', gateway: storeCreditGateway, amount }),
    ];
  }
  const transactions: Transaction[] = [];
  let left = amount;
  const payments = order.transactions.filter(({ kind }) => kind === 'SALE' || kind === 'CAPTURE');
  for (const payment of payments.toReversed()) {
    const given = order.refunds
      .flatMap((refund) => refund.transactions)
      .filter(({ parentId }) => parentId === payment.id)
      .reduce((sum, transaction) => sum + transaction.amount, 0);
    const part = Math.min(left, payment.amount - given);
    if (part <= 0) continue;
    if (payment.gateway === storeCreditGateway && order.customerId !== null)
      moveStoreCredit(store, openStoreCredit(store, order.customerId, order.currency), part, {
        origin: 'refund',
        orderId: order.id,
      });
    transactions.push(
      successfulTransaction(store, order, {
        kind: 'REFUND',
        gateway: payment.gateway,
        amount: part,
        parentId: payment.id,
      }),
    );
    left -= part;
  }
  if (left > 0)
    transactions.push(
      successfulTransaction(store, order, { kind: 'REFUND', gateway: 'manual', amount: left }),
    );
  return transactions;
}
