// The two APIs an extension may ask without the app: Storefront (`query`) and Customer Account
// (`shopify://customer-account`).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildASTSchema,
  type DocumentNode,
  type GraphQLSchema,
  graphql,
  Kind,
  parse,
} from 'graphql';
import { orderTotals } from '../../shop/totals.ts';
import type { Customer } from '../../store/customers.ts';
import { displayName } from '../../store/customers.ts';
import { appId, fullNamespace, type Metafield } from '../../store/metafields.ts';
import type { Order } from '../../store/orders.ts';
import type { Product } from '../../store/products.ts';
import type { WebContext } from '../context.ts';
import { decimals } from '../liquid/money.ts';
import type { Query } from './frame-routes.ts';

const definitions = parse(
  readFileSync(path.join(import.meta.dirname, 'buyer.graphql'), 'utf8'),
).definitions;
const storefrontSchema = schemaWithRoot('StorefrontQuery');
const accountSchema = schemaWithRoot('CustomerAccountQuery');

function schemaWithRoot(name: string): GraphQLSchema {
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [...definitions, ...parse(`schema { query: ${name} }`).definitions],
  };
  return buildASTSchema(document);
}

const numberIn = (gid: string) => Number(gid.split('/').at(-1)?.split('?')[0]);

export function answerStorefrontQuery(context: WebContext, { query, variables }: Query) {
  const { products } = context.store;
  const active = () => products.all().filter(({ status }) => status === 'ACTIVE');
  const root = {
    shop: () => shopNode(context),
    product: ({ id, handle }: { id?: string; handle?: string }) => {
      const found = id ? products.get(numberIn(id)) : products.byHandle(handle ?? '');
      return found ? productNode(context, found) : null;
    },
    products: ({ first = 10 }: { first?: number }) => ({
      nodes: active()
        .slice(0, first)
        .map((product) => productNode(context, product)),
    }),
    nodes: ({ ids }: { ids: string[] }) =>
      ids.map((id) => {
        const found = products.get(numberIn(id));
        return found ? productNode(context, found) : null;
      }),
  };
  return graphql({
    schema: storefrontSchema,
    source: query,
    rootValue: root,
    variableValues: variables,
  });
}

export function answerCustomerAccountQuery(
  context: WebContext,
  customer: Customer,
  { query, variables }: Query,
) {
  const orders = () => context.store.orders.ofCustomer(customer.id);
  const root = {
    customer: () => customerNode(context, customer),
    shop: () => shopNode(context),
    order: ({ id }: { id: string }) => {
      const found = orders().find((order) => order.id === numberIn(id));
      return found ? orderNode(context, found) : null;
    },
  };
  return graphql({
    schema: accountSchema,
    source: query,
    rootValue: root,
    variableValues: variables,
  });
}

function shopNode(context: WebContext) {
  const shop = context.store.shop();
  return {
    id: `gid://shopify/Shop/${shop.id}`,
    name: shop.name,
    primaryDomain: { host: shop.domain, url: context.origins.storefront },
  };
}

function moneyNode(minor: number, currency: string) {
  const digits = decimals(currency);
  return { amount: (minor / 10 ** digits).toFixed(digits), currencyCode: currency };
}

function productNode(context: WebContext, product: Product) {
  const { currency } = context.store.shop();
  const variants = product.variants.map((variant) => ({
    id: `gid://shopify/ProductVariant/${variant.id}`,
    title: variant.title,
    sku: variant.sku,
    availableForSale: variant.isAvailable,
    price: moneyNode(variant.price, currency),
  }));
  return {
    id: `gid://shopify/Product/${product.id}`,
    handle: product.handle,
    title: product.title,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    availableForSale: variants.some((variant) => variant.availableForSale),
    isGiftCard: product.isGiftCard,
    featuredImage: {
      url: context.origins.storefront + product.imageUrl,
      altText: product.imageAlt,
    },
    variants: ({ first = 50 }: { first?: number }) => ({ nodes: variants.slice(0, first) }),
  };
}

function orderNode(context: WebContext, order: Order) {
  return {
    id: `gid://shopify/Order/${order.id}`,
    name: order.name,
    number: order.number,
    confirmationNumber: order.confirmationNumber,
    processedAt: order.processedAt,
    cancelledAt: order.cancelledAt,
    financialStatus: order.financialStatus,
    statusPageUrl: `${context.origins.storefront}/orders/${order.statusToken}`,
    totalPrice: moneyNode(orderTotals(order).currentTotal, order.currency),
  };
}

function customerNode(context: WebContext, customer: Customer) {
  const { store } = context;
  const readable = (field: Metafield | undefined) =>
    field && isReadable(context, field) ? metafieldNode(field) : null;
  const find = ({ namespace, key }: { namespace?: string; key: string }) =>
    readable(store.metafields.get('CUSTOMER', customer.id, namespace ?? '$app', key));
  const page = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  return {
    id: `gid://shopify/Customer/${customer.id}`,
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: displayName(customer),
    emailAddress: { emailAddress: customer.email },
    tags: customer.tags,
    metafield: find,
    metafields: ({ identifiers }: { identifiers: { namespace?: string; key: string }[] }) =>
      identifiers.map(find),
    orders: ({ first = 10 }: { first?: number }) => ({
      nodes: store.orders
        .ofCustomer(customer.id)
        .slice(0, first)
        .map((order) => orderNode(context, order)),
      pageInfo: page,
    }),
    storeCreditAccounts: () => ({
      nodes: store.storeCreditAccounts
        .where('customer_id = ?', customer.id)
        .map(({ id, balance, currency }) => ({
          id: `gid://shopify/StoreCreditAccount/${id}`,
          balance: moneyNode(balance, currency),
        })),
    }),
  };
}

/** The definition must open the metafield to customer accounts. */
function isReadable(context: WebContext, { namespace, key }: Metafield): boolean {
  const definition = context.store.metafieldDefinitions.first(
    'owner_type = ? AND namespace = ? AND key = ?',
    'CUSTOMER',
    fullNamespace(namespace),
    key,
  );
  return definition !== undefined && definition.access.customerAccount !== 'NONE';
}

function metafieldNode({ id, namespace, key, value, type }: Metafield) {
  const shown = namespace.replace(`app--${appId}`, '$app').replace('$app--', '$app:');
  return { id: `gid://shopify/Metafield/${id}`, namespace: shown, key, value, type };
}
