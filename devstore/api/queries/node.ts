// `node` and `nodes`: anything by its global id.
import type { GraphQLError } from 'graphql';
import { type Guard, nodeGuardOf } from '../access.ts';
import { parseGid } from '../gid.ts';
import { type ApiContext, asType } from '../resolver.ts';
import { loadAdminSchema } from '../schema.ts';
import { creditTransaction } from '../types/customer.ts';
import { isVisible } from '../types/order.ts';
import { lineSource } from '../types/order-line.ts';

type Finder = (id: number, context: ApiContext) => object | null | undefined;

function partOf<Part extends { id: number }>(
  find: (order: NonNullable<ReturnType<ApiContext['store']['orders']['get']>>) => Part | undefined,
  wrap: (
    order: NonNullable<ReturnType<ApiContext['store']['orders']['get']>>,
    part: Part,
  ) => object,
): Finder {
  return (id, context) => {
    const order = context.store.orders.holding(id);
    const part = order && isVisible(order, context) ? find(order) : undefined;
    return order && part ? wrap(order, part) : null;
  };
}

const finders: Record<string, Finder> = {
  Order: (id, context) => {
    const order = context.store.orders.get(id);
    return order && isVisible(order, context) ? order : null;
  },
  LineItem: (id, context) =>
    partOf(
      (order) => order.lines.find((line) => line.id === id),
      (order, line) => lineSource(order, line),
    )(id, context),
  Refund: (id, context) =>
    partOf(
      (order) => order.refunds.find((refund) => refund.id === id),
      (order, refund) => ({ order, refund }),
    )(id, context),
  OrderTransaction: (id, context) =>
    partOf(
      (order) =>
        [...order.transactions, ...order.refunds.flatMap((refund) => refund.transactions)].find(
          (transaction) => transaction.id === id,
        ),
      (order, transaction) => ({ order, transaction }),
    )(id, context),
  Customer: (id, { store }) => store.customers.get(id),
  Product: (id, { store }) => store.products.get(id),
  ProductVariant: (id, { store }) => store.products.variant(id),
  Collection: (id, { store }) => store.collections.get(id),
  DiscountNode: (id, { store }) => store.discounts.get(id),
  DiscountAutomaticNode: (id, { store }) => store.discounts.get(id),
  DiscountCodeNode: (id, { store }) => store.discounts.get(id),
  DiscountRedeemCodeBulkCreation: (id, { store }) => store.codeImports.get(id),
  BulkOperation: (id, { store }) => store.bulkOperations.get(id),
  Segment: (id, { store }) => store.segments.get(id),
  WebhookSubscription: (id, { store }) => store.subscriptions.get(id),
  Metafield: (id, { store }) => store.metafields.byId(id),
  MetafieldDefinition: (id, { store }) => store.metafieldDefinitions.get(id),
  GiftCard: (id, { store }) => store.giftCards.get(id),
  StoreCreditAccount: (id, { store }) => store.storeCreditAccounts.get(id),
  StoreCreditAccountCreditTransaction: storeCreditTransaction,
  StoreCreditAccountDebitTransaction: storeCreditTransaction,
  AbandonedCheckout: (id, { store }) => store.checkouts.first('id = ?', id),
  DraftOrder: (id, { store }) => store.checkouts.first('id = ?', id),
  Job: (id, { store }) => store.jobs.get(id),
  Shop: (id, { store }) => (store.shop().id === id ? { ...store.shop() } : null),
  AppInstallation: () => ({}),
};

function storeCreditTransaction(id: number, { store }: ApiContext): object | null {
  const transaction = store.storeCreditTransactions.get(id);
  const account = transaction && store.storeCreditAccounts.get(transaction.accountId);
  return transaction && account ? creditTransaction(account, transaction) : null;
}

/** What a gid names, marked with its type; null where there is nothing (any more). */
export function findNode(id: string, context: ApiContext): object | null {
  const { type, id: number } = parseGid(id);
  const found = finders[type]?.(number, context);
  return found ? asType(type, found) : null;
}

const guards = new Map<string, Guard>();

/** As findNode; a refusal where the app may not read what the id names. */
export function readNode(
  fieldName: 'node' | 'nodes',
  id: string,
  context: ApiContext,
): object | GraphQLError | null {
  const { type } = parseGid(id);
  const known = guards.get(`${fieldName} ${type}`);
  const guard = known ?? nodeGuardOf(loadAdminSchema(), type, fieldName);
  if (!known) guards.set(`${fieldName} ${type}`, guard);
  return guard(context) ?? findNode(id, context);
}
