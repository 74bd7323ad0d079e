// Checkout, thank-you and order status.
import { storeCreditOf } from '../../shop/tenders.ts';
import { orderTotals } from '../../shop/totals.ts';
import type { Checkout } from '../../store/carts.ts';
import type { Order } from '../../store/orders.ts';
import type { WebContext } from '../context.ts';
import { formOf, json, page, redirect, refuse } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { presentmentOf, toPresentment } from '../storefront/currency.ts';
import { visitorOf } from '../storefront/visitor.ts';
import { checkoutState, mayChangeCodes, priceCheckout } from '../surfaces/checkout-state.ts';
import { frameRoutes } from '../surfaces/frame-routes.ts';
import { framesFor } from '../surfaces/frames.ts';
import { orderState } from '../surfaces/order-state.ts';
import { checkoutTargets, orderStatusTargets, thankYouTargets } from '../surfaces/targets.ts';
import { renderView } from '../views.ts';
import { applyChange, type Change } from './changes.ts';
import { addCode, beginCheckout, complete, fillIn, removeCode } from './checkouts.ts';

export function checkoutRoutes(context: WebContext): Route[] {
  return [
    route('GET /checkout', (given) => begin(context, given)),
    route('GET /checkouts/new', (given) => begin(context, given)),
    route('GET /checkouts/:token', (given) => withCheckout(context, given, show)),
    route('POST /checkouts/:token', (given) => withCheckout(context, given, submit)),
    route('POST /checkouts/:token/changes', (given) => withCheckout(context, given, change)),
    route('GET /checkouts/:token/thank-you', (given) => withCheckout(context, given, thankYou)),
    route('GET /orders/:token', (given) => orderStatus(context, given)),
    ...frameRoutes(context),
  ];
}

type Step = (
  context: WebContext,
  checkout: Checkout,
  given: RouteContext,
) => Response | Promise<Response>;

function withCheckout(context: WebContext, given: RouteContext, step: Step) {
  const checkout = context.store.checkouts.get(given.params.token ?? '');
  return checkout ? step(context, checkout, given) : refuse(404, 'There is no such checkout');
}

function begin(context: WebContext, { request }: RouteContext): Response {
  const visitor = visitorOf(context, request);
  if (!visitor.cart?.lines.length) return redirect('/cart', visitor.cookies);
  return redirect(`/checkouts/${beginCheckout(context, visitor).token}`, visitor.cookies);
}

function show(
  context: WebContext,
  checkout: Checkout,
  { request }: RouteContext,
  problem: { code?: string; order?: string } = {},
): Response {
  if (checkout.orderId) return redirect(`/checkouts/${checkout.token}/thank-you`);
  const visitor = visitorOf(context, request);
  const priced = priceCheckout(context, checkout);
  const locale = checkout.locale ?? visitor.locale;
  const credit =
    checkout.customerId && storeCreditOf(context.store, checkout.customerId, priced.currency);
  return page(
    renderView('checkout/checkout', {
      ...frame(context, locale),
      checkout,
      customer: visitor.customer,
      summary: summaryOf(context, checkout),
      credit: credit && credit.balance > 0 ? credit.balance : null,
      currency: priced.currency,
      refused: priced.codes.filter((code) => !code.isApplicable),
      problem,
      may_change_codes: mayChangeCodes(context),
      slots: framesFor(context, checkoutTargets, locale),
      surface: {
        state: checkoutState(context, checkout, priced),
        changesUrl: `/checkouts/${checkout.token}/changes`,
      },
    }),
    problem.code || problem.order ? 422 : 200,
  );
}

async function submit(
  context: WebContext,
  checkout: Checkout,
  given: RouteContext,
): Promise<Response> {
  const form = await formOf(given.request);
  if (checkout.orderId) return redirect(`/checkouts/${checkout.token}/thank-you`);
  const filled = fillIn(context, checkout, form);
  const here = `/checkouts/${checkout.token}`;
  const removed = form.get('remove_code');
  if (removed) {
    removeCode(context, filled, removed);
    return redirect(here);
  }
  if (form.get('act') === 'discount') {
    const added = addCode(context, filled, form.get('code') ?? '');
    return added.ok ? redirect(here) : show(context, filled, given, { code: added.message });
  }
  if (form.get('act') !== 'pay') return redirect(here);
  const payment = form.get('payment');
  const placed = complete(
    context,
    filled,
    payment === 'pending' || payment === 'authorized' ? payment : 'paid',
  );
  if (placed.ok) return redirect(`${here}/thank-you`);
  return show(context, filled, given, { order: sentence(placed) });
}

function sentence(refusal: Exclude<ReturnType<typeof complete>, { ok: true }>): string {
  if (refusal.reason === 'no-email') return 'Enter an e-mail address';
  if (refusal.reason === 'no-lines') return 'There is nothing in this checkout';
  if (refusal.reason === 'customer-not-found') return 'This customer is no longer there';
  const refused = refusal.codes.find((code) => !code.isApplicable);
  return refused?.message ?? 'A discount code does not apply';
}

/** A change by an extension; the answer carries the new state and the order summary. */
async function change(
  context: WebContext,
  checkout: Checkout,
  { request }: RouteContext,
): Promise<Response> {
  const outcome = applyChange(context, checkout, (await request.json()) as Change);
  const after = outcome.checkout;
  return json({
    result: outcome.result,
    state: checkoutState(context, after, priceCheckout(context, after)),
    summaryHtml: renderView('parts/summary', {
      summary: summaryOf(context, after),
      editable: true,
    }),
  });
}

function thankYou(context: WebContext, checkout: Checkout, given: RouteContext): Response {
  const order = checkout.orderId ? context.store.orders.get(checkout.orderId) : undefined;
  if (!order) return redirect(`/checkouts/${checkout.token}`);
  const visitor = visitorOf(context, given.request);
  const locale = checkout.locale ?? visitor.locale;
  return page(
    renderView('checkout/thank-you', {
      ...frame(context, locale),
      order,
      name: order.shippingAddress?.firstName ?? '',
      totals: orderTotals(order),
      summary: orderSummary(context, order),
      slots: framesFor(context, thankYouTargets, locale),
      surface: { state: orderState(context, order, visitor.customer, locale) },
    }),
  );
}

/**
 * The page behind the link in the order's mail: anybody with the link sees it, only the customer is
 * known by name.
 */
function orderStatus(context: WebContext, { request, params }: RouteContext): Response {
  const order = context.store.orders.byStatusToken(params.token ?? '');
  if (!order) return refuse(404, 'There is no such order');
  const visitor = visitorOf(context, request);
  const viewer =
    visitor.customer && visitor.customer.id === order.customerId ? visitor.customer : null;
  const isNew = context.store.shop().customerAccounts === 'NEW_CUSTOMER_ACCOUNTS';
  return page(
    renderView('checkout/order-status', {
      ...frame(context, visitor.locale),
      order,
      viewer,
      totals: orderTotals(order),
      summary: orderSummary(context, order),
      slots: isNew ? framesFor(context, orderStatusTargets, visitor.locale) : {},
      surface: {
        state: orderState(context, order, viewer, visitor.locale),
        loginUrl: loginUrl(order),
        accountUrl: context.origins.account,
        extra: { orderId: `gid://shopify/Order/${order.id}` },
      },
    }),
  );
}

const loginUrl = (order: Order) =>
  `/account/login?return_to=${encodeURIComponent(`/orders/${order.statusToken}`)}`;

function frame(context: WebContext, locale: string) {
  const shop = context.store.shop();
  return {
    shop,
    locale,
    direction: new Intl.Locale(locale).language === 'he' ? 'rtl' : 'ltr',
    origins: context.origins,
  };
}

/** The order summary beside the form: lines, codes and sums in the buyer's currency. */
function summaryOf(context: WebContext, checkout: Checkout) {
  const shop = context.store.shop();
  const presentment = presentmentOf(shop, checkout.presentmentCurrency);
  const shown = (minor: number) => toPresentment(minor, shop, presentment);
  const priced = priceCheckout(context, checkout);
  return {
    currency: presentment.currency,
    lines: priced.lines.map((line) => ({
      title: line.title,
      variant: line.variant?.title === 'Default Title' ? null : line.variant?.title,
      image: line.product?.imageUrl,
      quantity: line.quantity,
      before: shown(line.unitPrice * line.quantity),
      total: shown(line.total),
    })),
    codes: priced.codes
      .filter((code) => code.isApplicable)
      .map(({ code, amount }) => ({ code, amount: shown(amount) })),
    subtotal: shown(priced.itemsTotal),
    shipping: priced.shipping ? shown(priced.shipping.discounted) : null,
    tax: priced.tax ? shown(priced.tax) : null,
    total: shown(priced.total),
  };
}

function orderSummary(context: WebContext, order: Order) {
  const shop = context.store.shop();
  const presentment = { currency: order.presentmentCurrency, rate: order.presentmentRate };
  const shown = (minor: number) => toPresentment(minor, shop, presentment);
  const totals = orderTotals(order);
  return {
    currency: presentment.currency,
    lines: order.lines.map((line) => ({
      title: line.title,
      variant: line.variantTitle,
      image: line.productId ? context.store.products.get(line.productId)?.imageUrl : null,
      quantity: line.quantity,
      before: shown(line.unitPrice * line.quantity),
      total: shown(
        line.unitPrice * line.quantity -
          line.allocations.reduce((sum, { amount }) => sum + amount, 0),
      ),
    })),
    codes: order.discounts.flatMap(({ code }, index) => {
      const parts = [...order.lines, ...order.shipping].flatMap((part) => part.allocations);
      const amount = parts
        .filter(({ application }) => application === index)
        .reduce((sum, each) => sum + each.amount, 0);
      return code ? [{ code, amount: shown(amount) }] : [];
    }),
    subtotal: shown(order.lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0)),
    shipping: order.shipping.length ? shown(totals.shipping) : null,
    tax: totals.tax ? shown(totals.tax) : null,
    total: shown(totals.total),
    refunded: totals.refunded ? shown(totals.refunded) : null,
  };
}
