// What an app does about itself: webhook subscriptions, Flow triggers, bulk operations, uploads,
// billing, pixels.

import type { WebhookSubscription } from '../../store/webhooks.ts';
import { checkBulkQuery } from '../bulk/rules.ts';
import { userError } from '../errors.ts';
import { gid, parseGid } from '../gid.ts';
import { type ApiContext, asType, type Resolver, type Resolvers } from '../resolver.ts';
import { apiVersion } from '../schema.ts';
import { topicHeader } from '../topics.ts';

interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  includeFields?: string[] | null;
  filter?: string | null;
  metafieldNamespaces?: string[] | null;
  name?: string | null;
}

const complianceTopics = ['customers/data_request', 'customers/redact', 'shop/redact'];

const webhookCreate: Resolver = (
  _,
  { topic, webhookSubscription: input }: { topic: string; webhookSubscription: SubscriptionInput },
  { store },
) => {
  const uri = input.uri ?? input.callbackUrl ?? '';
  const header = topicHeader(topic);
  const refused = (field: string, message: string) => ({
    webhookSubscription: null,
    userErrors: [userError(['webhookSubscription', field], message)],
  });
  if (!uri) return refused('callbackUrl', "Address can't be blank");
  if (!/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)|arn:|pubsub:|kafka:)/.test(uri))
    return refused('callbackUrl', 'Address protocol http:// is not supported');
  if (complianceTopics.includes(header)) return refused('topic', 'Invalid topic specified.');
  const isTaken = store.subscriptions
    .ofTopic(header)
    .some((other) => other.uri === uri && other.filter === (input.filter ?? null));
  if (isTaken) return refused('callbackUrl', 'Address for this topic has already been taken');
  const at = store.now();
  const subscription = store.subscriptions.put({
    id: store.nextId('other'),
    topic: header,
    uri,
    source: 'api',
    includeFields: input.includeFields ?? [],
    filter: input.filter ?? null,
    metafieldNamespaces: input.metafieldNamespaces ?? [],
    name: input.name ?? null,
    apiVersion,
    failuresInARow: 0,
    createdAt: at,
    updatedAt: at,
  });
  return { webhookSubscription: subscription, userErrors: [] };
};

const webhookUpdate: Resolver = (
  _,
  { id, webhookSubscription: input }: { id: string; webhookSubscription: SubscriptionInput },
  { store },
) => {
  const before = store.subscriptions.get(parseGid(id).id);
  if (before?.source !== 'api')
    return {
      webhookSubscription: null,
      userErrors: [userError(['id'], 'Webhook subscription does not exist')],
    };
  const next: WebhookSubscription = {
    ...before,
    uri: input.uri ?? input.callbackUrl ?? before.uri,
    includeFields: input.includeFields ?? before.includeFields,
    filter: input.filter === undefined ? before.filter : input.filter,
    updatedAt: store.now(),
  };
  return { webhookSubscription: store.subscriptions.put(next), userErrors: [] };
};

const webhookDelete: Resolver = (_, { id }: { id: string }, { store }) => {
  const subscription = store.subscriptions.get(parseGid(id).id);
  if (subscription?.source !== 'api')
    return {
      deletedWebhookSubscriptionId: null,
      userErrors: [userError(['id'], 'Webhook subscription does not exist')],
    };
  store.subscriptions.delete(subscription.id);
  return { deletedWebhookSubscriptionId: id, userErrors: [] };
};

const flowTrigger: Resolver = (
  _,
  args: { handle?: string; payload?: Record<string, unknown>; body?: string },
  { store },
) => {
  const handles = store.settings.read<string[]>('deployment.flowTriggers', []);
  if (!args.handle || !handles.includes(args.handle))
    return {
      userErrors: [userError(['handle'], `Invalid handle '${args.handle ?? ''}'.`)],
    };
  const size = Buffer.byteLength(JSON.stringify(args.payload ?? {}));
  if (size > 50_000)
    return { userErrors: [userError(['body'], 'Errors validating schema: Payload is too large')] };
  store.flowTriggers.put({
    id: store.nextId('other'),
    handle: args.handle,
    payload: args.payload ?? {},
    receivedAt: store.now(),
  });
  return { userErrors: [] };
};

const maximumBulkOperations = 5;

function newBulk(
  context: ApiContext,
  given: {
    type: 'MUTATION' | 'QUERY';
    query: string;
    uploadPath: string | null;
    groupObjects: boolean;
  },
) {
  const { store } = context;
  const running = store.bulkOperations.count(
    "type = ? AND status IN ('CREATED', 'RUNNING', 'CANCELING')",
    given.type,
  );
  if (running >= maximumBulkOperations)
    return {
      bulkOperation: null,
      userErrors: [
        userError(
          null,
          `A bulk ${given.type.toLowerCase()} operation for this app and shop is already in progress: ${maximumBulkOperations} of ${maximumBulkOperations}.`,
          'OPERATION_IN_PROGRESS',
        ),
      ],
    };
  const operation = store.bulkOperations.put({
    id: store.nextId('other'),
    status: 'CREATED',
    errorCode: null,
    createdAt: store.now(),
    completedAt: null,
    objectCount: 0,
    rootObjectCount: 0,
    fileSize: 0,
    scopes: [...context.scopes],
    ...given,
  });
  context.bulkToStart.push(operation.id);
  return { bulkOperation: operation, userErrors: [] };
}

const bulkRunQuery: Resolver = (
  _,
  { query, groupObjects }: { query: string; groupObjects: boolean },
  context,
) => {
  const problem = checkBulkQuery(context.schema, query);
  if (problem)
    return { bulkOperation: null, userErrors: [userError(['query'], problem, 'INVALID')] };
  return newBulk(context, { type: 'QUERY', query, uploadPath: null, groupObjects });
};

const bulkRunMutation: Resolver = (
  _,
  { mutation, stagedUploadPath }: { mutation: string; stagedUploadPath: string },
  context,
) => {
  const id = stagedUploadPath.split('/').at(-2) ?? '';
  const upload = context.store.stagedUploads.get(id);
  if (!upload || upload.size === null)
    return {
      bulkOperation: null,
      userErrors: [
        userError(
          ['stagedUploadPath'],
          "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument.",
          'NO_SUCH_FILE',
        ),
      ],
    };
  return newBulk(context, {
    type: 'MUTATION',
    query: mutation,
    uploadPath: id,
    groupObjects: false,
  });
};

const bulkCancel: Resolver = (_, { id }: { id: string }, { store }) => {
  const operation = store.bulkOperations.get(parseGid(id).id);
  if (!operation)
    return {
      bulkOperation: null,
      userErrors: [userError(['id'], 'Bulk operation does not exist')],
    };
  if (operation.status !== 'CREATED' && operation.status !== 'RUNNING')
    return {
      bulkOperation: operation,
      userErrors: [
        userError(
          null,
          `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`,
        ),
      ],
    };
  return {
    bulkOperation: store.bulkOperations.put({ ...operation, status: 'CANCELING' }),
    userErrors: [],
  };
};

interface StagedInput {
  resource: string;
  filename: string;
  mimeType: string;
}

const stagedUploads: Resolver = (_, { input }: { input: StagedInput[] }, context) => ({
  stagedTargets: input.map(({ resource, filename, mimeType }) => {
    const id = context.store.newToken();
    context.store.stagedUploads.put({
      id,
      filename,
      mimeType,
      resource,
      size: null,
      createdAt: context.store.now(),
    });
    const url = `${context.publicOrigin}/__upload/${id}`;
    return {
      url,
      resourceUrl: `${url}/${filename}`,
      parameters: [
        { name: 'key', value: `tmp/${id}/${filename}` },
        { name: 'Content-Type', value: mimeType },
        { name: 'success_action_status', value: '201' },
      ],
    };
  }),
  userErrors: [],
});

interface PlanInput {
  plan: {
    appRecurringPricingDetails?: {
      price: { amount: string; currencyCode: string };
      interval?: string;
    };
    appUsagePricingDetails?: {
      terms: string;
      cappedAmount: { amount: string; currencyCode: string };
    };
  };
}

const subscribe: Resolver = (
  _,
  args: {
    name: string;
    returnUrl: string;
    trialDays?: number;
    test?: boolean;
    lineItems: PlanInput[];
  },
  context,
) => {
  const id = context.store.nextId('other');
  const subscription = asType('AppSubscription', {
    id: gid('AppSubscription', id),
    name: args.name,
    status: 'PENDING',
    test: args.test ?? false,
    trialDays: args.trialDays ?? 0,
    returnUrl: args.returnUrl,
    createdAt: context.store.now(),
    currentPeriodEnd: null,
    lineItems: args.lineItems.map(({ plan }, index) => ({
      id: gid('AppSubscriptionLineItem', id * 10 + index),
      plan: {
        pricingDetails: plan.appRecurringPricingDetails
          ? asType('AppRecurringPricing', {
              ...plan.appRecurringPricingDetails,
              interval: plan.appRecurringPricingDetails.interval ?? 'EVERY_30_DAYS',
              planHandle: null,
              discount: null,
            })
          : asType('AppUsagePricing', {
              ...plan.appUsagePricingDetails,
              balanceUsed: { amount: '0.0', currencyCode: 'USD' },
              interval: 'EVERY_30_DAYS',
            }),
      },
    })),
  });
  return {
    appSubscription: subscription,
    confirmationUrl: `${context.publicOrigin}/__devstore/charges/${id}/confirm`,
    userErrors: [],
  };
};

const webPixel: Resolver = (
  _,
  { webPixel: input }: { webPixel: { settings: string } },
  { store },
) => {
  try {
    JSON.parse(input.settings);
  } catch {
    return {
      webPixel: null,
      userErrors: [
        userError(['settings'], 'Settings must be valid JSON.', 'INVALID_CONFIGURATION_JSON'),
      ],
    };
  }
  if (store.settings.read<unknown>('app.webPixel', null))
    return {
      webPixel: null,
      userErrors: [userError(['webPixel'], 'Web pixel is taken.', 'TAKEN')],
    };
  const pixel = {
    id: gid('WebPixel', store.nextId('other')),
    settings: input.settings,
    status: 'CONNECTED',
  };
  store.settings.write('app.webPixel', pixel);
  return { webPixel: pixel, userErrors: [] };
};

export const appMutations: Resolvers[string] = {
  webhookSubscriptionCreate: webhookCreate,
  webhookSubscriptionUpdate: webhookUpdate,
  webhookSubscriptionDelete: webhookDelete,
  flowTriggerReceive: flowTrigger,
  bulkOperationRunQuery: bulkRunQuery,
  bulkOperationRunMutation: bulkRunMutation,
  bulkOperationCancel: bulkCancel,
  stagedUploadsCreate: stagedUploads,
  appSubscriptionCreate: subscribe,
  webPixelCreate: webPixel,
};
