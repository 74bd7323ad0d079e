// Session tokens (id tokens), as App Bridge and the UI extensions get them: HS256 with the app's
// secret.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

export interface SessionTokenOptions {
  shopDomain: string;
  apiKey: string;
  apiSecret: string;
}

export interface SessionTokenPayload {
  iss?: string;
  dest: string;
  aud: string;
  sub?: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid?: string;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs a payload. */
export function signToken(payload: object, secret: string): string {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/**
 * The token of a member of staff in the admin: one minute, in the machine's time as the app reads
 * it.
 */
export function adminSessionToken(options: SessionTokenOptions, userId = '1'): string {
  const now = Math.floor(Date.now() / 1000);
  return signToken(
    {
      iss: `https://${options.shopDomain}/admin`,
      dest: `https://${options.shopDomain}`,
      aud: options.apiKey,
      sub: userId,
      exp: now + 60,
      nbf: now,
      iat: now,
      jti: randomUUID(),
      sid: randomUUID(),
      sig: randomBytes(32).toString('hex'),
    },
    options.apiSecret,
  );
}

/** The token of a buyer in checkout or account: five minutes; `sub` only for somebody signed in. */
export function buyerSessionToken(options: SessionTokenOptions, customerId: number | null): string {
  const now = Math.floor(Date.now() / 1000);
  return signToken(
    {
      dest: options.shopDomain,
      aud: options.apiKey,
      ...(customerId === null ? {} : { sub: `gid://shopify/Customer/${customerId}` }),
      exp: now + 300,
      nbf: now,
      iat: now,
      jti: randomUUID(),
    },
    options.apiSecret,
  );
}

/** The payload of a token with a good signature that is not over, else null. */
export function readToken(token: string, secret: string): SessionTokenPayload | null {
  const [header, payload, signature] = token.split('.');
  if (!header || !payload || !signature) return null;
  const wanted = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  try {
    const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as SessionTokenPayload;
    const now = Date.now() / 1000;
    return content.exp > now - 10 && content.nbf < now + 10 ? content : null;
  } catch {
    return null;
  }
}
