// Gift cards and store credit.
import { fromDecimal } from '../../shop/money.ts';
import { moveStoreCredit, openStoreCredit } from '../../shop/tenders.ts';
import type { StoreCreditAccount } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { userError } from '../errors.ts';
import { parseGid } from '../gid.ts';
import type { Resolver, Resolvers } from '../resolver.ts';
import { creditTransaction } from '../types/customer.ts';

interface MoneyInput {
  amount: string;
  currencyCode: string;
}

interface GiftCardInput {
  initialAmount?: MoneyInput | null;
  initialValue?: string | null;
  code?: string | null;
  customerId?: string | null;
  expiresOn?: string | null;
  note?: string | null;
}

/** The highest value of a card, 2,000 US dollars or the like. */
const maximumGiftCard = '2000';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

function giftCardCode(store: Store): string {
  const token = store.newToken();
  return Array.from({ length: 16 }, (_, index) => {
    const byte = Number.parseInt(token.slice(index * 2, index * 2 + 2), 16);
    return letters[byte % letters.length];
  }).join('');
}

const giftCardCreate: Resolver = (_, { input }: { input: GiftCardInput }, { store }) => {
  const currency = input.initialAmount?.currencyCode ?? store.shop().currency;
  const text = input.initialAmount?.amount ?? input.initialValue ?? '0';
  const amount = fromDecimal(text, currency) ?? 0;
  const refused = (field: string, message: string, code: string) => ({
    giftCard: null,
    giftCardCode: null,
    userErrors: [userError(['input', field], message, code)],
  });
  if (amount <= 0)
    return refused('initialValue', 'Initial value must be greater than 0', 'GREATER_THAN');
  if (amount > fromDecimal(maximumGiftCard, currency)!)
    return refused(
      'initialValue',
      'Initial value exceeds the maximum gift card amount',
      'GIFT_CARD_LIMIT_EXCEEDED',
    );
  const code = input.code?.replaceAll(/[\s-]/g, '').toLowerCase() ?? giftCardCode(store);
  if (!/^[a-z0-9]{8,20}$/.test(code))
    return refused(
      'code',
      code.length < 8
        ? 'Code is too short (minimum is 8 characters)'
        : 'Code is too long (maximum is 20 characters)',
      code.length < 8 ? 'TOO_SHORT' : 'TOO_LONG',
    );
  if (store.giftCards.first('code = ?', code))
    return refused('code', 'Code has already been taken', 'TAKEN');
  const customerId = input.customerId ? parseGid(input.customerId).id : null;
  if (customerId !== null && !store.customers.get(customerId))
    return refused('customerId', 'The customer could not be found.', 'CUSTOMER_NOT_FOUND');
  const at = store.now();
  const card = store.giftCards.put({
    id: store.nextId('other'),
    code,
    initialValue: amount,
    balance: amount,
    currency,
    customerId,
    expiresOn: input.expiresOn ?? null,
    note: input.note ?? null,
    createdAt: at,
    updatedAt: at,
    isEnabled: true,
  });
  return { giftCard: card, giftCardCode: code, userErrors: [] };
};

const giftCardDeactivate: Resolver = (_, { id }: { id: string }, { store }) => {
  const card = store.giftCards.get(parseGid(id).id);
  if (!card)
    return {
      giftCard: null,
      userErrors: [userError(['id'], 'The gift card could not be found.', 'GIFT_CARD_NOT_FOUND')],
    };
  const next = store.giftCards.put({ ...card, isEnabled: false, updatedAt: store.now() });
  return { giftCard: next, userErrors: [] };
};

/** The highest balance of a store credit account, in major units. */
const maximumCredit = '100000';

type Failure = { storeCreditAccountTransaction: null; userErrors: ReturnType<typeof userError>[] };

function failure(root: string, path: string[], message: string, code: string): Failure {
  return {
    storeCreditAccountTransaction: null,
    userErrors: [userError([root, ...path].filter(Boolean), message, code)],
  };
}

function accountFor(
  store: Store,
  id: string,
  currency: string,
  mayOpen: boolean,
): StoreCreditAccount | 'account-not-found' | 'currency' | 'owner-not-found' {
  const { type, id: number } = parseGid(id);
  if (type === 'StoreCreditAccount') {
    const account = store.storeCreditAccounts.get(number);
    if (!account) return 'account-not-found';
    return account.currency === currency ? account : 'currency';
  }
  if (type !== 'Customer' || !store.customers.get(number)) return 'owner-not-found';
  if (mayOpen) return openStoreCredit(store, number, currency);
  return (
    store.storeCreditAccounts.first('customer_id = ? AND currency = ?', number, currency) ??
    'account-not-found'
  );
}

const accountProblems = {
  'account-not-found': ['The store credit account could not be found', 'ACCOUNT_NOT_FOUND'],
  'owner-not-found': ['The owner could not be found', 'OWNER_NOT_FOUND'],
  currency: [
    'The currency provided does not match the currency of the store credit account',
    'MISMATCHING_CURRENCY',
  ],
} satisfies Record<string, [message: string, code: string]>;

const credit: Resolver = (
  _,
  {
    id,
    creditInput,
  }: { id: string; creditInput: { creditAmount: MoneyInput; expiresAt?: string | null } },
  { store },
) => {
  const { creditAmount, expiresAt } = creditInput;
  const root = 'creditInput';
  const amount = fromDecimal(creditAmount.amount, creditAmount.currencyCode) ?? 0;
  if (amount <= 0)
    return failure(
      root,
      ['creditAmount', 'amount'],
      'A positive amount must be used to credit a store credit account',
      'NEGATIVE_OR_ZERO_AMOUNT',
    );
  if (expiresAt && Date.parse(expiresAt) <= store.clock.ms())
    return failure(
      root,
      ['expiresAt'],
      'The expiry date must be in the future',
      'EXPIRES_AT_IN_PAST',
    );
  const account = accountFor(store, id, creditAmount.currencyCode, true);
  if (typeof account === 'string') return failure('', ['id'], ...accountProblems[account]);
  if (account.balance + amount > fromDecimal(maximumCredit, account.currency)!)
    return failure(
      root,
      ['creditAmount', 'amount'],
      'The operation would cause the account balance to exceed the limit',
      'CREDIT_LIMIT_EXCEEDED',
    );
  const transaction = moveStoreCredit(store, account, amount, {
    origin: 'api',
    orderId: null,
    expiresAt: expiresAt ?? null,
  });
  const after = store.storeCreditAccounts.get(account.id)!;
  return { storeCreditAccountTransaction: creditTransaction(after, transaction), userErrors: [] };
};

const debit: Resolver = (
  _,
  { id, debitInput }: { id: string; debitInput: { debitAmount: MoneyInput } },
  { store },
) => {
  const { debitAmount } = debitInput;
  const path = ['debitAmount', 'amount'];
  const amount = fromDecimal(debitAmount.amount, debitAmount.currencyCode) ?? 0;
  if (amount <= 0)
    return failure(
      'debitInput',
      path,
      'A positive amount must be used to debit a store credit account',
      'NEGATIVE_OR_ZERO_AMOUNT',
    );
  const account = accountFor(store, id, debitAmount.currencyCode, false);
  if (typeof account === 'string')
    return failure(
      '',
      ['id'],
      ...accountProblems[account === 'currency' ? account : 'account-not-found'],
    );
  if (account.balance < amount)
    return failure(
      'debitInput',
      path,
      'The store credit account does not have sufficient funds to satisfy the request',
      'INSUFFICIENT_FUNDS',
    );
  const transaction = moveStoreCredit(store, account, -amount, { origin: 'api', orderId: null });
  const after = store.storeCreditAccounts.get(account.id)!;
  return { storeCreditAccountTransaction: creditTransaction(after, transaction), userErrors: [] };
};

export const tenderMutations: Resolvers[string] = {
  giftCardCreate,
  giftCardDeactivate,
  storeCreditAccountCredit: credit,
  storeCreditAccountDebit: debit,
};
