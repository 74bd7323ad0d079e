// Control doors for orders: place, refund, cancel, edit, pay, fulfil.
import { z } from 'zod';
import { cancelOrder, restoreOrder } from '../../shop/cancel-order.ts';
import { deleteOrder, fulfillOrder, payOrder, updateOrder } from '../../shop/change-order.ts';
import { editOrder } from '../../shop/edit-order.ts';
import { placeOrder } from '../../shop/place-order.ts';
import { priceCart } from '../../shop/price-cart.ts';
import { refundOrder } from '../../shop/refund-order.ts';
import { orderTotals } from '../../shop/totals.ts';
import type { Order } from '../../store/orders.ts';
import type { Store } from '../../store/store.ts';
import { address, cartLines, gidOrNumber, instant, line, minor, moneyText } from './fields.ts';
import { ControlError, found, idIn, plain, type Route, route } from './route.ts';

const show = (order: Order) => ({
  ...order,
  gid: `gid://shopify/Order/${order.id}`,
  totals: orderTotals(order),
});

const placing = z
  .object({
    lines: z.array(line).min(1),
    discountCodes: z.array(z.string()).default([]),
    customerId: gidOrNumber.nullable().optional(),
    email: z.string().nullable().optional(),
    phone: z.string().nullable().optional(),
    firstName: z.string().nullable().optional(),
    lastName: z.string().nullable().optional(),
    isGuest: z.boolean().optional(),
    acceptsMarketing: z.boolean().optional(),
    shippingAddress: address.nullable().optional(),
    payment: z.enum(['paid', 'pending', 'authorized']).optional(),
    giftCardCodes: z.array(z.string()).optional(),
    useStoreCredit: z.boolean().optional(),
    presentmentCurrency: z.string().length(3).optional(),
    locale: z.string().optional(),
    sourceName: z.string().optional(),
    isTest: z.boolean().optional(),
    isShipped: z.boolean().default(false),
    tip: moneyText.optional(),
    tags: z.array(z.string()).optional(),
    note: z.string().nullable().optional(),
    processedAt: instant.optional(),
    createdAt: instant.optional(),
  })
  .strict();

const refunding = z
  .object({
    orderId: gidOrNumber.optional(),
    lines: z
      .array(
        z
          .object({
            lineId: gidOrNumber,
            quantity: z.number().int().min(1),
            restockType: z.enum(['RETURN', 'CANCEL', 'NO_RESTOCK']).optional(),
          })
          .strict(),
      )
      .optional(),
    shipping: z.union([z.literal('all'), moneyText]).optional(),
    amount: moneyText.optional(),
    to: z.enum(['original', 'storeCredit']).optional(),
    note: z.string().nullable().optional(),
  })
  .strict();

function refund(store: Store, orderId: number, body: z.output<typeof refunding>) {
  const result = refundOrder(store, orderId, {
    lines: body.lines,
    shipping:
      body.shipping === undefined || body.shipping === 'all'
        ? body.shipping
        : minor(store, body.shipping),
    amount: body.amount === undefined ? undefined : minor(store, body.amount),
    to: body.to,
    note: body.note,
  });
  if (!result.ok) throw new ControlError(422, result.reason);
  return { order: show(result.order), refund: result.refund };
}

const cancelling = z
  .object({
    reason: z.enum(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']).optional(),
    refund: z.enum(['original', 'storeCredit', 'none']).optional(),
    restock: z.boolean().optional(),
  })
  .strict();

const editing = z
  .object({
    add: z.array(line).optional(),
    setQuantities: z
      .array(z.object({ lineId: gidOrNumber, quantity: z.number().int().min(0) }).strict())
      .optional(),
    isCharged: z.boolean().optional(),
    note: z.string().nullable().optional(),
  })
  .strict();

const changing = z
  .object({
    tags: z.array(z.string()).optional(),
    note: z.string().nullable().optional(),
    email: z.string().nullable().optional(),
    customerId: gidOrNumber.nullable().optional(),
  })
  .strict();

const pricing = z
  .object({
    lines: z.array(line),
    discountCodes: z.array(z.string()).default([]),
    customerId: gidOrNumber.nullable().default(null),
    email: z.string().nullable().default(null),
    shippingCountry: z.string().nullable().default(null),
    isShipped: z.boolean().default(false),
  })
  .strict();

export const orderRoutes: Route[] = [
  route('POST', '/orders', placing, ({ store }, body) => {
    const result = placeOrder(store, {
      ...body,
      lines: cartLines(store, body.lines),
      tip: body.tip === undefined ? undefined : minor(store, body.tip),
    });
    if (result.ok) return show(result.order);
    throw new ControlError(
      422,
      result.reason === 'codes-refused'
        ? result.codes.map(({ code, reason }) => `${code}: ${reason}`).join('; ')
        : result.reason,
    );
  }),
  plain('GET', '/orders', ({ store }, { query }) =>
    store.orders.page(Number(query.get('limit') ?? 50), Number(query.get('offset') ?? 0)).map(show),
  ),
  plain('GET', '/orders/:id', ({ store }, call) =>
    show(found(store.orders.get(idIn(call)), 'order')),
  ),
  route('PATCH', '/orders/:id', changing, ({ store }, body, call) =>
    show(found(updateOrder(store, idIn(call), body), 'order')),
  ),
  plain('DELETE', '/orders/:id', ({ store }, call) =>
    found(deleteOrder(store, idIn(call)) || null, 'order'),
  ),
  route('POST', '/orders/:id/refund', refunding, ({ store }, body, call) =>
    refund(store, idIn(call), body),
  ),
  route('POST', '/refunds', refunding, ({ store }, body) =>
    refund(store, found(body.orderId, 'orderId'), body),
  ),
  route('POST', '/orders/:id/cancel', cancelling, ({ store }, body, call) =>
    show(found(cancelOrder(store, idIn(call), body), 'order that can be cancelled')),
  ),
  plain('POST', '/orders/:id/restore', ({ store }, call) =>
    show(found(restoreOrder(store, idIn(call)), 'cancelled order')),
  ),
  route('POST', '/orders/:id/edit', editing, ({ store }, body, call) => {
    const request = { ...body, add: body.add && cartLines(store, body.add) };
    return show(found(editOrder(store, idIn(call), request), 'order that can be edited'));
  }),
  plain('POST', '/orders/:id/pay', ({ store }, call) =>
    show(found(payOrder(store, idIn(call)), 'order that can be paid')),
  ),
  plain('POST', '/orders/:id/fulfill', ({ store }, call) =>
    show(found(fulfillOrder(store, idIn(call)), 'order that can be fulfilled')),
  ),
  route('POST', '/carts/price', pricing, ({ store }, body) =>
    priceCart(store, { ...body, lines: cartLines(store, body.lines) }),
  ),
];
