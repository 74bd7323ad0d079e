// Everything on P+3: new customer accounts. With classic accounts there is nothing here, as in
// Shopify.
import { setConsent, updateCustomer } from '../../shop/person.ts';
import { orderTotals } from '../../shop/totals.ts';
import { type Customer, displayName } from '../../store/customers.ts';
import { serveAsset } from '../assets.ts';
import type { WebContext } from '../context.ts';
import type { Handler } from '../http/exchange.ts';
import { formOf, page, redirect, refuse } from '../http/respond.ts';
import { dispatch, isForeign, type Route, type RouteContext, route } from '../http/router.ts';
import { toPresentment } from '../storefront/currency.ts';
import { pictureRoutes } from '../storefront/pages.ts';
import { signedOut, type Visitor, visitorOf } from '../storefront/visitor.ts';
import { frameRoutes } from '../surfaces/frame-routes.ts';
import { frameOf, framesFor, uiExtensions } from '../surfaces/frames.ts';
import { buyerOf, commonState, metafieldsOf, type SurfaceState } from '../surfaces/state.ts';
import { accountTargets } from '../surfaces/targets.ts';
import { renderView } from '../views.ts';

/** The handler of the customer account. */
export function accountHandler(context: WebContext): Handler {
  const signedInOnly = (show: Show) => (given: RouteContext) => guard(context, given, show);
  const routes: Route[] = [
    route('GET /devstore-assets/:name', ({ request, params }) =>
      serveAsset(params.name ?? '', request),
    ),
    route('GET /', () => redirect('/orders')),
    route('GET /login', ({ url }) =>
      login(context, url.searchParams.get('return_to') ?? '/orders'),
    ),
    route('GET /logout', () => redirect(`${context.origins.storefront}/`, [signedOut(context)])),
    route('GET /orders', signedInOnly(ordersPage)),
    route('GET /orders/:id', signedInOnly(orderPage)),
    route('GET /profile', signedInOnly(profilePage)),
    route('POST /profile', signedInOnly(saveProfile)),
    route('GET /pages/:handle', signedInOnly(extensionPage)),
    route('GET /pages/:handle/*rest', signedInOnly(extensionPage)),
    ...frameRoutes(context),
    ...pictureRoutes(context),
  ];
  return async (request) => {
    if (isForeign(request)) return refuse(403, 'sent by another site');
    return (await dispatch(routes, request)) ?? refuse(404, 'There is no such page');
  };
}

type Signed = Visitor & { customer: Customer };
type Show = (
  context: WebContext,
  visitor: Signed,
  given: RouteContext,
) => Response | Promise<Response>;

async function guard(context: WebContext, given: RouteContext, show: Show): Promise<Response> {
  const visitor = visitorOf(context, given.request);
  if (visitor.shop.customerAccounts === 'CLASSIC') {
    return redirect(`${context.origins.storefront}/account`);
  }
  if (!visitor.customer) return login(context, given.url.pathname);
  const response = await show(context, visitor as Signed, given);
  for (const [name, value] of visitor.cookies) response.headers.append(name, value);
  return response;
}

/** Signing in happens on the storefront, which hands the shopper back. */
function login(context: WebContext, path: string): Response {
  const back = encodeURIComponent(`${context.origins.account}${path}`);
  return redirect(`${context.origins.storefront}/account/login?return_to=${back}`);
}

/** What every page of the account needs. */
function shared(
  context: WebContext,
  visitor: Signed,
  current: string,
  targets: readonly string[],
  extra: Record<string, unknown> = {},
) {
  const { shop, locale, customer } = visitor;
  const pages = uiExtensions(context).filter(({ targets: each }) =>
    each.some(({ target }) => target === 'customer-account.page.render'),
  );
  const state: SurfaceState = {
    ...commonState(context, visitor.presentment, locale),
    buyer: buyerOf(context, customer, customer),
    appMetafields: metafieldsOf(context, customer),
    authenticationState: 'fully_authenticated',
  };
  return {
    shop,
    locale,
    direction: new Intl.Locale(locale).language === 'he' ? 'rtl' : 'ltr',
    origins: context.origins,
    current,
    customer,
    name: displayName(customer),
    pages: pages.map(({ handle, name }) => ({ handle, name })),
    slots: framesFor(context, targets, locale),
    surface: {
      state,
      accountUrl: context.origins.account,
      pageUrl: pages[0] ? `/pages/${pages[0].handle}` : '/orders',
      extra,
    },
  };
}

function ordersPage(context: WebContext, visitor: Signed): Response {
  const orders = context.store.orders.ofCustomer(visitor.customer.id).slice(0, 50);
  return page(
    renderView('account/orders', {
      ...shared(context, visitor, 'orders', accountTargets.orders),
      orders: orders.map((order) => ({
        id: order.id,
        name: order.name,
        at: order.processedAt,
        status: order.cancelledAt ? 'CANCELLED' : order.financialStatus,
        items: order.lines.reduce((sum, line) => sum + line.currentQuantity, 0),
        currency: order.presentmentCurrency,
        total: toPresentment(orderTotals(order).currentTotal, visitor.shop, {
          currency: order.presentmentCurrency,
          rate: order.presentmentRate,
        }),
      })),
    }),
  );
}

function orderPage(context: WebContext, visitor: Signed, { params }: RouteContext): Response {
  const order = context.store.orders.get(Number(params.id));
  if (order?.customerId !== visitor.customer.id) return refuse(404, 'There is no such order');
  return redirect(`${context.origins.storefront}/orders/${order.statusToken}`);
}

function profilePage(context: WebContext, visitor: Signed): Response {
  const { locale } = visitor;
  const { emailConsent } = visitor.customer;
  return page(
    renderView('account/profile', {
      ...shared(context, visitor, 'profile', accountTargets.profile),
      is_subscribed: emailConsent.state === 'SUBSCRIBED',
      languages: visitor.shop.locales.map((code) => ({
        code,
        name: new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code,
        is_chosen: code === locale,
      })),
    }),
  );
}

async function saveProfile(
  context: WebContext,
  visitor: Signed,
  { request }: RouteContext,
): Promise<Response> {
  const form = await formOf(request);
  const { customer } = visitor;
  updateCustomer(context.store, customer.id, {
    firstName: form.get('first_name') || null,
    lastName: form.get('last_name') || null,
  });
  const state = form.has('marketing') ? 'SUBSCRIBED' : 'UNSUBSCRIBED';
  const isSubscribed = customer.emailConsent.state === 'SUBSCRIBED';
  if (isSubscribed !== (state === 'SUBSCRIBED')) {
    setConsent(context.store, customer.id, 'email', {
      state,
      optInLevel: 'SINGLE_OPT_IN',
      updatedAt: context.store.now(),
    });
  }
  return redirect('/profile');
}

/** The app's own full page; the rest of the address is the extension's. */
function extensionPage(context: WebContext, visitor: Signed, { params }: RouteContext): Response {
  const target = 'customer-account.page.render';
  const extension = uiExtensions(context).find(
    ({ handle, targets }) =>
      handle === params.handle && targets.some((each) => each.target === target),
  );
  if (!extension) return refuse(404, 'There is no such page');
  const view = shared(context, visitor, extension.handle, [], {
    path: `extension:/${params.rest ?? ''}`,
  });
  return page(
    renderView('account/extension-page', {
      ...view,
      title: extension.name,
      frames: [frameOf(extension, target, visitor.locale)],
      surface: { ...view.surface, pageUrl: `/pages/${extension.handle}` },
    }),
  );
}
