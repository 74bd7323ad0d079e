// The way every shopper's request takes: address, who asks, how often, what, answer. Straight on
// node:http, because a wallet is read at every page of every shop (docs/decisions).
import type { IncomingMessage, ServerResponse } from 'node:http';
import { env } from '#app/env.server.ts';
import { log } from '#app/log.server.ts';
import { type Identity, identityOfProxy, identityOfToken } from '#app/shoppers/identity.server.ts';
import { makeNonce, spendNonce } from '#app/shoppers/nonce.server.ts';
import { Buckets } from '#app/shoppers/rate.ts';
import { shelfOf } from '#app/shoppers/shelf.server.ts';
import { type Caller, type Door, doors } from './doors.server.ts';
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
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'authorization, content-type',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Max-Age': '86400',
};

const buckets = new Buckets();

/** Answers if the address is a shopper door. False: not ours, somebody else answers. */
export function answerShopper(request: IncomingMessage, response: ServerResponse): boolean {
  const url = request.url ?? '';
  const surface = SURFACES.find(({ prefix }) => url.startsWith(prefix));
  if (!surface) return false;
  for (const [name, value] of surface.surface === 'theme' ? [] : Object.entries(CORS)) {
    response.setHeader(name, value);
  }
  if (request.method === 'OPTIONS') response.writeHead(204).end();
  else void answer(surface, request, response).catch((error) => failed(response, error));
  return true;
}

async function answer(surface: Surface, request: IncomingMessage, response: ServerResponse) {
  const now = new Date();
  const [path = '', search = ''] = splitOnce(request.url!.slice(surface.prefix.length), '?');
  // A friend's landing and a friend's claim have one address; the method tells them apart.
  const name = path === 'referral' && request.method === 'GET' ? 'offer' : path;
  const door = Object.hasOwn(doors, name) ? (doors[name] as unknown as Door<unknown>) : undefined;
  if (!door) return refuseWith(response, 'not-found');
  if (request.method !== door.method) {
    response.setHeader('Allow', door.method);
    return refuseWith(response, 'bad-request', {}, 405);
  }
  const query = new URLSearchParams(search);
  const identity =
    surface.surface === 'theme'
      ? identityOfProxy(query, now)
      : identityOfToken(request.headers.authorization, now);
  if (!identity.ok) return refuseWith(response, identity.reason);
  const { domain, customerId } = identity.value;
  const wait = waitOf(path, door, request, identity.value, now);
  if (wait > 0) return refuseWith(response, 'too-many-requests', { retryAfter: wait });
  const shelf = await shelfOf(domain, now);
  if (!shelf) return refuseWith(response, 'shop-unknown');
  if (customerId === null && !door.isOpen) return refuseWith(response, 'sign-in');

  const given = door.method === 'GET' ? Object.fromEntries(query) : await bodyOf(request);
  if (given === NOT_JSON) return refuseWith(response, 'not-json');
  const input = door.request.safeParse(given);
  if (!input.success) {
    const [issue] = input.error.issues;
    const message = `${issue?.path.join('.')}: ${issue?.message}`;
    return refuseWith(response, 'bad-request', { message });
  }
  const holder = { shopId: shelf.shop.id, customerId };
  if (surface.surface === 'theme' && door.purpose !== null) {
    const { nonce } = input.data as { nonce?: string };
    if (!(await spendNonce(holder, nonce, door.purpose(input.data), now))) {
      // With a fresh one, so that a page that stood open over lunch can ask again by itself.
      return refuseWith(response, 'nonce-used', { nonce: makeNonce(holder, now) });
    }
  }
  const { locale = 'en' } = input.data as { locale?: string };
  const network = networkOf(surface, request);
  const isOnStorefront = surface.surface === 'theme';
  const caller: Caller = { shelf, customerId, locale, isOnStorefront, now, network };
  const outcome = await door.answer(caller, input.data);
  if (outcome.ok) return send(response, 200, outcome.value);
  const { reason, missing } = outcome;
  const amount = typeof missing === 'bigint' ? Number(missing) : missing;
  refuseWith(response, reason, amount ? { missing: amount } : {});
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** By person where one is signed in, by address where nobody is. */
function waitOf(
  path: string,
  door: Door<unknown>,
  request: IncomingMessage,
  { domain, customerId }: Identity,
  now: Date,
): number {
  const who = customerId ?? `ip ${addressOf(request)}`;
  return buckets.wait(`${domain} ${path} ${who}`, door.pace, now.getTime());
}

/** Where the request came from: as many proxies of our own are believed as there are. */
function addressOf(request: IncomingMessage): string {
  const chain = forwardedFor(request);
  const trusted = env.TRUSTED_PROXIES === 0 ? undefined : chain.at(-env.TRUSTED_PROXIES);
  return trusted ?? request.socket.remoteAddress ?? '';
}

/**
 * The shopper's network address for the fraud check. Behind the app proxy it is the one before
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
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return NOT_JSON;
  }
}

function send(response: ServerResponse, status: number, body: unknown) {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': text.length,
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}

function refuseWith(
  response: ServerResponse,
  reason: string,
  detail: object = {},
  status = statusOf(reason),
) {
  if ('retryAfter' in detail) response.setHeader('Retry-After', String(detail.retryAfter));
  send(response, status, { ...problemOf(reason), ...detail });
}

function failed(response: ServerResponse, error: unknown) {
  log.error({ error }, 'shopper door failed');
  if (response.headersSent) response.destroy();
  else refuseWith(response, 'try-again', { retryAfter: 5 });
}
