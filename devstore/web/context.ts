// What devstore/serve.ts hands to the browser side.
import type { SessionTokenOptions } from '../server/session-token.ts';
import type { Store } from '../store/store.ts';

export type Origins = {
  /** The admin frame, P. */
  admin: string;
  /** The app as the browser sees it, P+1. */
  tunnel: string;
  /** Theme, cart, checkout, thank-you, P+2. */
  storefront: string;
  /** The customer account, P+3. */
  account: string;
  /** The mail catcher, P+4. */
  mail: string;
};

export type WebContext = {
  store: Store;
  origins: Origins;
  /** `url` is where the app listens, not what the browser sees. */
  app: { url: string; apiKey: string; apiSecret: string };
  /** The repository: shopify.app.toml and extensions/. */
  root: string;
};

/** What tokens are signed with and for. */
export function tokenOptions({ store, app }: WebContext): SessionTokenOptions {
  return { shopDomain: store.shop().domain, apiKey: app.apiKey, apiSecret: app.apiSecret };
}

/**
 * Seconds since 1970 on the machine's clock: the app checks signatures by its own clock, not by
 * devstore's.
 */
export function machineSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
