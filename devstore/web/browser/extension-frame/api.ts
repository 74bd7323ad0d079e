// The `shopify` global of a frame: the parts every target has, then the parts of its surface.
import type { FrameFacts, SurfaceState } from '../frame-protocol.ts';
import { callHost, sendToHost } from './host.ts';
import type { Signals } from './signals.ts';
import { createI18n } from './texts.ts';

type Api = Record<string, unknown>;
type Given = {
  facts: FrameFacts;
  state: SurfaceState;
  extra: Record<string, unknown>;
  signals: Signals<SurfaceState>;
};

/** Puts onto `shopify` what the target may use; what it may not is not there, as in Shopify. */
export function extendApi(shopify: Api, given: Given): void {
  const { target } = given.facts;
  common(shopify, given);
  if (target.startsWith('purchase.')) checkoutStandard(shopify, given);
  if (target.startsWith('purchase.checkout.')) checkoutChanges(shopify);
  if (target.startsWith('purchase.thank-you.')) {
    given.signals.follow(shopify, 'orderConfirmation', (state) => state.orderConfirmation);
  }
  if (target.startsWith('customer-account.')) customerAccount(shopify, given);
  if (target.startsWith('customer-account.order-status.')) orderStatus(shopify, given);
  if (target.startsWith('admin.')) admin(shopify, given);
  if (target.startsWith('pos.')) pointOfSale(shopify, given);
}

function common(shopify: Api, { facts, state, signals }: Given): void {
  const extension: Api = {
    apiVersion: facts.apiVersion,
    scriptUrl: new URL(facts.bundle, location.href).href,
    target: facts.target,
    version: '1',
  };
  signals.follow(extension, 'capabilities', () => facts.capabilities);
  signals.follow(extension, 'rendered', () => true);
  signals.follow(shopify, 'settings', () => facts.settings);
  Object.assign(shopify, {
    extension,
    extensionPoint: facts.target,
    version: facts.apiVersion,
    i18n: createI18n({
      locale: state.localization.language,
      currency: state.localization.currency,
      messages: facts.messages,
      defaultMessages: facts.defaultMessages,
    }),
    localization: localization(signals),
    analytics: { publish: async () => true, visitor: async () => ({ type: 'success' }) },
    sessionToken: { get: () => callHost<string>('sessionToken') },
    storage: {
      read: (key: string) => callHost('storageRead', { key }),
      write: (key: string, value: unknown) => callHost('storageWrite', { key, value }),
      delete: (key: string) => callHost('storageDelete', { key }),
    },
    query: storefrontQuery(facts),
    applyTrackingConsentChange: async () => ({ type: 'success' }),
  });
  signals.follow(shopify, 'customerPrivacy', () => ({
    allowedProcessing: { analytics: true, marketing: true, preferences: true, saleOfData: true },
    visitorConsent: {},
    metafields: [],
    shouldShowBanner: false,
    saleOfDataRegion: false,
  }));
}

function storefrontQuery(facts: FrameFacts) {
  return (query: string, options: { variables?: unknown } = {}) => {
    if (!facts.capabilities.includes('api_access')) {
      return Promise.reject(new Error('The extension has no api_access'));
    }
    return callHost('storefrontQuery', { query, variables: options.variables });
  };
}

function localization(signals: Signals<SurfaceState>): Api {
  const parts: Api = {};
  signals.follow(parts, 'currency', ({ localization }) => ({ isoCode: localization.currency }));
  signals.follow(parts, 'timezone', ({ localization }) => localization.timezone);
  signals.follow(parts, 'language', ({ localization }) => ({ isoCode: localization.language }));
  signals.follow(parts, 'extensionLanguage', ({ localization }) => ({
    isoCode: localization.language,
  }));
  signals.follow(parts, 'country', ({ localization }) => ({ isoCode: localization.country }));
  signals.follow(parts, 'market', () => ({ id: 'gid://shopify/Market/1', handle: 'primary' }));
  return parts;
}

/** Lines, cost, buyer: what checkout, thank-you and order status share. */
function purchase(shopify: Api, { facts, state, signals }: Given): void {
  const cost: Api = {};
  for (const name of [
    'subtotalAmount',
    'totalShippingAmount',
    'totalTaxAmount',
    'totalAmount',
  ] as const) {
    signals.follow(cost, name, (each) => each.cost?.[name]);
  }
  const buyerIdentity: Api = {};
  signals.follow(buyerIdentity, 'customer', ({ buyer }) => buyer?.customer);
  signals.follow(buyerIdentity, 'email', ({ buyer }) => buyer?.email);
  signals.follow(buyerIdentity, 'phone', ({ buyer }) => buyer?.phone);
  signals.follow(buyerIdentity, 'purchasingCompany', () => undefined);
  Object.assign(shopify, { cost, buyerIdentity, shop: state.shop });
  for (const name of [
    'lines',
    'discountCodes',
    'discountAllocations',
    'appliedGiftCards',
    'attributes',
    'note',
    'checkoutToken',
    'shippingAddress',
  ] as const) {
    signals.follow(shopify, name, (each) => each[name] ?? undefined);
  }
  signals.follow(shopify, 'billingAddress', (each) => each.shippingAddress ?? undefined);
  signals.follow(shopify, 'checkoutSettings', () => ({
    orderSubmission: 'ORDER',
    shippingAddress: { isEditable: true },
  }));
  // Only metafields that the extension's toml names reach it.
  signals.follow(shopify, 'appMetafields', (each) =>
    (each.appMetafields ?? []).filter(({ metafield }) =>
      facts.metafields.some(
        ({ namespace, key }) => namespace === metafield.namespace && key === metafield.key,
      ),
    ),
  );
}

function checkoutStandard(shopify: Api, given: Given): void {
  purchase(shopify, given);
  const { signals } = given;
  const journey: Api = { intercept: async () => () => {} };
  signals.follow(journey, 'completed', (state) => state.orderConfirmation !== undefined);
  signals.follow(shopify, 'instructions', (state) => state.instructions);
  signals.follow(shopify, 'deliveryGroups', () => []);
  signals.follow(shopify, 'availablePaymentOptions', () => [
    { type: 'creditCard', handle: 'bogus' },
  ]);
  signals.follow(shopify, 'selectedPaymentOptions', () => [
    { type: 'creditCard', handle: 'bogus' },
  ]);
  signals.follow(shopify, 'localizedFields', () => []);
  shopify.buyerJourney = journey;
}

function checkoutChanges(shopify: Api): void {
  const apply = (kind: string) => (change: unknown) => callHost('change', { kind, change });
  for (const [name, kind] of Object.entries({
    applyDiscountCodeChange: 'discountCode',
    applyCartLinesChange: 'cartLines',
    applyAttributeChange: 'attribute',
    applyNoteChange: 'note',
    applyGiftCardChange: 'giftCard',
    applyMetafieldChange: 'metafield',
  })) {
    shopify[name] = apply(kind);
  }
}

function customerAccount(shopify: Api, { state, signals, extra }: Given): void {
  const account: Api = {};
  signals.follow(account, 'customer', ({ buyer }) =>
    buyer?.customer ? { id: buyer.customer.id } : undefined,
  );
  signals.follow(account, 'purchasingCompany', () => undefined);
  Object.assign(shopify, {
    authenticatedAccount: account,
    shop: state.shop,
    toast: {
      show: async (message: string) => {
        sendToHost({ kind: 'toast', message });
        return { hide: () => {} };
      },
    },
    intents: {
      invoke: async () => ({ complete: Promise.resolve({ code: 'closed' }) }),
    },
    navigation: navigation(extra),
    orderId: extra.orderId,
  });
}

function navigation(extra: Record<string, unknown>) {
  const entry = { key: 'current', url: String(extra.path ?? 'extension:/'), getState: () => null };
  return {
    currentEntry: entry,
    navigate: (url: string) => sendToHost({ kind: 'navigate', url, isNewTab: false }),
    updateCurrentEntry: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
  };
}

function orderStatus(shopify: Api, given: Given): void {
  purchase(shopify, given);
  given.signals.follow(shopify, 'order', (state) => state.order);
  given.signals.follow(shopify, 'authenticationState', (state) => state.authenticationState);
  shopify.requireLogin = async () => sendToHost({ kind: 'requireLogin' });
}

function admin(shopify: Api, { extra }: Given): void {
  Object.assign(shopify, {
    data: extra.data ?? { selected: [] },
    auth: { idToken: () => callHost<string>('idToken') },
    query: (query: string, options: { variables?: unknown } = {}) =>
      callHost('adminQuery', { query, variables: options.variables }),
    close: () => sendToHost({ kind: 'close' }),
  });
}

function pointOfSale(shopify: Api, { extra, signals }: Given): void {
  const cart: Api = {
    addCartCodeDiscount: (code: string) =>
      callHost('change', { kind: 'posDiscount', change: { code } }),
    setCustomer: (customer: unknown) =>
      callHost('change', { kind: 'posCustomer', change: customer }),
  };
  signals.follow(cart, 'current', () => extra.cart);
  const connectivity: Api = {};
  signals.follow(connectivity, 'current', () => ({ internetConnected: 'Connected' }));
  Object.assign(shopify, {
    cart,
    connectivity,
    customer: extra.customer,
    session: {
      currentSession: extra.session,
      getSessionToken: () => callHost<string>('idToken'),
    },
    toast: { show: (message: string) => sendToHost({ kind: 'toast', message }) },
    action: {
      presentModal: () => sendToHost({ kind: 'present', target: 'pos.home.modal.render' }),
    },
    navigation: { navigate: () => {}, back: () => {} },
    locale: { current: { value: extra.locale ?? 'en' } },
  });
}
