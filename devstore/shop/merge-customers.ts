// Joins one customer into another: orders, store credit and tags move, the first disappears.
import type { CustomerMerge } from '../store/customers.ts';
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';
import { customerPayload } from '../webhooks/customer-payload.ts';
import { refreshCustomerTotals } from './person.ts';

/**
 * Merges `fromId` into `intoId`. Announces `customers/merge`, `customers/update` and, for the one
 * that is gone, `customers/delete`. Null where one of them is missing or both are the same.
 */
export function mergeCustomers(store: Store, fromId: number, intoId: number): CustomerMerge | null {
  return store.write(() => {
    const from = store.customers.get(fromId);
    const into = store.customers.get(intoId);
    if (!from || !into || fromId === intoId) return null;
    const at = store.now();
    for (const order of store.orders.ofCustomer(fromId))
      store.orders.put({ ...order, customerId: intoId, updatedAt: at });
    moveStoreCredit(store, fromId, intoId);
    const kept = store.customers.put({
      ...into,
      email: into.email ?? from.email,
      phone: into.phone ?? from.phone,
      tags: [...new Set([...into.tags, ...from.tags])],
      note: [into.note, from.note].filter(Boolean).join('\n') || null,
      addresses: [...into.addresses, ...from.addresses],
    });
    for (const field of store.metafields.of('CUSTOMER', fromId)) {
      // The kept customer's own value wins, as in Shopify.
      const isTaken = store.metafields.get('CUSTOMER', intoId, field.namespace, field.key);
      store.metafields.delete(field);
      if (!isTaken) store.metafields.put({ ...field, ownerId: intoId });
    }
    store.customers.delete(fromId);
    store.database.run(
      'UPDATE discount_uses SET customer_id = ? WHERE customer_id = ?',
      intoId,
      fromId,
    );
    const merged = refreshCustomerTotals(store, kept.id)!;
    const merge = store.customerMerges.put({
      id: store.nextId('other'),
      jobId: store.nextId('other'),
      fromId,
      intoId,
      at,
    });
    const event = newEvent();
    announce(store, event, 'customers/merge', {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${intoId}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${fromId}`,
      admin_graphql_api_job_id: `gid://shopify/Job/${merge.jobId}`,
      status: 'completed',
      errors: [],
    });
    announce(store, event, 'customers/update', customerPayload(store, merged));
    announce(store, event, 'customers/delete', {
      id: fromId,
      admin_graphql_api_id: `gid://shopify/Customer/${fromId}`,
    });
    return merge;
  });
}

function moveStoreCredit(store: Store, fromId: number, intoId: number): void {
  for (const account of store.storeCreditAccounts.where('customer_id = ?', fromId)) {
    const target = store.storeCreditAccounts.first(
      'customer_id = ? AND currency = ?',
      intoId,
      account.currency,
    );
    store.storeCreditAccounts.delete(account.id);
    if (!target) store.storeCreditAccounts.put({ ...account, customerId: intoId });
    else {
      store.storeCreditAccounts.put({ ...target, balance: target.balance + account.balance });
      store.database.run(
        'UPDATE store_credit_transactions SET account_id = ? WHERE account_id = ?',
        target.id,
        account.id,
      );
    }
  }
}
