// The one client of the Admin API: waits for budget, repeats what is safe to repeat, and gives
// typed failures.
import { setTimeout as pause } from 'node:timers/promises';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type GraphQLError, Kind, print } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { giveBack, type Priority, type ReportedCost, reserve, settle } from './budget.server.ts';
import {
  ACCESS_DENIED,
  ShopGone,
  ShopifyFaulted,
  ShopifyRefused,
  ShopifyThrottled,
  ShopifyUnreachable,
  type UserError,
} from './failures.ts';
import { accessTokenOf, type CallableShop } from './token.server.ts';
import { apiVersion } from './version.ts';

export type CallOptions = {
  priority: Priority;
  signal?: AbortSignal;
  /** For the whole call, waiting and repeats included. */
  deadlineMs?: number;
};

const DEADLINE_MS: Record<Priority, number> = {
  shopper: 4_000,
  webhook: 30_000,
  admin: 15_000,
  import: 120_000,
};
const TRIES = 5;
const FIRST_GUESS_POINTS = 20;

/** Shopify refuses a dearer call. */
const MOST_POINTS = 1000;

/**
 * What each operation was last said to cost, for each object it asked for; a guess for its next
 * call. Money is not at stake if it is wrong.
 */
const lastCost = new Map<string, number>();

/** `nodes(ids:)` costs as much as it has ids; everything else asks for one thing. */
const objectsIn = ({ ids }: Record<string, unknown>) =>
  Array.isArray(ids) ? Math.max(1, ids.length) : 1;

type Operation = { name: string; isMutation: boolean; text: string };
const operations = new WeakMap<object, Operation>();

/**
 * Calls the Admin API as the app and returns the data.
 * Fields that Shopify withholds for lack of approval are null in it; callShopifyKnowingWithheld
 * tells which.
 * Throws ShopGone, ShopifyThrottled, ShopifyUnreachable or ShopifyRefused (GraphQL errors and every
 * userErrors).
 */
export async function callShopify<Result, Variables extends Record<string, unknown>>(
  shop: CallableShop,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
  options: CallOptions,
): Promise<Result> {
  return (await callShopifyKnowingWithheld(shop, document, variables, options)).data;
}

/**
 * As callShopify; `withheld` has the paths, without list positions, of fields that Shopify did not
 * give.
 */
export async function callShopifyKnowingWithheld<Result, Variables extends Record<string, unknown>>(
  shop: CallableShop,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
  options: CallOptions,
): Promise<{ data: Result; withheld: Set<string> }> {
  const operation = operationOf(document);
  const objects = objectsIn(variables);
  const endsAt = performance.now() + (options.deadlineMs ?? DEADLINE_MS[options.priority]);
  let rejectedToken: string | undefined;
  for (let tries = 1; ; tries++) {
    const points = await waitForBudget(shop.id, operation, objects, options, endsAt);
    const fresh = accessTokenOf(shop, rejectedToken, options.signal);
    const token = await beforeDeadline(fresh, endsAt, operation.name).catch(async (error) => {
      await giveBack(shop.id, points);
      throw error;
    });
    const answer = await ask(shop, token, operation, variables, options, endsAt);
    const cost = answer.kind === 'answered' ? answer.cost : undefined;
    if (cost) {
      lastCost.set(operation.name, cost.requestedQueryCost / objects);
      await settle(shop.id, points, cost);
    } else await giveBack(shop.id, points);

    if (answer.kind === 'answered') {
      if (!isThrottled(answer.errors)) return judge<Result>(operation, answer);
      const wait = cost ? waitAfterThrottling(cost) : 1000;
      await waitOrGiveUp(wait, endsAt, options.signal, operation.name);
      continue;
    }
    if (answer.kind === 'token-rejected') {
      if (rejectedToken) throw new ShopGone(shop.domain, 'Shopify does not take its token');
      rejectedToken = token;
      continue;
    }
    if (answer.kind === 'gone') throw new ShopGone(shop.domain, answer.why);
    const mayHaveHappened = operation.isMutation && !answer.isCertainlyUndone;
    const wait = answer.retryAfterMs ?? 200 * 2 ** (tries - 1);
    if (mayHaveHappened || tries >= TRIES || performance.now() + wait > endsAt) {
      throw new ShopifyUnreachable(operation.name, answer.why, mayHaveHappened, answer.cause);
    }
    await pause(wait, undefined, { signal: options.signal });
  }
}

function operationOf(document: TypedDocumentNode<unknown, never>): Operation {
  const known = operations.get(document);
  if (known) return known;
  const definition = document.definitions.find((part) => part.kind === Kind.OPERATION_DEFINITION);
  const made = {
    name: definition?.name?.value ?? 'unnamed',
    isMutation: definition?.operation === 'mutation',
    text: print(document),
  };
  operations.set(document, made);
  return made;
}

async function waitForBudget(
  shopId: number,
  operation: Operation,
  objects: number,
  { priority, signal }: CallOptions,
  endsAt: number,
): Promise<number> {
  for (;;) {
    signal?.throwIfAborted();
    const each = lastCost.get(operation.name) ?? FIRST_GUESS_POINTS;
    const points = Math.min(Math.ceil(each * objects), MOST_POINTS);
    const wait = await reserve(shopId, points, priority);
    if (wait === 0) return points;
    await waitOrGiveUp(wait, endsAt, signal, operation.name);
  }
}

/**
 * A renewal that takes longer goes on for the next caller: given up in the middle, the new token
 * would be lost.
 */
async function beforeDeadline<T>(work: Promise<T>, endsAt: number, name: string): Promise<T> {
  const over = new AbortController();
  const late = pause(Math.max(1, endsAt - performance.now()), undefined, over).then(() => {
    throw new ShopifyUnreachable(name, 'the deadline passed', false);
  });
  // The slower of the two has nobody who hears it.
  for (const one of [work, late]) one.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}

async function waitOrGiveUp(
  wait: number,
  endsAt: number,
  signal: AbortSignal | undefined,
  name: string,
): Promise<void> {
  if (performance.now() + wait > endsAt) throw new ShopifyThrottled(name, wait);
  await pause(wait, undefined, { signal });
}

/** The seconds that Shopify's own rule gives: missing points over points a second. */
function waitAfterThrottling({ requestedQueryCost, throttleStatus }: ReportedCost): number {
  const missing = requestedQueryCost - throttleStatus.currentlyAvailable;
  return Math.max(100, (1000 * missing) / throttleStatus.restoreRate);
}

type Answer =
  | {
      kind: 'answered';
      data: unknown;
      errors: readonly GraphQLError[];
      cost: ReportedCost | undefined;
    }
  | { kind: 'token-rejected' }
  | { kind: 'gone'; why: string }
  | {
      kind: 'failed';
      why: string;
      isCertainlyUndone: boolean;
      retryAfterMs?: number;
      cause?: unknown;
    };

/** Thrown out of the client's fetch, so that only answers with GraphQL in them reach its parser. */
class OtherStatus extends Error {
  readonly response: Response;
  constructor(response: Response) {
    super(`status ${response.status}`);
    this.response = response;
  }
}

async function ask(
  shop: CallableShop,
  token: string,
  operation: Operation,
  variables: Record<string, unknown>,
  { signal }: CallOptions,
  endsAt: number,
): Promise<Answer> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(endsAt - performance.now())));
  const client = new GraphQLClient(`https://${shop.domain}/admin/api/${apiVersion}/graphql.json`, {
    errorPolicy: 'all',
    headers: { 'X-Shopify-Access-Token': token },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (!response.ok) throw new OtherStatus(response);
      return response;
    },
  });
  try {
    const { data, errors, extensions } = await client.rawRequest(operation.text, variables);
    const cost = (extensions as { cost?: ReportedCost } | undefined)?.cost;
    return { kind: 'answered', data, errors: errors ?? [], cost };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof OtherStatus) return meaningOf(error.response);
    const why = timeout.aborted ? 'the deadline passed' : 'no usable answer';
    return { kind: 'failed', why, isCertainlyUndone: isRefusedConnection(error), cause: error };
  }
}

/** A connection that was never made did nothing. */
function isRefusedConnection(error: unknown): boolean {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (codes.includes((cause as NodeJS.ErrnoException).code ?? '')) return true;
  }
  return false;
}

function meaningOf(response: Response): Answer {
  const { status } = response;
  const why = `status ${status}`;
  if (status === 401) return { kind: 'token-rejected' };
  // 402 frozen, 403 forbidden, 404 no such shop, 423 locked
  if ([402, 403, 404, 423].includes(status)) return { kind: 'gone', why };
  const seconds = Number(response.headers.get('retry-after'));
  const retryAfterMs = seconds > 0 ? seconds * 1000 : undefined;
  return { kind: 'failed', why, isCertainlyUndone: status === 429, retryAfterMs };
}

const codeOf = (error: GraphQLError) => String(error.extensions?.code ?? '');
/**
 * A field that was not given. Shopify's own example of one that the app is not approved for has a
 * path and a message, and no code.
 * https://shopify.dev/docs/apps/launch/protected-customer-data
 */
const isWithheld = (error: GraphQLError) =>
  error.path !== undefined &&
  (codeOf(error) === ACCESS_DENIED || error.message.startsWith('This app is not approved to'));
/** Shopify broke on the way through its data; a question that it refuses has a code. */
const isFault = (error: GraphQLError, { isMutation }: Operation) =>
  codeOf(error) === 'INTERNAL_SERVER_ERROR' ||
  (!isMutation && codeOf(error) === '' && error.path !== undefined);
const isThrottled = (errors: readonly GraphQLError[]) =>
  errors.some((error) => codeOf(error) === 'THROTTLED');

function judge<Result>(
  operation: Operation,
  { data, errors }: { data: unknown; errors: readonly GraphQLError[] },
): { data: Result; withheld: Set<string> } {
  const faults = errors.filter((error) => !isWithheld(error));
  const messages = (faults.length ? faults : errors).map((error) => error.message);
  if (faults.some((error) => isFault(error, operation))) {
    throw new ShopifyFaulted(operation.name, messages.join('; '), operation.isMutation);
  }
  if (faults.length > 0 || data === null || data === undefined) {
    const codes = errors.map((error) => (isWithheld(error) ? ACCESS_DENIED : codeOf(error)));
    throw new ShopifyRefused(operation.name, messages, codes, [], timesTooDear(errors));
  }
  if (operation.isMutation) refuseUserErrors(operation.name, data as object);
  const withheld = errors.map(({ path }) => path!.filter((part) => typeof part === 'string'));
  return { data: data as Result, withheld: new Set(withheld.map((path) => path.join('.'))) };
}

/**
 * Shopify refuses a call above a fixed cost before it looks at the bucket, and names both numbers.
 */
function timesTooDear(errors: readonly GraphQLError[]): number | null {
  const error = errors.find((one) => codeOf(one) === 'MAX_COST_EXCEEDED');
  if (!error) return null;
  const { cost, maxCost } = error.extensions as { cost?: number; maxCost?: number };
  return cost && maxCost ? cost / maxCost : 2;
}

function refuseUserErrors(name: string, data: object): void {
  for (const payload of Object.values(data)) {
    for (const [key, list] of Object.entries(payload ?? {})) {
      if (!/userErrors$/i.test(key) || !Array.isArray(list) || list.length === 0) continue;
      const userErrors = list.map(
        ({ field = null, message, code = null }) => ({ field, message, code }) as UserError,
      );
      throw new ShopifyRefused(
        name,
        userErrors.map(({ message }) => message),
        userErrors.flatMap(({ code }) => code ?? []),
        userErrors,
      );
    }
  }
}
