// POST /admin/oauth/access_token: token exchange and refresh.
import { type Grant, grantToken, refreshToken } from '../shop/installation.ts';
import type { Store } from '../store/store.ts';
import { type Handler, readBody, sendJson } from './http.ts';
import { readToken } from './session-token.ts';

export interface OauthOptions {
  store: Store;
  apiKey: string;
  apiSecret: string;
}

const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const onlineType = 'urn:shopify:params:oauth:token-type:online-access-token';
const offlineType = 'urn:shopify:params:oauth:token-type:offline-access-token';

const refused = (error: string, description: string) => ({
  status: 400,
  body: { error, error_description: description },
});

/** Handles token requests. */
export function oauthDoor(options: OauthOptions): Handler {
  return async (request, response, url) => {
    if (url.pathname !== '/admin/oauth/access_token') return false;
    if (request.method !== 'POST') return sendJson(response, 404, { errors: 'Not Found' });
    const fields = parseFields(
      (await readBody(request)).toString(),
      request.headers['content-type'] ?? '',
    );
    const { status, body } = fields
      ? answer(options, fields)
      : refused('invalid_request', 'The body could not be read');
    return sendJson(response, status, body);
  };
}

function parseFields(text: string, contentType: string): Record<string, string> | null {
  if (contentType.includes('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return null;
  }
}

function answer(
  { store, apiKey, apiSecret }: OauthOptions,
  fields: Record<string, string>,
): { status: number; body: Record<string, unknown> } {
  if (fields.client_id !== apiKey || fields.client_secret !== apiSecret)
    return refused('application_cannot_be_found', 'Could not find Shopify API application');
  if (fields.grant_type === 'refresh_token') {
    if (!store.installation().isInstalled)
      return refused('invalid_grant', 'The app is not installed on this shop');
    const grant = refreshToken(store, fields.refresh_token ?? '');
    return grant
      ? { status: 200, body: grantBody(grant) }
      : refused('invalid_grant', 'The refresh token is invalid or expired');
  }
  if (fields.grant_type !== exchangeGrant)
    return refused('unsupported_grant_type', 'The grant type is not supported');
  const payload = readToken(fields.subject_token ?? '', apiSecret);
  if (!payload || payload.aud !== apiKey)
    return refused('invalid_subject_token', 'The subject token is invalid');
  const type = fields.requested_token_type;
  if (type !== onlineType && type !== offlineType)
    return refused('invalid_request', 'The requested token type is not supported');
  if (!store.installation().isInstalled)
    return refused('invalid_subject_token', 'The app is not installed on this shop');
  const isOnline = type === onlineType;
  const grant = store.write(() =>
    grantToken(store, { isOnline, isExpiring: fields.expiring === '1' }),
  );
  return {
    status: 200,
    body: { ...grantBody(grant), ...(isOnline && onlinePart(grant, payload.sub ?? '1')) },
  };
}

const lifetimeSeconds = (expiresAt: string): number =>
  Math.round((Date.parse(expiresAt) - Date.now()) / 1000);

function grantBody({ access, refresh }: Grant): Record<string, unknown> {
  return {
    access_token: access.token,
    scope: access.scopes.join(','),
    ...(access.expiresAt && { expires_in: lifetimeSeconds(access.expiresAt) }),
    ...(refresh && {
      refresh_token: refresh.token,
      refresh_token_expires_in: lifetimeSeconds(refresh.expiresAt!),
    }),
  };
}

function onlinePart({ access }: Grant, userId: string): Record<string, unknown> {
  return {
    associated_user_scope: access.scopes.join(','),
    associated_user: {
      id: Number(userId),
      first_name: 'Demo',
      last_name: 'Owner',
      email: 'owner@example.com',
      email_verified: true,
      account_owner: true,
      locale: 'en',
      collaborator: false,
    },
  };
}
