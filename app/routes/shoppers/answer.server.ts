// The way every shopper's request takes: address, who asks, how often, what, answer. Straight on
// node:http, because a wallet is read at every page of every shop (docs/decisions).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseForeignJson } from '#app/basics/foreign-json.ts';
import { env } from '#app/env.server.ts';
import { log } from '#app/log.server.ts';
import { type Identity, identityOfProxy, identityOfToken } from '#app/shoppers/identity.server.ts';
import { makeNonce, spendNonce } from '#app/shoppers/nonce.server.ts';
import { Buckets } from '#app/shoppers/rate.ts';
import { shelfOf } from '#app/shoppers/shelf.server.ts';
import { type Caller, type Door, doors, missingOf } from './doors.server.ts';
import { problemOf, statusOf } from './problems.ts';

/** More than the longest cart; nobody's shopping list is larger. */
const BODY_LIMIT = 256 * 1024;
const DRAIN_LIMIT = 12 * 1024 * 1024;

const SURFACES = [
  { prefix: '/proxy/', surface: 'theme' },
  { prefix: '/api/checkout/', surface: 'checkout' },
  { prefix: '/api/account/', surface: 'account' },
] as const;

type Surface = (typeof SURFACES)[number];

// Extensions run in workers whose origin is not fixed; no cookie is ever read here.
const CORS = [
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Allow-Headers', 'authorization, content-type'],
  ['Access-Control-Allow-Methods', 'GET, POST, OPTIONS'],
  ['Access-Control-Expose-Headers', 'X-Request-Id'],
  ['Access-Control-Max-Age', '86400'],
].flat();

const buckets = new Buckets();

/** One request under way. */
type Visit = {
  /** Named in the log and in the answer, so that a complaint finds its line. */
  id: string;
  surface: Surface;
  request: IncomingMessage;
  response: ServerResponse;
  /** Of the answer: name, value, name, value. */
  headers: string[];
  /** For the log; null as long as it is not known. */
  door: string | null;
  shop: string | null;
};

/** Answers if the address is a shopper door. False: not ours, somebody else answers. */
export function answerShopper(request: IncomingMessage, response: ServerResponse): boolean {
  const url = request.url ?? '';
  const surface = SURFACES.find(({ prefix }) => url.startsWith(prefix));
  if (!surface) return false;
  const id = randomUUID();
  const headers = ['X-Request-Id', id, ...(surface.surface === 'theme' ? [] : CORS)];
  const visit: Visit = { id, surface, request, response, headers, door: null, shop: null };
  if (request.method === 'OPTIONS') response.writeHead(204, headers).end();
  else void answerAndLog(visit);
  return true;
}

async function answerAndLog(visit: Visit) {
  const startedAt = performance.now();
  await answer(visit).catch((error) => failed(visit, error));
  const { id: requestId, surface, door, shop, request, response } = visit;
  const { method } = request;
  const status = response.statusCode;
  const ms = Math.round(performance.now() - startedAt);
  // Wallets are looked at by the hundred a second; a line for each would bury the others.
  const level = method === 'GET' && status === 200 ? 'debug' : 'info';
  log[level](
    { requestId, method, surface: surface.surface, door, shop, status, ms },
    'shopper request',
  );
}

async function answer(visit: Visit) {
  const { surface, request } = visit;
  const now = new Date();
  const [path = '', search = ''] = splitOnce(request.url!.slice(surface.prefix.length), '?');
  // A friend's landing and a friend's claim have one address; the method tells them apart.
  const name = path === 'referral' && request.method === 'GET' ? 'offer' : path;
  const door = Object.hasOwn(doors, name) ? (doors[name] as unknown as Door<unknown>) : undefined;
  if (!door) return refuseWith(visit, 'not-found');
  visit.door = name;
  if (request.method !== door.method) {
    visit.headers.push('Allow', door.method);
    return refuseWith(visit, 'bad-request', {}, 405);
  }
  const query = new URLSearchParams(search);
  const identity =
    surface.surface === 'theme'
      ? identityOfProxy(query, now)
      : identityOfToken(request.headers.authorization, now);
  if (!identity.ok) return refuseWith(visit, identity.reason);
  const { domain, customerId } = identity.value;
  visit.shop = domain;
  const wait = waitOf(path, door, visit, identity.value, now);
  if (wait > 0) return refuseWith(visit, 'too-many-requests', { retryAfter: wait });
  const shelf = await shelfOf(domain, now);
  if (!shelf) return refuseWith(visit, 'shop-unknown');
  if (customerId === null && !door.isOpen) return refuseWith(visit, 'sign-in');

  const given = door.method === 'GET' ? Object.fromEntries(query) : await bodyOf(request);
  if (given === NOT_JSON) return refuseWith(visit, 'not-json');
  const input = door.request.safeParse(given);
  if (!input.success) {
    const [issue] = input.error.issues;
    const message = `${issue?.path.join('.')}: ${issue?.message}`;
    return refuseWith(visit, 'bad-request', { message });
  }
  const holder = { shopId: shelf.shop.id, customerId };
  if (surface.surface === 'theme' && door.purpose !== null) {
    const { nonce } = input.data as { nonce?: string };
    if (!(await spendNonce(holder, nonce, door.purpose(input.data), now))) {
      // With a fresh one, so that a page that stood open over lunch can ask again by itself.
      return refuseWith(visit, 'nonce-used', { nonce: makeNonce(holder, now) });
    }
  }
  const { locale = 'en' } = input.data as { locale?: string };
  const network = networkOf(surface, request);
  const isOnStorefront = surface.surface === 'theme';
  const caller: Caller = { shelf, customerId, locale, isOnStorefront, now, network };
  const outcome = await door.answer(caller, input.data);
  if (outcome.ok) return send(visit, 200, outcome.value);
  refuseWith(visit, outcome.reason, missingOf(outcome));
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** As many guests may ask at once where nobody can tell them apart. */
const CROWD = 50;

/** By person where one is signed in, by the shopper's own address where nobody is. */
function waitOf(
  path: string,
  door: Door<unknown>,
  { surface, request }: Visit,
  { domain, customerId }: Identity,
  now: Date,
): number {
  const name = `${domain} ${path}`;
  if (customerId !== null) return buckets.wait(`${name} ${customerId}`, door.pace, now.getTime());
  const network = networkOf(surface, request);
  if (network !== null) return buckets.wait(`${name} ip ${network}`, door.pace, now.getTime());
  const { burst, perMinute } = door.pace;
  const pace = { burst: burst * CROWD, perMinute: perMinute * CROWD };
  return buckets.wait(`${name} crowd`, pace, now.getTime());
}

/** Where the request came from: as many proxies of our own are believed as there are. */
function addressOf(request: IncomingMessage): string {
  const chain = forwardedFor(request);
  const trusted = env.TRUSTED_PROXIES === 0 ? undefined : chain.at(-env.TRUSTED_PROXIES);
  return trusted ?? request.socket.remoteAddress ?? '';
}

/**
 * The shopper's network address, for the fraud check and the pace of guests. Behind the app proxy
 * it is the one before
 * Shopify's own; null where Shopify did not tell, because all would share that of its machines.
 */
function networkOf({ surface }: Surface, request: IncomingMessage): string | null {
  if (surface !== 'theme') return addressOf(request);
  return forwardedFor(request).at(-1 - env.TRUSTED_PROXIES) ?? null;
}

const forwardedFor = (request: IncomingMessage): string[] =>
  String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const NOT_JSON = Symbol('not JSON');

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  // A form of another site can be made to post, but not with this type.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return NOT_JSON;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= BODY_LIMIT) parts.push(part);
    // Who stops reading cuts the line to a sender who still sends, and the answer with it. So the
    // rest is read and thrown away, up to a point.
    else if (size > DRAIN_LIMIT) break;
  }
  if (size > BODY_LIMIT) return NOT_JSON;
  try {
    return parseForeignJson(Buffer.concat(parts).toString());
  } catch {
    return NOT_JSON;
  }
}

function send({ response, headers }: Visit, status: number, body: unknown) {
  const text = JSON.stringify(body);
  headers.push(
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(text)),
    'Cache-Control',
    'private, no-store',
    'X-Content-Type-Options',
    'nosniff',
  );
  response.writeHead(status, headers);
  response.end(text);
}

function refuseWith(visit: Visit, reason: string, detail: object = {}, status = statusOf(reason)) {
  if ('retryAfter' in detail) visit.headers.push('Retry-After', String(detail.retryAfter));
  send(visit, status, { ...problemOf(reason), ...detail });
}

function failed(visit: Visit, error: unknown) {
  const { id: requestId, response } = visit;
  log.error({ requestId, error }, 'shopper door failed');
  if (response.headersSent) response.destroy();
  else refuseWith(visit, 'try-again', { retryAfter: 5 });
}
