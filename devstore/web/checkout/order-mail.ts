// The mail a buyer gets for an order, with the link to its status page.

import { sendMail } from '../../shop/mail.ts';
import { orderTotals } from '../../shop/totals.ts';
import type { Order } from '../../store/orders.ts';
import type { WebContext } from '../context.ts';
import { toPresentment } from '../storefront/currency.ts';
import { formatMinor, renderView } from '../views.ts';

/** Sends the confirmation to the mail catcher; an order without an address gets none. */
export function mailOrder(context: WebContext, order: Order): void {
  if (!order.email) return;
  const shop = context.store.shop();
  const total = toPresentment(orderTotals(order).total, shop, {
    currency: order.presentmentCurrency,
    rate: order.presentmentRate,
  });
  const facts = {
    shop,
    order,
    total: formatMinor(total, order.presentmentCurrency),
    url: `${context.origins.storefront}/orders/${order.statusToken}`,
  };
  sendMail(context.store, {
    to: order.email,
    subject: `Order ${order.name} confirmed`,
    html: renderView('mail/order', facts),
    text: `Thank you for your order ${order.name} (${facts.total}). See it at ${facts.url}`,
  });
}
