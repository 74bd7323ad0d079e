// The global objects that every template and every app block sees.

import { orderTotals } from '../../shop/totals.ts';
import type { Customer } from '../../store/customers.ts';
import { displayName } from '../../store/customers.ts';
import { appId } from '../../store/metafields.ts';
import type { Order } from '../../store/orders.ts';
import type { WebContext } from '../context.ts';
import { liquidCart } from './cart-object.ts';
import { toCents } from './currency.ts';
import {
  collectionObject,
  languageObject,
  metafieldsObject,
  productObject,
  shopObject,
} from './objects.ts';
import type { Visitor } from './visitor.ts';

export type Globals = Record<string, unknown>;

/** Builds them for one request. `template` is the template's name, `page.rewards` for example. */
export function globalsOf(
  context: WebContext,
  visitor: Visitor,
  page: { template: string; url: URL; title: string },
): Globals {
  const isDesignMode = page.url.searchParams.get('design_mode') === '1';
  const [name, suffix] = page.template.split('.');
  return {
    shop: shopObject(context, visitor),
    customer: visitor.customer ? customerObject(context, visitor, visitor.customer) : null,
    cart: liquidCart(context, visitor),
    localization: localizationObject(visitor),
    routes: routesObject(),
    request: {
      design_mode: isDesignMode,
      host: page.url.host,
      origin: page.url.origin,
      path: page.url.pathname,
      page_type: name,
      locale: {
        ...languageObject(visitor.locale),
        primary: visitor.locale === visitor.shop.locales[0],
      },
    },
    template: { name, suffix: suffix ?? null, toString: page.template },
    page_title: page.title,
    canonical_url: page.url.origin + page.url.pathname,
    content_direction: new Intl.Locale(visitor.locale).language === 'he' ? 'rtl' : 'ltr',
    app: { metafields: metafieldsObject(context.store.metafields.of('API_PERMISSION', appId)) },
    collections: collectionsObject(context, visitor),
    all_products: Object.fromEntries(
      context.store.products
        .all()
        .map((product) => [product.handle, productObject(visitor, product)]),
    ),
    ...visitorObjects(visitor),
  };
}

function visitorObjects(visitor: Visitor) {
  return {
    currencies: Object.keys(visitor.shop.presentmentRates),
    languages: visitor.shop.locales.map(languageObject),
    currency_rate: visitor.presentment.rate,
  };
}

function collectionsObject(context: WebContext, visitor: Visitor) {
  const { products, collections } = context.store;
  const all = { id: 0, handle: 'all', title: 'Everything', descriptionHtml: '' };
  return Object.fromEntries([
    ['all', collectionObject(visitor, all, () => products.all())],
    ...collections
      .all()
      .map((each) => [
        each.handle,
        collectionObject(visitor, each, () => products.inCollection(each.id)),
      ]),
  ]);
}

/** `customer`, with the metafields of the app under `$app` and `app`. */
export function customerObject(context: WebContext, visitor: Visitor, customer: Customer) {
  const { store } = context;
  const cents = (minor: number) => toCents(minor, visitor.shop, visitor.presentment);
  const credit = store.storeCreditAccounts.first('customer_id = ?', customer.id);
  return {
    id: customer.id,
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    name: displayName(customer),
    phone: customer.phone,
    tags: customer.tags,
    orders_count: customer.ordersCount,
    total_spent: cents(customer.amountSpent),
    accepts_marketing: customer.emailConsent.state === 'SUBSCRIBED',
    has_account: customer.state === 'ENABLED',
    b2b: false,
    'b2b?': false,
    default_address: customer.addresses[0] ?? null,
    metafields: metafieldsObject(store.metafields.of('CUSTOMER', customer.id)),
    store_credit_account: credit ? { balance: cents(credit.balance) } : null,
    get orders() {
      return store.orders
        .ofCustomer(customer.id)
        .slice(0, 20)
        .map((order) => orderObject(context, visitor, order));
    },
  };
}

function orderObject(context: WebContext, visitor: Visitor, order: Order) {
  return {
    id: order.id,
    name: order.name,
    order_number: order.number,
    created_at: order.createdAt,
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: order.fulfillmentStatus.toLowerCase(),
    total_price: toCents(orderTotals(order).currentTotal, visitor.shop, visitor.presentment),
    customer_url: `${context.origins.storefront}/orders/${order.statusToken}`,
    cancelled: order.cancelledAt !== null,
  };
}

function localizationObject(visitor: Visitor) {
  const currency = {
    iso_code: visitor.presentment.currency,
    symbol: '',
    name: visitor.presentment.currency,
  };
  const country = { iso_code: visitor.shop.countryCode, name: visitor.shop.countryName, currency };
  return {
    country,
    market: { id: 1, handle: 'primary' },
    language: languageObject(visitor.locale),
    available_languages: visitor.shop.locales.map(languageObject),
    available_countries: [country],
  };
}

function routesObject() {
  return {
    root_url: '/',
    account_url: '/account',
    account_login_url: '/account/login',
    account_logout_url: '/account/logout',
    account_register_url: '/account/register',
    account_recover_url: '/account/login',
    account_addresses_url: '/account',
    collections_url: '/collections',
    all_products_collection_url: '/collections/all',
    search_url: '/search',
    cart_url: '/cart',
    cart_add_url: '/cart/add',
    cart_change_url: '/cart/change',
    cart_clear_url: '/cart/clear',
    cart_update_url: '/cart/update',
    product_recommendations_url: '/recommendations/products',
  };
}
