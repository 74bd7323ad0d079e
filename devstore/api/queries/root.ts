// The root fields of queries.
import { matchesSegment, SegmentSyntaxError, segmentCondition } from '../../shop/match-segment.ts';
import { fullNamespace } from '../../store/metafields.ts';
import { arrayConnection, type PageArguments, tableConnection, tableCount } from '../connection.ts';
import { badRequest } from '../errors.ts';
import { parseGid } from '../gid.ts';
import type { ApiContext, Resolver, Resolvers } from '../resolver.ts';
import { topicHeader } from '../topics.ts';
import { type OrderArguments, orderQuery } from '../types/order-search.ts';
import { findNode, readNode } from './node.ts';
import {
  bulkOperationQuery,
  checkoutQuery,
  collectionQuery,
  customerQuery,
  discountQuery,
  giftCardQuery,
  productQuery,
  segmentQuery,
} from './searches.ts';

type SearchArguments = PageArguments & { query?: string | null; sortKey?: string | null };
type CountArguments = { query?: string | null; limit?: number | null };

/** A root field that looks one thing up by its gid. */
const byId =
  (type: string): Resolver =>
  (_, { id }: { id: string }, context) => {
    const { type: given } = parseGid(id);
    if (given !== type) throw badRequest(`Invalid id: ${id}`);
    return findNode(id, context);
  };

/** Shopify counts to 10,000 unless the limit is given as null. */
const limitOf = (args: CountArguments): number | null =>
  args.limit === undefined ? 10_000 : args.limit;

const shop: Resolver = (_, __, { store }) => ({ ...store.shop() });

const installation: Resolver = () => ({});

const discountById: Resolver = (_, { id }: { id: string }, context) => {
  const { type, id: number } = parseGid(id);
  if (!['DiscountNode', 'DiscountCodeNode'].includes(type)) throw badRequest(`Invalid id: ${id}`);
  return context.store.discounts.get(number) ?? null;
};

function customerByIdentifier(
  identifier: { id?: string; emailAddress?: string; phoneNumber?: string },
  context: ApiContext,
): unknown {
  const { customers } = context.store;
  if (identifier.id) return findNode(identifier.id, context);
  if (identifier.emailAddress) return customers.byEmail(identifier.emailAddress) ?? null;
  if (identifier.phoneNumber) return customers.byPhone(identifier.phoneNumber) ?? null;
  throw badRequest('devstore finds customers by id, e-mail address and phone number');
}

const segmentMembers: Resolver = (
  _,
  args: PageArguments & { segmentId?: string; query?: string },
  context,
) => {
  const { store } = context;
  const segment = args.segmentId ? store.segments.get(parseGid(args.segmentId).id) : null;
  if (args.segmentId && !segment) throw badRequest('Segment does not exist');
  const query = segment?.query ?? args.query ?? '';
  let condition: ReturnType<typeof segmentCondition>;
  try {
    condition = segmentCondition(store, query);
  } catch (error) {
    if (error instanceof SegmentSyntaxError) throw badRequest(error.message);
    throw error;
  }
  const page = {
    table: 'customers',
    sort: 'id',
    where: [condition.sql],
    values: condition.values,
  };
  const connection = tableConnection(page, args, context, 1000);
  return {
    edges: connection.edges,
    pageInfo: connection.pageInfo,
    totalCount: tableCount(page, null, context).count,
    statistics: {},
  };
};

const segmentMembership: Resolver = (
  _,
  args: { customerId: string; segmentIds: string[] },
  { store },
) => ({
  memberships: args.segmentIds.map((segmentId) => {
    const segment = store.segments.get(parseGid(segmentId).id);
    return {
      segmentId,
      isMember: segment
        ? matchesSegment(store, segment.query, parseGid(args.customerId).id)
        : false,
    };
  }),
});

const shopifyQl: Resolver = () => ({
  tableData: null,
  parseErrors: ['devstore has no ShopifyQL engine'],
});

export const queryRoot: Resolvers[string] = {
  shop,
  currentAppInstallation: installation,
  appInstallation: installation,
  app: (_, __, { store }) => ({
    id: 'gid://shopify/App/1',
    title: store.settings.read('deployment.name', 'App'),
    handle: store.settings.read('deployment.handle', 'app'),
    apiKey: store.settings.read('deployment.apiKey', ''),
  }),
  node: (_, { id }: { id: string }, context) => readNode('node', id, context),
  nodes: (_, { ids }: { ids: string[] }, context) => {
    if (ids.length > 250)
      throw badRequest(
        `The input array size of ${ids.length} is greater than the maximum allowed of 250.`,
      );
    return ids.map((id) => readNode('nodes', id, context));
  },
  order: byId('Order'),
  orders: (_, args: OrderArguments, context) =>
    tableConnection(orderQuery(args, context), args, context),
  ordersCount: (_, args: CountArguments, context) =>
    tableCount(orderQuery(args, context), limitOf(args), context),
  orderByIdentifier: (_, { identifier }: { identifier: { id?: string } }, context) =>
    identifier.id ? findNode(identifier.id, context) : null,
  draftOrder: byId('DraftOrder'),
  refund: byId('Refund'),
  customer: byId('Customer'),
  customers: (_, args: SearchArguments, context) =>
    tableConnection(customerQuery(args, context), args, context),
  customersCount: (_, args: CountArguments, context) =>
    tableCount(customerQuery(args, context), limitOf(args), context),
  customerByIdentifier: (_, { identifier }, context) => customerByIdentifier(identifier, context),
  customerSegmentMembers: segmentMembers,
  customerSegmentMembership: segmentMembership,
  customerMergeJobStatus: (_, { jobId }: { jobId: string }, { store }) => {
    const merge = store.customerMerges.all().find((one) => one.jobId === parseGid(jobId).id);
    return merge
      ? {
          jobId,
          resultingCustomerId: `gid://shopify/Customer/${merge.intoId}`,
          status: 'COMPLETED',
          customerMergeErrors: [],
        }
      : null;
  },
  segment: byId('Segment'),
  segments: (_, args: SearchArguments, context) =>
    tableConnection(segmentQuery(args, context), args, context),
  segmentsCount: (_, args: CountArguments, context) =>
    tableCount(segmentQuery(args, context), limitOf(args), context),
  product: byId('Product'),
  products: (_, args: SearchArguments, context) =>
    tableConnection(productQuery(args, context), args, context),
  productsCount: (_, args: CountArguments, context) =>
    tableCount(productQuery(args, context), limitOf(args), context),
  productByIdentifier: (_, { identifier }, context) =>
    identifier.id
      ? findNode(identifier.id, context)
      : (context.store.products.byHandle(identifier.handle ?? '') ?? null),
  productVariant: byId('ProductVariant'),
  collection: byId('Collection'),
  collections: (_, args: SearchArguments, context) =>
    tableConnection(collectionQuery(args, context), args, context),
  discountNode: discountById,
  codeDiscountNode: discountById,
  codeDiscountNodeByCode: (_, { code }: { code: string }, { store }) =>
    store.discounts.byCode(code)?.discount ?? null,
  discountNodes: (_, args: SearchArguments, context) =>
    tableConnection(discountQuery(args, context), args, context),
  codeDiscountNodes: (_, args: SearchArguments, context) =>
    tableConnection(discountQuery(args, context), args, context),
  discountNodesCount: (_, args: CountArguments, context) =>
    tableCount(discountQuery(args, context), limitOf(args), context),
  discountRedeemCodeBulkCreation: byId('DiscountRedeemCodeBulkCreation'),
  bulkOperation: byId('BulkOperation'),
  bulkOperations: (_, args: SearchArguments, context) =>
    tableConnection(bulkOperationQuery(args, context), args, context),
  currentBulkOperation: (_, { type }: { type?: 'MUTATION' | 'QUERY' }, { store }) =>
    store.bulkOperations.first('type = ? ORDER BY id DESC', type ?? 'QUERY') ?? null,
  webhookSubscription: byId('WebhookSubscription'),
  webhookSubscriptions: (
    _,
    args: PageArguments & { topics?: string[]; uri?: string; callbackUrl?: string },
    context,
  ) => {
    const wanted = args.topics?.map(topicHeader);
    const uri = args.uri ?? args.callbackUrl;
    const list = context.store.subscriptions
      // Those of the toml belong to the app's deployment and are not shown here, as in Shopify.
      .where("source = 'api' ORDER BY id")
      .filter(({ topic }) => !wanted || wanted.includes(topic))
      .filter((subscription) => !uri || subscription.uri === uri);
    return arrayConnection(list, args, context);
  },
  abandonedCheckouts: (_, args: SearchArguments, context) =>
    tableConnection(checkoutQuery(args, context), args, context),
  abandonedCheckoutsCount: (_, args: CountArguments, context) =>
    tableCount(checkoutQuery(args, context), limitOf(args), context),
  metafieldDefinitions: (
    _,
    args: PageArguments & { ownerType: string; namespace?: string; key?: string },
    context,
  ) =>
    arrayConnection(
      context.store.metafieldDefinitions
        .where('owner_type = ? ORDER BY id', args.ownerType)
        .filter(
          (definition) => !args.namespace || definition.namespace === fullNamespace(args.namespace),
        )
        .filter((definition) => !args.key || definition.key === args.key),
      args,
      context,
    ),
  metafieldDefinition: (
    _,
    { identifier }: { identifier?: { ownerType: string; namespace?: string; key: string } | null },
    { store },
  ) =>
    identifier
      ? (store.metafieldDefinitions.first(
          'owner_type = ? AND namespace = ? AND key = ?',
          identifier.ownerType,
          fullNamespace(identifier.namespace),
          identifier.key,
        ) ?? null)
      : null,
  giftCard: byId('GiftCard'),
  giftCards: (_, args: SearchArguments, context) =>
    tableConnection(giftCardQuery(args, context), args, context),
  giftCardConfiguration: (_, __, { store }) => {
    const { currency } = store.shop();
    return {
      issueLimit: { amount: '2000.0', currencyCode: currency },
      purchaseLimit: { amount: '2000.0', currencyCode: currency },
    };
  },
  storeCreditAccount: byId('StoreCreditAccount'),
  job: byId('Job'),
  shopifyqlQuery: shopifyQl,
  publicApiVersions: () => [
    { handle: '2026-10', displayName: '2026-10 (Latest)', supported: true },
    { handle: 'unstable', displayName: 'unstable', supported: false },
  ],
};
