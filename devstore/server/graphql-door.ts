// POST /admin/api/VERSION/graphql.json, with the faults that were asked for.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Bucket } from '../api/bucket.ts';
import { startBulk } from '../api/bulk/run.ts';
import { type ApiRequest, makeContext, peek, runRequest } from '../api/engine.ts';
import { apiVersion } from '../api/schema.ts';
import { findAccess } from '../shop/installation.ts';
import type { Store } from '../store/store.ts';
import { type Handler, readBody, sendJson } from './http.ts';

export interface ApiCall {
  at: string;
  rootFields: string[];
  outcome: string;
  requestedCost: number | null;
  actualCost: number | null;
  durationMs: number;
}

export interface GraphqlDoor {
  handle: Handler;
  bucket: Bucket;
  /** The last calls, newest last. */
  calls: ApiCall[];
}

const keptCalls = 1000;
const importDelayMs = 20;

type Fault = 'droppedAfterEffect' | 'serverError' | 'throttled' | 'timeout';

/** The Admin API's door. `publicOrigin` is where the files of bulk operations are served. */
export function graphqlDoor(store: Store, publicOrigin: string): GraphqlDoor {
  const bucket = new Bucket(() => store.shop().plan);
  const calls: ApiCall[] = [];
  const handle: Handler = async (request, response, url) => {
    const match = /^\/admin\/api\/([\w-]+)\/graphql\.json$/.exec(url.pathname);
    if (!match) return false;
    const version = match[1]!;
    if (request.method !== 'POST' || !/^(\d{4}-\d{2}|unstable)$/.test(version))
      return sendJson(response, 404, { errors: 'Not Found' });
    const started = performance.now();
    const raw = await readBody(request);
    const token = findAccess(store, header(request, 'x-shopify-access-token'));
    if (!token)
      return sendJson(response, 401, {
        errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
      });
    const body = readRequest(raw, header(request, 'content-type') ?? '');
    if (!body)
      return sendJson(response, 400, {
        errors: { query: 'Required parameter missing or invalid' },
      });
    const fault = await sufferFault(store, body, request, response);
    if (fault === 'answered') return true;
    const context = makeContext(store, token.scopes, publicOrigin);
    const result = runRequest(context, bucket, body, fault === 'throttled');
    for (const id of result.bulkToStart) void startBulk(store, id);
    // Redeem codes and the like are made a moment later: an app must not rely on finding them at
    // once.
    if (result.afterwards.length > 0) {
      const later = globalThis.setTimeout(() => {
        if (store.database.raw.isOpen) for (const act of result.afterwards) act();
      }, importDelayMs);
      later.unref();
    }
    remember(calls, store, result.rootFields, result.body, performance.now() - started);
    if (fault === 'droppedAfterEffect') {
      request.socket.destroy();
      return true;
    }
    return sendJson(response, 200, result.body, {
      'x-shopify-api-version': version === 'unstable' ? version : apiVersion,
      'x-request-id': randomUUID(),
    });
  };
  return { handle, bucket, calls };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function readRequest(raw: Buffer, contentType: string): ApiRequest | null {
  const text = raw.toString();
  if (contentType.includes('application/graphql')) return { query: text };
  try {
    const body = JSON.parse(text) as ApiRequest;
    return typeof body.query === 'string' ? body : null;
  } catch {
    return null;
  }
}

/** Draws the fault for this request, and carries out those that leave no answer behind. */
async function sufferFault(
  store: Store,
  body: ApiRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Fault | 'answered' | null> {
  const { api } = store.faults.get();
  if (api.latencyMs > 0) await setTimeout(api.latencyMs);
  const about = peek(body);
  const isAimedAt =
    api.onlyFields.length === 0 || about?.rootFields.some((name) => api.onlyFields.includes(name));
  if (!about || !isAimedAt || api.remaining === 0) return null;
  const fault = drawFault(store, about.isMutation);
  if (!fault) return null;
  if (api.remaining !== null) store.faults.change({ api: { remaining: api.remaining - 1 } });
  if (fault === 'serverError') {
    sendJson(response, 500, { errors: 'Internal Server Error' });
    return 'answered';
  }
  if (fault === 'timeout') {
    await setTimeout(api.timeoutMs, undefined, { ref: false });
    request.socket.destroy();
    return 'answered';
  }
  return fault;
}

function drawFault(store: Store, isMutation: boolean): Fault | null {
  const { api } = store.faults.get();
  if (store.faults.happens(api.throttled)) return 'throttled';
  if (store.faults.happens(api.serverError)) return 'serverError';
  if (store.faults.happens(api.timeout)) return 'timeout';
  if (isMutation && store.faults.happens(api.droppedAfterEffect)) return 'droppedAfterEffect';
  return null;
}

interface Costs {
  extensions?: { cost?: { requestedQueryCost: number; actualQueryCost: number | null } };
  errors?: { extensions?: { code?: string } }[];
}

function remember(
  calls: ApiCall[],
  store: Store,
  rootFields: string[],
  body: Record<string, unknown>,
  durationMs: number,
): void {
  const { extensions, errors } = body as Costs;
  calls.push({
    at: store.now(),
    rootFields,
    outcome: errors ? (errors[0]?.extensions?.code ?? 'ERROR') : 'OK',
    requestedCost: extensions?.cost?.requestedQueryCost ?? null,
    actualCost: extensions?.cost?.actualQueryCost ?? null,
    durationMs: Math.round(durationMs * 10) / 10,
  });
  if (calls.length > keptCalls) calls.splice(0, calls.length - keptCalls);
}
