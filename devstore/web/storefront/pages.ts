// The storefront's pages and the shopper's way in and out.
import { createCustomer } from '../../shop/person.ts';
import { displayName } from '../../store/customers.ts';
import { serveFile } from '../assets.ts';
import type { WebContext } from '../context.ts';
import { formOf, localPath, redirect, refuse } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { forwardProxy, proxyPath } from '../proxy.ts';
import { drawProduct, favicon } from './drawing.ts';
import { collectionObject, productObject } from './objects.ts';
import { renderPage, themeExtension } from './theme.ts';
import { signedIn, signedOut, visitorOf } from './visitor.ts';

/** Theme pages, the customer's login, product pictures, the app's assets and its proxy. */
export function pageRoutes(context: WebContext): Route[] {
  return [
    route('GET /', (given) => plain(context, given, 'index', 'Home')),
    route('GET /collections', () => redirect('/collections/all')),
    route('GET /collections/:handle', (given) => collectionPage(context, given)),
    route('GET /products/:handle.js', (given) => productJson(context, given)),
    route('GET /products/:handle', (given) => productPage(context, given)),
    route('GET /collections/:collection/products/:handle', (given) => productPage(context, given)),
    route('GET /pages/rewards', (given) => plain(context, given, 'page.rewards', 'Rewards')),
    route('GET /account', (given) => account(context, given)),
    route('GET /account/login', (given) => loginPage(context, given)),
    route('GET /account/register', (given) => loginPage(context, given)),
    route('POST /account/login', (given) => login(context, given)),
    route('GET /account/logout', () => redirect('/', [signedOut(context)])),
    route('GET /extensions/:handle/assets/:file', (given) => extensionAsset(context, given)),
    ...proxyRoutes(context),
  ];
}

/** Pictures and the icon, wanted on every port that shows products. */
export function pictureRoutes(context: WebContext): Route[] {
  const svg = (body: string) =>
    new Response(body, {
      headers: {
        'content-type': 'image/svg+xml',
        'cache-control': 'public, max-age=86400',
        'access-control-allow-origin': '*',
      },
    });
  return [
    route('GET /favicon.svg', () => svg(favicon)),
    route('GET /favicon.ico', () => svg(favicon)),
    route('GET /cdn/products/:handle.svg', ({ params }) => {
      const product = context.store.products.byHandle(params.handle ?? '');
      return product ? svg(drawProduct(product)) : refuse(404, 'no such product');
    }),
  ];
}

function proxyRoutes(context: WebContext): Route[] {
  const proxy = proxyPath(context.root);
  if (!proxy) return [];
  const forward = ({ request }: RouteContext) =>
    forwardProxy(context, request, visitorOf(context, request).customer?.id ?? null);
  return [route(`ANY ${proxy.prefix}`, forward), route(`ANY ${proxy.prefix}/*rest`, forward)];
}

function plain(
  context: WebContext,
  { request, url }: RouteContext,
  template: string,
  title: string,
) {
  const objects = { page: { title, handle: template.split('.')[1] ?? template, content: '' } };
  return renderPage(context, visitorOf(context, request), { template, url, title, objects });
}

/** The theme's page for addresses that lead nowhere. */
export function missingPage(context: WebContext, request: Request): Response {
  return renderPage(context, visitorOf(context, request), {
    template: '404',
    url: new URL(request.url),
    title: 'Not found',
    status: 404,
  });
}

function collectionPage(context: WebContext, { request, url, params }: RouteContext): Response {
  const visitor = visitorOf(context, request);
  const { collections, products } = context.store;
  const found = collections.first('handle = ?', params.handle ?? '');
  const all = { id: 0, handle: 'all', title: 'Everything', descriptionHtml: '' };
  if (!found && params.handle !== 'all') return missingPage(context, request);
  const collection = collectionObject(visitor, found ?? all, () =>
    found ? products.inCollection(found.id) : products.all(),
  );
  return renderPage(context, visitor, {
    template: 'collection',
    url,
    title: collection.title,
    objects: { collection },
  });
}

function productPage(context: WebContext, { request, url, params }: RouteContext): Response {
  const visitor = visitorOf(context, request);
  const found = context.store.products.byHandle(params.handle ?? '');
  if (found?.status !== 'ACTIVE') return missingPage(context, request);
  const product = productObject(visitor, found, Number(url.searchParams.get('variant')) || null);
  return renderPage(context, visitor, {
    template: 'product',
    url,
    title: product.title,
    objects: { product },
  });
}

function productJson(context: WebContext, { request, params }: RouteContext): Response {
  const found = context.store.products.byHandle(params.handle ?? '');
  if (found?.status !== 'ACTIVE') return refuse(404, 'Not Found');
  return Response.json(productObject(visitorOf(context, request), found));
}

function extensionAsset(context: WebContext, { params }: RouteContext): Response {
  const extension = themeExtension(context);
  if (!extension || extension.handle !== params.handle) return refuse(404, 'no such extension');
  return serveFile(`${extension.directory}/assets`, params.file ?? '', 'public, max-age=60');
}

/** New customer accounts live on a host of their own; classic ones are pages of the theme. */
function account(context: WebContext, { request, url }: RouteContext): Response {
  const visitor = visitorOf(context, request);
  if (!visitor.customer) return redirect('/account/login', visitor.cookies);
  if (visitor.shop.customerAccounts === 'NEW_CUSTOMER_ACCOUNTS') {
    return redirect(`${context.origins.account}/orders`, visitor.cookies);
  }
  const title = displayName(visitor.customer);
  return renderPage(context, visitor, { template: 'customers/account', url, title });
}

function loginPage(
  context: WebContext,
  { request, url }: Pick<RouteContext, 'request' | 'url'>,
  error: string | null = null,
): Response {
  const visitor = visitorOf(context, request);
  const { customers, metafields } = context.store;
  const search = url.searchParams.get('q') ?? '';
  const people = customers.search(search, 12).map((customer) => ({
    id: customer.id,
    name: displayName(customer),
    orders_count: customer.ordersCount,
    points: metafields.get('CUSTOMER', customer.id, '$app', 'points_balance')?.value ?? null,
  }));
  return renderPage(context, visitor, {
    template: 'customers/login',
    url,
    title: 'Sign in',
    status: error ? 422 : 200,
    objects: {
      people,
      search,
      login_error: error,
      return_to: localPath(
        url.searchParams.get('return_url') ?? url.searchParams.get('return_to'),
        '/',
      ),
    },
  });
}

/**
 * Signs in whoever is named, by id or by e-mail address; an address nobody has becomes a customer.
 */
async function login(context: WebContext, { request, url }: RouteContext): Promise<Response> {
  const form = await formOf(request);
  const { customers } = context.store;
  const email = (form.get('customer[email]') ?? form.get('email') ?? '').trim();
  const id = Number(form.get('customer_id') ?? 0);
  let customer = id ? customers.get(id) : customers.byEmail(email);
  if (!customer && email) {
    const made = createCustomer(context.store, { email, state: 'ENABLED' });
    if (!made.ok)
      return loginPage(context, { request, url }, `This address cannot be used: ${made.reason}`);
    customer = made.customer;
  }
  if (!customer) return loginPage(context, { request, url }, 'There is no such customer');
  return redirect(returnTo(context, form.get('return_to')), [signedIn(context, customer.id)]);
}

/** A path of the storefront, or an address of the customer account. */
function returnTo(context: WebContext, given: string | null): string {
  if (given?.startsWith(`${context.origins.account}/`)) return given;
  return localPath(given, '/');
}
