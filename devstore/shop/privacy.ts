// The compliance topics, and what Shopify itself forgets.
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';

function shopPart(store: Store): { shop_id: number; shop_domain: string } {
  const shop = store.shop();
  return { shop_id: shop.id, shop_domain: shop.domain };
}

/**
 * The merchant passes on a customer's wish to see their data. False where there is no such
 * customer.
 */
export function requestCustomerData(store: Store, customerId: number): boolean {
  const customer = store.customers.get(customerId);
  if (!customer) return false;
  announce(store, newEvent(), 'customers/data_request', {
    ...shopPart(store),
    orders_requested: store.orders.ofCustomer(customerId).map((order) => order.id),
    customer: { id: customerId, email: customer.email, phone: customer.phone },
    data_request: { id: store.nextId('other') },
  });
  return true;
}

/** Erases a customer's personal data here and tells the app to do the same. */
export function redactCustomer(store: Store, customerId: number): boolean {
  return store.write(() => {
    const customer = store.customers.get(customerId);
    if (!customer) return false;
    const orders = store.orders.ofCustomer(customerId);
    announce(store, newEvent(), 'customers/redact', {
      ...shopPart(store),
      customer: { id: customerId, email: customer.email, phone: customer.phone },
      orders_to_redact: orders.map((order) => order.id),
    });
    const at = store.now();
    store.customers.put({
      ...customer,
      firstName: null,
      lastName: null,
      email: null,
      phone: null,
      note: null,
      addresses: [],
      emailConsent: { state: 'REDACTED', optInLevel: null, updatedAt: at },
      smsConsent: { state: 'REDACTED', optInLevel: null, updatedAt: at },
      isRedacted: true,
      updatedAt: at,
    });
    for (const order of orders)
      store.orders.put({
        ...order,
        email: null,
        phone: null,
        shippingAddress: null,
        billingAddress: null,
        note: null,
        updatedAt: at,
      });
    return true;
  });
}

/** 48 hours after an uninstallation Shopify asks for everything of the shop to be erased. */
export function redactShop(store: Store): void {
  announce(store, newEvent(), 'shop/redact', shopPart(store), {
    delayMs: 48 * 3_600_000,
    isCompliance: true,
  });
}
