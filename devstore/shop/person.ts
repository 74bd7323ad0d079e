// Customers: making, changing, joining and erasing them.
import type { Customer, EmailMarketingState } from '../store/customers.ts';
import type { Address } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';
import {
  customerPayload,
  emailConsentPayload,
  smsConsentPayload,
} from '../webhooks/customer-payload.ts';
import { orderTotals } from './totals.ts';

export interface NewCustomer {
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  locale?: string;
  tags?: string[];
  note?: string | null;
  acceptsMarketing?: boolean;
  acceptsSms?: boolean;
  addresses?: Address[];
  state?: Customer['state'];
  createdAt?: string;
}

/** A customer record with nothing but what is given; it is not yet in the store. */
export function blankCustomer(id: number, at: string, given: NewCustomer): Customer {
  const consent = (isGiven: boolean | undefined) => ({
    state: (isGiven ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED') as EmailMarketingState,
    optInLevel: isGiven ? ('SINGLE_OPT_IN' as const) : null,
    updatedAt: isGiven ? at : null,
  });
  return {
    id,
    createdAt: at,
    updatedAt: at,
    firstName: given.firstName ?? null,
    lastName: given.lastName ?? null,
    email: given.email?.trim() || null,
    phone: given.phone ?? null,
    locale: given.locale ?? 'en',
    state: given.state ?? 'DISABLED',
    isEmailVerified: true,
    isTaxExempt: false,
    isDataSaleOptOut: false,
    tags: given.tags ?? [],
    note: given.note ?? null,
    emailConsent: consent(given.acceptsMarketing),
    smsConsent: consent(given.acceptsSms),
    addresses: given.addresses ?? [],
    ordersCount: 0,
    amountSpent: 0,
    lastOrderId: null,
    lastOrderAt: null,
    isRedacted: false,
  };
}

export type CustomerRefusal = 'email-invalid' | 'email-taken' | 'nothing-given' | 'phone-taken';

/** Makes a customer and announces `customers/create`. */
export function createCustomer(
  store: Store,
  given: NewCustomer,
): { ok: true; customer: Customer } | { ok: false; reason: CustomerRefusal } {
  const email = given.email?.trim();
  if (!email && !given.phone && !given.firstName && !given.lastName)
    return { ok: false, reason: 'nothing-given' };
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    return { ok: false, reason: 'email-invalid' };
  if (email && store.customers.byEmail(email)) return { ok: false, reason: 'email-taken' };
  if (given.phone && store.customers.byPhone(given.phone))
    return { ok: false, reason: 'phone-taken' };
  return store.write(() => {
    const at = given.createdAt ?? store.now();
    const customer = store.customers.put(blankCustomer(store.nextId('customer'), at, given));
    announce(store, newEvent(), 'customers/create', customerPayload(store, customer));
    return { ok: true, customer };
  });
}

export interface CustomerChange {
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  locale?: string;
  note?: string | null;
  tags?: string[];
  state?: Customer['state'];
  addresses?: Address[];
  isDataSaleOptOut?: boolean;
}

/** Changes a customer and announces what changed. */
export function updateCustomer(store: Store, id: number, change: CustomerChange): Customer | null {
  return store.write(() => {
    const before = store.customers.get(id);
    if (!before) return null;
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const customer = store.customers.put({ ...before, ...given, updatedAt: store.now() });
    const event = newEvent();
    announce(store, event, 'customers/update', customerPayload(store, customer));
    if (before.state !== customer.state && customer.state === 'ENABLED')
      announce(store, event, 'customers/enable', customerPayload(store, customer));
    if (before.state !== customer.state && customer.state === 'DISABLED')
      announce(store, event, 'customers/disable', customerPayload(store, customer));
    announceTags(store, event, customer, before.tags);
    return customer;
  });
}

function announceTags(store: Store, event: string, customer: Customer, before: string[]): void {
  const added = customer.tags.filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !customer.tags.includes(tag));
  const body = (tags: string[]) => ({
    customerId: `gid://shopify/Customer/${customer.id}`,
    tags,
    occurredAt: customer.updatedAt,
  });
  if (added.length > 0) announce(store, event, 'customer.tags_added', body(added));
  if (removed.length > 0) announce(store, event, 'customer.tags_removed', body(removed));
}

/** Sets a marketing consent; `channel` says which. */
export function setConsent(
  store: Store,
  id: number,
  channel: 'email' | 'sms',
  consent: Customer['emailConsent'],
): Customer | null {
  return store.write(() => {
    const before = store.customers.get(id);
    if (!before) return null;
    const field = channel === 'email' ? 'emailConsent' : 'smsConsent';
    const customer = store.customers.put({ ...before, [field]: consent, updatedAt: store.now() });
    const event = newEvent();
    if (channel === 'email')
      announce(
        store,
        event,
        'customers_email_marketing_consent/update',
        emailConsentPayload(customer),
      );
    else announce(store, event, 'customers_marketing_consent/update', smsConsentPayload(customer));
    announce(store, event, 'customers/update', customerPayload(store, customer));
    return customer;
  });
}

/** Counts a customer's orders and money again from the orders themselves. */
export function refreshCustomerTotals(store: Store, customerId: number): Customer | null {
  const customer = store.customers.get(customerId);
  if (!customer) return null;
  const orders = store.orders.ofCustomer(customerId).filter((order) => !order.isTest);
  return store.customers.put({
    ...customer,
    ordersCount: orders.length,
    amountSpent: orders
      .filter((order) => !order.cancelledAt)
      .reduce((sum, order) => sum + orderTotals(order).net, 0),
    lastOrderId: orders[0]?.id ?? null,
    lastOrderAt: orders[0]?.processedAt ?? null,
    updatedAt: store.now(),
  });
}

/** Deletes a customer without orders; one with orders stays, as in Shopify. */
export function deleteCustomer(store: Store, id: number): 'deleted' | 'has-orders' | 'not-found' {
  return store.write(() => {
    const customer = store.customers.get(id);
    if (!customer) return 'not-found';
    if (store.orders.ofCustomer(id).length > 0) return 'has-orders';
    store.customers.delete(id);
    store.metafields.deleteOwned('CUSTOMER', id);
    announce(store, newEvent(), 'customers/delete', {
      id,
      admin_graphql_api_id: `gid://shopify/Customer/${id}`,
      phone: customer.phone,
      addresses: [],
      tax_exemptions: [],
    });
    return 'deleted';
  });
}
