// The offline token of a shop: read from the session table, refreshed by one process at a time.
import { setTimeout as pause } from 'node:timers/promises';
import { pool } from '../db.server.ts';
import { env } from '../env.server.ts';
import { ShopGone, ShopifyUnreachable } from './failures.ts';

export type CallableShop = { id: number; domain: string };

/**
 * A token that ends sooner than this is refreshed before it is used, as Shopify's own library does.
 */
const MARGIN_MS = 5 * 60_000;
const LEASE_SECONDS = 20;
const REFRESH_TIMEOUT_MS = 10_000;

type StoredToken = {
  accessToken: string;
  expires: Date | null;
  refreshToken: string | null;
};

/**
 * A token that is good for the call that follows; never keep it longer.
 * `rejected` is a token that Shopify has just refused: another one is fetched.
 * Throws ShopGone if there is no session or Shopify does not renew it, ShopifyUnreachable if it
 * cannot be asked.
 */
export async function accessTokenOf(
  shop: CallableShop,
  rejected?: string,
  signal?: AbortSignal,
): Promise<string> {
  for (;;) {
    const stored = await usableOrStale(shop, rejected);
    if (stored.isUsable) return stored.accessToken;
    if (await takeLease(shop.id)) {
      try {
        // Between the look and the lease somebody may have refreshed: a spent refresh token is
        // not presented again.
        const present = await usableOrStale(shop, rejected);
        return present.isUsable ? present.accessToken : await refresh(shop, present.refreshToken);
      } finally {
        await pool.query('UPDATE api_budget SET refreshing_until = NULL WHERE shop_id = $1', [
          shop.id,
        ]);
      }
    }
    // Somebody else is refreshing: their token will be in the table in a moment.
    await pause(50, undefined, { signal });
  }
}

type Present = { isUsable: true; accessToken: string } | { isUsable: false; refreshToken: string };

async function usableOrStale(shop: CallableShop, rejected: string | undefined): Promise<Present> {
  const stored = await readToken(shop.domain);
  if (!stored) throw new ShopGone(shop.domain, 'it has no session');
  if (!needsRefresh(stored, rejected, Date.now())) {
    return { isUsable: true, accessToken: stored.accessToken };
  }
  if (!stored.refreshToken) throw new ShopGone(shop.domain, 'its token cannot be renewed');
  return { isUsable: false, refreshToken: stored.refreshToken };
}

/** True if `stored` may not be used at `now` (epoch milliseconds). */
function needsRefresh(stored: StoredToken, rejected: string | undefined, now: number): boolean {
  if (stored.accessToken === rejected) return true;
  return stored.expires !== null && stored.expires.getTime() - now < MARGIN_MS;
}

async function readToken(domain: string): Promise<StoredToken | undefined> {
  // The library stores timestamps without a zone, in UTC.
  const { rows } = await pool.query<StoredToken>(
    `SELECT "accessToken", expires AT TIME ZONE 'UTC' AS expires, "refreshToken"
     FROM session WHERE id = $1`,
    [`offline_${domain}`],
  );
  return rows[0];
}

/**
 * A lease in the table, not a lock on a connection: no transaction stays open while Shopify is
 * asked.
 */
async function takeLease(shopId: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO api_budget (shop_id, refreshing_until)
     VALUES ($1, clock_timestamp() + make_interval(secs => $2))
     ON CONFLICT (shop_id) DO UPDATE SET refreshing_until = excluded.refreshing_until
     WHERE api_budget.refreshing_until IS NULL
        OR api_budget.refreshing_until < clock_timestamp()`,
    [shopId, LEASE_SECONDS],
  );
  return rowCount === 1;
}

async function refresh(shop: CallableShop, refreshToken: string): Promise<string> {
  const response = await askForToken(shop.domain, refreshToken);
  if (response.status >= 500 || response.status === 429) {
    throw new ShopifyUnreachable('refresh of the token', `status ${response.status}`, false);
  }
  if (!response.ok) throw new ShopGone(shop.domain, 'Shopify does not renew its token');
  const token = (await response.json()) as {
    access_token: string;
    scope?: string;
    expires_in: number;
    refresh_token: string;
    refresh_token_expires_in: number;
  };
  await pool.query(
    `UPDATE session SET "accessToken" = $2, "refreshToken" = $3, scope = COALESCE($4, scope),
       expires = (clock_timestamp() + make_interval(secs => $5)) AT TIME ZONE 'UTC',
       "refreshTokenExpires" = (clock_timestamp() + make_interval(secs => $6)) AT TIME ZONE 'UTC'
     WHERE id = $1`,
    [
      `offline_${shop.domain}`,
      token.access_token,
      token.refresh_token,
      token.scope ?? null,
      token.expires_in,
      token.refresh_token_expires_in,
    ],
  );
  return token.access_token;
}

async function askForToken(domain: string, refreshToken: string): Promise<Response> {
  try {
    return await fetch(`https://${domain}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        client_id: env.SHOPIFY_API_KEY,
        client_secret: env.SHOPIFY_API_SECRET,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      }),
      signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
    });
  } catch (error) {
    throw new ShopifyUnreachable('refresh of the token', 'no connection', false, error);
  }
}
