// Shop, the app's installation, segments, webhook subscriptions, bulk operations, gift cards,
// abandoned checkouts.
import { priceCart } from '../../shop/price-cart.ts';
import type { Checkout } from '../../store/carts.ts';
import { appId } from '../../store/metafields.ts';
import type {
  BackgroundJob,
  BulkOperation,
  GiftCard,
  Segment,
  ShopFacts,
} from '../../store/records.ts';
import type { WebhookSubscription } from '../../store/webhooks.ts';
import { offsetMinutes } from '../../webhooks/shop-instant.ts';
import { bulkUrl } from '../bulk/files.ts';
import { arrayConnection, type PageArguments } from '../connection.ts';
import { gid } from '../gid.ts';
import { type ApiContext, asType, type Resolvers } from '../resolver.ts';
import { topicName } from '../topics.ts';
import { addressSource } from './address.ts';
import { metafieldFields } from './metafield.ts';
import { bag, money } from './money.ts';

const planNames: Record<ShopFacts['plan'], string> = {
  development: 'Development',
  standard: 'Basic',
  advanced: 'Advanced',
  plus: 'Shopify Plus',
};

const shopAddress = (shop: ShopFacts) => ({
  id: gid('ShopAddress', shop.id),
  address1: null,
  address2: null,
  city: null,
  company: shop.name,
  country: shop.countryName,
  countryCodeV2: shop.countryCode,
  phone: null,
  province: null,
  zip: null,
});

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

const abandonedBag = (amount: number, { store }: ApiContext) => {
  const { currency } = store.shop();
  return bag({ currency, presentmentCurrency: currency, presentmentRate: 1 }, amount);
};

function pricedCheckout(checkout: Checkout, { store, memo }: ApiContext) {
  const key = `checkout ${checkout.token}`;
  if (!memo.has(key))
    memo.set(
      key,
      priceCart(store, {
        lines: checkout.lines,
        discountCodes: checkout.discountCodes,
        customerId: checkout.customerId,
        email: checkout.email,
        shippingCountry: checkout.shippingAddress?.countryCode ?? null,
      }),
    );
  return memo.get(key) as ReturnType<typeof priceCart>;
}

export const shopTypes: Resolvers = {
  Shop: {
    id: (shop: ShopFacts) => gid('Shop', shop.id),
    contactEmail: (shop: ShopFacts) => shop.email,
    myshopifyDomain: (shop: ShopFacts) => shop.domain,
    primaryDomain: (shop: ShopFacts, _, { store }) => {
      // Buyers reach the shop at its own domain: here that is where the storefront is mounted.
      const url =
        store.settings.read<string | null>('web.storefront', null) ?? `https://${shop.domain}`;
      return {
        id: gid('Domain', shop.id),
        host: new URL(url).host,
        url,
        sslEnabled: url.startsWith('https'),
      };
    },
    url: (shop: ShopFacts) => `https://${shop.domain}`,
    currencyCode: (shop: ShopFacts) => shop.currency,
    enabledPresentmentCurrencies: (shop: ShopFacts) => Object.keys(shop.presentmentRates),
    currencyFormats: () => ({
      moneyFormat: '{{amount}}',
      moneyInEmailsFormat: '{{amount}}',
      moneyWithCurrencyFormat: '{{amount}} {{currency}}',
      moneyWithCurrencyInEmailsFormat: '{{amount}} {{currency}}',
    }),
    ianaTimezone: (shop: ShopFacts) => shop.timezone,
    timezoneOffsetMinutes: (shop: ShopFacts, _, { store }) =>
      offsetMinutes(shop.timezone, store.clock.ms()),
    timezoneOffset: (shop: ShopFacts, _, { store }) =>
      offsetText(offsetMinutes(shop.timezone, store.clock.ms())),
    timezoneAbbreviation: (shop: ShopFacts, _, { store }) =>
      new Intl.DateTimeFormat('en-US', { timeZone: shop.timezone, timeZoneName: 'short' })
        .formatToParts(store.clock.ms())
        .find(({ type }) => type === 'timeZoneName')!.value,
    plan: (shop: ShopFacts) => ({
      displayName: planNames[shop.plan],
      publicDisplayName: planNames[shop.plan],
      partnerDevelopment: shop.plan === 'development',
      shopifyPlus: shop.plan === 'plus',
    }),
    customerAccounts: () => 'OPTIONAL',
    customerAccountsV2: (shop: ShopFacts) => ({
      customerAccountsVersion: shop.customerAccounts,
      url: shop.customerAccounts === 'CLASSIC' ? null : `https://${shop.domain}/account`,
      loginRequiredAtCheckout: false,
      loginLinksVisibleOnStorefrontAndCheckout: true,
    }),
    shopOwnerName: () => 'Demo Owner',
    shopAddress,
    billingAddress: shopAddress,
    updatedAt: (shop: ShopFacts) => shop.createdAt,
    setupRequired: () => false,
    taxShipping: () => false,
    orderNumberFormatPrefix: () => '#',
    orderNumberFormatSuffix: () => '',
    unitSystem: () => 'METRIC_SYSTEM',
    description: () => null,
    ...metafieldFields('SHOP'),
  },
  AppInstallation: {
    id: () => gid('AppInstallation', appId),
    app: (_source, _args, { store }) => ({
      id: gid('App', appId),
      title: store.settings.read('deployment.name', 'App'),
      handle: store.settings.read('deployment.handle', 'app'),
      apiKey: store.settings.read('deployment.apiKey', ''),
    }),
    accessScopes: (_source, _args, { store }) =>
      store.installation().grantedScopes.map((handle) => ({ handle, description: handle })),
    activeSubscriptions: (_source, _args, { store }) =>
      store.settings.read<unknown[]>('app.activeSubscriptions', []),
    launchUrl: (_source, _args, { store }) =>
      `https://admin.shopify.com/store/${store.shop().domain.split('.')[0]}/apps`,
    ...metafieldFields('API_PERMISSION', () => appId),
  },
  Segment: {
    id: (segment: Segment) => gid('Segment', segment.id),
    creationDate: (segment: Segment) => segment.createdAt,
    lastEditDate: (segment: Segment) => segment.updatedAt,
  },
  WebhookSubscription: {
    id: (subscription: WebhookSubscription) => gid('WebhookSubscription', subscription.id),
    legacyResourceId: (subscription: WebhookSubscription) => String(subscription.id),
    topic: (subscription: WebhookSubscription) => topicName(subscription.topic),
    apiVersion: (subscription: WebhookSubscription) => ({
      handle: subscription.apiVersion,
      displayName: subscription.apiVersion,
      supported: true,
    }),
    callbackUrl: (subscription: WebhookSubscription) => subscription.uri,
    endpoint: (subscription: WebhookSubscription) =>
      asType('WebhookHttpEndpoint', { callbackUrl: subscription.uri }),
    format: () => 'JSON',
    metafields: () => [],
  },
  BulkOperation: {
    id: (operation: BulkOperation) => gid('BulkOperation', operation.id),
    objectCount: (operation: BulkOperation) => String(operation.objectCount),
    rootObjectCount: (operation: BulkOperation) => String(operation.rootObjectCount),
    fileSize: (operation: BulkOperation) =>
      operation.status === 'COMPLETED' && operation.fileSize > 0
        ? String(operation.fileSize)
        : null,
    url: (operation: BulkOperation, _, context) =>
      operation.status === 'COMPLETED' && operation.fileSize > 0
        ? bulkUrl(context, operation)
        : null,
    partialDataUrl: (operation: BulkOperation, _, context) =>
      (operation.status === 'FAILED' || operation.status === 'CANCELED') && operation.fileSize > 0
        ? bulkUrl(context, operation)
        : null,
  },
  Job: {
    id: (job: BackgroundJob) => gid('Job', job.id),
    done: (job: BackgroundJob) => job.isDone,
    query: () => ({}),
  },
  GiftCard: {
    id: (card: GiftCard) => gid('GiftCard', card.id),
    balance: (card: GiftCard) => money(card.balance, card.currency),
    initialValue: (card: GiftCard) => money(card.initialValue, card.currency),
    enabled: (card: GiftCard) => card.isEnabled,
    deactivatedAt: (card: GiftCard) => (card.isEnabled ? null : card.updatedAt),
    isRedeemable: (card: GiftCard) => card.isEnabled && card.balance > 0,
    lastCharacters: (card: GiftCard) => card.code.slice(-4),
    maskedCode: (card: GiftCard) => `•••• •••• •••• ${card.code.slice(-4)}`,
    customer: (card: GiftCard, _, { store }) =>
      card.customerId === null ? null : (store.customers.get(card.customerId) ?? null),
    order: () => null,
    lineItem: () => null,
    recipientAttributes: () => null,
    templateSuffix: () => null,
  },
  DraftOrder: {
    id: (draft: Checkout) => gid('DraftOrder', draft.id),
    legacyResourceId: (draft: Checkout) => String(draft.id),
    name: (draft: Checkout) => `#D${draft.id}`,
    status: (draft: Checkout) => (draft.completedAt === null ? 'OPEN' : 'COMPLETED'),
    invoiceUrl: (draft: Checkout, _, { store }) =>
      `https://${store.shop().domain}/checkouts/${draft.token}`,
    note2: (draft: Checkout) => draft.note,
    customer: (draft: Checkout, _, { store }) =>
      draft.customerId === null ? null : (store.customers.get(draft.customerId) ?? null),
    order: (draft: Checkout, _, { store }) =>
      draft.orderId === null ? null : (store.orders.get(draft.orderId) ?? null),
    totalPriceSet: (draft: Checkout, _, context) =>
      abandonedBag(pricedCheckout(draft, context).total, context),
    subtotalPriceSet: (draft: Checkout, _, context) =>
      abandonedBag(pricedCheckout(draft, context).subtotal, context),
    totalDiscountsSet: (draft: Checkout, _, context) =>
      abandonedBag(pricedCheckout(draft, context).discountTotal, context),
  },
  AbandonedCheckout: {
    id: (checkout: Checkout) => gid('AbandonedCheckout', checkout.id),
    name: (checkout: Checkout) => `#${checkout.id}`,
    abandonedCheckoutUrl: (checkout: Checkout, _, { store }) =>
      `https://${store.shop().domain}/checkouts/${checkout.token}/recover`,
    customer: (checkout: Checkout, _, { store }) =>
      checkout.customerId === null ? null : (store.customers.get(checkout.customerId) ?? null),
    customAttributes: (checkout: Checkout) => checkout.attributes,
    shippingAddress: (checkout: Checkout) =>
      addressSource(checkout.shippingAddress, `checkout-${checkout.id}`),
    taxesIncluded: (_checkout, _args, { store }) => store.shop().taxesIncluded,
    taxLines: () => [],
    totalPriceSet: (checkout: Checkout, _, context) =>
      abandonedBag(pricedCheckout(checkout, context).total, context),
    subtotalPriceSet: (checkout: Checkout, _, context) =>
      abandonedBag(pricedCheckout(checkout, context).subtotal, context),
    totalDiscountSet: (checkout: Checkout, _, context) =>
      abandonedBag(pricedCheckout(checkout, context).discountTotal, context),
    totalLineItemsPriceSet: (checkout: Checkout, _, context) =>
      abandonedBag(pricedCheckout(checkout, context).itemsTotal, context),
    lineItems: (checkout: Checkout, args: PageArguments, context) =>
      arrayConnection(
        pricedCheckout(checkout, context).lines.map((line, index) => ({
          id: gid('AbandonedCheckoutLineItem', checkout.id * 100 + index),
          title: line.title,
          quantity: line.quantity,
          sku: line.sku,
          product: line.product,
          variant: line.product && line.variant && { product: line.product, variant: line.variant },
          variantTitle: line.variant?.title ?? null,
          originalTotalPriceSet: abandonedBag(line.unitPrice * line.quantity, context),
          discountedTotalPriceSet: abandonedBag(line.total, context),
          image: null,
          customAttributes: line.attributes,
        })),
        args,
        context,
      ),
  },
};
