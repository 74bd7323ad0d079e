// Orders in devstore's admin: list, page, and what a merchant does to an order.
import { cancelOrder, restoreOrder } from '../../shop/cancel-order.ts';
import { deleteOrder, fulfillOrder, payOrder } from '../../shop/change-order.ts';
import { editOrder } from '../../shop/edit-order.ts';
import { fromDecimal } from '../../shop/money.ts';
import { refundOrder } from '../../shop/refund-order.ts';
import { lineTotal, orderTotals } from '../../shop/totals.ts';
import { displayName } from '../../store/customers.ts';
import type { Order } from '../../store/orders.ts';
import type { WebContext } from '../context.ts';
import { formOf, redirect, refuse } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { adminPage, paging, storePath } from './view.ts';

const pageSize = 50;

export function orderRoutes(context: WebContext): Route[] {
  const base = `${storePath(context)}/orders`;
  return [
    route(`GET ${base}`, (given) => list(context, given)),
    route(`GET ${base}/:id`, ({ params }) => show(context, Number(params.id))),
    route(`POST ${base}/:id`, (given) => act(context, given)),
  ];
}

function list(context: WebContext, { url }: RouteContext): Response {
  const { orders, customers } = context.store;
  const name = url.searchParams.get('q')?.trim() ?? '';
  const found = name
    ? orders.where(
        "json_extract(doc, '$.name') = ? OR email = ?",
        `#${name.replace('#', '')}`,
        name,
      )
    : null;
  const pages = paging(url, found?.length ?? orders.count(), pageSize);
  const shown = found ?? orders.page(pageSize, pages.offset);
  return adminPage(context, 'orders', 'orders', {
    pages,
    query: name,
    orders: shown.map((order) => {
      const customer = order.customerId ? customers.get(order.customerId) : undefined;
      return {
        ...order,
        customer: customer ? displayName(customer) : 'No customer',
        total: orderTotals(order).currentTotal,
        items: order.lines.reduce((sum, line) => sum + line.currentQuantity, 0),
      };
    }),
  });
}

function show(context: WebContext, id: number, problem: string | null = null): Response {
  const { orders, customers, products } = context.store;
  const order = orders.get(id);
  if (!order) return refuse(404, 'There is no such order');
  const customer = order.customerId ? (customers.get(order.customerId) ?? null) : null;
  return adminPage(
    context,
    'order',
    'orders',
    {
      order,
      problem,
      customer,
      customer_name: customer ? displayName(customer) : null,
      totals: orderTotals(order),
      lines: order.lines.map((line) => ({
        ...line,
        total: lineTotal(line),
        image: line.productId ? products.get(line.productId)?.imageUrl : null,
      })),
      refundable: order.lines.filter((line) => line.currentQuantity > 0),
      products: products.all().slice(0, 100),
      status_url: `${context.origins.storefront}/orders/${order.statusToken}`,
    },
    problem ? 422 : 200,
  );
}

async function act(context: WebContext, { request, params }: RouteContext): Promise<Response> {
  const id = Number(params.id);
  const order = context.store.orders.get(id);
  if (!order) return refuse(404, 'There is no such order');
  const form = await formOf(request);
  const problem = perform(context, order, form);
  if (problem) return show(context, id, problem);
  const base = `${storePath(context)}/orders`;
  return redirect(form.get('act') === 'delete' ? base : `${base}/${id}`);
}

/** Does what the form asks; returns a sentence where it could not be done. */
function perform(context: WebContext, order: Order, form: URLSearchParams): string | null {
  const { store } = context;
  switch (form.get('act')) {
    case 'pay':
      return payOrder(store, order.id) ? null : 'This order cannot be paid';
    case 'fulfill':
      return fulfillOrder(store, order.id) ? null : 'This order cannot be fulfilled';
    case 'cancel':
      return cancel(context, order, form);
    case 'restore':
      return restoreOrder(store, order.id) ? null : 'This order is not cancelled';
    case 'delete':
      return deleteOrder(store, order.id) ? null : 'This order cannot be deleted';
    case 'refund':
      return refund(context, order, form);
    case 'edit':
      return edit(context, order, form);
    default:
      return 'Nothing was asked for';
  }
}

function cancel(context: WebContext, order: Order, form: URLSearchParams): string | null {
  const to = form.get('refund');
  const cancelled = cancelOrder(context.store, order.id, {
    reason: 'CUSTOMER',
    refund: to === 'none' || to === 'storeCredit' ? to : 'original',
    restock: true,
  });
  return cancelled ? null : 'This order is cancelled already';
}

function refund(context: WebContext, order: Order, form: URLSearchParams): string | null {
  const typed = form.get('amount')?.trim();
  const amount = typed ? fromDecimal(typed, order.currency) : undefined;
  if (amount === null) return 'The amount is not a number';
  const lines = order.lines
    .map((line) => ({ lineId: line.id, quantity: Number(form.get(`line_${line.id}`) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  const outcome = refundOrder(context.store, order.id, {
    lines,
    shipping: form.has('shipping') ? 'all' : 0,
    amount,
    to: form.get('to') === 'storeCredit' ? 'storeCredit' : 'original',
    note: form.get('note') || null,
  });
  if (outcome.ok) return null;
  return {
    'amount-too-large': 'The amount is more than what is left to refund',
    'line-not-found': 'A line is no longer there',
    'nothing-to-refund': 'Choose lines, the shipping or an amount to refund',
    'order-not-found': 'There is no such order',
    'quantity-too-large': 'More items than are left',
  }[outcome.reason];
}

function edit(context: WebContext, order: Order, form: URLSearchParams): string | null {
  const setQuantities = order.lines
    .map((line) => ({ lineId: line.id, quantity: Number(form.get(`quantity_${line.id}`)) }))
    .filter(({ lineId, quantity }) => {
      const line = order.lines.find((each) => each.id === lineId);
      return Number.isInteger(quantity) && quantity >= 0 && quantity !== line?.currentQuantity;
    });
  const variantId = Number(form.get('add') ?? 0);
  const add = variantId
    ? [{ key: '', variantId, quantity: 1, sellingPlan: null, attributes: [] }]
    : [];
  if (!add.length && !setQuantities.length) return 'Nothing was changed';
  const edited = editOrder(context.store, order.id, {
    add,
    setQuantities,
    isCharged: form.has('charge'),
  });
  return edited ? null : 'This order cannot be edited';
}
