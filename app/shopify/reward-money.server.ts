// Gift cards and store credit: money given straight to a customer.
import { gidOf, idOfGid } from '../basics/gid.ts';
import { decimalText, minorUnits } from '../basics/money.ts';
import { type CallOptions, callShopify } from './call.server.ts';
import {
  CreditCustomerDocument,
  CreditsOfCustomerDocument,
  type CurrencyCode,
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
 * TAKEN.
 */
export async function issueGiftCard(
  shop: CallableShop,
  gift: Gift & { code: string; note: string },
  options: CallOptions,
): Promise<bigint> {
  const input = {
    code: gift.code,
    customerId: gidOf('Customer', gift.customerId),
    initialAmount: {
      amount: decimalText(gift.amount, gift.currency),
      currencyCode: gift.currency as CurrencyCode,
    },
    expiresOn: gift.expiresAt?.toISOString().slice(0, 10) ?? null,
    note: gift.note,
  };
  const data = await callShopify(shop, IssueGiftCardDocument, { input }, options);
  const card = data.giftCardCreate?.giftCard;
  if (!card) throw new TypeError('Shopify made a gift card and did not say which');
  return idOfGid(card.id);
}

/**
 * Puts money into the customer's store credit. Done twice, it gives twice: look at readCredits
 * before a repeat.
 */
export async function creditCustomer(shop: CallableShop, gift: Gift, options: CallOptions) {
  const credit = {
    creditAmount: {
      amount: decimalText(gift.amount, gift.currency),
      currencyCode: gift.currency as CurrencyCode,
    },
    expiresAt: gift.expiresAt?.toISOString() ?? null,
    notify: false,
  };
  const variables = { id: gidOf('Customer', gift.customerId), credit };
  await callShopify(shop, CreditCustomerDocument, variables, options);
}

/**
 * Credits of this amount that the customer was given since `since`; the newest 50 are looked at.
 */
export async function readCredits(
  shop: CallableShop,
  gift: Gift,
  since: Date,
  options: CallOptions,
): Promise<Date[]> {
  const id = gidOf('Customer', gift.customerId);
  const data = await callShopify(shop, CreditsOfCustomerDocument, { id }, options);
  const accounts = data.customer?.storeCreditAccounts.nodes ?? [];
  return accounts
    .flatMap((account) => account.transactions.nodes)
    .filter(
      ({ __typename, amount }) =>
        __typename === 'StoreCreditAccountCreditTransaction' &&
        amount.currencyCode === gift.currency &&
        minorUnits(amount.amount, gift.currency) === gift.amount,
    )
    .map(({ createdAt }) => new Date(createdAt))
    .filter((createdAt) => createdAt >= since);
}
