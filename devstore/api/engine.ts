// Runs GraphQL requests: parse, validate against Shopify's schema, price, throttle, execute.
import {
  type ExecutionResult,
  executeSync,
  type GraphQLFieldResolver,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Store } from '../store/store.ts';
import { withImplied } from './access.ts';
import type { Bucket } from './bucket.ts';
import { actualCost, maximumQueryCost, requestedCost } from './cost.ts';
import { isErrors, readDocument } from './documents.ts';
import { inShopifysWords } from './errors.ts';
import { fieldPlan, resolveField } from './fields.ts';
import { type ApiContext, typeNameOf } from './resolver.ts';
import { loadAdminSchema } from './schema.ts';

export interface ApiRequest {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

export interface ApiAnswer {
  body: Record<string, unknown>;
  isMutation: boolean;
  /** The names of the root fields, for the log and the faults. */
  rootFields: string[];
  afterwards: (() => void)[];
  /** Bulk operations that were accepted. */
  bulkToStart: number[];
}

const admin = loadAdminSchema();

const fieldResolver: GraphQLFieldResolver<unknown, ApiContext> = (source, args, context, info) => {
  const { parentType, fieldName, returnType } = info;
  const plan = fieldPlan(admin, parentType.name, fieldName, returnType);
  const refusal = plan.guard?.(context);
  if (refusal) throw refusal;
  return resolveField(plan, source, args, context, parentType.name, fieldName);
};

/** Everything a request needs of the shop it is about. */
export function makeContext(store: Store, scopes: string[], publicOrigin: string): ApiContext {
  return {
    store,
    schema: admin.schema,
    scopes: withImplied(scopes),
    isBulk: false,
    publicOrigin,
    afterwards: [],
    bulkToStart: [],
    memo: new Map(),
    searchWarnings: [],
  };
}

const answer = (body: Record<string, unknown>, operation?: OperationDefinitionNode): ApiAnswer => ({
  body,
  isMutation: operation?.operation === 'mutation',
  rootFields: operation ? rootFieldsOf(operation) : [],
  afterwards: [],
  bulkToStart: [],
});

function rootFieldsOf(operation: OperationDefinitionNode): string[] {
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
}

/**
 * What is about to be run, for faults that aim at certain fields; null where the text is no
 * document.
 */
export function peek(request: ApiRequest): { isMutation: boolean; rootFields: string[] } | null {
  const document = readDocument(request.query);
  if (isErrors(document)) return null;
  const operation = getOperationAST(document, request.operationName);
  return operation
    ? { isMutation: operation.operation === 'mutation', rootFields: rootFieldsOf(operation) }
    : null;
}

/**
 * Answers one request as the Admin API does. `isThrottled` refuses it whatever the bucket holds.
 */
export function runRequest(
  context: ApiContext,
  bucket: Bucket,
  request: ApiRequest,
  isThrottled = false,
): ApiAnswer {
  const document = readDocument(request.query);
  if (isErrors(document)) return answer({ errors: document.map(inShopifysWords) });
  const operation = getOperationAST(document, request.operationName);
  if (!operation)
    return answer({
      errors: [
        {
          message: request.operationName
            ? `No operation named "${request.operationName}"`
            : 'An operation name is required',
        },
      ],
    });
  const variables = request.variables ?? {};
  const longest = longestArray(variables);
  if (longest > maximumArray) return answer({ errors: [tooLong(longest)] }, operation);
  const requested = requestedCost(context.schema, document, operation, variables);
  if (requested > maximumQueryCost) return answer(tooDear(requested, bucket), operation);
  if (isThrottled || !bucket.take(requested))
    return answer(throttled(requested, bucket), operation);
  const result = executeSync({
    schema: context.schema,
    document,
    variableValues: variables,
    operationName: request.operationName ?? null,
    contextValue: context,
    rootValue: {},
    fieldResolver,
    typeResolver: (value) => typeNameOf(value),
  });
  const actual = result.data
    ? actualCost(context.schema, document, operation, variables, result.data)
    : 0;
  bucket.giveBack(requested - actual);
  const body = {
    ...ordered(result),
    extensions: {
      cost: {
        requestedQueryCost: requested,
        actualQueryCost: actual,
        throttleStatus: bucket.status(),
      },
      ...(context.searchWarnings.length > 0 && { search: context.searchWarnings }),
    },
  };
  return {
    ...answer(body, operation),
    afterwards: context.afterwards,
    bulkToStart: context.bulkToStart,
  };
}

const maximumArray = 250;

/** The length of the longest array anywhere in the variables. */
function longestArray(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  const inner = Object.values(value).map(longestArray);
  return Math.max(Array.isArray(value) ? value.length : 0, ...inner);
}

function tooLong(length: number): Record<string, unknown> {
  return {
    message: `The input array size of ${length} is greater than the maximum allowed of ${maximumArray}.`,
    extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
  };
}

function ordered(result: ExecutionResult): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  if (result.data !== undefined) body.data = result.data;
  if (result.errors) body.errors = result.errors.map((error) => error.toJSON());
  return body;
}

function tooDear(requested: number, bucket: Bucket): Record<string, unknown> {
  return {
    errors: [
      {
        message: `Query cost is ${requested}, which exceeds the single query max cost limit (${maximumQueryCost}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n`,
        extensions: {
          code: 'MAX_COST_EXCEEDED',
          cost: requested,
          maxCost: maximumQueryCost,
          documentation: 'https://shopify.dev/api/usage/rate-limits',
        },
      },
    ],
    extensions: {
      cost: {
        requestedQueryCost: requested,
        actualQueryCost: null,
        throttleStatus: bucket.status(),
      },
    },
  };
}

function throttled(requested: number, bucket: Bucket): Record<string, unknown> {
  return {
    errors: [
      {
        message: 'Throttled',
        extensions: {
          code: 'THROTTLED',
          documentation: 'https://shopify.dev/api/usage/rate-limits',
        },
      },
    ],
    extensions: {
      cost: {
        requestedQueryCost: requested,
        actualQueryCost: null,
        throttleStatus: bucket.status(),
      },
    },
  };
}
