// Gift cards and store credit: money given straight to a customer.
import type { Day } from '../basics/calendar.ts';
import { gidOf, idOfGid } from '../basics/gid.ts';
import { decimalText, minorUnits } from '../basics/money.ts';
import { type CallOptions, callShopify } from './call.server.ts';
import { accessDenied } from './failures.ts';
import {
  CreditCustomerDocument,
  CreditsOfCustomerDocument,
  type CurrencyCode,
  GiftCardsByCodeDocument,
  IssueGiftCardDocument,
} from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

type Gift = {
  customerId: bigint;
  /** Minor units of `currency`. */
  amount: bigint;
  currency: string;
  expiresAt: Date | null;
};

/**
 * Makes a gift card with the code given; a second try with the same code is refused by Shopify as
 * TAKEN. It pays until the end of the shop's day `expiresOn`.
 */
export async function issueGiftCard(
  shop: CallableShop,
  gift: Omit<Gift, 'expiresAt'> & { code: string; note: string; expiresOn: Day | null },
  options: CallOptions,
): Promise<bigint> {
  const input = {
    code: gift.code,
    customerId: gidOf('Customer', gift.customerId),
    initialAmount: {
      amount: decimalText(gift.amount, gift.currency),
      currencyCode: gift.currency as CurrencyCode,
    },
    expiresOn: gift.expiresOn,
    note: gift.note,
  };
  const data = await callShopify(shop, IssueGiftCardDocument, { input }, options);
  if (!data.giftCardCreate) throw accessDenied('IssueGiftCard');
  const card = data.giftCardCreate.giftCard;
  if (!card) throw new TypeError('Shopify made a gift card and did not say which');
  return idOfGid(card.id);
}

/** The cards that were made with this code and this note: none or one. */
export async function findGiftCards(
  shop: CallableShop,
  { code, note }: { code: string; note: string },
  options: CallOptions,
): Promise<bigint[]> {
  const data = await callShopify(shop, GiftCardsByCodeDocument, { query: code }, options);
  return data.giftCards.nodes.filter((card) => card.note === note).map(({ id }) => idOfGid(id));
}

/**
 * Puts money into the customer's store credit and gives the transaction's number. Done twice, it
 * gives twice: look at readCredits before a repeat.
 */
export async function creditCustomer(
  shop: CallableShop,
  gift: Gift,
  options: CallOptions,
): Promise<bigint> {
  const credit = {
    creditAmount: {
      amount: decimalText(gift.amount, gift.currency),
      currencyCode: gift.currency as CurrencyCode,
    },
    expiresAt: gift.expiresAt?.toISOString() ?? null,
    notify: false,
  };
  const variables = { id: gidOf('Customer', gift.customerId), credit };
  const data = await callShopify(shop, CreditCustomerDocument, variables, options);
  if (!data.storeCreditAccountCredit) throw accessDenied('CreditCustomer');
  const made = data.storeCreditAccountCredit.storeCreditAccountTransaction;
  if (!made) throw new TypeError('Shopify gave store credit and did not say which');
  return idOfGid(made.id);
}

const TRANSACTIONS_READ = 50;

/**
 * The numbers of all credits of this amount that the customer was given since `since`, oldest
 * first; null if Shopify does not know the customer or shows too few transactions to tell.
 */
export async function readCredits(
  shop: CallableShop,
  gift: Gift,
  since: Date,
  options: CallOptions,
): Promise<bigint[] | null> {
  const variables = { id: gidOf('Customer', gift.customerId), first: TRANSACTIONS_READ };
  const { customer } = await callShopify(shop, CreditsOfCustomerDocument, variables, options);
  if (!customer) return null;
  const found: bigint[] = [];
  for (const { transactions } of customer.storeCreditAccounts.nodes) {
    const recent = transactions.nodes.filter(({ createdAt }) => new Date(createdAt) >= since);
    if (recent.length === TRANSACTIONS_READ) return null;
    for (const one of recent) {
      if (one.__typename !== 'StoreCreditAccountCreditTransaction') continue;
      const { amount, currencyCode } = one.amount;
      if (currencyCode !== gift.currency) continue;
      if (minorUnits(amount, gift.currency) === gift.amount) found.push(idOfGid(one.id));
    }
  }
  return found.sort((one, other) => (one < other ? -1 : 1));
}
