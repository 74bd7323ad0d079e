// Editing an order after the purchase: other quantities, more lines, one more discount.
import type { CartLine } from '../store/carts.ts';
import type { Order } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';
import { saveChanged } from './change-order.ts';
import { orderLine, successfulTransaction } from './place-order.ts';
import { type CustomLine, priceCart } from './price-cart.ts';
import { orderTotals, statusFromMoney } from './totals.ts';

export interface EditRequest {
  add?: (CartLine | CustomLine)[];
  setQuantities?: { lineId: number; quantity: number }[];
  /** Charges what the edit added; otherwise the order is partially paid until somebody pays. */
  isCharged?: boolean;
  note?: string | null;
}

/** Edits an order and announces `orders/edited` (a delta) and `orders/updated`. */
export function editOrder(store: Store, orderId: number, request: EditRequest): Order | null {
  return store.write(() => {
    const order = store.orders.get(orderId);
    if (!order || order.cancelledAt) return null;
    order.totalBeforeEdits ??= orderTotals(order).total;
    const additions: { id: number; delta: number }[] = [];
    const removals: { id: number; delta: number }[] = [];
    for (const { lineId, quantity } of request.setQuantities ?? []) {
      const line = order.lines.find(({ id }) => id === lineId);
      if (!line) return null;
      const delta = quantity - line.currentQuantity;
      if (delta > 0) {
        // Units added by an edit cost the full price; the old discount stays with the old units.
        line.tax += line.quantity ? Math.round((line.tax * delta) / line.quantity) : 0;
        line.quantity += delta;
        additions.push({ id: lineId, delta });
      } else if (delta < 0) removals.push({ id: lineId, delta: -delta });
      line.currentQuantity = quantity;
    }
    const priced = priceCart(store, {
      lines: request.add ?? [],
      discountCodes: [],
      customerId: order.customerId,
      email: order.email,
      shippingCountry: order.shippingAddress?.countryCode ?? null,
    });
    for (const line of priced.lines) {
      const added = orderLine(store, line);
      order.lines.push(added);
      additions.push({ id: added.id, delta: added.quantity });
    }
    order.isEdited = true;
    const due = orderTotals(order).outstanding;
    if (request.isCharged && due > 0)
      order.transactions.push(
        successfulTransaction(store, order, { kind: 'SALE', gateway: 'bogus', amount: due }),
      );
    order.financialStatus = statusFromMoney(order);
    const event = newEvent();
    const saved = saveChanged(store, event, order);
    announce(store, event, 'orders/edited', {
      order_edit: {
        id: store.nextId('other'),
        app_id: null,
        created_at: saved.updatedAt,
        notify_customer: false,
        order_id: order.id,
        staff_note: request.note ?? null,
        user_id: null,
        line_items: { additions, removals },
        discounts: { line_item: { additions: [], removals: [] } },
        shipping_lines: { additions: [], removals: [] },
      },
    });
    return saved;
  });
}
