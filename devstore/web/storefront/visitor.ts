// Who looks at the storefront: their cart, customer, language and currency, all from cookies.
import type { Cart } from '../../store/carts.ts';
import type { Customer } from '../../store/customers.ts';
import type { ShopFacts } from '../../store/records.ts';
import type { WebContext } from '../context.ts';
import { cookie, cookiesOf } from '../http/respond.ts';
import { type Presentment, presentmentOf } from './currency.ts';

export type Visitor = {
  shop: ShopFacts;
  customer: Customer | null;
  locale: string;
  presentment: Presentment;
  cart: Cart | null;
  /** Set-Cookie values that the answer must carry. */
  cookies: [string, string][];
};

/** Cookies know no ports: the name tells this devstore from another one on the machine. */
export function cookieName(context: WebContext, name: string): string {
  return `devstore-${new URL(context.origins.storefront).port}-${name}`;
}

/** Reads the visitor. `?locale=he` and `?currency=CZK` are remembered. */
export function visitorOf(context: WebContext, request: Request): Visitor {
  const { store } = context;
  const shop = store.shop();
  const kept = cookiesOf(request);
  const query = new URL(request.url).searchParams;
  const cookies: [string, string][] = [];
  const choose = (name: string, allowed: (value: string) => boolean): string | null => {
    const asked = query.get(name);
    if (asked && allowed(asked)) {
      cookies.push(cookie(cookieName(context, name), asked));
      return asked;
    }
    const known = kept.get(cookieName(context, name)) ?? null;
    return known && allowed(known) ? known : null;
  };
  const locale = choose('locale', (value) => shop.locales.includes(value));
  const currency = choose('currency', (value) => value in shop.presentmentRates);
  const customerId = Number(kept.get(cookieName(context, 'customer')) ?? 0);
  return {
    shop,
    customer: (customerId && store.customers.get(customerId)) || null,
    locale: locale ?? shop.locales[0] ?? 'en',
    presentment: presentmentOf(shop, currency),
    cart: store.carts.get(kept.get(cookieName(context, 'cart')) ?? '') ?? null,
    cookies,
  };
}

/** The cookie that signs a customer in. */
export function signedIn(context: WebContext, customerId: number): [string, string] {
  return cookie(cookieName(context, 'customer'), String(customerId), 30);
}

/** The cookie that signs out. */
export function signedOut(context: WebContext): [string, string] {
  return cookie(cookieName(context, 'customer'), '', 0);
}
