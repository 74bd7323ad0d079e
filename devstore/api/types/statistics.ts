// Shopify's own view of a customer. Its formulas are not published; these are plain stand-ins of
// the same shape.
import type { Customer } from '../../store/customers.ts';
import type { Store } from '../../store/store.ts';
import type { ApiContext } from '../resolver.ts';

const dayMs = 86_400_000;

/** One of Shopify's eleven groups, told from recency and frequency. */
export function rfmGroup(store: Store, customer: Customer): string {
  if (customer.ordersCount === 0 || customer.lastOrderAt === null) return 'PROSPECTS';
  const days = (store.clock.ms() - Date.parse(customer.lastOrderAt)) / dayMs;
  const orders = customer.ordersCount;
  if (days <= 60)
    return orders >= 6 ? 'CHAMPIONS' : orders >= 3 ? 'LOYAL' : orders === 2 ? 'ACTIVE' : 'NEW';
  if (days <= 180)
    return orders >= 6
      ? 'LOYAL'
      : orders >= 3
        ? 'ACTIVE'
        : orders === 2
          ? 'NEEDS_ATTENTION'
          : 'PROMISING';
  if (days <= 365)
    return orders >= 6 ? 'AT_RISK' : orders >= 2 ? 'PREVIOUSLY_LOYAL' : 'ALMOST_LOST';
  return orders >= 6 ? 'PREVIOUSLY_LOYAL' : 'DORMANT';
}

export function spendTier(
  { store, memo }: ApiContext,
  customer: Customer,
): 'HIGH' | 'LOW' | 'MEDIUM' | null {
  if (customer.ordersCount === 0) return null;
  const key = 'mean spend';
  if (!memo.has(key)) {
    const row = store.database.get<{ mean: number | null }>(
      'SELECT avg(amount_spent) AS mean FROM customers WHERE orders_count > 0',
    );
    memo.set(key, row?.mean ?? 0);
  }
  const mean = memo.get(key) as number;
  if (customer.amountSpent > mean * 1.5) return 'HIGH';
  return customer.amountSpent < mean / 2 ? 'LOW' : 'MEDIUM';
}
