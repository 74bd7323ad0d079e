// The app's place in the shop: installed, uninstalled, and what it was granted.
import { randomBytes } from 'node:crypto';
import { isoSeconds } from '../store/clock.ts';
import type { Token } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { announce, newEvent } from '../webhooks/announce.ts';
import { redactShop } from './privacy.ts';

/**
 * Installs the app with the scopes it asks for; installing twice changes nothing but the scopes.
 */
export function install(store: Store, scopes: string[]): void {
  store.write(() => {
    const before = store.installation();
    store.saveInstallation({
      ...before,
      isInstalled: true,
      installedAt: before.installedAt ?? store.now(),
      grantedScopes: [...new Set(scopes)].sort(),
    });
    // Shopify forgets the pending erasure when the merchant comes back within 48 hours.
    store.database.run(
      "DELETE FROM webhook_deliveries WHERE topic = 'shop/redact' AND state = 'waiting'",
    );
  });
}

/**
 * Uninstalls the app: tokens die at once, `app/uninstalled` goes out, `shop/redact` follows after
 * 48 hours.
 */
export function uninstall(store: Store): void {
  store.write(() => {
    const shop = store.shop();
    announce(store, newEvent(), 'app/uninstalled', {
      id: shop.id,
      name: shop.name,
      email: shop.email,
      domain: shop.domain,
      myshopify_domain: shop.domain,
      currency: shop.currency,
      iana_timezone: shop.timezone,
      plan_name: shop.plan,
    });
    store.saveInstallation({
      ...store.installation(),
      isInstalled: false,
      installedAt: null,
      grantedScopes: [],
    });
    store.database.run('DELETE FROM tokens');
    store.database.run("DELETE FROM webhook_subscriptions WHERE source = 'api'");
    redactShop(store);
  });
}

/** The merchant grants (or takes back) scopes; the app learns of it by `app/scopes_update`. */
export function changeScopes(store: Store, scopes: string[]): void {
  store.write(() => {
    const installation = store.installation();
    const current = [...new Set(scopes)].sort();
    store.saveInstallation({ ...installation, grantedScopes: current });
    // A token carries the scopes of the moment: Shopify widens the tokens that are out.
    for (const token of store.tokens.all()) store.tokens.put({ ...token, scopes: current });
    announce(store, newEvent(), 'app/scopes_update', {
      id: 1,
      shop_id: `gid://shopify/Shop/${store.shop().id}`,
      previous: installation.grantedScopes,
      current,
      updated_at: store.now(),
    });
  });
}

const accessSeconds = 3600;
const refreshSeconds = 90 * 86_400;

export interface Grant {
  access: Token;
  refresh: Token | null;
}

// Tokens live on the machine's time, as the app does: moving devstore's clock must not lock it out.
const at = (secondsFromNow: number): string => isoSeconds(Date.now() + secondsFromNow * 1000);

/** A new access token, with a refresh token where it expires. */
export function grantToken(
  store: Store,
  options: { isExpiring: boolean; isOnline: boolean },
): Grant {
  const grantId = randomBytes(8).toString('hex');
  const base = {
    scopes: store.installation().grantedScopes,
    createdAt: at(0),
    grantId,
    isOnline: options.isOnline,
    replacedBy: null,
    isRevoked: false,
  };
  const access = store.tokens.put({
    ...base,
    kind: 'access',
    token: `shp${options.isOnline ? 'ua' : 'at'}_${randomBytes(16).toString('hex')}`,
    expiresAt: options.isExpiring || options.isOnline ? at(accessSeconds) : null,
  });
  if (!options.isExpiring || options.isOnline) return { access, refresh: null };
  const refresh = store.tokens.put({
    ...base,
    kind: 'refresh',
    token: `shprt_${randomBytes(16).toString('hex')}`,
    expiresAt: at(refreshSeconds),
  });
  return { access, refresh };
}

/**
 * Trades a refresh token for a new pair. The old one stays good until the new one is used, so that
 * an app that lost the answer can ask again. Null where it is unknown, over or replaced for good.
 */
export function refreshToken(store: Store, text: string): Grant | null {
  return store.write(() => {
    const old = store.tokens.get(text);
    if (old?.kind !== 'refresh' || old.isRevoked || old.expiresAt! <= at(0)) return null;
    for (const earlier of store.tokens.all())
      if (earlier.replacedBy === old.token) store.tokens.put({ ...earlier, isRevoked: true });
    const grant = grantToken(store, { isExpiring: true, isOnline: false });
    store.tokens.put({ ...old, replacedBy: grant.refresh!.token });
    return grant;
  });
}

/** The access token behind a request, or null where it is unknown or over. */
export function findAccess(store: Store, text: string | undefined): Token | null {
  const token = text ? store.tokens.get(text) : undefined;
  if (token?.kind !== 'access' || token.isRevoked || !store.installation().isInstalled) return null;
  return token.expiresAt !== null && token.expiresAt <= at(0) ? null : token;
}
