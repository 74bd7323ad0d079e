// /cart and its Ajax API.
import type { WebContext } from '../context.ts';
import { formOf, json, localPath, redirect } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { addLine, openCart, saveCart, setDiscounts, setQuantities, type Wanted } from './cart.ts';
import { cartObject } from './cart-object.ts';
import { renderPage } from './theme.ts';
import { type Visitor, visitorOf } from './visitor.ts';

/** All routes of the cart. The same handlers serve forms (redirect) and scripts (`.js`, JSON). */
export function cartRoutes(context: WebContext): Route[] {
  const change = (act: Act) => (given: RouteContext) => run(context, given, act);
  return [
    route('GET /cart.js', ({ request }) => answer(context, visitorOf(context, request))),
    route('GET /cart.json', ({ request }) => answer(context, visitorOf(context, request))),
    route('GET /cart', ({ request, url }) =>
      renderPage(context, visitorOf(context, request), { template: 'cart', url, title: 'Cart' }),
    ),
    ...['', '.js'].flatMap((ending) => [
      route(`POST /cart/add${ending}`, change(add)),
      route(`POST /cart/update${ending}`, change(update)),
      route(`POST /cart/change${ending}`, change(changeLine)),
      route(`POST /cart/clear${ending}`, change(clear)),
    ]),
    route('POST /cart', change(update)),
    route('GET /cart/change', change(changeLine)),
    route('GET /cart/clear', change(clear)),
    route('GET /cart/discount/remove', change(removeDiscount)),
    route('GET /cart/:lines', (given) => checkOutLink(context, given)),
    route('GET /discount/:code', (given) => applyFromLink(context, given)),
  ];
}

type Refusal = { status: number; message: string; description: string };
type Act = (
  context: WebContext,
  visitor: Visitor,
  form: URLSearchParams,
) => Refusal | { body?: unknown } | undefined;

async function run(context: WebContext, given: RouteContext, act: Act): Promise<Response> {
  const { request, url } = given;
  const visitor = visitorOf(context, request);
  const form = request.method === 'GET' ? url.searchParams : await formOf(request);
  const isScript =
    url.pathname.endsWith('.js') || request.headers.get('accept')?.includes('application/json');
  const outcome = act(context, visitor, form);
  if (outcome && 'status' in outcome) {
    if (isScript) return json(outcome, outcome.status);
    return redirect('/cart', visitor.cookies);
  }
  if (isScript) return answer(context, visitor, outcome?.body);
  if (form.has('checkout')) return redirect('/checkout', visitor.cookies);
  return redirect(localPath(form.get('return_to'), '/cart'), visitor.cookies);
}

function answer(context: WebContext, visitor: Visitor, body?: unknown): Response {
  const response = json(body ?? cartObject(context, visitor));
  for (const [name, value] of visitor.cookies) response.headers.append(name, value);
  return response;
}

function add(context: WebContext, visitor: Visitor, form: URLSearchParams) {
  const cart = openCart(context, visitor);
  const isList = form.has('items[0][id]');
  const wanted: Wanted[] = [];
  for (let at = 0; isList && form.has(`items[${at}][id]`); at += 1) {
    wanted.push(wantedFrom(form, `items[${at}]`));
  }
  if (!isList) wanted.push(wantedFrom(form, ''));
  const added = wanted.map((each) => addLine(context, cart, each));
  if (added.includes(null)) {
    return {
      status: 422,
      message: 'Cart Error',
      description: 'This product is not available in the quantity asked for.',
    };
  }
  saveCart(context, visitor, cart);
  const items = cartObject(context, visitor).items;
  const lines = added.map((line) => items.find((item) => item.key === line?.key));
  return { body: isList ? { items: lines } : lines[0] };
}

function wantedFrom(form: URLSearchParams, prefix: string): Wanted {
  const name = (key: string) => (prefix ? `${prefix}[${key}]` : key);
  const marker = prefix ? `${prefix}[properties][` : 'properties[';
  return {
    variantId: Number(form.get(name('id'))),
    quantity: Number(form.get(name('quantity')) ?? 1),
    sellingPlan: form.get(name('selling_plan')) || null,
    attributes: [...form]
      .filter(([key, value]) => key.startsWith(marker) && value !== '')
      .map(([key, value]) => ({ key: key.slice(marker.length, -1), value })),
  };
}

function update(context: WebContext, visitor: Visitor, form: URLSearchParams): undefined {
  const cart = openCart(context, visitor);
  const quantities = new Map<string, number>();
  for (const [key, value] of form) {
    const line = /^updates\[(.*)\]$/.exec(key)?.[1];
    if (line) quantities.set(line, Number(value));
    const attribute = /^attributes\[(.*)\]$/.exec(key)?.[1];
    if (attribute !== undefined) setAttribute(cart.attributes, attribute, value);
  }
  setQuantities(cart, quantities);
  if (form.has('note')) cart.note = form.get('note') || null;
  if (form.has('discount')) setDiscounts(cart, form.get('discount') ?? '');
  const added = form.get('discount_code');
  if (added) setDiscounts(cart, [...cart.discountCodes, added].join(','));
  saveCart(context, visitor, cart);
}

function setAttribute(list: { key: string; value: string }[], key: string, value: string): void {
  const at = list.findIndex((each) => each.key === key);
  if (at >= 0) list.splice(at, 1);
  if (value !== '') list.push({ key, value });
}

function changeLine(context: WebContext, visitor: Visitor, form: URLSearchParams): undefined {
  const cart = openCart(context, visitor);
  const byNumber = cart.lines[Number(form.get('line')) - 1]?.key;
  const id = form.get('id') ?? byNumber;
  if (id) setQuantities(cart, new Map([[id, Number(form.get('quantity') ?? 0)]]));
  saveCart(context, visitor, cart);
}

function clear(context: WebContext, visitor: Visitor): undefined {
  const cart = openCart(context, visitor);
  saveCart(context, visitor, { ...cart, lines: [] });
}

function removeDiscount(context: WebContext, visitor: Visitor, form: URLSearchParams): undefined {
  const cart = openCart(context, visitor);
  const code = (form.get('code') ?? '').toLowerCase();
  setDiscounts(cart, cart.discountCodes.filter((each) => each.toLowerCase() !== code).join(','));
  saveCart(context, visitor, cart);
}

/** A cart permalink, `/cart/VARIANT:QUANTITY,…`: the checkout with just these in the cart. */
function checkOutLink(context: WebContext, { request, params }: RouteContext): Response {
  const visitor = visitorOf(context, request);
  const cart = { ...openCart(context, visitor), lines: [] };
  for (const [, variantId, quantity] of (params.lines ?? '').matchAll(/(\d+):(\d+)/g)) {
    const wanted = { variantId: Number(variantId), quantity: Number(quantity) };
    addLine(context, cart, { ...wanted, sellingPlan: null, attributes: [] });
  }
  saveCart(context, visitor, cart);
  return redirect('/checkout', visitor.cookies);
}

/** `/discount/CODE?redirect=/cart`: the link that puts a code on the cart. */
function applyFromLink(context: WebContext, { request, url, params }: RouteContext): Response {
  const visitor = visitorOf(context, request);
  const cart = openCart(context, visitor);
  setDiscounts(cart, [...cart.discountCodes, params.code ?? ''].join(','));
  saveCart(context, visitor, cart);
  return redirect(localPath(url.searchParams.get('redirect'), '/'), visitor.cookies);
}
