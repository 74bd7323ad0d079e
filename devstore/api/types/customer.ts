// Customer, its consent, statistics and store credit; members of segments look the same.
import type { Consent, Customer } from '../../store/customers.ts';
import { displayName } from '../../store/customers.ts';
import type { StoreCreditAccount, StoreCreditTransaction } from '../../store/records.ts';
import { arrayConnection, type PageArguments, tableConnection } from '../connection.ts';
import { gid } from '../gid.ts';
import { type ApiContext, asType, type Resolvers } from '../resolver.ts';
import { addressSource } from './address.ts';
import { metafieldFields } from './metafield.ts';
import { money } from './money.ts';
import { isVisible } from './order.ts';
import { type OrderArguments, orderQuery } from './order-search.ts';
import { rfmGroup, spendTier } from './statistics.ts';

const emailOf = (customer: Customer, _: unknown, { store }: ApiContext) =>
  customer.email === null
    ? null
    : {
        emailAddress: customer.email,
        marketingState: customer.emailConsent.state,
        marketingOptInLevel: customer.emailConsent.optInLevel,
        marketingUpdatedAt: customer.emailConsent.updatedAt,
        marketingUnsubscribeUrl: `https://${store.shop().domain}/account/unsubscribe/${customer.id}`,
        openTrackingLevel: 'UNKNOWN',
        openTrackingUrl: `https://${store.shop().domain}/account/tracking/${customer.id}`,
        sourceLocation: null,
        validFormat: true,
      };

/** Texts know neither INVALID nor a missing level. */
function smsState(consent: Consent) {
  return {
    state: consent.state === 'INVALID' ? 'NOT_SUBSCRIBED' : consent.state,
    optInLevel: consent.optInLevel ?? 'UNKNOWN',
    updatedAt: consent.updatedAt,
    sourceLocation: null,
    collectedFrom: 'SHOPIFY',
  };
}

const phoneOf = (customer: Customer) => {
  if (customer.phone === null) return null;
  const consent = smsState(customer.smsConsent);
  return {
    phoneNumber: customer.phone,
    marketingState: consent.state,
    marketingOptInLevel: consent.optInLevel,
    marketingUpdatedAt: consent.updatedAt,
    marketingCollectedFrom: consent.collectedFrom,
    sourceLocation: null,
    smsMarketingConsent: consent,
  };
};

const shared: Resolvers[string] = {
  numberOfOrders: (customer: Customer) => String(customer.ordersCount),
  amountSpent: (customer: Customer, _, { store }) =>
    money(customer.amountSpent, store.shop().currency),
  displayName: (customer: Customer) => displayName(customer),
  defaultEmailAddress: emailOf,
  defaultPhoneNumber: phoneOf,
  defaultAddress: (customer: Customer) =>
    addressSource(customer.addresses[0], `customer-${customer.id}-0`),
  mergeable: (customer: Customer) => ({
    errorFields: [],
    isMergeable: !customer.isRedacted,
    mergeInProgress: null,
    reason: customer.isRedacted ? 'The customer has been redacted.' : null,
  }),
  ...metafieldFields('CUSTOMER'),
};

const customerFields: Resolvers[string] = {
  ...shared,
  id: (customer: Customer) => gid('Customer', customer.id),
  legacyResourceId: (customer: Customer) => String(customer.id),
  emailMarketingConsent: (customer: Customer) =>
    customer.email === null
      ? null
      : {
          marketingState: customer.emailConsent.state,
          marketingOptInLevel: customer.emailConsent.optInLevel,
          consentUpdatedAt: customer.emailConsent.updatedAt,
        },
  smsMarketingConsent: (customer: Customer) => {
    const consent = smsState(customer.smsConsent);
    return customer.phone === null
      ? null
      : {
          marketingState: consent.state,
          marketingOptInLevel: consent.optInLevel,
          consentUpdatedAt: consent.updatedAt,
          consentCollectedFrom: consent.collectedFrom,
        };
  },
  verifiedEmail: (customer: Customer) => customer.isEmailVerified,
  validEmailAddress: (customer: Customer) => customer.email !== null,
  taxExempt: (customer: Customer) => customer.isTaxExempt,
  taxExemptions: () => [],
  dataSaleOptOut: (customer: Customer) => customer.isDataSaleOptOut,
  canDelete: (customer: Customer) => customer.ordersCount === 0,
  productSubscriberStatus: () => 'NEVER_SUBSCRIBED',
  multipassIdentifier: () => null,
  lifetimeDuration: (customer: Customer, _, { store }) => {
    const days = Math.floor((store.clock.ms() - Date.parse(customer.createdAt)) / 86_400_000);
    return days < 1 ? 'less than a day' : `${days} days`;
  },
  lastOrder: (customer: Customer, _, context) => {
    const order =
      customer.lastOrderId === null ? undefined : context.store.orders.get(customer.lastOrderId);
    return order && isVisible(order, context) ? order : null;
  },
  orders: (customer: Customer, args: OrderArguments, context) => {
    const query = orderQuery(args, context, 'ID');
    query.where.push('customer_id = ?');
    query.values.push(customer.id);
    return tableConnection(query, args, context);
  },
  addresses: (customer: Customer, { first }: { first?: number }) =>
    customer.addresses
      .slice(0, first ?? undefined)
      .map((address, index) => addressSource(address, `customer-${customer.id}-${index}`)),
  addressesV2: (customer: Customer, args: PageArguments, context) =>
    arrayConnection(
      customer.addresses.map((address, index) =>
        addressSource(address, `customer-${customer.id}-${index}`),
      ),
      args,
      context,
    ),
  statistics: (customer: Customer) => customer,
  storeCreditAccounts: (customer: Customer, args: PageArguments, context) =>
    arrayConnection(
      context.store.storeCreditAccounts.where('customer_id = ? ORDER BY id', customer.id),
      args,
      context,
    ),
};

/** Shopify serves these money fields of the shop's currency as MoneyV2. */
export const customerTypes: Resolvers = {
  Customer: customerFields,
  CustomerStatistics: {
    rfmGroup: (customer: Customer, _, { store }) => rfmGroup(store, customer),
    predictedSpendTier: (customer: Customer, _, context) => spendTier(context, customer),
  },
  CustomerSegmentMember: {
    ...shared,
    id: (customer: Customer) => gid('CustomerSegmentMember', customer.id),
    lastOrderId: (customer: Customer) => customer.lastOrderId && gid('Order', customer.lastOrderId),
  },
  StoreCreditAccount: {
    id: (account: StoreCreditAccount) => gid('StoreCreditAccount', account.id),
    balance: (account: StoreCreditAccount) => money(account.balance, account.currency),
    owner: (account: StoreCreditAccount, _, { store }) => {
      const customer = store.customers.get(account.customerId);
      return customer ? asType('Customer', customer) : null;
    },
    transactions: (account: StoreCreditAccount, args: PageArguments, context) =>
      arrayConnection(
        context.store.storeCreditTransactions
          .where('account_id = ? ORDER BY id DESC', account.id)
          .map((transaction) => creditTransaction(account, transaction)),
        args,
        context,
      ),
  },
};

/** A store credit transaction with the fields of both of its kinds. */
export function creditTransaction(
  account: StoreCreditAccount,
  transaction: StoreCreditTransaction,
) {
  const isCredit = transaction.kind === 'CREDIT';
  const type = isCredit
    ? 'StoreCreditAccountCreditTransaction'
    : 'StoreCreditAccountDebitTransaction';
  return asType(type, {
    id: gid(type, transaction.id),
    account,
    amount: money(transaction.amount, account.currency),
    remainingAmount: money(isCredit ? transaction.amount : 0, account.currency),
    balanceAfterTransaction: money(transaction.balanceAfter, account.currency),
    createdAt: transaction.createdAt,
    expiresAt: transaction.expiresAt,
    event:
      transaction.origin === 'api'
        ? 'ADJUSTMENT'
        : transaction.origin === 'order'
          ? 'ORDER_PAYMENT'
          : 'ORDER_REFUND',
    origin: null,
  });
}
