// How an order is paid: gift cards first, then store credit, the rest by card.
import type { Order } from '../store/orders.ts';
import type { GiftCard, StoreCreditAccount, StoreCreditTransaction } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { type OrderRequest, successfulTransaction } from './place-order.ts';

export const storeCreditGateway = 'shopify_store_credit';

/** Adds the transactions that pay `total`; a pending order gets none. */
export function payWithTenders(
  store: Store,
  order: Order,
  total: number,
  request: Pick<OrderRequest, 'giftCardCodes' | 'payment' | 'useStoreCredit'>,
): void {
  let left = total;
  for (const code of request.giftCardCodes ?? []) {
    const card = usableGiftCard(store, code);
    const amount = Math.min(left, card?.balance ?? 0);
    if (!card || amount <= 0) continue;
    store.giftCards.put({ ...card, balance: card.balance - amount, updatedAt: store.now() });
    order.transactions.push(
      successfulTransaction(store, order, { kind: 'SALE', gateway: 'gift_card', amount }),
    );
    left -= amount;
  }
  if (request.useStoreCredit && order.customerId !== null) {
    const account = storeCreditOf(store, order.customerId, order.currency);
    const amount = Math.min(left, account?.balance ?? 0);
    if (account && amount > 0) {
      moveStoreCredit(store, account, -amount, { origin: 'order', orderId: order.id });
      order.transactions.push(
        successfulTransaction(store, order, { kind: 'SALE', gateway: storeCreditGateway, amount }),
      );
      left -= amount;
    }
  }
  const payment = request.payment ?? 'paid';
  if (left <= 0 || payment === 'pending') return;
  order.transactions.push(
    successfulTransaction(store, order, {
      kind: payment === 'paid' ? 'SALE' : 'AUTHORIZATION',
      gateway: 'bogus',
      amount: left,
    }),
  );
}

/** A gift card that has money left and may be used today. */
export function usableGiftCard(store: Store, code: string): GiftCard | undefined {
  const card = store.giftCards.first('code = ?', code.replaceAll(/[\s-]/g, '').toLowerCase());
  if (!card?.isEnabled) return undefined;
  return card.expiresOn && card.expiresOn < store.now().slice(0, 10) ? undefined : card;
}

export function storeCreditOf(
  store: Store,
  customerId: number,
  currency: string,
): StoreCreditAccount | undefined {
  return store.storeCreditAccounts.first('customer_id = ? AND currency = ?', customerId, currency);
}

/** The customer's account in a currency, made where it is missing. */
export function openStoreCredit(
  store: Store,
  customerId: number,
  currency: string,
): StoreCreditAccount {
  return (
    storeCreditOf(store, customerId, currency) ??
    store.storeCreditAccounts.put({ id: store.nextId('other'), customerId, currency, balance: 0 })
  );
}

/** Books a positive or negative amount on an account. */
export function moveStoreCredit(
  store: Store,
  account: StoreCreditAccount,
  amount: number,
  details: Pick<StoreCreditTransaction, 'orderId' | 'origin'> & { expiresAt?: string | null },
): StoreCreditTransaction {
  const balance = account.balance + amount;
  store.storeCreditAccounts.put({ ...account, balance });
  return store.storeCreditTransactions.put({
    id: store.nextId('other'),
    accountId: account.id,
    kind: amount < 0 ? 'DEBIT' : 'CREDIT',
    amount,
    balanceAfter: balance,
    expiresAt: details.expiresAt ?? null,
    createdAt: store.now(),
    origin: details.origin,
    orderId: details.orderId,
  });
}
