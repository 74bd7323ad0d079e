// Who asks at a shopper door: checked by Shopify's signature on proxy requests, by a session token
// from extensions. Done here and not by Shopify's library, because the library reads (and may
// refresh) the shop's session from the database at every request, accepts tokens of another
// audience and gives 401 without CORS headers.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { idOfGid, typeOfGid } from '#app/basics/gid.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { env } from '#app/env.server.ts';

export type Identity = {
  domain: string;
  /** Null where nobody is signed in. */
  customerId: bigint | null;
};

/** How old a signed proxy request may be, in seconds; as in Shopify's library. */
const PROXY_AGE_S = 90;
/** How far two clocks may differ, in seconds. */
const LEEWAY_S = 10;
const DOMAIN = /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/;

const sign = (text: string) => createHmac('sha256', env.SHOPIFY_API_SECRET).update(text).digest();

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Reads the query that Shopify's app proxy signed: all parameters but `signature`, sorted, repeated
 * values joined by
 * commas, put together without a separator, HMAC-SHA256 in hex.
 */
export function identityOfProxy(
  query: URLSearchParams,
  now: Date,
): Ok<Identity> | Refused<'bad-signature'> {
  const values = new Map<string, string[]>();
  for (const [name, value] of query) values.set(name, [...(values.get(name) ?? []), value]);
  // Of these a second one could be read by somebody else than the one that was checked.
  for (const name of ['signature', 'shop', 'timestamp', 'logged_in_customer_id', 'hmac']) {
    if ((values.get(name)?.length ?? 0) > 1) return refuse('bad-signature');
  }
  const given = Buffer.from(values.get('signature')?.[0] ?? '', 'hex');
  values.delete('signature');
  const signed = [...values].map(([name, several]) => `${name}=${several.join(',')}`).sort();
  if (!isSame(given, sign(signed.join('')))) return refuse('bad-signature');

  const age = now.getTime() / 1000 - Number(values.get('timestamp')?.[0]);
  // Not a number is no age either.
  if (!(age <= PROXY_AGE_S && age >= -PROXY_AGE_S)) return refuse('bad-signature');
  const domain = values.get('shop')?.[0] ?? '';
  const customer = values.get('logged_in_customer_id')?.[0] ?? '';
  if (!DOMAIN.test(domain) || !/^\d{0,20}$/.test(customer)) return refuse('bad-signature');
  return ok({ domain, customerId: customer === '' ? null : BigInt(customer) });
}

type Claims = Partial<Record<'iss' | 'aud' | 'dest' | 'sub' | 'exp' | 'nbf', unknown>>;

/**
 * Reads the session token of an extension (HS256, five minutes). Only `dest`, `aud`, `exp`, `nbf`
 * and `sub` count.
 * Somebody who is not signed in has no customer in `sub`.
 */
export function identityOfToken(
  authorization: string | undefined,
  now: Date,
): Ok<Identity> | Refused<'not-signed-in'> {
  const found = claimsOf(authorization, now);
  if (!found) return refuse('not-signed-in');
  const { domain, claims } = found;
  const isCustomer = typeof claims.sub === 'string' && typeOfGid(claims.sub) === 'Customer';
  return ok({ domain, customerId: isCustomer ? idOfGid(claims.sub as string) : null });
}

/** A member of the shop's staff, in the admin or at the point of sale. */
export type StaffIdentity = { domain: string; staffId: string };

/**
 * Reads the token of a member of staff. Only the admin issues those (`iss`), and they name a user;
 * a buyer's token is signed with the same secret and must not pass.
 */
export function identityOfStaff(
  authorization: string | undefined,
  now: Date,
): Ok<StaffIdentity> | Refused<'not-signed-in'> {
  const found = claimsOf(authorization, now);
  if (!found) return refuse('not-signed-in');
  const { domain, claims } = found;
  const isStaff =
    claims.iss === `https://${domain}/admin` &&
    typeof claims.sub === 'string' &&
    /^\d{1,20}$/.test(claims.sub);
  return isStaff ? ok({ domain, staffId: claims.sub as string }) : refuse('not-signed-in');
}

/** What a fresh token of this app says, and for which shop; null for any other token. */
function claimsOf(
  authorization: string | undefined,
  now: Date,
): { domain: string; claims: Claims } | null {
  const [, header, payload, signature] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization ?? '') ?? [];
  if (!header || !payload || !signature) return null;
  const expected = sign(`${header}.${payload}`);
  if (!isSame(Buffer.from(signature, 'base64url'), expected)) return null;
  const claims = jsonOf<Claims>(payload);
  if (jsonOf<{ alg?: unknown }>(header)?.alg !== 'HS256' || !claims) return null;

  const seconds = now.getTime() / 1000;
  const isFresh =
    typeof claims.exp === 'number' &&
    seconds < claims.exp + LEEWAY_S &&
    (claims.nbf === undefined || seconds > Number(claims.nbf) - LEEWAY_S);
  // All apps of one developer could share a habit, not an audience.
  if (!isFresh || claims.aud !== env.SHOPIFY_API_KEY) return null;
  const domain = String(claims.dest).replace(/^https:\/\//, '');
  return DOMAIN.test(domain) ? { domain, claims } : null;
}

function jsonOf<T>(encoded: string): T | null {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString()) as T;
  } catch {
    return null;
  }
}
